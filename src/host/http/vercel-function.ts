import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration, IntegrationResolvedRoute } from "astro";

/** The function's name, which is also an address on Vercel. */
const FUNCTION = "_render";

/**
 * Removes the function's routes that the site does not use. Astro adds some to every build, for server islands and
 * on-demand images. The engine does not use them, and they would run untested code with input from strangers. The host
 * answers them with the 404 page, without calling the function. They stay on a site whose own code uses them. Must come
 * after the adapter and before integrations that add headers.
 */
export function functionRoutes(): AstroIntegration {
  let root: URL;
  let srcDir: URL;
  let routes: readonly IntegrationResolvedRoute[] = [];
  return {
    name: "readyslot:function-routes",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root, srcDir } = config);
      },
      "astro:routes:resolved": (resolved) => {
        ({ routes } = resolved);
      },
      "astro:build:done": async () => {
        const unused = unusedRoutes(routes, { hasServerIslands: await hasServerIslands(fileURLToPath(srcDir)) });
        const inherited = new Set(unused.map(({ patternRegex }) => unescaped(patternRegex.source)));
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        await writeFile(file, JSON.stringify({ ...config, routes: ownRoutes(config.routes ?? [], inherited) }, null, 2));
      },
    },
  };
}

/** On-demand pages may show pictures that are made on demand. */
export function unusedRoutes<T extends Pick<IntegrationResolvedRoute, "origin" | "pattern" | "type" | "isPrerendered">>(routes: readonly T[], { hasServerIslands: isUsed }: { hasServerIslands: boolean }): T[] {
  const hasOwnPages = routes.some(({ origin, pattern, type, isPrerendered }) => type === "page" && !isPrerendered && origin !== "internal" && !/^\/(?:admin|api\/forms|measure)(?:\/|$)/.test(pattern));
  return routes.filter(({ origin, pattern }) => origin === "internal" && ((pattern.startsWith("/_server-islands") && !isUsed) || (pattern === "/_image" && !hasOwnPages)));
}

async function hasServerIslands(folder: string): Promise<boolean> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:astro|mdx)$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.some((text) => /\sserver:defer\b/.test(text));
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

/**
 * The limits of the only function. They cannot be set in `vercel.json`: `vercel build` refuses its `functions`
 * without files in a folder named `api`, and leaves its `regions` out of its output.
 */
export const FUNCTION_LIMITS = {
  /** MB: twice the maximum of an hour with 200 requests a second (417 MB with the store in the process: docs/soak.json). */
  memory: 1_024,
  /**
   * Seconds until the host stops it. The longest work finishes earlier: the request for free times, which goes on behind
   * the answer for 50 s, with two requests to the store. A sample takes 24 s at most: three requests to the store (2 s
   * each), followed by the alerts with six more consecutive requests and 6 s for their receiver, and beside them by the conversions,
   * which begin nothing after 20 s and end within 40 s.
   */
  maxDuration: 60,
} as const;

interface FunctionConfig {
  readonly [key: string]: unknown;
}

/** Writes the limits, and the region from vercel.json, into the built function's configuration. Must come after the adapter. */
export function functionLimits(): AstroIntegration {
  let root: URL;
  return {
    name: "readyslot:function-limits",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:build:done": async () => {
        const file = new URL(".vercel/output/functions/_render.func/.vc-config.json", root);
        const { regions } = await readJson<{ regions?: readonly string[] }>(new URL("vercel.json", root));
        const config = await readJson<FunctionConfig>(file);
        await writeFile(file, JSON.stringify({ ...config, ...FUNCTION_LIMITS, ...(regions && { regions }) }, null, 2));
      },
    },
  };
}

async function readJson<T>(file: URL): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
