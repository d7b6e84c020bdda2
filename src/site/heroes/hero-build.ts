import { AsyncLocalStorage } from "node:async_hooks";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";
import { rolldown } from "rolldown";
import type { ConsentMode } from "../../booking/consent-mode.ts";
import { stageOf } from "../publication.ts";
import { isTested, SECOND, versionOf, type HeroVariant } from "./hero-variants.ts";

/** For hero-dev.ts, which Vite loads apart from this module. */
const SHOWN = Symbol.for("readyslot:shown-hero");
export type ShownHero = AsyncLocalStorage<HeroVariant>;

/**
 * Makes two files of each page whose hero is tested, and the rules and the code by which the host chooses one of them before it
 * sends a page. A build without a test has neither. Must be in front of integrations that make pages smaller or copy them.
 *
 * In development, a tested page shows its first version, and the second with "?hero=b".
 */
export function heroBuild({ consent }: { consent: ConsentMode }): AstroIntegration {
  let root: URL;
  /** The names of the tests by the paths of their pages. */
  const tests: Record<string, string> = {};
  return {
    name: "readyslot:heroes",
    hooks: {
      "astro:config:setup": ({ command, addMiddleware }) => {
        if (command === "dev") addMiddleware({ entrypoint: new URL("hero-dev.ts", import.meta.url), order: "pre" });
      },
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:server:setup": ({ server }) => {
        const shown: ShownHero = new AsyncLocalStorage();
        Object.assign(globalThis, { [SHOWN]: shown });
        server.middlewares.use(({ url = "/" }, _response, next) => {
          shown.run(new URL(url, "http://localhost").searchParams.get("hero") === "b" ? "b" : "a", next);
        });
      },
      "astro:build:generated": async ({ dir }) => {
        const folder = fileURLToPath(dir);
        for (const name of (await readdir(folder, { recursive: true })).filter((one) => one.endsWith(".html"))) {
          const html = await readFile(join(folder, name), "utf8");
          if (!isTested(html)) continue;
          tests[pathOf(name)] = /\bdata-hero="([^":]+):/.exec(html)?.[1] ?? "";
          const second = join(folder, SECOND, name);
          await mkdir(dirname(second), { recursive: true });
          await Promise.all([writeFile(join(folder, name), versionOf(html, "a")), writeFile(second, versionOf(html, "b"))]);
        }
      },
      "astro:build:done": async ({ logger }) => {
        if (Object.keys(tests).length === 0) return;
        logger.info(`Two versions of the hero are tested on ${Object.keys(tests).join(", ")}.`);
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        await writeFile(file, JSON.stringify({ ...config, routes: withChoice(config.routes ?? [], Object.keys(tests)) }, null, 2));
        await writeEdgeCode(new URL(".vercel/output/functions/_hero.func/", root), { tests, setsCookie: consent === "none", isPreview: stageOf(process.env, false) === "preview" });
      },
    },
  };
}

function pathOf(name: string): string {
  return `/${name.split(sep).join("/").replace(/(?:^|\/)index\.html$|\.html$/, "")}`;
}

/**
 * The host's routes with the choice, right in front of its files: redirects come first. A page with a test is each visitor's own, so
 * no cache between the host and the browser may keep it. The second version's own address is not for search engines, should somebody
 * find it; crawlers get the first one at the page's address.
 */
export function withChoice(routes: readonly Route[], paths: readonly string[]): Route[] {
  const src = `^(?:${paths.map((path) => path.replace(/^\/$/, "").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})/?$`;
  // With `override`, `vercel build` places them after the rules of vercel.json, whose headers they change, and not before.
  const late = { continue: true, override: true };
  const choice: Route[] = [
    { src: `^/${SECOND}(?:/.*)?$`, headers: { "x-robots-tag": "noindex" }, ...late },
    { src, headers: { "cache-control": "private, max-age=0, must-revalidate", "cdn-cache-control": "no-store", vary: "cookie" }, ...late },
    { src, methods: ["GET", "HEAD"], middlewarePath: "_hero", ...late },
  ];
  const files = routes.findIndex((route) => isHandler(route) && route.handle === "filesystem");
  return files < 0 ? [...routes, ...choice] : [...routes.slice(0, files), ...choice, ...routes.slice(files)];
}

/** The code as one file without imports, for the runtime at Vercel's edge and for Node. */
async function writeEdgeCode(folder: URL, { tests, setsCookie, isPreview }: { tests: Readonly<Record<string, string>>; setsCookie: boolean; isPreview: boolean }): Promise<void> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("hero-edge.ts", import.meta.url)),
    platform: "browser",
    transform: { define: { HERO_TESTS: JSON.stringify(tests), HERO_COOKIE: String(setsCookie), HERO_PREVIEW: String(isPreview) } },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("hero.mjs", folder), output[0].code);
  await writeFile(new URL(".vc-config.json", folder), JSON.stringify({ runtime: "edge", entrypoint: "hero.mjs" }, null, 2));
}
