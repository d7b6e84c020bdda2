import { expect, test } from "./fixtures.ts";

const EVERYWHERE = {
  "strict-transport-security": /max-age=63072000/,
  "x-content-type-options": /nosniff/,
  "x-frame-options": /SAMEORIGIN/,
  "referrer-policy": /strict-origin-when-cross-origin/,
  "permissions-policy": /camera=\(\)/,
  "content-security-policy": /frame-ancestors/,
};

for (const [name, path, status, own] of [
  ["a page", "/", 200, {}],
  ["a missing page", "/no/such/page", 404, {}],
  ["a redirect", "/privacy/", 308, {}],
  ["the API", "/api/cal-metrics", 401, {}],
  // Stricter by its own word.
  ["the admin", "/admin/sign-in", 200, { "x-frame-options": /DENY/ }],
  ["a static file", "/favicon.svg", 200, {}],
] as const) {
  test(`${name} carries vercel.json's headers`, async ({ request }) => {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect(answer.status()).toBe(status);
    for (const [header, value] of Object.entries({ ...EVERYWHERE, ...own })) expect(answer.headers()[header]).toMatch(value);
  });
}

test("hashed assets are kept for a year, pages are asked for again and cost nothing if unchanged", async ({ page, request }) => {
  const font = page.waitForResponse(/\/_astro\/.*\.woff2$/);
  await page.goto("/");
  expect((await font).headers()["cache-control"]).toBe("public, max-age=31536000, immutable");

  const first = await request.get("/");
  expect(first.headers()["cache-control"]).toBe("public, max-age=0, must-revalidate");
  const again = await request.get("/", { headers: { "if-none-match": first.headers().etag ?? "" } });
  expect(again.status()).toBe(304);
});

test("no address redirects to another site", async ({ request, site }) => {
  for (const path of ["//evil.example/", "///evil.example/", "//evil.example/%2f.."]) {
    const answer = await request.get(site.origin + path, { maxRedirects: 0 });
    expect(answer.headers().location).toBe("/");
  }
});

test("text is compressed", async ({ request }) => {
  expect((await request.get("/", { headers: { "accept-encoding": "br" } })).headers()["content-encoding"]).toBe("br");
});

test("no picture is made to order", async ({ page, request }) => {
  const picture = page.waitForResponse(/\/_astro\/.*\.avif$/);
  await page.goto("/about");
  const { pathname } = new URL((await picture).url());
  expect((await request.get(`/_image?href=${encodeURIComponent(pathname)}&w=4000&h=4000&f=webp`)).status()).toBe(404);
});

test("a static page takes no POST", async ({ request }) => {
  const answer = await request.post("/", { data: "x" });
  expect(answer.status()).toBe(405);
  expect(answer.headers().allow).toBe("GET, HEAD");
});

test("the 404 page helps on", async ({ page, complaints }) => {
  await page.goto("/no/such/page");
  await expect(page.locator("main a").first()).toBeVisible();
  complaints.length = 0;
});
