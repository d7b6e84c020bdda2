import { describe, expect, test } from "vitest";
import { createRouter } from "../../../../scripts/deployed-output/routes.ts";
import { ownRoutes, unusedRoutes } from "../../../../src/host/http/vercel-function.ts";

const ADAPTERS = [
  { src: "^/(.*)/$", headers: { Location: "/$1" }, status: 308 },
  { handle: "filesystem" as const },
  { src: "^/_server-islands/([^/]+?)$", dest: "_render" },
  { src: "^/_image$", dest: "_render" },
  { src: "^/api/health$", dest: "_render" },
  { src: "^/.*$", dest: "/404.html", status: 404 },
];
const INHERITED = new Set(["^/_server-islands/([^/]+?)$", "^/_image$", "^/of-an-integration$"]);

describe("the function's routes", () => {
  const routes = ownRoutes(ADAPTERS, INHERITED);

  test("are only this project's; all other routes are unchanged", () => {
    expect(routes.slice(1)).toEqual([ADAPTERS[0], ADAPTERS[1], ADAPTERS[4], ADAPTERS[5]]);
  });

  test.each([
    ["/_server-islands/x", "404"],
    ["/_image", "404"],
    ["/_render", "404"],
    ["/_render/", "404"],
    ["/_render/x", "404"],
    ["/api/health", "_render"],
  ])("answer %s with %s", (path, answer) => {
    const find = createRouter(routes, { isFile: (file) => file === "/404.html", isFunction: (name) => name === "_render" });
    const found = find("POST", new URL(path, "http://localhost"));
    expect(found.kind === "function" ? found.name : "status" in found && String(found.status)).toBe(answer);
  });
});

const page = (pattern: string, origin: "project" | "external" = "project", isPrerendered = false) => ({ origin, pattern, type: "page" as const, isPrerendered });
const removed = (routes: Parameters<typeof unusedRoutes>[0], hasServerIslands = false) => unusedRoutes(routes, { hasServerIslands }).map(({ pattern }) => pattern);

describe("the routes that Astro adds to every build", () => {
  const INTERNAL = ["/_image", "/_server-islands/[name]", "/_actions/[...path]"].map((pattern) => ({ origin: "internal" as const, pattern, type: "endpoint" as const, isPrerendered: false }));
  const ENGINE = [page("/admin/metrics"), page("/api/forms/[name]"), page("/measure"), page("/lab", "project", true)];

  test("are removed if nothing uses them; those of integrations and actions stay", () => {
    expect(removed([...INTERNAL, ...ENGINE, { ...page("/of-an-integration", "external"), type: "endpoint" }])).toEqual(["/_image", "/_server-islands/[name]"]);
  });

  test("stay on a site with server islands, or with an on-demand page that may show pictures", () => {
    expect(removed([...INTERNAL, ...ENGINE], true)).toEqual(["/_image"]);
    expect(removed([...INTERNAL, ...ENGINE, page("/account")])).toEqual(["/_server-islands/[name]"]);
  });
});
