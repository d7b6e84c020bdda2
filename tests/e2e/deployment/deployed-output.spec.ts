/** What every answer of the deployed output says of itself, whatever kind of answer it is. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { builtPages, staticOutput } from "../../fixtures/builds/built-pages.ts";
import { sendRaw } from "../../fixtures/requests/raw-request.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { becomeAdmin, expect, test } from "../fixtures.ts";

const REVALIDATED = "public, max-age=0, must-revalidate";
const FOR_A_YEAR = "public, max-age=31536000, immutable";
const NOT_KEPT = "no-store";
/** In s, at a CDN in front of the site. Vercel's own keeps a file until the next deployment. */
const AT_THE_EDGE = "max-age=300";

/** The first file of a folder of the build with this ending, as an address. */
function fileOf(folder: string, ending: string): string {
  const name = readdirSync(join(staticOutput, folder)).find((one) => one.endsWith(ending));
  if (!name) throw new Error(`The build has no ${ending} in ${folder}.`);
  return `/${folder}/${name}`;
}

interface Kind {
  path: string;
  status: number;
  cache: string;
  /** Left out where no edge may keep it. */
  edge?: string;
  method?: "POST" | "PUT";
  headers?: Record<string, string>;
  data?: string;
}

const SIGN_IN = "/admin/sign-in";
const KINDS: Record<string, Kind> = {
  "a page": { path: "/", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a page by its file's name": { path: "/about/index.html", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a missing page": { path: "/no/such/page", status: 404, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a redirect of the host's": { path: "/privacy/", status: 308, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a redirect of an editor's": { path: "/team", status: 308, cache: REVALIDATED, edge: AT_THE_EDGE },
  "an address with two slashes": { path: "//evil.example/", status: 308, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a static page that is posted to": { path: "/", method: "POST", data: "x", status: 405, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the icon": { path: "/favicon.svg", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the icon, by the name that some ask for": { path: "/favicon.ico", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "robots.txt": { path: "/robots.txt", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the sitemap": { path: "/sitemap.xml", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the feed": { path: "/rss.xml", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the logo for search engines": { path: "/og/logo.png", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "the API's description": { path: "/api/openapi.json", status: 200, cache: REVALIDATED, edge: AT_THE_EDGE },
  "a script": { path: fileOf("_astro", ".js"), status: 200, cache: FOR_A_YEAR },
  "a font": { path: fileOf("_astro/fonts", ".woff2"), status: 200, cache: FOR_A_YEAR },
  "a picture": { path: fileOf("_astro", ".avif"), status: 200, cache: FOR_A_YEAR },
  "a social image": { path: fileOf("og", ".jpg"), status: 200, cache: FOR_A_YEAR },
  "a script that went with an older deployment": { path: "/_astro/BookingCode.Old1.js", status: 404, cache: REVALIDATED },
  "Cal's script from here": { path: "/api/cal-embed.js", status: 200, cache: "public, max-age=300, stale-while-revalidate=3600", edge: expect.stringMatching(/^max-age=\d+, stale-while-revalidate=/) as unknown as string },
  "Cal's script, asked for the wrong way": { path: "/api/cal-embed.js", method: "PUT", status: 405, cache: NOT_KEPT },
  "the free times": { path: "/api/slots?event=studio/30min", status: 200, cache: "public, max-age=5", edge: expect.stringMatching(/^max-age=\d+, stale-while-revalidate=\d+, stale-if-error=\d+$/) as unknown as string },
  "whether a time is free": { path: "/api/slots?event=studio/30min&at=2024-05-13T08:00:00Z", status: 200, cache: NOT_KEPT },
  "the free times of another's event": { path: "/api/slots?event=someone/30min", status: 404, cache: NOT_KEPT },
  "the free times, asked for the wrong way": { path: "/api/slots", method: "POST", data: "x", status: 405, cache: NOT_KEPT },
  "the numbers, to a stranger": { path: "/api/cal-metrics", status: 401, cache: NOT_KEPT },
  "a sample that is refused": { path: "/api/cal-metrics", method: "POST", data: "{", headers: { "content-type": "application/json" }, status: 400, cache: NOT_KEPT },
  "a sample of another site": { path: "/api/cal-metrics", method: "POST", data: "{}", headers: { "content-type": "application/json", origin: "https://evil.example" }, status: 403, cache: NOT_KEPT },
  "a webhook that is not set up": { path: "/api/cal-webhook", method: "POST", data: "{}", status: 503, cache: NOT_KEPT },
  "the clock's address, where no secret is set": { path: "/api/cron/alerts", status: 503, cache: NOT_KEPT },
  "the clock's other address, asked for the wrong way": { path: "/api/cron/retention", method: "POST", data: "{}", status: 405, cache: NOT_KEPT },
  "the health": { path: "/api/health", status: 200, cache: NOT_KEPT },
  "a policy report": { path: "/api/policy-reports", method: "POST", data: "{}", headers: { "content-type": "application/csp-report" }, status: 204, cache: NOT_KEPT },
  "a method that an endpoint has not": { path: "/api/health", method: "PUT", status: 405, cache: NOT_KEPT },
  "an endpoint that does not exist": { path: "/api/nothing", status: 404, cache: NOT_KEPT },
  "the sign-in": { path: SIGN_IN, status: 200, cache: NOT_KEPT },
  "the way to it": { path: "/admin/metrics", status: 303, cache: NOT_KEPT },
  "the host's redirect under /admin": { path: "/admin/metrics/", status: 308, cache: NOT_KEPT },
  "the metrics for Prometheus, to a stranger": { path: "/metrics", status: 401, cache: NOT_KEPT },
  "the measuring page, to a stranger": { path: "/measure", status: 303, cache: NOT_KEPT },
};

for (const [name, { path, status, cache, edge, ...rest }] of Object.entries(KINDS)) {
  test(`${name} carries every header, and says how long it may be kept`, async ({ request, site }) => {
    const answer = await request.fetch(site.origin + path, { maxRedirects: 0, ...rest });
    const headers = answer.headers();
    const isAdmins = /^\/(?:admin|measure)/.test(path);
    const isFile = path.startsWith("/_astro/");
    expect(answer.status()).toBe(status);
    expect(headers).toMatchObject({
      "strict-transport-security": "max-age=63072000",
      "x-content-type-options": "nosniff",
      "x-frame-options": isAdmins && status !== 308 ? "DENY" : "SAMEORIGIN",
      "referrer-policy": "strict-origin",
      "content-security-policy": expect.stringMatching(isAdmins ? /default-src 'none'.*frame-ancestors 'none'/ : isFile ? /^default-src 'none'; style-src 'unsafe-inline'$/ : /default-src 'none'.*frame-ancestors 'self'/),
      ...(!isFile && { "permissions-policy": expect.stringContaining("camera=(), ") }),
      "cross-origin-opener-policy": path.startsWith("/admin") ? "same-origin" : "same-origin-allow-popups",
      "cross-origin-resource-policy": /^\/(?:og\/|favicon)/.test(path) ? "cross-origin" : "same-origin",
      "reporting-endpoints": 'policy="/api/policy-reports"',
      "cache-control": cache,
    });
    expect(headers["cdn-cache-control"]).toEqual(edge);
    if (isAdmins) expect(headers["x-robots-tag"]).toBe("noindex, nofollow");
  });
}

test("an answer of the function has the id of its request in the log, which a proxy may give; a page has none", async ({ request, site }) => {
  const idOf = async (path: string, id?: string) => (await request.get(site.origin + path, { headers: id === undefined ? {} : { "x-request-id": id } })).headers()["x-request-id"];
  expect(await idOf("/api/health", "7f9c24e83b1d4c629d1e5a0b7c8d9e0f")).toBe("7f9c24e83b1d4c629d1e5a0b7c8d9e0f");
  for (const id of [undefined, "203.0.113.77"]) expect(await idOf("/api/health", id)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  expect(await idOf("/admin/sign-in")).toMatch(/^[\da-f]{8}-/);
  // What everybody gets from a cache would have the id of one request.
  for (const path of ["/", "/api/cal-embed.js", "/no/such/page"]) expect(await idOf(path)).toBeUndefined();
});

test("the numbers are kept by nobody but the admin's browser, which asks each time", async ({ page, site }) => {
  await becomeAdmin(page, site.origin);
  const headers = (await page.request.get("/api/cal-metrics")).headers();
  expect([headers["cache-control"], headers["cdn-cache-control"]]).toEqual(["private, no-cache", undefined]);
});

test("a page that has not changed costs nothing", async ({ request }) => {
  const first = await request.get("/");
  const again = await request.get("/", { headers: { "if-none-match": first.headers().etag ?? "" } });
  expect(again.status()).toBe(304);
});

test("the pages may use nothing of the device", async ({ page }) => {
  const answer = await page.goto("/");
  const closed = [...(answer?.headers()["permissions-policy"] ?? "").matchAll(/([\w-]+)=\(\)/g)].map(([, name]) => name);
  expect(closed).toContain("camera");
  const allowed = await page.evaluate(() => (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy.allowedFeatures());
  expect(allowed.filter((name) => closed.includes(name))).toEqual([]);
  for (const device of ["camera", "microphone", "geolocation", "usb", "serial", "hid", "clipboard-read", "display-capture"]) expect(allowed).not.toContain(device);
});

test("the page's policy names every inline script of the page", async ({ page, site }) => {
  await becomeAdmin(page, site.origin);
  const policyOf = async (path: string) => (await page.request.get(path)).headers()["content-security-policy"] ?? "";
  const built = builtPages().map(({ path, html }) => ({ path: path === "/404" ? "/no/such/page" : path, html }));
  const rendered = await Promise.all(
    ["/admin/metrics", "/admin/nothing", "/measure"].map(async (path) => ({ path, html: await (await page.request.get(path)).text() })),
  );
  const unnamed: string[] = [];
  for (const { path, html } of [...built, ...rendered]) {
    const policy = await policyOf(path);
    for (const [, attributes = "", text = ""] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
      // Data for search engines is not run.
      if (/\bsrc=|\btype="application\/ld\+json"/.test(attributes)) continue;
      const hash = createHash("sha256").update(text).digest("base64");
      if (!policy.includes(`'sha256-${hash}'`)) unnamed.push(`${path}: ${text.slice(0, 80)}`);
    }
    for (const [handler] of html.matchAll(/<[^>]*\son\w+="[^"]*"/gi)) unnamed.push(`${path}: ${handler}`);
    if (/<meta[^>]*http-equiv="content-security-policy"/i.test(html)) unnamed.push(`${path}: a policy of its own`);
  }
  expect(unnamed).toEqual([]);
});

test("no address redirects to another site", async ({ request, site }) => {
  for (const path of ["//evil.example/", "///evil.example/", "//evil.example/%2f..", "/%5Cevil.example/", "/%09/evil.example/", "/%0D%0A/evil.example/"]) {
    const answer = await request.get(site.origin + path, { maxRedirects: 0 });
    expect(answer.headers().location).toBe("/");
  }
});

test("text is compressed", async ({ request }) => {
  expect((await request.get("/", { headers: { "accept-encoding": "br" } })).headers()["content-encoding"]).toBe("br");
});

test("the function has our own routes, and no other", async () => {
  const { routes } = JSON.parse(readFileSync(join(staticOutput, "..", "config.json"), "utf8")) as { routes: { src?: string; dest?: string }[] };
  expect(routes.filter(({ dest }) => dest === "_render").map(({ src }) => src).toSorted()).toEqual([
    "^/admin$",
    "^/admin(?:/(.*?))?$",
    "^/admin/metrics$",
    "^/admin/sign-in$",
    "^/api/cal-embed\\.js$",
    "^/api/cal-metrics$",
    "^/api/cal-webhook$",
    "^/api/cron/alerts$",
    "^/api/cron/retention$",
    "^/api/errors$",
    "^/api/health$",
    "^/api/policy-reports$",
    "^/api/slots$",
    "^/measure$",
    "^/metrics$",
  ]);
});

const INHERITED = ["/_server-islands/x", "/_server-islands/x?e=1&p=2&s=3", "/_image", "/_image?href=/og/logo.png&f=webp", "/_actions/x", "/_render", "/_RENDER", "/_render/", "/_render/admin", "/_isr", "/_astro", "/_astro/", "/_astro/../_server-islands/x"];
for (const path of INHERITED) {
  test(`${path} is not there, whatever is sent to it`, async ({ request, site }) => {
    for (const [method, data] of [["GET"], ["HEAD"], ["POST", "null"], ["POST", "{"], ["PUT", "[]"], ["OPTIONS"]] as const) {
      const answer = await request.fetch(site.origin + path, { method, ...(data !== undefined && { data, headers: { "content-type": "application/json" } }) });
      expect([method, answer.status()]).toEqual([method, 404]);
      expect(answer.headers()["content-security-policy"]).toContain("default-src 'none'");
    }
  });
}

test("no request to the function ends in a server error", async () => {
  // Of its own: what is tried here would lock the sign-in for the other tests.
  const ownSite = await startSite();
  const paths = fc.constantFrom("/admin", "/admin/metrics", "/admin/sign-in", "/admin/%3Cx%3E/y", "/measure", "/api/cal-metrics", "/api/cal-webhook", "/api/errors", "/api/health", "/api/policy-reports", "/api/cal-embed.js", "/api/slots", "/_server-islands/x");
  const queries = fc.oneof(fc.constantFrom("", "?event=studio/30min", "?event=studio/30min&from=9999-12-31&days=31", "?event=%00&at=%", "?window=%", "?next=%E0%A4%A", "?window=1y&limit=-1", "?x_astro_path=/admin&x_astro_path_token="), fc.webQueryParameters().map((query) => `?${query}`));
  const values = fc.stringMatching(/^[!-~][ -~]{0,30}$/);
  const headers = fc.oneof(
    fc.tuple(fc.constantFrom("Cookie", "Origin", "Authorization", "If-None-Match", "User-Agent", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Astro-Path", "Content-Encoding"), values).map((parts) => parts.join(": ")),
    fc.constantFrom("Cookie: readyslot-admin=%E0%A4%A", "Cookie: readyslot-device=Fe26.2*1*a*b*c*d*e*f", "Cookie: __proto__=1", "X-Astro-Locals: {}"),
  );
  const types = fc.constantFrom("application/json", "text/plain", "application/csp-report", "application/reports+json", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "nonsense");
  const bodies = fc.oneof(fc.json(), fc.constantFrom("null", "", "--x\r\n\r\n--x--", "password=%", "intent=sign-out"), values);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("GET", "HEAD", "POST", "PUT", "OPTIONS", "PROPFIND"), paths, queries, fc.array(headers, { maxLength: 3 }), types, bodies, async (method, path, query, more, type, body) => {
      const head = [`${method} ${path}${query} HTTP/1.1`, "Host: localhost", ...more, `Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close"];
      const { status, text } = await sendRaw(ownSite.origin, Buffer.from([...head, "", body].join("\r\n")));
      expect(text).not.toMatch(/node:internal|\.mjs:\d+| {4}at /);
      // What is not set up here, or cannot be fetched, says so.
      expect(status < 500 || [502, 503, 504].includes(status)).toBe(true);
    }),
    { numRuns: 300 },
  );
  await ownSite.close();
});

test("no picture is made to order", async ({ page, request }) => {
  const picture = page.waitForResponse(/\/_astro\/.*\.avif$/);
  await page.goto("/about");
  const { pathname } = new URL((await picture).url());
  expect((await request.get(`/_image?href=${encodeURIComponent(pathname)}&w=4000&h=4000&f=webp`)).status()).toBe(404);
});

test("a static page takes no POST", async ({ request }) => {
  expect((await request.post("/", { data: "x" })).headers().allow).toBe("GET, HEAD");
});

test("no method and no character in an address ends in a server error", async ({ request, site }) => {
  expect((await request.fetch("/api/errors", { method: "TRACE" })).status()).toBe(405);
  expect((await request.get(`${site.origin}/%E2%82%AC/`, { maxRedirects: 0 })).headers().location).toBe("/%E2%82%AC");
});

test("the 404 page helps on", async ({ page, complaints }) => {
  await page.goto("/no/such/page");
  await expect(page.locator("main a").first()).toBeVisible();
  complaints.length = 0;
});
