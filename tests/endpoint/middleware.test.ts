import type { APIContext } from "astro";
import { PUBLIC_CAL_ORIGIN } from "astro:env/client";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { onRequest } from "../../src/middleware.ts";
import { adminSecret } from "../../src/host/auth/admin-secret.ts";
import { openSession } from "../../src/host/auth/admin-session.ts";
import { cookieJar, type CookieJar } from "../fixtures/requests/cookie-jar.ts";

/** The site's policy, which no page under /admin may have. */
const SITE_POLICY = "default-src 'self'; frame-src https://app.cal.com; script-src 'self' https://app.cal.com";

interface Visit {
  method?: string;
  routePattern?: string;
  /** The query, with its question mark. */
  search?: string;
  isPrerendered?: boolean;
  headers?: Record<string, string>;
  jar?: CookieJar;
  page?: () => Promise<Response>;
}

const letThrough = () => Promise.resolve(new Response("let through", { headers: { "content-security-policy": SITE_POLICY } }));

/** The response to a request; the page itself answers "let through". */
async function visit({ method = "POST", routePattern = "/admin/sign-in", search = "", isPrerendered = false, headers = {}, jar = cookieJar(), page = letThrough }: Visit) {
  const request = new Request(`http://localhost:4321${routePattern}${search}`, { method, headers });
  const context = {
    request,
    url: new URL(request.url),
    routePattern,
    isPrerendered,
    locals: {},
    cookies: jar.cookies,
    redirect: (location: string, status: number) => new Response(null, { status, headers: { location } }),
  } as unknown as APIContext;
  const response = await onRequest(context, page);
  if (!(response instanceof Response)) throw new Error("Expected an answer.");
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** A browser with an admin's session. */
async function signedIn(): Promise<CookieJar> {
  const secret = adminSecret({ ADMIN_PASSWORD: "open sesame" });
  if (!secret || "problem" in secret) throw new Error("Expected a secret.");
  const jar = cookieJar();
  const request = new Request("http://localhost:4321/admin/sign-in");
  await openSession({ cookies: jar.cookies, url: new URL(request.url), request }, secret);
  return jar;
}

const locationOf = async (what: Visit) => (await visit({ method: "GET", ...what })).headers.get("location");

beforeEach(() => {
  vi.stubEnv("ADMIN_PASSWORD", "open sesame");
  vi.stubEnv("ADMIN_PASSWORD_HASH", undefined);
});

describe("another site's form is refused", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s: 403 with plain text", async (method) => {
    const { status, text, headers } = await visit({ method, headers: { origin: "https://evil.example" } });
    expect(status).toBe(403);
    expect(headers.get("content-type")).toContain("text/plain");
    expect(text).toBe("This form was sent from another site. Open the page on this site and send the form again.");
  });

  test("in the language of the browser, if there is a catalogue", async () => {
    const texts = await Promise.all(["de-DE,de;q=0.9", "fr"].map(async (language) => (await visit({ headers: { origin: "https://evil.example", "accept-language": language } })).text));
    expect(texts).toEqual([expect.stringContaining("Dieses Formular kam von einer anderen Website."), expect.stringContaining("This form was sent from another site.")]);
  });

  test.each([{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "null" }])("by any of its headers (%j)", async (headers) => {
    expect((await visit({ headers })).status).toBe(403);
  });

  test("with any content type", async () => {
    for (const type of ["application/x-www-form-urlencoded", "application/json", "text/plain"]) {
      expect((await visit({ headers: { origin: "https://evil.example", "content-type": type } })).status).toBe(403);
    }
  });
});

describe("not refused:", () => {
  test.each<[string, Visit]>([
    ["this site's own form", { headers: { origin: "http://localhost:4321", "sec-fetch-site": "same-origin" } }],
    ["a program that sends no origin", {}],
    ["a link on another site", { method: "GET", headers: { "sec-fetch-site": "cross-site" } }],
    ["a post to the API, which checks this itself and counts refusals", { routePattern: "/api/cal-metrics", headers: { origin: "https://evil.example" } }],
    ["a prerendered page", { isPrerendered: true, headers: { origin: "https://evil.example" } }],
    ["a page outside /admin", { method: "GET", routePattern: "/administrators" }],
    ["a page whose path begins like the measuring page's", { method: "GET", routePattern: "/measured" }],
  ])("%s", async (_name, what) => {
    expect(await visit(what)).toMatchObject({ status: 200, text: "let through" });
  });

  test("a page that is not the admin's keeps its headers", async () => {
    const { headers } = await visit({ method: "GET", routePattern: "/administrators" });
    expect(Object.fromEntries(headers)).toEqual({ "content-type": "text/plain;charset=UTF-8", "content-security-policy": SITE_POLICY, "x-request-id": expect.stringMatching(/^[\w-]{36}$/) });
  });
});

const GUARDED = ["/admin", "/admin/metrics", "/admin/[...rest]", "/admin/anything/else", "/measure"];

