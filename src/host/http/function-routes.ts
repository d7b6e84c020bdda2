import { readFile, writeFile } from "node:fs/promises";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";

/** The function's name, under which Vercel's file system would answer as well. */
const FUNCTION = "_render";

/**
 * Leaves only our own routes to the function. Astro adds some to every build, for server islands and for
 * pictures that are made to order; nothing here uses them, and they run code that no test of ours has
 * seen with what strangers post. They get the 404 page from the host's routes, before the function is
 * asked. Must stand behind the adapter, and before what puts headers in front.
 */
export function functionRoutes(): AstroIntegration {
  let root: URL;
  let inherited: ReadonlySet<string> = new Set();
  return {
    name: "readyslot:function-routes",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:routes:resolved": ({ routes }) => {
        inherited = new Set(routes.filter(({ origin }) => origin !== "project").map(({ patternRegex }) => unescaped(patternRegex.source)));
      },
      "astro:build:done": async () => {
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        await writeFile(file, JSON.stringify({ ...config, routes: ownRoutes(config.routes ?? [], inherited) }, null, 2));
      },
    },
  };
}

/** The routes without those to the function that we inherit, and with a 404 for the function's own name. */
export function ownRoutes(routes: readonly Route[], inherited: ReadonlySet<string>): Route[] {
  const own = routes.filter((route) => isHandler(route) || route.dest !== FUNCTION || !inherited.has(unescaped(route.src)));
  return [{ src: `^/${FUNCTION}(?:/.*)?$`, dest: "/404.html", status: 404 }, ...own];
}

/** The adapter writes a pattern's slashes without their escapes. */
function unescaped(source: string): string {
  return source.replaceAll("\\/", "/");
}
