import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { build } from "esbuild";
import { minify, type Plugin } from "vite";

/**
 * The booking's own way to its scripts, instead of a `client:` directive, which would bring 1.8 KB
 * (gzip) of island loader into every page, for an island that most visitors never need.
 *
 * Bundles `browser/intent.ts` into the text that BookingDialog.astro puts inline, and hands it to
 * whoever writes the content security policy. (A <script> that Astro bundles is a module, which waits
 * for the end of the document; a click may come before.)
 */
export function bookingScripts(allowInlineScript: (text: string) => void): AstroIntegration {
  const entry = fileURLToPath(new URL("browser/intent.ts", import.meta.url));
  return {
    name: "readyslot:booking-scripts",
    hooks: {
      "astro:config:setup": async ({ addWatchFile, config, updateConfig }) => {
        const { outputFiles, metafile } = await build({
          absWorkingDir: fileURLToPath(config.root),
          entryPoints: [entry],
          bundle: true,
          format: "iife",
          metafile: true,
          write: false,
        });
        // Its names repeat from function to function, which gzip likes: 36 of 2,459 bytes less than esbuild's own minifier.
        const { code } = await minify("intent.js", outputFiles[0]?.text ?? "", { compress: true, mangle: true, codegen: true });
        const script = code.trim();
        for (const file of Object.keys(metafile.inputs)) addWatchFile(new URL(file, config.root));
        allowInlineScript(script);
        updateConfig({
          vite: {
            define: { INTENT_SCRIPT: JSON.stringify(script) },
            plugins: [withoutIslandLoader(), withoutPreloadHelper()],
            // What is fetched later stays out of the page, however small it is.
            build: { assetsInlineLimit: 0, modulePreload: false },
          },
        });
      },
    },
  };
}

/** Astro's loader of React islands is never asked for; built beside ours, it would cut it in two, a round trip apart. */
function withoutIslandLoader(): Plugin {
  return {
    name: "readyslot:without-island-loader",
    applyToEnvironment: ({ name }) => name === "client",
    options(options) {
      // Astro passes a list of names.
      if (Array.isArray(options.input)) options.input = options.input.filter((name) => name !== "@astrojs/react/client.js");
    },
  };
}

/**
 * Vite wraps every import() in 0.6 KB (gzip) of code that preloads what the chunk depends on. Nothing here depends
 * on anything, and `modulePreload: false` above leaves the wrapper in (Vite 8.3).
 */
function withoutPreloadHelper(): Plugin {
  return {
    name: "readyslot:without-preload-helper",
    applyToEnvironment: ({ name }) => name === "client",
    load: { filter: { id: /^\0vite\/preload-helper/ }, handler: () => "export const __vitePreload = (load) => load();" },
  };
}
