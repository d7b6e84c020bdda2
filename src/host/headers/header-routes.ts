import { readFile, writeFile } from "node:fs/promises";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";
import { contentPolicies, type Policies, type PolicyNeeds } from "./content-policy.ts";
import { permissionsPolicy } from "./permissions-policy.ts";

export interface HeaderRoutes {
  /** Lets the pages carry this inline script. To be called while the configuration is made. */
  allowInlineScript(text: string): void;
  /** Must stand behind those that call `allowInlineScript`. */
  integration: AstroIntegration;
}

/**
 * The headers that depend on the build, written into the host's routes; those that never change stand
 * in vercel.json.
 *
 * The content security policy is a header because a `<meta>` cannot report violations, weighs on every
 * page and leaves out what is no page. The middleware finds the same texts in `POLICIES`.
 */
export function headerRoutes(cal: PolicyNeeds["cal"]): HeaderRoutes {
  const inlineScripts: string[] = [];
  const policies = () => contentPolicies({ cal, inlineScripts });
  let root: URL;

  return {
    allowInlineScript: (text) => void inlineScripts.push(text),
    integration: {
      name: "readyslot:header-routes",
      hooks: {
        "astro:config:setup": ({ updateConfig }) => {
          updateConfig({ vite: { define: { POLICIES: JSON.stringify(policies()) } } });
        },
        "astro:config:done": ({ config }) => {
          ({ root } = config);
        },
        "astro:build:done": async () => {
          const file = new URL(".vercel/output/config.json", root);
          const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
          const routes = [...policyRoutes(policies(), cal.origin), ...withLastingFiles(config.routes ?? [])];
          await writeFile(file, JSON.stringify({ ...config, routes }, null, 2));
        },
      },
    },
  };
}

/**
 * One rule for each content security policy, and for every address exactly one of them; the permissions policy goes
 * along. Where the function answers (/admin, /measure) the rule has the text that the middleware sends: which of the
 * two headers the host lets stand, or whether it sends both, then makes no difference.
 */
export function policyRoutes({ site, measure, admin }: Policies, calOrigin: string): Route[] {
  const permissions = permissionsPolicy(calOrigin);
  return [
    policyRoute("^(?!/(?:admin|measure)(?:/|$)).*$", site, permissions),
    policyRoute("^/measure(?:/.*)?$", measure, permissions),
    policyRoute("^/admin(?:/.*)?$", admin, permissionsPolicy()),
  ];
}

function policyRoute(src: string, policy: string, permissions: string): Route {
  return { src, headers: { "content-security-policy": policy, "permissions-policy": permissions }, continue: true };
}

/**
 * What has its content's hash in its name is kept for a year. Said of files that were found ("hit"):
 * the adapter's own rule asks for the address alone, and has a browser keep the 404 for a year that it
 * got for a script of the deployment before.
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
