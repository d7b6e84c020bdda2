/** The routes of a build whose pages need more than the site's policy. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isHandler, type Route } from "@vercel/routing-utils";
import type { AstroIntegration } from "astro";
import { expect, onTestFinished, test } from "vitest";
import { headerRoutes } from "../../../../src/host/headers/header-routes.ts";
import { hashSource } from "../../../../src/host/headers/page-needs.ts";
import { allowances, policySchema } from "../../../../src/host/headers/policy-config.ts";

type Hooks = Record<string, (options: object) => unknown>;

/** Runs the integrations as Astro does, on a build with these pages. @returns the script-src of an address, and what was logged. */
async function build(pages: Record<string, string>, { policy = {}, onDemand = [] }: { policy?: object; onDemand?: string[] } = {}) {
  const root = await mkdtemp(join(tmpdir(), "readyslot-headers-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const output = join(root, ".vercel/output");
  for (const [name, html] of Object.entries(pages)) {
    await mkdir(dirname(join(output, "static", name)), { recursive: true });
    await writeFile(join(output, "static", name), html);
  }
  await writeFile(join(output, "config.json"), JSON.stringify({ version: 3, routes: [{ handle: "filesystem" }] }));
  const { integration } = headerRoutes({ cal: { origin: "https://app.cal.com", site: "https://cal.com" } }, allowances(policySchema.parse(policy)));
  const added: AstroIntegration[] = [];
  const said: string[] = [];
  const hooks = integration.hooks as Hooks;
  await hooks["astro:config:setup"]?.({ updateConfig: ({ integrations = [] }: { integrations?: AstroIntegration[] }) => added.push(...integrations) });
  await hooks["astro:config:done"]?.({ config: { root: pathToFileURL(`${root}/`) } });
  for (const one of added) {
    await (one.hooks as Hooks)["astro:routes:resolved"]?.({ routes: onDemand.map((pattern) => ({ origin: "project", pattern, patternRegex: new RegExp(`^${pattern.replaceAll("/", "\\/").replace("[id]", "([^/]+?)")}\\/?$`), isPrerendered: false })) });
    await (one.hooks as Hooks)["astro:build:done"]?.({ logger: { info: (text: string) => said.push(text) } });
  }
  const { routes } = JSON.parse(await readFile(join(output, "config.json"), "utf8")) as { routes: Route[] };
  const headerOf = (name: string, path: string) => routes.flatMap((route) => (!isHandler(route) && new RegExp(route.src, "i").test(path) ? (route.headers?.[name] ?? []) : []));
  return {
    said,
    edgeCacheOf: (path: string) => headerOf("cdn-cache-control", path),
    policyOf(path: string): string {
      const found = headerOf("content-security-policy", path);
      expect([path, found.length]).toEqual([path, 1]);
      return found[0] ?? "";
    },
  };
}

const HASH = hashSource("own()");
const OWN = "<script>own()</script>";

test("a page with an inline script has its hash, and no other page has it", async () => {
  const { policyOf, said } = await build({ "index.html": "", "lab/index.html": OWN, "lab/two/index.html": OWN, "404.html": "" });
  for (const path of ["/lab", "/lab/", "/lab/index.html", "/lab/two"]) expect(policyOf(path)).toContain(HASH);
  for (const path of ["/", "/lab/three", "/no/such/page", "/measure", "/admin"]) expect(policyOf(path)).not.toContain("sha256");
  expect(said).toEqual([`The content security policy of /lab, /lab/two also allows script: ${HASH}`]);
});

test("the home page may need more than the others", async () => {
  const { policyOf } = await build({ "index.html": OWN, "lab/index.html": "" });
  for (const path of ["/", "/index.html"]) expect(policyOf(path)).toContain(HASH);
  for (const path of ["/lab", "/lab/", "/lab/index.html"]) expect(policyOf(path)).toBe(policyOf("/no/such/page"));
});

test("what the page for missing addresses needs is allowed everywhere", async () => {
  const { policyOf } = await build({ "index.html": "", "404.html": OWN });
  for (const path of ["/", "/no/such/page"]) expect(policyOf(path)).toContain(HASH);
  expect(policyOf("/admin")).not.toContain(HASH);
});

test("what every page needs is allowed everywhere, and the rest only where it is needed", async () => {
  const { policyOf } = await build({ "index.html": OWN, "lab/index.html": `${OWN}<img src="data:image/png;base64,AA==" alt="">`, "404.html": OWN });
  for (const path of ["/", "/lab", "/no/such/page"]) expect(policyOf(path)).toContain(HASH);
  expect([policyOf("/lab").includes("data:"), policyOf("/").includes("data:")]).toEqual([true, false]);
});

test("more pages than a rule can name are allowed what they need together", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `a-page-with-a-long-name-${i}/index.html`);
  const { policyOf } = await build(Object.fromEntries([["index.html", ""], ...names.map((name) => [name, OWN])]));
  for (const path of ["/", "/a-page-with-a-long-name-7"]) expect(policyOf(path)).toContain(HASH);
});

test("what the site's policy allows is not repeated", async () => {
  const { policyOf, said } = await build({ "index.html": "", "lab/index.html": '<link rel="stylesheet" href="/own.css">' }, { policy: { style: ["'self'"] } });
  expect(policyOf("/lab")).toBe(policyOf("/"));
  expect(said).toEqual([]);
});

test("a page on demand may have islands, and the host does not keep it", async () => {
  const { policyOf, edgeCacheOf } = await build({ "index.html": "", "shop/new/index.html": OWN }, { onDemand: ["/account", "/shop/[id]"] });
  const { default: island } = await import("astro/runtime/server/astro-island.prebuilt.js" as string) as { default: string };
  for (const path of ["/account", "/account/", "/shop/one"]) {
    expect(policyOf(path)).toContain(hashSource(island));
    expect(edgeCacheOf(path)).toEqual(["no-store"]);
  }
  for (const path of ["/", "/accounts", "/shop", "/shop/new"]) expect(policyOf(path)).not.toContain(hashSource(island));
  expect(policyOf("/shop/new")).toContain(HASH);
  expect(edgeCacheOf("/")).toEqual([]);
});

const YOUTUBE = '<a data-player="https://www.youtube-nocookie.com/embed/M7lc1UVf-VE?autoplay=1">Play</a>';

test("a page with a video may frame its player, and no other page may", async () => {
  const { policyOf } = await build({ "index.html": "", "film/index.html": YOUTUBE, "tour/index.html": '<video><source src="/tour.mp4"></video>' });
  expect(policyOf("/film")).toContain("frame-src https://app.cal.com https://cal.com https://www.youtube-nocookie.com;");
  expect(policyOf("/tour")).toContain("media-src 'self'");
  for (const path of ["/", "/tour", "/no/such/page", "/measure", "/admin"]) expect(policyOf(path)).not.toMatch(/youtube|vimeo/);
});
