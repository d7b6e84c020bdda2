/** Several people, share links, and the pages for them, in a real browser and without JavaScript. */
import { hashPassword } from "../../../src/host/auth/password-hash.ts";
import { ADMIN_PASSWORD, startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { becomeAdmin, expect, test as base } from "../fixtures.ts";

const BENS = "bens own long password";

const test = base.extend<object, { ownSite: RunningSite }>({
  ownSite: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const site = await startSite({ ADMINS: `Ben viewer ${await hashPassword(BENS)}` });
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ ownSite }, use) => use(ownSite.origin),
});

test("a viewer sees the numbers and changes nothing; a guest sees them until the link is revoked", async ({ page, browser, ownSite, complaints }) => {
  await page.goto("/admin/metrics");
  await page.getByLabel("Name").fill("ben");
  await page.getByLabel("Password").fill(BENS);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/admin\/metrics$/);
  await expect(page.locator('a[href="/admin/people"], a[href="/admin/settings"], a[href="/measure"]')).toHaveCount(0);
  for (const path of ["/admin/people", "/admin/settings", "/measure"]) {
    expect((await page.request.get(path)).status()).toBe(403);
    expect((await page.request.post(path, { form: { intent: "share", name: "x", days: "7" } })).status()).toBe(403);
  }
  expect((await page.request.post("/admin/metrics", { form: {} })).status()).toBe(403);
  expect((await page.request.get("/api/cal-metrics?format=csv")).status()).toBe(403);
  expect((await page.request.get("/api/cal-metrics?format=csv&table=series")).status()).toBe(200);

  const admins = await browser.newContext({ baseURL: ownSite.origin, javaScriptEnabled: false });
  const admin = await admins.newPage();
  await admin.goto("/admin/people");
  await admin.getByLabel("Name").fill("admin");
  await admin.getByLabel("Password").fill(ADMIN_PASSWORD);
  await admin.getByRole("button", { name: "Sign in" }).click();
  await admin.getByLabel("For whom").fill("Client");
  await admin.getByLabel("Valid for").selectOption("7");
  await admin.getByRole("button", { name: "Make a link" }).click();
  const link = await admin.getByLabel("Link", { exact: true }).inputValue();

  const guests = await browser.newContext({ baseURL: ownSite.origin, javaScriptEnabled: false });
  const guest = await guests.newPage();
  const answer = await guest.goto(new URL(new URL(link).pathname, ownSite.origin).href);
  expect(guest.url()).toBe(`${ownSite.origin}/admin/metrics`);
  expect(answer?.headers()).toMatchObject({ "x-robots-tag": "noindex, nofollow", "cache-control": "no-store", "content-security-policy": expect.stringContaining("frame-ancestors 'none'") });
  await expect(guest.getByRole("region", { name: "Newest openings" })).toHaveCount(0);
  await expect(guest.getByRole("link", { name: "JSON" })).toHaveCount(0);
  for (const path of ["/admin/people", "/admin/settings"]) expect((await guest.request.get(path)).status()).toBe(403);
  // The cookie is for /admin.
  expect((await guest.request.get("/measure")).url()).toContain("/admin/sign-in");
  expect((await guest.request.get("/api/cal-metrics")).status()).toBe(401);

  await admin.getByRole("button", { name: "Revoke the link for Client" }).click();
  await expect(admin.getByRole("status")).toContainText("was revoked");
  await guest.reload();
  await expect(guest).toHaveURL(/\/admin\/sign-in$/);
  await expect(admin.getByRole("region", { name: "Sign-ins and changes" }).locator("tbody tr")).toContainText(["share link revoked", "share link opened", "share link made", "signed in"]);

  // A removed person loses the session at once.
  await ownSite.restart({ ADMINS: "" });
  expect((await page.request.get("/admin/metrics", { maxRedirects: 0 })).status()).toBe(303);
  await ownSite.restart();
  await Promise.all([admins.close(), guests.close()]);
  complaints.length = 0;
});

for (const path of ["/admin/settings", "/admin/people"]) {
  for (const locale of ["en", "de"]) {
    test(`${path} has no accessibility problem, fits a phone, and is usable by keyboard (${locale})`, { tag: "@full" }, async ({ browser, ownSite }) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const context = await browser.newContext({ baseURL: ownSite.origin, locale, colorScheme, viewport: { width: 390, height: 844 } });
        const page = await context.newPage();
        await becomeAdmin(page, ownSite.origin);
        await page.goto(path);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        const fields = await page.locator("main :is(input:not([type=hidden]), select, button)").count();
        const reached = new Set<string>();
        for (let i = 0; i < fields + 12; i++) {
          await page.keyboard.press("Tab");
          reached.add(await page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.getAttribute("name")} ${document.activeElement?.getAttribute("value")}`));
        }
        expect(reached.size).toBeGreaterThanOrEqual(Math.min(fields, 6));
        await context.close();
      }
    });
  }
}

test("limits are saved without JavaScript, and a wrong one keeps what was typed", async ({ browser, ownSite }) => {
  const context = await browser.newContext({ baseURL: ownSite.origin, javaScriptEnabled: false });
  const page = await context.newPage();
  await becomeAdmin(page, ownSite.origin);
  await page.goto("/admin/settings");
  const field = page.getByLabel("Openings that failed or timed out, more than", { exact: true });
  await field.fill("500");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was saved.");
  await expect(field).toHaveValue("500");
  await expect(field).toHaveAccessibleDescription(/Write a number from 1 to 90/);
  await field.fill("10");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status")).toContainText("Saved.");
  await expect(field).toHaveValue("10");
  await context.close();
});
