/** One deployment after the other, under running pages: on a host of one's own, with the project's own commands. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RELEASES, startOwnHost, until, type OwnHost } from "../../fixtures/builds/own-host.ts";
import { becomeAdmin, dialog, expect, expectTimes, heroLink, readMetrics, test as onSite } from "../fixtures.ts";
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

/** What a page says that asks for a file of a deployment which is gone. */
const LOST = /404|Failed to load|dynamically imported module|MIME type/;

test("a page of the deployment before, whose scripts are gone: the click leads to the booking page, and is told", async ({ page, host, site, complaints }) => {
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

test("the admin stays signed in, and the page goes on", async ({ page, host, site }) => {
  await host.deploy(before);
  await becomeAdmin(page, site.origin);
  await page.goto("/admin/metrics");
  await host.deploy(after);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/metrics$/);
});

test("the rehearsal: a build is taken over under traffic, tested, rolled back in one command, and nobody is refused", async ({ page, host, site, complaints }) => {
  test.setTimeout(180_000);
  await host.deploy(before);
  const { summary } = await readMetrics(site);
  const answers: string[] = [];
  const over = new AbortController();
  const traffic = (async () => {
    while (!over.signal.aborted) {
      const [home, signIn, release] = await Promise.all([fetch(`${site.origin}/`), fetch(`${site.origin}/admin/sign-in`), host.release()]);
      await Promise.all([home.text(), signIn.text()]);
      answers.push(`${home.status} ${signIn.status} ${release}`);
    }
  })();

  // What a tool of Vercel's may have left there; a build goes by the environment and by .env.
  await writeFile(join(host.root, ".env.production.local"), "PUBLIC_CAL_LINK=pulled/event\n");
  // A gradual rollout is a setting of the build: a change of it is a deployment like any other.
  const built = await host.run("build", [], { VERCEL_GIT_COMMIT_SHA: "ccccccc", PUBLIC_CAL_ROLLOUT: "50" });
  expect(built).toMatchObject({ code: 0 });
  await until(async () => (await host.release()) === "ccccccc");
  const html = await (await fetch(site.origin)).text();
  expect(html).toContain('data-booking-rollout="50"');
  expect(html).not.toContain("pulled/event");
  const good = await host.run("smoke", [site.origin]);
  expect(good.said).toMatch(/5 in order, 0 wrong\.\s*$/);
  expect(good.code).toBe(0);

  await page.goto("/?cal-variant=optimized");

  const { code, said } = await host.run("rollback");
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining("Back at the build of") });
  await until(async () => (await host.release()) === before);
  // A page of the build that was taken back.
  await heroLink(page).click();
  await page.waitForURL(/:\d+\/studio\/30min/);
  expect(complaints.filter((complaint) => !LOST.test(complaint))).toEqual([]);
  complaints.length = 0;
  const again = await host.run("smoke", [site.origin]);
  expect(again.code).toBe(0);
  expect(again.said).toContain(`Release ${before}`);

  over.abort();
  await traffic;
  // The one that was served, the new one, and the first again; and every single answer a good one.
  const runs = answers.filter((answer, i) => answer !== answers[i - 1]);
  expect(runs).toEqual([`200 200 ${before}`, "200 200 ccccccc", `200 200 ${before}`]);
  // The one visitor's, and neither smoke test's.
  await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(summary.total + 1);
});

test("a build that fails, at its beginning or in the middle, leaves the one before where it was", async ({ host }) => {
  const served = await host.release();
  const settings = await host.run("build", [], { PUBLIC_CAL_LINK: "nowhere" });
  expect(settings).toMatchObject({ code: 1, said: expect.stringContaining("PUBLIC_CAL_LINK") });
  const broken = join(host.root, "src", "pages", "broken.astro");
  await writeFile(broken, "---\nthrow new Error(\"not today\");\n---\n");
  const middle = await host.run("build");
  await rm(broken);
  expect(middle).toMatchObject({ code: 1, said: expect.stringContaining("not today") });
  expect(await host.release()).toBe(served);
  expect(JSON.parse(await readFile(join(host.root, ".vercel", "output", "config.json"), "utf8"))).toMatchObject({ version: 3 });
  expect(await host.run("rollback")).toMatchObject({ code: 0 });
});
