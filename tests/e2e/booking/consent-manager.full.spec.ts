/**
 * CONSENT=all with a consent manager, vanilla-cookieconsent, set up as docs/reference/consent.md describes: the test takes
 * the files from that page.
 */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { root as project } from "../../../scripts/settings.ts";
import { startConsentSite, storedNames, type ConsentSite } from "../../fixtures/builds/consent-build.ts";
import { dialog, expect, expectTimes, heroLink, readMetrics, test as onSite } from "../fixtures.ts";

const test = onSite.extend<object, { site: ConsentSite }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const site = await startConsentSite("all", followDocument);
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  // The manager hides from programs.
  page: async ({ page }, use) => {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false }));
    await use(page);
  },
});

/** Does what the document says, and adds a snippet that measures, for a third party. */
async function followDocument(root: string): Promise<void> {
  const text = await readFile(join(project, "docs", "reference", "consent.md"), "utf8");
  const blocks = [...text.matchAll(/^```(?:ts|js)\n(\/\/ ([\w/.-]+)\n.*?)^```$/gms)];
  const files = Object.fromEntries(blocks.map(([, code = "", name = ""]) => [name, code]));
  expect(Object.keys(files)).toEqual(["src/site.config.ts", "public/consent.js"]);
  const config = (files["src/site.config.ts"] ?? "").replace("inline: [", 'script: ["https://cdn.example.com"],\n    inline: ["window.snippetRuns = true", ');
  expect(config).toContain("snippetRuns");
  await writeFile(join(root, "src", "site.config.ts"), config);
  await writeFile(join(root, "public", "consent.js"), files["public/consent.js"] ?? "");
  for (const name of ["cookieconsent.esm.js", "cookieconsent.css"]) await copyFile(join(project, "node_modules", "vanilla-cookieconsent", "dist", name), join(root, "public", name));
}

const given = (page: Page) => page.evaluate(() => document.documentElement.dataset.consent);
const button = (page: Page, name: string) => page.locator("#cc-main").getByRole("button", { name, exact: true });
const snippetRuns = (page: Page) => page.evaluate(() => "snippetRuns" in window);
const accepted = (page: Page) =>
  page.evaluate(() => {
    const cookie = /cc_cookie=([^;]+)/.exec(document.cookie)?.[1];
    return cookie === undefined ? undefined : (JSON.parse(decodeURIComponent(cookie)) as { categories: string[] }).categories;
  });

function requestsOf(page: Page, site: ConsentSite): { foreign: string[]; measuring: string[] } {
  const seen = { foreign: [] as string[], measuring: [] as string[] };
  page.on("request", (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(`${site.origin}/`)) seen.foreign.push(url);
    if (/\/api\/(cal-metrics|errors)|\/_astro\/(BookingReport|BookingErrors|web-vitals)/.test(url)) seen.measuring.push(url);
  });
  return seen;
}

test("before a choice nothing is measured, loaded from elsewhere or stored, and the notice asks for both", async ({ page, site, complaints }) => {
  const seen = requestsOf(page, site);
  await page.goto("/");
  await expect(button(page, "Accept all")).toBeVisible();
  await heroLink(page).hover();
  await heroLink(page).focus();
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-booking-placement="hero"]')?.click());
  await expect(page.locator("[data-booking-agree]")).toBeVisible();
  await expect(page.locator("[data-booking-measuring]")).not.toBeChecked();
  await page.keyboard.press("Escape");
  await page.evaluate(() => setTimeout(() => Promise.reject(new Error("An error before the consent"))));
  await expect.poll(() => complaints).toEqual(["Error: An error before the consent"]);
  await page.goto("/privacy");
  await page.goto("/");
  expect(seen).toEqual({ foreign: [], measuring: [] });
  expect(await page.evaluate(storedNames)).toEqual([]);
  expect([await given(page), await snippetRuns(page)]).toEqual(["", false]);
  expect(complaints).toHaveLength(1);
  complaints.length = 0;
});

