import { readFile, writeFile } from "node:fs/promises";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";
import { contentPolicies, developmentPolicy, type Policies, type PolicyNeeds } from "./content-policy.ts";
import { hstsHeader, type Hsts } from "../http/hosting-config.ts";
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
export function headerRoutes(cal: PolicyNeeds["cal"], { sources: thirdParties, reasons }: Allowances, hsts: Hsts): HeaderRoutes {
  const inlineScripts: string[] = [];
  const policies = () => contentPolicies({ cal, inlineScripts, thirdParties });
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
        "astro:server:setup": ({ server }) => {
          const policy = developmentPolicy({ cal, thirdParties });
          server.middlewares.use(({ url = "/" }, response, next) => {
            // The middleware's policies for these are enforced.
            if (!/^\/(?:admin|measure)(?:[/?]|$)/.test(url)) response.setHeader("content-security-policy-report-only", policy);
            next();
          });
        },
        "astro:build:done": async ({ logger }) => {
          if (reasons.length > 0) logger.info(`The content security policy allows these third parties:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
          const file = new URL(".vercel/output/config.json", root);
          const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
          const routes = [...policyRoutes(policies(), cal.origin, hsts), ...withLastingFiles(config.routes ?? [])];
          await writeFile(file, JSON.stringify({ ...config, routes }, null, 2));
        },
      },
    },
  };
}

/**
 * One rule per content security policy; exactly one rule applies to each address. The rules also set the permissions
 * policy and Strict-Transport-Security. For responses of the function (/admin, /measure), the rule has the middleware's text, so that it makes no
 * difference which of the two headers the host keeps, or whether it sends both.
 */
export function policyRoutes({ site, measure, admin }: Policies, calOrigin: string, hsts: Hsts): Route[] {
  const route = (src: string, policy: string, permissions: string): Route => ({
    src,
    headers: { "content-security-policy": policy, "permissions-policy": permissions, "strict-transport-security": hstsHeader(hsts) },
    continue: true,
  });
  return [
    route("^(?!/(?:admin|measure)(?:/|$)).*$", site, permissionsPolicy(calOrigin)),
    route("^/measure(?:/.*)?$", measure, permissionsPolicy(calOrigin)),
    route("^/admin(?:/.*)?$", admin, permissionsPolicy()),
  ];
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
