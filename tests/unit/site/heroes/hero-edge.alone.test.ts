import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Route } from "@vercel/routing-utils";
import { createRouter, deployedRoutes } from "../../../../scripts/deployed-output/routes.ts";
import { withChoice } from "../../../../src/site/heroes/hero-build.ts";
import vercelJson from "../../../../vercel.json" with { type: "json" };

let choose: (request: Pick<Request, "url" | "headers">) => Response;

/** The constants that the build puts in. */
function build({ setsCookie = true, isPreview = false } = {}) {
  vi.stubGlobal("HERO_TESTS", { "/": "home", "/pricing": "short" });
  vi.stubGlobal("HERO_COOKIE", setsCookie);
  vi.stubGlobal("HERO_PREVIEW", isPreview);
}

beforeAll(async () => {
  build();
  ({ default: choose } = await import("../../../../src/site/heroes/hero-edge.ts"));
});
beforeEach(() => build());

const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

function ask(path: string, headers: Record<string, string> = {}) {
  const answer = choose({ url: `https://site.example${path}`, headers: new Headers({ "user-agent": PHONE, "x-real-ip": "203.0.113.7", ...headers }) });
  const to = answer.headers.get("x-middleware-rewrite");
  return { variant: to ? "b" : "a", to, goesOn: answer.headers.get("x-middleware-next"), cookie: answer.headers.get("set-cookie") };
}

const from = (i: number) => ({ "x-real-ip": `198.51.${Math.floor(i / 250)}.${i % 250}` });
/** An address whose browser gets this version. */
const visitorOf = (variant: "a" | "b") => from([...Array(100).keys()].find((i) => ask("/pricing", from(i)).variant === variant) ?? 0);

const share = (list: unknown[]) => list.filter(Boolean).length / list.length;

describe("a visitor of a tested page", () => {
  test("gets the first version at its own address, or the second from another file", () => {
    expect(ask("/pricing", visitorOf("a"))).toMatchObject({ to: null, goesOn: "1" });
    expect(ask("/pricing?utm_source=x", visitorOf("b"))).toMatchObject({ to: "https://site.example/_hero-b/pricing?utm_source=x", goesOn: null });
    expect(["/", "/Pricing/"].map((path) => ask(path, { cookie: "readyslot-hero-home=b; readyslot-hero-short=b" }).to)).toEqual(["https://site.example/_hero-b", "https://site.example/_hero-b/pricing"]);
  });

  test("keeps it: by a cookie that contains the letter and nothing else, and without one by what the browser sends anyway", () => {
    for (const variant of ["a", "b"] as const) {
      const { cookie } = ask("/pricing", visitorOf(variant));
      expect(cookie).toBe(`readyslot-hero-short=${variant}; Path=/pricing; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure`);
      expect(ask("/pricing", visitorOf(variant)).variant).toBe(variant);
      // On another network.
      const other = visitorOf(variant === "a" ? "b" : "a");
      expect(ask("/pricing", { ...other, cookie: `x=y; readyslot-hero-short=${variant}` })).toMatchObject({ variant, cookie: null });
    }
  });

  test("is drawn evenly, and for each test apart", () => {
    const drawn = [...Array(2_000).keys()].map((i) => [ask("/pricing", from(i)).variant, ask("/", from(i)).variant]);
    expect(share(drawn.map(([one]) => one === "b"))).toBeCloseTo(0.5, 1);
    expect(share(drawn.map(([one, other]) => one === other))).toBeCloseTo(0.5, 1);
  });

  test("with a cookie that says something else is drawn again", () => {
    expect(ask("/pricing", { ...visitorOf("b"), cookie: "readyslot-hero-short=c" })).toMatchObject({ variant: "b", cookie: expect.any(String) as string });
  });

  test("gets no cookie where the site asks for consent, and keeps the version nevertheless", () => {
    build({ setsCookie: false });
    expect(ask("/pricing", visitorOf("b"))).toMatchObject({ variant: "b", cookie: null });
  });

  test.each([
    ["Googlebot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
    ["Lighthouse", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 Chrome-Lighthouse"],
  ])("who is a crawler (%s) always gets the first, and no cookie", (_name, userAgent) => {
    for (let i = 0; i < 20; i++) expect(ask("/pricing", { ...from(i), "user-agent": userAgent })).toMatchObject({ variant: "a", cookie: null });
  });
});

test("other pages are left alone", () => {
  expect(ask("/about")).toMatchObject({ to: null, goesOn: "1", cookie: null });
  expect(ask("/%E0%A4%A")).toMatchObject({ goesOn: "1" });
});

test("an editor can ask for a version in a preview, and nowhere else", () => {
  expect(ask("/pricing?hero=b", visitorOf("a")).variant).toBe("a");
  build({ isPreview: true });
  expect([ask("/pricing?hero=b", visitorOf("a")), ask("/pricing?hero=a", visitorOf("b"))]).toMatchObject([{ variant: "b", cookie: null }, { variant: "a", cookie: null }]);
});

describe("the host's routes", () => {
  const routes = deployedRoutes(withChoice([{ src: "^/old$", headers: { Location: "/pricing" }, status: 308 }, { handle: "filesystem" }], ["/", "/pricing"]) as Route[], vercelJson);
  const files = new Set(["/", "/pricing", "/about", "/_hero-b", "/_hero-b/pricing"]);
  const find = createRouter(routes, { isFile: (path) => files.has(path), isFunction: () => false, runMiddleware: (_name, url, headers) => choose({ url: url.href, headers }) });
  const get = (path: string, headers: Record<string, string> = {}) => find("GET", new URL(path, "https://site.example"), () => new Headers({ "user-agent": PHONE, ...headers }));

  test("serve the chosen file at the page's address, for this visitor only", () => {
    const answer = get("/pricing", visitorOf("b"));
    expect(answer).toMatchObject({ kind: "file", path: "/_hero-b/pricing", status: 200 });
    expect(Object.fromEntries(answer.headers)).toMatchObject({ "cache-control": "private, max-age=0, must-revalidate", "cdn-cache-control": "no-store", vary: "cookie", "set-cookie": expect.stringContaining("readyslot-hero-short=b") as string });
    expect([...answer.headers.keys()].filter((name) => name.startsWith("x-middleware-"))).toEqual([]);
    expect(get("/pricing", visitorOf("a"))).toMatchObject({ kind: "file", path: "/pricing" });
  });

  test("leave other pages and redirects as they were, and the second version's own address to nobody's search", () => {
    expect(Object.fromEntries(get("/about").headers)).toMatchObject({ "cache-control": "public, max-age=0, must-revalidate", "cdn-cache-control": "max-age=300" });
    expect(get("/about").headers.get("vary")).toBeNull();
    expect(get("/old")).toMatchObject({ kind: "redirect", status: 308 });
    expect(get("/_hero-b/pricing")).toMatchObject({ kind: "file" });
    expect(get("/_hero-b/pricing").headers.get("x-robots-tag")).toBe("noindex");
    expect(get("/pricing", visitorOf("b")).headers.get("x-robots-tag")).toBeNull();
  });
});
