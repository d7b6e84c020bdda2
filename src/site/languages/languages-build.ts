import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroConfig, AstroIntegration } from "astro";
import { folderOf, otherFolders, type Languages } from "./languages.ts";

/**
 * Astro's own `i18n`, for the helpers of astro:i18n and for Astro.currentLocale. Its routing is off ("manual"): it takes
 * any segment of an address for a language, so that "/services/it" would be Italian, and "/team/en" would be missing.
 */
export function astroI18n(languages: Languages): AstroConfig["i18n"] {
  const [first] = languages;
  if (first === undefined || languages.length < 2) return undefined;
  const locales = languages.map((language) => (folderOf(language) === language ? language : { path: folderOf(language), codes: [language] as [string] }));
  return { locales, defaultLocale: folderOf(first), routing: "manual" };
}

/**
 * Adds what each language besides the default one has for itself: its articles ("/de/posts/…"), its feed
 * ("/de/rss.xml"), and its page for missing addresses, which the host shows for every address below "/de".
 */
export function languagesBuild(languages: Languages): AstroIntegration {
  let root: URL;
  const folders = otherFolders(languages);
  return {
    name: "readyslot:languages",
    hooks: {
      "astro:config:setup": ({ updateConfig, injectRoute }) => {
        updateConfig({ vite: { define: { LANGUAGES: JSON.stringify(languages.length > 1 ? languages : []) } } });
        for (const folder of folders) {
          injectRoute({ pattern: `/${folder}/404`, entrypoint: fileOf("404.astro"), prerender: true });
          injectRoute({ pattern: `/${folder}/posts/[...slug]`, entrypoint: fileOf("posts/[...slug].astro"), prerender: true });
          injectRoute({ pattern: `/${folder}/rss.xml`, entrypoint: fileOf("rss.xml.ts"), prerender: true });
        }
      },
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:build:done": async ({ dir }) => {
        if (folders.length === 0) return;
        for (const folder of folders) {
          // Otherwise the host would answer its address with the status 200.
          const built = new URL(`${folder}/404/`, dir);
          await rename(new URL("index.html", built), new URL("../404.html", built));
          await rm(built, { recursive: true });
        }
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        await writeFile(file, JSON.stringify({ ...config, routes: withMissingPages(config.routes ?? [], folders) }, null, 2));
      },
    },
  };
}

/** A file in src/pages. */
const fileOf = (name: string) => new URL(`../../pages/${name}`, import.meta.url);

/** The routes with the page for missing addresses of each language, in front of the one for all others. */
export function withMissingPages(routes: readonly Route[], folders: readonly string[]): Route[] {
  const last = routes.findLastIndex((route) => !isHandler(route) && route.dest === "/404.html");
  const missing = folders.map((folder): Route => ({ src: `^/${folder}(?:/.*)?$`, dest: `/${folder}/404.html`, status: 404 }));
  return last < 0 ? [...routes, ...missing] : [...routes.slice(0, last), ...missing, ...routes.slice(last)];
}
