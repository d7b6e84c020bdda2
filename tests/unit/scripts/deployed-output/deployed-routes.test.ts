import { describe, expect, test } from "vitest";
import { createRouter, deployedRoutes, type VercelJson } from "../../../../scripts/deployed-output/routes.ts";

const ADAPTER = [
  { src: "^/(.*)/$", headers: { Location: "/$1" }, status: 308 },
  { src: "^/_astro(?:/(.*))$", headers: { "cache-control": "immutable" }, continue: true },
  { handle: "filesystem" as const },
  { src: "^/api/cal-metrics$", dest: "_render" },
  { src: "^/.*$", dest: "/404.html", status: 404 },
];
const FILES = new Set(["/", "/index.html", "/about", "/404.html", "/_astro/a.js", "/ü"]);

function walk(path: string, vercelJson: VercelJson = {}, method = "GET") {
  const routes = deployedRoutes(ADAPTER, vercelJson);
  const targets = { isFile: (file: string) => FILES.has(file), isFunction: (name: string) => name === "_render" };
  return createRouter(routes, targets)(method, new URL(path, "http://localhost"));
}

describe("the deployed routes", () => {
  test("a file is answered with the headers of vercel.json and of the adapter", () => {
    const found = walk("/_astro/a.js", { headers: [{ source: "/(.*)", headers: [{ key: "x-all", value: "yes" }] }] });
    expect(found).toMatchObject({ kind: "file", path: "/_astro/a.js", status: 200 });
    expect(Object.fromEntries(found.headers)).toEqual({ "cache-control": "immutable", "x-all": "yes" });
  });

  test("the function answers its own paths", () => {
    expect(walk("/api/cal-metrics?limit=1")).toMatchObject({ kind: "function", name: "_render" });
  });

  test("an unknown path gets the 404 page, with its status and the general headers", () => {
    const found = walk("/nowhere", { headers: [{ source: "/(.*)", headers: [{ key: "x-all", value: "yes" }] }] });
    expect(found).toMatchObject({ kind: "file", path: "/404.html", status: 404 });
    expect(found.headers.get("x-all")).toBe("yes");
  });

  test("a trailing slash is redirected permanently, with the query", () => {
    const found = walk("/about/?utm_source=x");
    expect(found).toMatchObject({ kind: "redirect", status: 308 });
    expect(found.headers.get("location")).toBe("/about?utm_source=x");
  });

  test.each(["/%E2%82%AC/", "/a%3Fb%23c/", "/a%22%20b/", "/%5Cother.example/", "/%09x/", "/%25/"])("%s keeps its escapes in a redirect", (path) => {
    expect(walk(path).headers.get("location")).toBe(path.slice(0, -1));
  });

  test("vercel.json's redirects come first", () => {
    const found = walk("/old", { redirects: [{ source: "/old", destination: "/about", permanent: true }] });
    expect(found).toMatchObject({ kind: "redirect", status: 308 });
    expect(found.headers.get("location")).toBe("/about");
  });

  test("vercel.json's rewrites reach files", () => {
    expect(walk("/team", { rewrites: [{ source: "/team", destination: "/about" }] })).toMatchObject({ kind: "file", path: "/about" });
  });

  test("vercel.json's rewrites reach the function's paths", () => {
    const rewrites = [{ source: "/numbers", destination: "/api/cal-metrics" }];
    expect(walk("/numbers", { rewrites })).toMatchObject({ kind: "function", name: "_render" });
  });

  test.each(["/%2e%2e/package.json", "/..%2fpackage.json", "/%00", "/%E0%A4%A"])("%s is a 404", (path) => {
    expect(walk(path)).toMatchObject({ kind: "file", path: "/404.html", status: 404 });
  });

  test("an encoded name is the same file", () => {
    expect(walk("/%C3%BC")).toMatchObject({ kind: "file", path: "/ü" });
  });

  test("a rule that Vercel would refuse stops the server with Vercel's message", () => {
    expect(() => walk("/", { redirects: [{ source: "(", destination: "/" }] } as VercelJson)).toThrow(/vercel\.json/);
  });
});
