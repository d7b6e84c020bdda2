import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AstroIntegration, IntegrationResolvedRoute } from "astro";
import { readContent } from "../content-files/content-source.ts";
import { ANSWERED_BY_VITE } from "../content-files/fresh-content.ts";
import { folderOf, otherFolders, type Languages } from "../languages/languages.ts";
import { stageOf } from "../publication.ts";
import { oldAddresses, plainPath, type OldAddress } from "./old-addresses.ts";

/** A rule of Vercel's Build Output API. */
interface RedirectRoute {
  src: string;
  headers: { Location: string };
  status: 308;
}

/**
 * Redirects old addresses to the pages that list them in `redirectFrom`, on Vercel before all other routes, and in
 * development. Also addresses that begin with the default language: "/en/pricing" is at "/pricing".
 *
 * Astro's own `redirects` are not used: they treat ":", "(" and "[" in an address as a pattern, need a second
 * redirect for "/old/", and in development require a restart and the exact case.
 */
export function redirects(languages: Languages = []): AstroIntegration {
  let root: URL;
  let publicDir: URL;
  let routes: IntegrationResolvedRoute[] = [];
  const contentRoutes = new Set(["/[...slug]", "/posts/[...slug]", ...otherFolders(languages).map((folder) => `/${folder}/posts/[...slug]`)]);
  const defaultFolder = languages.length > 1 ? folderOf(languages[0] ?? "") : undefined;
  // As for pages: a build that begins before midnight does not contain pages of the next day.
  const begun = new Date();

  /** Whether a page that is not content, an endpoint or a file answers there. */
  const isTaken = (path: string) =>
    path.startsWith("/_") ||
    routes.some(({ pattern, patternRegex }) => !contentRoutes.has(pattern) && patternRegex.test(path)) ||
    existsSync(new URL(`.${encodeURI(path)}`, publicDir));

  const read = async (isDevServer: boolean) =>
    oldAddresses(await readContent(fileURLToPath(root), languages), { stage: stageOf(process.env, isDevServer), now: isDevServer ? new Date() : begun, isTaken });

  return {
    name: "readyslot:redirects",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root, publicDir } = config);
      },
      "astro:routes:resolved": (resolved) => {
        ({ routes } = resolved);
      },
      "astro:server:setup": ({ server }) => {
        server.middlewares.use((request, response, next) => {
          const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
          if (ANSWERED_BY_VITE.test(pathname)) return next();
          const from = plainPath(pathname).toLowerCase();
          // Read for each request: unchanged files are not read again, and no event of the watcher can be missed.
          read(true).then((found) => {
            const to = found.redirects.find((one) => one.from.toLowerCase() === from)?.to ?? (defaultFolder && withoutDefault(from, defaultFolder));
            if (!to) return next();
            response.writeHead(308, { location: encodeURI(to) + search }).end();
          }, next);
        });
      },
      "astro:build:done": async ({ logger }) => {
        const found = await read(false);
        for (const { from, to, file } of found.shadowing) logger.warn(`${file}: no redirect from ${from} to ${to}, because ${from} is in use.`);
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: unknown[] };
        // First, because otherwise the adapter's rule for a slash at the end causes a second redirect.
        const all = [HOME_FROM_SLASHES, ...found.redirects.map(redirectRoute), ...(defaultFolder ? defaultRoutes(defaultFolder) : []), ...(config.routes ?? [])];
        await writeFile(file, JSON.stringify({ ...config, routes: all }, null, 2));
      },
    },
  };
}

/**
 * Redirects addresses that begin with two slashes to the home page: the adapter's redirect, which removes a slash at
 * the end, would send "//other.example/" to another site. The same holds for everything that browsers read as two
 * slashes: a backslash counts as a slash, and tabs and line breaks are ignored, encoded or not. This is not in
 * vercel.json, whose redirects come before its headers and do not have them.
 */
export const HOME_FROM_SLASHES: RedirectRoute = { src: "^/((?:[\\t\\n\\r]|%0[9ad])*(?:[/\\\\]|%2f|%5c)[\\s\\S]*)$", headers: { Location: "/" }, status: 308 };

/**
 * The redirects from addresses that begin with the default language. What follows begins with a letter or a digit, so that
 * the new address cannot begin with two slashes.
 */
export function defaultRoutes(folder: string): RedirectRoute[] {
  return [
    { src: `^/${folder}/?$`, headers: { Location: "/" }, status: 308 },
    { src: `^/${folder}/([a-z0-9][^\\s\\\\]*?)/?$`, headers: { Location: "/$1" }, status: 308 },
  ];
}

function withoutDefault(path: string, folder: string): string | undefined {
  const [, rest] = new RegExp(`^/${folder}(?:/([a-z0-9].*)|/?)$`).exec(path) ?? [undefined, undefined];
  return path === `/${folder}` ? "/" : rest && `/${rest}`;
}

/** The host keeps the query and ignores case. An address may be encoded or not, with or without a slash at its end. */
export function redirectRoute({ from, to }: Pick<OldAddress, "from" | "to">): RedirectRoute {
  const spellings = [...new Set([from, encodeURI(from)])].map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return { src: `^(?:${spellings.join("|")})/?$`, headers: { Location: encodeURI(to) }, status: 308 };
}
