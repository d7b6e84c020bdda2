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
            define: { CONSENT: constants.CONSENT, ATTRIBUTION: constants.ATTRIBUTION, CAMPAIGN_PARAMETERS: constants.CAMPAIGN_PARAMETERS, CONSENT_SCRIPT: '""', ...Object.fromEntries(Object.entries(scripts).map(([name, { script }]) => [name, JSON.stringify(script)])) },
            plugins: [besideOtherIslands(), withoutPreloadHelper()],
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
export async function inlineScript(entry: string, constants: Record<string, string>): Promise<{ script: string; files: readonly string[] }> {
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
  // Nothing in it uses `this`, so an arrow function is the same in two bytes less.
  return { script: again.code.trim().replace(/^\(function\(\)\{/, "(()=>{"), files: moduleIds.filter((id) => isAbsolute(id)) };
}

const REACT_LOADER = "@astrojs/react/client.js";

/**
 * Keeps the booking's island one file, whatever islands the site has of its own.
 *
 * On a site without any, Astro's loader of React islands is left out: built beside our island, it would cut that in two, a
 * round trip apart. On a site with some, they share React with that loader, and our island comes with a React of its own.
 */
function besideOtherIslands(): Plugin {
  let hasIslands = false;
  return {
    name: "readyslot:beside-other-islands",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    options(options) {
      // Astro passes a list of names.
      const { input } = options;
      if (!Array.isArray(input)) return;
      hasIslands = input.some(isIsland);
      if (!hasIslands) options.input = input.filter((name) => name !== REACT_LOADER);
    },
    load: { filter: { id: /\/booking\/browser\/island\.tsx$/ }, handler: (id) => (hasIslands ? selfContained(id) : undefined) },
  };
}

/** Whether an entry of the client's build is a component with a `client:` directive: not a script of a page or an integration, and not a framework's loader. */
function isIsland(entry: string): boolean {
  const isScript = /[?&]type=script\b/.test(entry) || /^(?:astro:|virtual:|\0)/.test(entry);
  return !isScript && (isAbsolute(entry) || !/\bclient\b/.test(entry));
}

/** A module with all that it imports, as one module without imports. What the build defines is left to the build. */
async function selfContained(entry: string): Promise<string> {
  const bundle = await rolldown({ input: entry, platform: "browser", transform: { define: { "process.env.NODE_ENV": '"production"' } } });
  const { output } = await bundle.generate({ format: "esm", minify: false });
  await bundle.close();
  return output[0].code;
}

/**
 * Vite wraps every import() in 0.6 KB (gzip) of code that preloads what the chunk depends on. Our chunks depend on nothing,
 * and `modulePreload: false` above leaves the wrapper in (Vite 8.3). A site's own components keep it: it loads their styles.
 */
function withoutPreloadHelper(): Plugin {
  const PLAIN = "\0readyslot:plain-import";
  return {
    name: "readyslot:without-preload-helper",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: { filter: { id: /^\0vite\/preload-helper/ }, handler: (_, importer = "") => (/\/src\/(?:booking|metrics|host)\//.test(importer) ? PLAIN : undefined) },
    load: { filter: { id: /^\0readyslot:plain-import$/ }, handler: () => "export const __vitePreload = (load) => load();" },
  };
}