test("accepting all in the manager lets the calendar start with the pointer, without a notice, and measures it", async ({ page, site }) => {
  const seen = requestsOf(page, site);
  await page.goto("/");
  await button(page, "Accept all").click();
  await expect.poll(() => given(page)).toBe("calendar measuring");
  expect(await snippetRuns(page)).toBe(true);
  await heroLink(page).hover();
  await expect.poll(() => seen.foreign.length).toBeGreaterThan(0);
  await heroLink(page).click();
  await expect(page.locator("[data-booking-agree]")).toBeHidden();
  await expectTimes(page);
  await expect.poll(async () => (await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "ready" });
  await page.reload();
  expect([await given(page), await snippetRuns(page)]).toEqual(["calendar measuring", true]);
});

test("what was done before the consent is not sent after it", async ({ page, site }) => {
  const seen = requestsOf(page, site);
  const before = (await readMetrics(site)).summary;
  await page.goto("/?cal-variant=instant");
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-booking-placement="hero"]')?.click());
  await expect(page.locator("[data-booking-days] [data-slot]").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await button(page, "Accept all").click();
  await expect.poll(() => given(page)).toBe("calendar measuring");
  await page.goto("/about");
  await expect(page.locator("h1")).toBeVisible();
  expect(seen.measuring).toEqual([]);
  const after = (await readMetrics(site)).summary;
  expect(after.total).toBe(before.total);
});

test("the notice's consent reaches the manager, and the footer's withdrawal, too", async ({ page, site }) => {
  const seen = requestsOf(page, site);
  await page.goto("/");
  await button(page, "Reject all").click();
  await expect.poll(() => accepted(page)).toEqual(["necessary"]);
  await heroLink(page).click();
  await page.locator("[data-booking-agree]").click();
  await expectTimes(page);
  await expect.poll(() => accepted(page)).toEqual(["necessary", "calendar"]);
  expect(seen.measuring).toEqual([]);
  await page.goto("/");
  await expect.poll(() => given(page)).toBe("calendar");
  await page.locator("[data-consent-withdraw]").click();
  await expect.poll(() => accepted(page)).toEqual(["necessary"]);
  expect(await given(page)).toBe("");
});

test("the notice's box allows measuring as well", async ({ page, site }) => {
  await page.goto("/");
  await button(page, "Reject all").click();
  await heroLink(page).click();
  await page.locator("[data-booking-measuring]").check();
  await page.locator("[data-booking-agree]").click();
  await expectTimes(page);
  expect(await given(page)).toBe("calendar measuring");
  await expect.poll(async () => (await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "ready" });
});

test("withdrawn in the manager's settings, the frame goes, the storage is empty, and measuring stops", async ({ page, site }) => {
  const seen = requestsOf(page, site);
  await page.goto("/");
  await button(page, "Accept all").click();
  await heroLink(page).click();
  await expectTimes(page);
  await expect.poll(() => seen.measuring.filter((url) => url.endsWith("/api/cal-metrics")).length).toBeGreaterThan(0);
  await page.locator("[data-booking-close]").click();
  await page.evaluate(() => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: { calendar: false, measuring: false } })));
  await expect.poll(() => accepted(page)).toEqual(["necessary"]);
  await expect(page.locator("[data-booking-frame] iframe")).toHaveCount(0);
  expect((await page.evaluate(storedNames)).filter((name) => !name.startsWith("cookie cc_cookie"))).toEqual([]);
  const count = seen.measuring.length;
  await heroLink(page).click();
  await expect(page.locator("[data-booking-agree]")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/about");
  await expect(page.locator("h1")).toBeVisible();
  expect(seen.measuring).toHaveLength(count);
  await expect(dialog(page)).not.toHaveAttribute("open");
});

test("the build says which third parties its policy allows", ({ site }) => {
  expect(site.output).toContain("The content security policy allows these third parties:");
  expect(site.output).toContain("https://cdn.example.com (policy.script): script");
});

test("the policy lets an allowed script run, and blocks any other", async ({ page, complaints }) => {
  await page.route("https://*.example.com/**", (route) => route.fulfill({ contentType: "text/javascript", body: "window.widgetRuns = true" }));
  await page.goto("/");
  const add = (src: string) => page.evaluate((address) => document.body.append(Object.assign(document.createElement("script"), { src: address })), src);
  await add("https://cdn.example.com/widget.js");
  await expect.poll(() => page.evaluate(() => "widgetRuns" in window)).toBe(true);
  expect(complaints).toEqual([]);
  await add("https://other.example.com/widget.js");
  await expect.poll(() => complaints.join()).toContain("https://other.example.com/widget.js");
  complaints.length = 0;
});
