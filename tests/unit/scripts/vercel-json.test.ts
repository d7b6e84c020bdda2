/** The checks of vercel.json that do not need Vercel's command. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { headersSchema, rewritesSchema } from "@vercel/routing-utils";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { createRouter, deployedRoutes } from "../../../scripts/deployed-output/routes.ts";
import { root } from "../../../scripts/settings.ts";
import { FUNCTION_LIMITS, functionLimits } from "../../../src/host/http/vercel-function.ts";
import vercelJson from "../../../vercel.json" with { type: "json" };

/** In public, or made by a build. */
const isFile = (path: string) => existsSync(join(root, "public", path)) || existsSync(join(root, "src/pages", `${path}.ts`));

test.each([
  ["headers", headersSchema, vercelJson.headers],
  ["rewrites", rewritesSchema, vercelJson.rewrites],
] as const)("the %s are as Vercel's own schema has them", (_name, schema, rules) => {
  const ajv = new Ajv({ strict: false });
  ajv.validate(schema, rules);
  expect(ajv.errors ?? []).toEqual([]);
});

test("it has nothing that `vercel build` refuses or drops", () => {
  expect(Object.keys(vercelJson)).toEqual(["$schema", "framework", "regions", "rewrites", "headers"]);
});

test("the function runs in one region, beside the store", () => {
  expect(vercelJson.regions).toEqual([expect.stringMatching(/^[a-z]{3}\d$/)]);
});

describe("the headers", () => {
  const walk = createRouter(deployedRoutes([{ src: "^/.*$", dest: "_render" }], vercelJson as Parameters<typeof deployedRoutes>[1]), { isFile: () => false, isFunction: () => true });
  const cached = (path: string) => {
    const { headers } = walk("GET", new URL(path, "http://localhost"));
    return [headers.get("cache-control"), headers.get("cdn-cache-control")];
  };

  test.each(["/metrics", "/api/health", "/api/cron/alerts", "/api/policy-reports", "/admin/metrics", "/measure"])("let no cache store %s", (path) => {
    expect(cached(path)).toEqual(["no-store", null]);
  });

  test.each(["/", "/metrics-explained", "/posts/metrics"])("let the edge keep %s for five minutes", (path) => {
    expect(cached(path)).toEqual(["public, max-age=0, must-revalidate", "max-age=300"]);
  });
});

describe("the rewrites", () => {
  const walk = createRouter(deployedRoutes([{ handle: "filesystem" }, { src: "^/.*$", dest: "/404.html", status: 404 }], vercelJson as Parameters<typeof deployedRoutes>[1]), {
    isFile,
    isFunction: () => false,
  });

  test.each(vercelJson.rewrites)("$source is answered with $destination", ({ source, destination }) => {
    expect(walk("GET", new URL(source, "http://localhost"))).toMatchObject({ kind: "file", path: destination, status: 200 });
    expect(isFile(source)).toBe(false);
  });

  test("other sites may show the icon, under both names", () => {
    for (const name of ["/favicon.svg", "/favicon.ico"]) {
      expect(walk("GET", new URL(name, "http://localhost")).headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    }
  });
});

/** Runs the integration as Astro does, on a build that the adapter has just written. */
async function configured(regions: readonly string[] | undefined): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  const file = join(folder, ".vercel", "output", "functions", "_render.func", ".vc-config.json");
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, JSON.stringify({ runtime: "nodejs24.x", handler: "entry.mjs" }));
  await writeFile(join(folder, "vercel.json"), JSON.stringify({ regions }));
  // It looks at no more of what Astro gives it.
  const hooks = functionLimits().hooks as unknown as Record<string, (options: object) => unknown>;
  await hooks["astro:config:done"]?.({ config: { root: pathToFileURL(`${folder}/`) } });
  await hooks["astro:build:done"]?.({});
  const config: unknown = JSON.parse(await readFile(file, "utf8"));
  await rm(folder, { recursive: true });
  return config;
}

describe("the built function", () => {
  test("has its memory, time limit, vercel.json's region, and the adapter's settings", async () => {
    expect(await configured(["fra1"])).toEqual({ runtime: "nodejs24.x", handler: "entry.mjs", memory: 1_024, maxDuration: 60, regions: ["fra1"] });
  });

  test("runs in Vercel's default region if none is set", async () => {
    expect(await configured(undefined)).toEqual({ runtime: "nodejs24.x", handler: "entry.mjs", ...FUNCTION_LIMITS });
  });
});
