import { readFile, writeFile } from "node:fs/promises";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";

/** The function's name, which is also an address on Vercel. */
const FUNCTION = "_render";

/**
 * Removes the function's routes that this project does not define. Astro adds some to every build, for server
 * islands and on-demand images. This site does not use them, and they would run untested code with input from
 * strangers. The host answers them with the 404 page, without calling the function. Must come after the adapter
 * and before integrations that add headers.
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

/** The routes without those that Astro adds, and with a 404 for the function's own name. */
export function ownRoutes(routes: readonly Route[], inherited: ReadonlySet<string>): Route[] {
  const own = routes.filter((route) => isHandler(route) || route.dest !== FUNCTION || !inherited.has(unescaped(route.src)));
  return [{ src: `^/${FUNCTION}(?:/.*)?$`, dest: "/404.html", status: 404 }, ...own];
}

/** The adapter writes a pattern's slashes without their escapes. */
function unescaped(source: string): string {
  return source.replaceAll("\\/", "/");
}
