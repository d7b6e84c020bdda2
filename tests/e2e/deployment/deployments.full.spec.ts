/** A page that was opened before a deployment works after it, and a build takes its settings from the environment. */
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RELEASES, startOwnHost, type OwnHost } from "../../fixtures/builds/own-host.ts";
import { becomeAdmin, dialog, expect, expectTimes, heroLink, test as onSite } from "../fixtures.ts";
import { samplesOf, visit } from "../samples.ts";

const { before, after } = RELEASES;

const test = onSite.extend<object, { host: OwnHost }>({
  host: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const host = await startOwnHost();
      await use(host);
      await host.close();
    },
    { scope: "worker", timeout: 240_000 },
  ],
  site: [
    async ({ host }, use) => {
      await fetch(`${host.site.origin}/api/cal-embed.js`);
      await use(host.site);
    },
    { scope: "worker" },
  ],
});

/** Console messages about missing files of an old deployment. */
const LOST = /404|Failed to load|dynamically imported module|MIME type/;

test("a page of the deployment before, whose scripts are gone: the click leads to the booking page, and is reported", async ({ page, host, site, complaints }) => {
  await host.deploy(before);
  const release = await visit(page);
  await host.deploy(after);
  await heroLink(page).click();
  await page.waitForURL(/:\d+\/studio\/30min/);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "failed", errorClass: "code-missing" }]);
  expect(complaints.filter((complaint) => !LOST.test(complaint))).toEqual([]);
  complaints.length = 0;
});

test("a calendar that was started before the deployment opens after it", async ({ page, host, complaints }) => {
  await host.deploy(before);
  await page.goto("/");
  await heroLink(page).hover();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await host.deploy(after);
  await heroLink(page).click();
  await expectTimes(page);
  expect(complaints.filter((complaint) => !LOST.test(complaint))).toEqual([]);
  complaints.length = 0;
});

test("a page that has only its booking code yet opens the calendar without the rest", async ({ page, host, complaints }) => {
  await host.deploy(before);
  await page.goto("/");
  const [code] = await Promise.all([page.waitForEvent("requestfinished", (request) => request.url().includes("/_astro/BookingCode")), heroLink(page).focus()]);
  expect((await code.response())?.status()).toBe(200);
  await host.deploy(after);
  await page.keyboard.press("Enter");
  await expectTimes(page);
  expect(complaints.filter((complaint) => !LOST.test(complaint))).toEqual([]);
  complaints.length = 0;
});

test("an open calendar stays, and opens again; its openings are counted", async ({ page, host, site }) => {
  await host.deploy(before);
  const release = await visit(page);
  await heroLink(page).click();
  await expectTimes(page);
  await expect.poll(() => samplesOf(site, release)).toHaveLength(1);
  await host.deploy(after);
  await expectTimes(page);
  await page.locator("[data-booking-close]").click();
  await heroLink(page).click();
  await expectTimes(page);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "ready", openKind: "reopened" }, { outcome: "ready" }]);
});

test("what a page of the deployment before could not send is taken by the next", async ({ page, host, site, context, complaints }) => {
  await host.deploy(before);
  // A beacon that gets lost: no route of the test sees one that is sent while its page is closed.
  await page.addInitScript(() => (navigator.sendBeacon = () => true));
  const release = await visit(page);
  let tries = 0;
  await page.route("**/api/cal-metrics", (route) => {
    tries++;
    return route.abort();
  });
  await heroLink(page).click();
  await expectTimes(page);
  await expect.poll(() => tries).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("booking-sample:")))).toBe(true);
  await page.close();
  expect(await samplesOf(site, release)).toEqual([]);
  await host.deploy(after);
  await (await context.newPage()).goto("/");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "ready" }]);
  expect(complaints.filter((complaint) => complaint !== "Failed to load resource: net::ERR_FAILED")).toEqual([]);
  complaints.length = 0;
});

test("the admin stays signed in, and the page goes on", async ({ page, host, site, complaints }) => {
  await host.deploy(before);
  await becomeAdmin(page, site.origin);
  await page.goto("/admin/metrics");
  await host.deploy(after);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/metrics$/);
  // No server listens between the two releases.
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !complaint.includes("net::ERR_CONNECTION_REFUSED")));
});

test("a build takes its settings from the environment, and none from a file that Vercel's tools left behind", async ({ host }) => {
  const root = host.rootOf(before);
  await host.deploy(after);
  await writeFile(join(root, ".env.production.local"), "PUBLIC_CAL_LINK=pulled/event\n");
  expect(await host.build(before, { PUBLIC_CAL_ROLLOUT: "50" })).toMatchObject({ code: 0 });
  const html = await readFile(join(root, ".vercel", "output", "static", "index.html"), "utf8");
  expect(html).toContain('data-booking-shares="50 50"');
  expect(html).not.toContain("pulled/event");
});

test("a build that fails says why; without settings it does not begin, and after a half build npm start builds again", async ({ host }) => {
  const root = host.rootOf(before);
  const stamp = join(root, ".vercel", "readyslot-build.json");
  await host.deploy(after);
  expect(await host.build(before, { PUBLIC_CAL_LINK: "nowhere" })).toMatchObject({ code: 1, said: expect.stringContaining("PUBLIC_CAL_LINK") });
  expect(existsSync(stamp)).toBe(true);
  const broken = join(root, "src", "pages", "broken.astro");
  await writeFile(broken, "---\nthrow new Error(\"not today\");\n---\n");
  expect(await host.build(before)).toMatchObject({ code: 1, said: expect.stringContaining("not today") });
  expect(existsSync(stamp)).toBe(false);
  await rm(broken);
});
