import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { rolldown } from "rolldown";
import { minify, type Plugin } from "vite";
import { attributionConstants, type AttributionConfig } from "./attribution-config.ts";
import type { ConsentMode } from "./consent-mode.ts";

export interface BookingScriptsOptions {
  readonly consent: ConsentMode;
  readonly attribution: AttributionConfig;
  /** Errors are reported. Otherwise the inline script collects none. */
  readonly reportsErrors: boolean;
  /** Takes the text of the inline script, for the content security policy. */
  readonly allowInlineScript: (text: string) => void;
  /** Modules that listen to the booking's events from the first moment of the page, as paths under the project's root. They run in front of the booking's own. */
  readonly listeners: readonly string[];
}

const ENTRY = "readyslot:inline-script";

/**
 * The booking's own way to its scripts, instead of a `client:` directive, which would bring 1.8 KB
 * (gzip) of island loader into every page, for an island that most visitors never need.
 *
 * Bundles the listeners and `browser/intent.ts` into the text that BookingDialog.astro puts inline, and
 * `browser/times/next-free.ts` into that of NextFree.astro; where consent is asked for, `browser/consent.ts` into that of each
 * page's head. (A <script> that Astro bundles is a module, which waits for the end of the document; a click may come before.
 * And it is requested.)
 */
export function bookingScripts({ consent, attribution, reportsErrors, allowInlineScript, listeners }: BookingScriptsOptions): AstroIntegration {
  return {
    name: "readyslot:booking-scripts",
    hooks: {
      "astro:config:setup": async ({ addWatchFile, config, updateConfig }) => {
        const constants = { CONSENT: JSON.stringify(consent), ERROR_REPORTING: String(reportsErrors), ...attributionConstants(attribution) };
        const keepConsent = `import { keepConsent } from ${JSON.stringify(own("browser/consent.ts"))};\nkeepConsent("synthetic" in document.currentScript.dataset);`;
        const scripts = {
          INTENT_SCRIPT: await inlineScript(run(...listeners.map((path) => fileURLToPath(new URL(path, config.root))), own("browser/intent.ts")), constants),
          NEXT_FREE_SCRIPT: await inlineScript(run(own("browser/times/next-free.ts")), constants),
          ...(consent !== "none" && { CONSENT_SCRIPT: await inlineScript(keepConsent, constants) }),
        };
        for (const { script, files } of Object.values(scripts)) {
          files.forEach((file) => addWatchFile(file));
          allowInlineScript(script);
        }
        updateConfig({
          vite: {
            define: { CONSENT: constants.CONSENT, ATTRIBUTION: constants.ATTRIBUTION, CONSENT_SCRIPT: '""', ...Object.fromEntries(Object.entries(scripts).map(([name, { script }]) => [name, JSON.stringify(script)])) },
            plugins: [withoutIslandLoader(), withoutPreloadHelper()],
            // Scripts that are fetched later stay out of the page, however small they are.
            build: { assetsInlineLimit: 0, modulePreload: false },
          },
        });
      },
    },
  };
}

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A module that runs others. */
const run = (...paths: string[]) => paths.map((path) => `import ${JSON.stringify(path)};`).join("\n");

/** A module with all that it imports, as one classic script, and the files that it is made of. `constants` are replaced by these expressions. */
async function inlineScript(entry: string, constants: Record<string, string>): Promise<{ script: string; files: readonly string[] }> {
  const bundle = await rolldown({
    input: ENTRY,
    plugins: [
      {
        name: ENTRY,
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) => (id === ENTRY ? entry : null),
      },
    ],
    transform: { define: constants },
    optimization: { inlineConst: { mode: "all", pass: 3 } },
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  // Once more, which finds another 18 of 2,500 bytes.
  const again = await minify("inline.js", code, { compress: true, mangle: true, codegen: true });
  return { script: again.code.trim(), files: moduleIds.filter((id) => isAbsolute(id)) };
}

/**
 * Leaves Astro's loader of React islands out, unless a page hydrates a component with a `client:` directive, which makes
 * the component an input of its own. Built beside our island, it would cut that in two, a round trip apart.
 */
function withoutIslandLoader(): Plugin {
  return {
    name: "readyslot:without-island-loader",
    applyToEnvironment: ({ name }) => name === "client",
    options(options) {
      // Astro passes a list of names.
      if (Array.isArray(options.input) && !options.input.some((name) => /\.[jt]sx$/.test(name))) options.input = options.input.filter((name) => name !== "@astrojs/react/client.js");
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
