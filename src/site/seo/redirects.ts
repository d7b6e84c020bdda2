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
  /** Parameters that the visitor's address must not have. */
  missing?: { type: "query"; key: string }[];
  headers: { Location: string };
  status: 307 | 308;
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

  const homePath = (from: string) => {
    const to = defaultFolder && withoutDefault(from, defaultFolder);
    return to ? { to } : undefined;
  };

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
            const to = found.redirects.find((one) => one.from.toLowerCase() === from) ?? homePath(from);
            if (!to) return next();
            const route = answerFor(redirectRoutes({ from, ...to }), new URLSearchParams(search));
            response.writeHead(route.status, { location: withSearch(route.headers.Location, search) }).end();
          }, next);
        });
      },
      "astro:build:done": async ({ logger }) => {
        const found = await read(false);
        for (const { from, to, file } of found.shadowing) logger.warn(`${file}: no redirect from ${from} to ${to}, because ${from} is in use.`);
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: unknown[] };
        // First, because otherwise the adapter's rule for a slash at the end causes a second redirect.
        const all = [HOME_FROM_SLASHES, ...found.redirects.flatMap(redirectRoutes), ...(defaultFolder ? defaultRoutes(defaultFolder) : []), ...(config.routes ?? [])];
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

/** Of these parameters, a visitor's address has its own campaign, which a redirect's is not mixed with. */
const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_id"];

/**
 * The rules for one redirect. The host ignores case and keeps the visitor's query; an address may be encoded or not, with or
 * without a slash at its end.
 *
 * A redirect may add parameters. What the visitor's address has counts more: with any utm_ parameter it gets none of the
 * redirect's, because a campaign is one as a whole; other parameters are added unless the address has one of them. A rule
 * cannot look at a query and change it, so there is one for each case. These are temporary redirects: browsers would keep
 * a permanent one, and with it last year's campaign.
 */
export function redirectRoutes({ from, to, query }: Pick<OldAddress, "from" | "to" | "query">): RedirectRoute[] {
  const spellings = [...new Set([from, encodeURI(from)])].map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const src = `^(?:${spellings.join("|")})/?$`;
  if (!query) return [{ src, headers: { Location: encodeURI(to) }, status: 308 }];
  const added = query.split("&").map((text) => ({ text: encoded(text), name: [...new URLSearchParams(text).keys()][0] ?? "" }));
  const [campaign, others] = [added.filter(isCampaign), added.filter((one) => !isCampaign(one))];
  const groups = [
    { parts: campaign, without: [...new Set([...CAMPAIGN, ...names(campaign)])] },
    { parts: others, without: [...new Set(names(others))] },
  ].filter(({ parts }) => parts.length > 0);
  // The first rule that matches counts, so those with more conditions come first.
  const cases = groups.length === 2 ? [groups, groups.slice(0, 1), groups.slice(1), []] : [groups, []];
  return cases.map((some) => {
    const texts = added.filter((one) => some.some(({ parts }) => parts.includes(one))).map(({ text }) => text);
    const missing = some.flatMap(({ without }) => without.map((key) => ({ type: "query" as const, key })));
    return { src, ...(missing.length > 0 && { missing }), headers: { Location: [encodeURI(to), ...(texts.length > 0 ? [texts.join("&")] : [])].join("?") }, status: 307 };
  });
}

const isCampaign = ({ name }: { name: string }) => /^utm_/i.test(name);
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

/** In a header. Vercel's routes read a "$" as a part of the address. */
function encoded(text: string): string {
  return encodeURI(text).replaceAll(/%25(?=[0-9a-f]{2})/gi, "%").replaceAll("$", "%24");
}

/** The rule that answers a visitor with these parameters; an empty one counts as none. */
function answerFor(routes: readonly RedirectRoute[], visitor: URLSearchParams): RedirectRoute {
  const found = routes.find(({ missing = [] }) => missing.every(({ key }) => !visitor.get(key)));
  if (!found) throw new Error("The last rule of a redirect has no conditions.");
  return found;
}

/** As the host does. */
function withSearch(location: string, search: string): string {
  return location + (location.includes("?") ? search.replace("?", "&") : search);
}
