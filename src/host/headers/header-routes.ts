import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration, IntegrationResolvedRoute } from "astro";
import { contentPolicies, developmentPolicy, type Policies, type PolicyNeeds } from "./content-policy.ts";
import { allNeeds, hashSource, pageNeeds, PLAYERS, type PageNeeds } from "./page-needs.ts";
import type { Allowances } from "./policy-config.ts";
import { permissionsPolicy } from "./permissions-policy.ts";

export interface HeaderRoutes {
  /** Allows this inline script in pages. Call it during configuration. */
  allowInlineScript(text: string): void;
  /** Must come after the integrations that call `allowInlineScript`. */
  integration: AstroIntegration;
}

/**
 * Writes the headers that depend on the build into the host's routes; fixed headers are in vercel.json.
 *
 * The content security policy is a header, because a `<meta>` element cannot report violations, adds to the
 * size of every page and covers only pages. The middleware gets the same texts from `POLICIES`.
 *
 * The build prints the third parties that the policy allows. In development, browsers only report what the policy would
 * block; /api/policy-reports logs it with the line to add.
 */
export function headerRoutes({ cal, hasOwnFont, editor }: Pick<PolicyNeeds, "cal" | "hasOwnFont"> & { readonly editor?: OwnPolicy | undefined }, { sources: thirdParties, reasons }: Allowances): HeaderRoutes {
  const inlineScripts: string[] = [];
  const policies = (needs: PageNeeds = {}) => contentPolicies({ cal, hasOwnFont, inlineScripts, thirdParties: allNeeds([thirdParties, needs]) });
  let root: URL;
  let astroRoutes: readonly IntegrationResolvedRoute[] = [];

  /** The adapter adds an integration that copies the pages into the output; this one comes after it, and after those of the site's owner. */
  const last: AstroIntegration = {
    name: "readyslot:header-routes-of-pages",
    hooks: {
      "astro:routes:resolved": ({ routes }) => {
        astroRoutes = routes;
      },
      "astro:build:done": async ({ logger }) => {
        const folder = fileURLToPath(new URL(".vercel/output/static/", root));
        const own = await ownPolicies(folder, { inlineScripts: new Set(inlineScripts), site: policies().site });
        for (const { paths, needs } of own.pages) logger.info(`The content security policy of ${paths.join(", ")} also allows ${Object.entries(needs).map(([kind, sources]) => `${kind}: ${sources.join(" ")}`).join("; ")}`);
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        const special = own.pages.map(({ paths, needs }) => ({ pattern: addresses(paths), policy: policies(allNeeds([own.everywhere, needs])).site }));
        const onDemand = pagesOnDemand(astroRoutes);
        if (onDemand.length > 0) {
          const policy = policies(allNeeds([own.everywhere, await islandNeeds()])).site;
          const before = special.map(({ pattern }) => `(?!${pattern}$)`).join("");
          for (const pattern of onDemand) special.push({ pattern: before + pattern, policy });
        }
        const routes = [...policyRoutes(policies(own.everywhere), cal.origin, editor ? [editor, ...special] : special), openerRoute(!!editor), ...uncachedRoutes(onDemand), ...withLastingFiles(config.routes ?? [])];
        await writeFile(file, JSON.stringify({ ...config, routes }, null, 2));
      },
    },
  };

  return {
    allowInlineScript: (text) => void inlineScripts.push(text),
    integration: {
      name: "readyslot:header-routes",
      hooks: {
        "astro:config:setup": ({ updateConfig }) => {
          updateConfig({ vite: { define: { POLICIES: JSON.stringify(policies()) } }, integrations: [last] });
        },
        "astro:config:done": ({ config }) => {
          ({ root } = config);
        },
        "astro:server:setup": ({ server }) => {
          const policy = developmentPolicy({ cal, thirdParties: allNeeds([thirdParties, { frame: PLAYERS }]) });
          server.middlewares.use(({ url = "/" }, response, next) => {
            // The middleware's policies for these are enforced.
            const isEditor = editor && /^\/edit(?:[/?]|$)/.test(url);
            if (!isEditor && !/^\/(?:admin|measure)(?:[/?]|$)/.test(url)) response.setHeader("content-security-policy-report-only", policy);
            next();
          });
        },
        "astro:build:done": ({ logger }) => {
          if (reasons.length > 0) logger.info(`The content security policy allows these third parties:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
        },
      },
    },
  };
}

/**
 * One rule per content security policy; exactly one rule applies to each address. The rules also set the permissions
 * policy. For responses of the function (/admin, /measure), the rule has the middleware's text, so that it makes no
 * difference which of the two headers the host keeps, or whether it sends both.
 */
export function policyRoutes({ site, measure, admin }: Policies, calOrigin: string, own: readonly OwnPolicy[] = []): Route[] {
  const permissions = permissionsPolicy(calOrigin);
  const others = own.map(({ pattern }) => `(?!${pattern}$)`).join("");
  return [
    policyRoute(`^(?!/(?:admin|measure)(?:/|$)|/_astro/)${others}.*$`, site, permissions),
    { src: "^/_astro/.*$", headers: { "content-security-policy": FILE_POLICY }, continue: true },
    ...own.map(({ pattern, policy }) => policyRoute(`^${pattern}$`, policy, permissions)),
    policyRoute("^/measure(?:/.*)?$", measure, permissions),
    policyRoute("^/admin(?:/.*)?$", admin, permissionsPolicy()),
  ];
}

/** For scripts, images and fonts. Of these, only an SVG image that is opened by itself is a document; it runs nothing. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The policy of pages that need more than the site's. */
export interface OwnPolicy {
  /** Matches their addresses, without anchors. */
  readonly pattern: string;
  readonly policy: string;
}

/** A pattern of all addresses at which the host has these pages, encoded or not. */
export function addresses(paths: readonly string[]): string {
  const spellings = paths.flatMap((path) => [...new Set([path, encodeURI(path)])]).map((path) => path.replace(/\/$/, "").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return `(?:${spellings.join("|")})(?:/index(?:\\.html)?|\\.html)?/?`;
}

/** In characters: Vercel's limit for a rule's pattern is 4,096. */
const LONGEST_PATTERN = 3_500;

interface OwnNeeds {
  /** Pages with equal needs together. */
  readonly pages: readonly { readonly paths: readonly string[]; readonly needs: PageNeeds }[];
  /** The needs of all pages, of the page for missing addresses, which has no address, and of more pages than a rule can name. */
  readonly everywhere: PageNeeds;
}

/** What the built pages need beyond the site's policy. */
async function ownPolicies(folder: string, { inlineScripts, site }: { inlineScripts: ReadonlySet<string>; site: string }): Promise<OwnNeeds> {
  const allowed = new Map(site.split("; ").map((directive) => directive.split(" ")).map(([name = "", ...sources]) => [name.replace(/-(?:src|action)$/, ""), sources]));
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).toSorted();
  const pages = await Promise.all(names.map(async (name) => {
    const needs = pageNeeds(await readFile(join(folder, name), "utf8"), { folder, inlineScripts });
    return { path: `/${name.split(sep).join("/").replace(/(?:(?:^|\/)index)?\.html$/, "")}`, needs: without(needs, (kind, source) => !!allowed.get(kind)?.includes(source)) };
  }));
  const common = without(pages[0]?.needs ?? {}, (kind, source) => !pages.every(({ needs }) => needs[kind]?.includes(source)));
  const others = pages.map(({ path, needs }) => ({ path, needs: without(needs, (kind, source) => !!common[kind]?.includes(source)) })).filter(({ needs }) => Object.keys(needs).length > 0);
  const placed = others.filter(({ path }) => !path.endsWith("/404"));
  const isTooLong = addresses(placed.map(({ path }) => path)).length > LONGEST_PATTERN;
  const everywhere = others.filter((page) => isTooLong || !placed.includes(page));
  const groups = isTooLong ? [] : [...Map.groupBy(placed, ({ needs }) => JSON.stringify(needs)).values()];
  return { everywhere: allNeeds([common, ...everywhere.map(({ needs }) => needs)]), pages: groups.map((group) => ({ paths: group.map(({ path }) => path), needs: group[0]?.needs ?? {} })) };
}

function without(needs: PageNeeds, isLeftOut: (kind: keyof PageNeeds, source: string) => boolean): PageNeeds {
  const kept = (Object.entries(needs) as [keyof PageNeeds, readonly string[]][]).map(([kind, sources]) => [kind, sources.filter((source) => !isLeftOut(kind, source))] as const);
  return Object.fromEntries(kept.filter(([, sources]) => sources.length > 0));
}

function policyRoute(src: string, policy: string, permissions: string): Route {
  return { src, headers: { "content-security-policy": policy, "permissions-policy": permissions }, continue: true };
}

/** Patterns of the pages and endpoints on demand that the engine does not bring, without anchors. Those below /api have rules of their own. */
export function pagesOnDemand(routes: readonly Pick<IntegrationResolvedRoute, "origin" | "pattern" | "patternRegex" | "isPrerendered">[]): string[] {
  const own = routes.filter(({ origin, pattern, isPrerendered }) => origin !== "internal" && !isPrerendered && !/^\/(?:admin|api|measure|metrics)(?:\/|$)/.test(pattern));
  return own.map(({ patternRegex }) => patternRegex.source.replaceAll("\\/", "/").replace(/^\^|\$$/g, ""));
}

/** The window in which an editor signs in comes back from the Git host, and hands the editor the token. vercel.json has the value of all other addresses. */
function openerRoute(isEditor: boolean): Route {
  return { src: "^/(?:edit(?:/.*)?|api/edit/.*)$", headers: { "cross-origin-opener-policy": isEditor ? "unsafe-none" : "same-origin-allow-popups" }, continue: true };
}

/**
 * The function answers for them, perhaps differently for each visitor. vercel.json has the host keep all other pages: with `override`,
 * `vercel build` places the rules after those of vercel.json, and not before.
 */
export function uncachedRoutes(patterns: readonly string[]): Route[] {
  return patterns.map((pattern) => ({ src: `^${pattern}$`, headers: { "cdn-cache-control": "no-store" }, continue: true, override: true }));
}

/** What islands need on a page on demand, which the build does not see: Astro's inline scripts that start them, and style sheets that they load later. */
async function islandNeeds(): Promise<PageNeeds> {
  const scripts = ["server/astro-island", "client/idle", "client/load", "client/media", "client/only", "client/visible"].map(async (name) => {
    const { default: script } = (await import(/* @vite-ignore */ `astro/runtime/${name}.prebuilt.js`)) as { default: string };
    return hashSource(script);
  });
  return { script: await Promise.all(scripts), style: ["'self'"] };
}

/**
 * Files with a content hash in their name are cached for a year. The rule applies only to existing files
 * ("hit"): the adapter's own rule matches any address, so that browsers would cache the 404 of an earlier
 * deployment's script for a year.
 */
export function withLastingFiles(routes: readonly Route[]): Route[] {
  const others = routes.filter((route) => isHandler(route) || !route.src.startsWith("^/_astro(") || !route.continue);
  const lasting: Route = {
    src: "^/(?:_astro/.+|og/[0-9a-f]{16}\\.\\w+)$",
    headers: { "cache-control": "public, max-age=31536000, immutable" },
    continue: true,
  };
  return [...others, { handle: "hit" }, lasting];
}
