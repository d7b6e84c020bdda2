import { readFile, writeFile } from "node:fs/promises";
import type { Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";
import { cronsFor } from "./crons.ts";
import { hstsHeader, type Hosting } from "./hosting-config.ts";

/**
 * Writes what the field `hosting` decides into the build's config.json: the cron jobs, which Vercel takes from there as
 * from vercel.json, and the rule of Strict-Transport-Security for every address. Must come after the adapter.
 */
export function hostingBuild({ vercelPlan, hsts }: Hosting): AstroIntegration {
  let root: URL;
  return {
    name: "readyslot:hosting",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:build:done": async () => {
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as { routes?: Route[] };
        const rule: Route = { src: "^/.*$", headers: { "strict-transport-security": hstsHeader(hsts) }, continue: true };
        await writeFile(file, JSON.stringify({ ...config, routes: [rule, ...(config.routes ?? [])], crons: cronsFor(vercelPlan) }, null, 2));
      },
    },
  };
}
