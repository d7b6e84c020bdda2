import { hashPassword } from "../../../src/host/auth/password-hash.ts";
import { ADMIN_PASSWORD, startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { expect, test as base } from "../fixtures.ts";

/** One site per test: wrong passwords would lock out the other tests, which use the same address. */
const test = base.extend<{ ownSite: RunningSite }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
  ownSite: async ({}, use) => {
    const site = await startSite();
    await use(site);
    await site.close();
  },
  baseURL: async ({ ownSite }, use) => use(ownSite.origin),
});

const SIGN_IN = "/admin/sign-in";
const post = (password: string) => ({ form: { password }, maxRedirects: 0 });

test("five wrong passwords are answered with the attempts left; the sixth attempt, right or wrong, with the time to wait", async ({ page, request, complaints }) => {
  await page.goto(SIGN_IN);
  for (const left of ["4 attempts left.", "3 attempts left.", "2 attempts left.", "One attempt left.", "No attempts left."]) {
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText(`Wrong password. ${left}`);
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/Wrong password/);
  }
  await page.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("Too many wrong passwords. Try again in 15 minutes.");

  const answer = await request.post(SIGN_IN, post(ADMIN_PASSWORD));
  expect(answer.status()).toBe(429);
  expect(answer.headers()["set-cookie"]).toBeUndefined();
  expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
  expect(Number(answer.headers()["retry-after"])).toBeLessThanOrEqual(900);
  expect((await page.goto("/admin/metrics"))?.url()).toContain(SIGN_IN);
  complaints.length = 0;
});

test("a thousand guesses are refused, and an open session stays open", { tag: "@full" }, async ({ page, request, ownSite }) => {
  await page.goto("/admin/metrics");
  await page.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/admin\/metrics$/);

  const statuses = new Map<number, number>();
  for (let wave = 0; wave < 20; wave += 1) {
    // A forged address is ignored: it would allow unlimited attempts.
    const guesses = Array.from({ length: 50 }, (_, i) =>
      request.post(SIGN_IN, { ...post(`guess ${wave} ${i}`), headers: { "x-real-ip": `198.51.${wave}.${i}`, "x-forwarded-for": `198.51.${wave}.${i}` } }),
    );
    for (const answer of await Promise.all(guesses)) {
      statuses.set(answer.status(), (statuses.get(answer.status()) ?? 0) + 1);
      expect(answer.headers()["set-cookie"]).toBeUndefined();
    }
  }
  expect(Object.fromEntries(statuses)).toEqual({ 401: 5, 429: 995 });
  expect((await request.post(SIGN_IN, post(ADMIN_PASSWORD))).status()).toBe(429);

  expect((await page.request.get("/admin/metrics", { maxRedirects: 0 })).status()).toBe(200);
  await ownSite.restart();
  expect((await page.request.get("/admin/metrics", { maxRedirects: 0 })).status()).toBe(200);
  expect((await request.post(SIGN_IN, post(ADMIN_PASSWORD))).status()).toBe(429);
});

test("other people's wrong passwords do not lock out a device that has signed in before", async ({ page, request, complaints }) => {
  const signIn = async () => {
    await page.goto(SIGN_IN);
    await page.getByLabel("Password").fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/admin\/sign-in$/);
  for (let n = 0; n < 6; n += 1) await request.post(SIGN_IN, post("guess"));
  // The same address without the cookie.
  expect((await request.post(SIGN_IN, post(ADMIN_PASSWORD))).status()).toBe(429);
  await signIn();
  await expect(page).toHaveURL(/\/admin\/metrics$/);
  complaints.length = 0;
});