const answers: [string, () => Promise<Visit>][] = [
  ["a page", async () => ({ method: "GET", routePattern: "/admin/metrics", jar: await signedIn() })],
  ["the measuring page", async () => ({ method: "GET", routePattern: "/measure", jar: await signedIn() })],
  ["the sign-in", async () => ({ method: "GET" })],
  ["a redirect", async () => ({ method: "GET", routePattern: "/admin/metrics" })],
  ["a page that is not there", async () => ({ method: "GET", routePattern: "/admin/[...rest]", jar: await signedIn(), page: async () => new Response("", { status: 404 }) })],
  ["a page that fails", async () => ({ method: "GET", page: () => Promise.reject(new Error("broken")) })],
];

describe("the admin's pages", () => {
  test.each(GUARDED)("%s redirects to the sign-in without a session, and is not rendered", async (routePattern) => {
    const page = vi.fn(letThrough);
    const { status, text, headers } = await visit({ method: "GET", routePattern, page });
    expect(status).toBe(303);
    expect(headers.get("location")).toMatch(/^\/admin\/sign-in(\?|$)/);
    expect(text).toBe("");
    expect(page).not.toHaveBeenCalled();
  });

  test.each(GUARDED)("%s opens for the admin", async (routePattern) => {
    expect(await visit({ method: "GET", routePattern, jar: await signedIn() })).toMatchObject({ status: 200, text: "let through" });
  });

  test("remember a signed-in device once, and no other device", async () => {
    const jar = await signedIn();
    await visit({ method: "GET", routePattern: "/admin/metrics", jar });
    const cookie = jar.said.get("readyslot-device");
    expect(cookie).toMatchObject({ value: expect.stringMatching(/^Fe26/), path: "/admin" });
    await visit({ method: "GET", routePattern: "/measure", jar });
    expect(jar.said.get("readyslot-device")).toBe(cookie);
    const strangers = cookieJar();
    for (const routePattern of ["/admin/metrics", "/admin/sign-in"]) await visit({ method: "GET", routePattern, jar: strangers });
    expect(strangers.said.size).toBe(0);
  });

  test("do not open with an old session once the password is changed or removed", async () => {
    const jar = await signedIn();
    for (const password of ["another", undefined]) {
      vi.stubEnv("ADMIN_PASSWORD", password);
      expect((await visit({ method: "GET", routePattern: "/admin/metrics", jar })).status).toBe(303);
    }
  });

  test("the sign-in redirects back to the requested page", async () => {
    expect(await locationOf({ routePattern: "/measure" })).toBe("/admin/sign-in?next=%2Fmeasure");
    expect(await locationOf({ routePattern: "/admin/metrics", search: "?window=7d&errorOnly=true" })).toBe(
      "/admin/sign-in?next=%2Fadmin%2Fmetrics%3Fwindow%3D7d%26errorOnly%3Dtrue",
    );
    expect(await locationOf({ routePattern: "/admin/metrics" })).toBe("/admin/sign-in");
    expect(await locationOf({ routePattern: "/admin/[...rest]", search: "?next=//evil.example" })).toBe("/admin/sign-in");
  });

  test.each(answers)("%s is not cached, indexed or framed", async (_name, what) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { headers } = await visit(await what());
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  test("the reason of a page's failure is only logged", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const failure = new Error("the store's address");
    const { status, text } = await visit({ method: "GET", page: () => Promise.reject(failure) });
    expect(status).toBe(500);
    expect(text).not.toContain("store");
    expect(log).toHaveBeenCalledWith(failure);
  });
});

describe("the policy", () => {
  test.each(answers)("of %s replaces the one that it sets itself", async (_name, what) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const visited = await what();
    const { headers } = await visit(visited);
    expect(headers.get("content-security-policy")).toBe(visited.routePattern === "/measure" ? POLICIES.measure : POLICIES.admin);
  });

  test("of the measuring page allows the calendar, and that of /admin does not", () => {
    expect(POLICIES.measure).toContain(`frame-src ${PUBLIC_CAL_ORIGIN};`);
    expect(POLICIES.admin).not.toContain(PUBLIC_CAL_ORIGIN);
  });
});

/** The lines that a new instance of the server with these settings logs in three requests. */
async function saidAtFirst(env: Record<string, string>): Promise<string[]> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.resetModules();
  const { onRequest: fresh } = await import("../../src/middleware.ts");
  for (let i = 0; i < 3; i++) {
    const request = new Request("http://localhost:4321/api/health");
    const response = await fresh({ request, url: new URL(request.url), routePattern: "/api/health", isPrerendered: false } as unknown as APIContext, letThrough);
    expect(response).toMatchObject({ status: 200 });
  }
  return log.mock.calls.map(([text]) => String(text));
}

describe("an instance's first request", () => {
  test("is answered, and wrong settings are logged once, without secrets", async () => {
    const said = await saidAtFirst({ METRICS_TOKEN: "hidden", METRICS_RATE_PER_MINUTE: "many" });
    expect(said).toEqual([expect.stringMatching(/^METRICS_TOKEN has 6 characters\.\n.*16 or more/), expect.stringMatching(/^METRICS_RATE_PER_MINUTE is "many"\./)]);
    expect(said.join()).not.toContain("hidden");
  });

  test("logs nothing if the settings are right, and nothing about settings of the build", async () => {
    expect(await saidAtFirst({ METRICS_TOKEN: "kT8sVx0Qm2hYJd5n", PUBLIC_CAL_ROLLOUT: "many" })).toEqual([]);
  });
});