test("each sign-in sets a new cookie, and signing out deletes it with the same attributes", async ({ request }) => {
  const cookies = [];
  for (const _ of [1, 2]) {
    const answer = await request.post(SIGN_IN, post(ADMIN_PASSWORD));
    expect([answer.status(), answer.headers().location]).toEqual([303, "/admin/metrics"]);
    cookies.push(answer.headers()["set-cookie"] ?? "");
  }
  for (const cookie of cookies) expect(cookie).toMatch(/^readyslot-admin=Fe26\.2[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(cookies[0]).not.toBe(cookies[1]);
  const out = await request.post(SIGN_IN, { form: { intent: "sign-out" }, maxRedirects: 0 });
  expect(out.headers()["set-cookie"]).toMatch(/^readyslot-admin=[^;]*; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict$/);
});

test("signing in returns to the requested page, and never redirects to another site", async ({ page, request }) => {
  await page.goto("/admin/metrics?window=7d");
  await page.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/admin\/metrics\?window=7d$/);

  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "%2F%2Fevil.example", "/%5Cevil.example", "/admin/metrics@evil.example"]) {
    for (const browser of [request, page.request]) {
      const answer = await browser.post(`${SIGN_IN}?next=${encodeURIComponent(next)}`, post(ADMIN_PASSWORD));
      expect(answer.headers().location).toBe("/admin/metrics");
    }
    const signedIn = await page.request.get(`${SIGN_IN}?next=${encodeURIComponent(next)}`, { maxRedirects: 0 });
    expect(signedIn.headers().location).toBe("/admin/metrics");
  }
});

test("with ADMIN_PASSWORD_HASH only the password that it was made from signs in, not ADMIN_PASSWORD", { tag: "@full" }, async ({ request, ownSite }) => {
  await ownSite.restart({ ADMIN_PASSWORD_HASH: await hashPassword("another battery staple") });
  expect((await request.post(SIGN_IN, post("another battery staple"))).status()).toBe(303);
  expect((await request.get("/admin/metrics", { maxRedirects: 0 })).status()).toBe(200);
  expect((await request.post(SIGN_IN, post(ADMIN_PASSWORD))).status()).toBe(401);
});

for (const { name, env, says } of [
  { name: "no password is set", env: { ADMIN_PASSWORD: "" }, says: "npm start generates one" },
  { name: "no password is set on Vercel", env: { ADMIN_PASSWORD: "", VERCEL: "1" }, says: "In Vercel's dashboard, under Settings › Environment Variables, set ADMIN_PASSWORD" },
  { name: "the hash is invalid", env: { ADMIN_PASSWORD_HASH: "$2b$10$abc" }, says: "Generate one with npm run hash-password." },
]) {
  test(`if ${name}, the page refuses with a remedy`, { tag: "@full" }, async ({ page, request, ownSite, complaints }) => {
    await ownSite.restart(env);
    expect((await page.goto("/admin/metrics"))?.status()).toBe(503);
    await expect(page.getByRole("alert")).toContainText(says);
    await expect(page.getByLabel("Password")).toHaveCount(0);
    for (const guess of ["", ADMIN_PASSWORD, "$2b$10$abc"]) expect((await request.post(SIGN_IN, post(guess))).status()).toBe(503);
    complaints.length = 0;
  });
}

test("if attempts cannot be counted, sign-in is refused, and an open session stays open", { tag: "@full" }, async ({ page, request, ownSite, complaints }) => {
  await request.post(SIGN_IN, post(ADMIN_PASSWORD));
  await ownSite.restart({ KV_REST_API_URL: "http://127.0.0.1:9", KV_REST_API_TOKEN: "none" });
  await page.goto(SIGN_IN);
  await page.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("Sign-in is unavailable, because failed attempts cannot be counted.");
  const answer = await page.request.post(SIGN_IN, post(ADMIN_PASSWORD));
  expect([answer.status(), answer.headers()["retry-after"], answer.headers()["set-cookie"]]).toEqual([503, "30", undefined]);
  expect((await request.get(SIGN_IN, { maxRedirects: 0 })).status()).toBe(303);
  complaints.length = 0;
});

test("an input that is too large is refused first", async ({ request }) => {
  for (const length of [1_001, 9_000]) expect((await request.post(SIGN_IN, post("a".repeat(length)))).status()).toBe(413);
  expect((await request.post(SIGN_IN, { data: "no form", headers: { "content-type": "text/plain" } })).status()).toBe(401);
});

test("the password field has the focus", async ({ page }) => {
  await page.goto(SIGN_IN);
  await expect(page.getByLabel("Password")).toBeFocused();
});
