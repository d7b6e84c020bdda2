/** From the marks of an opening with free times to its one sample in the store, through a real browser and the real endpoint. */
import type { Page } from "playwright/test";
import type { BookingDialog, Mark } from "../../../src/booking/events.ts";
import type { Summary } from "../../../src/metrics/shared/sample.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { recordBeacons } from "../beacons.ts";
import { expect, readMetrics, test } from "../fixtures.ts";
import { outcomesOf, samplesOf, visit } from "../samples.ts";

/** Sets the marks that the booking code sets, at so many ms on the page's clock. */
async function mark(page: Page, ...marks: [name: Mark, startTime: number, detail?: string][]): Promise<void> {
  await page.evaluate((all) => {
    for (const [name, startTime, detail] of all) performance.mark(`booking:30min:${name}`, { startTime, detail });
  }, marks);
}

/** A page whose reporting code runs, and whose dialog has just shown free times. */
async function seeTimes(page: Page): Promise<string> {
  const release = await visit(page);
  await page.evaluate(() => document.querySelector<BookingDialog>("dialog[data-booking-dialog]")?.begin?.("report"));
  await mark(page, ["click", 1_000, "hero"], ["times-start", 1_000], ["times", 1_120]);
  await expect.poll(() => kept(page)).toBe(1);
  return release;
}

const kept = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("booking-sample:")).length);

/** The visitor looks at another tab, or is back. */
async function look(page: Page, isAway: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isAway);
}

async function summaryOf(site: RunningSite, release: string): Promise<Pick<Summary, "total" | "timesSeen" | "picked" | "errors"> & { forms: number }> {
  // Two filters: from the records themselves, of any number of releases.
  const { summary: { total, timesSeen, picked, errors, phases } } = await readMetrics(site, `?release=${release}&page=/`);
  return { total, timesSeen, picked, errors, forms: phases.formTime.n };
}

test("is sent once, with its pick and the form's time", async ({ page, site }) => {
  const release = await seeTimes(page);
  expect(await outcomesOf(site, release)).toEqual([]);
  await mark(page, ["pick", 4_000, "2026-12-01T10:00:00.000Z"], ["form", 4_400]);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "times", placement: "hero", timesTime: 120, formTime: 400, picked: true }]);
  await expect.poll(() => kept(page)).toBe(0);
  await page.goto("/services");
  expect(await summaryOf(site, release)).toEqual({ total: 1, timesSeen: 1, picked: 1, errors: 0, forms: 1 });
});

test("is not lost when the page is left", async ({ page, site }) => {
  const beacons = await recordBeacons(page);
  const release = await seeTimes(page);
  await page.goto("/services");
  await expect.poll(() => outcomesOf(site, release)).toEqual(["times"]);
  expect((await beacons()).filter(({ outcome }) => outcome === "times")).toHaveLength(1);
  expect(await summaryOf(site, release)).toEqual({ total: 1, timesSeen: 1, picked: 0, errors: 0, forms: 0 });
});

test("has the pick of a visitor who looked at another tab first: counted once, however often it is sent", async ({ page, site }) => {
  const release = await seeTimes(page);
  await look(page, true);
  await expect.poll(() => outcomesOf(site, release)).toEqual(["times"]);
  await look(page, false);
  await mark(page, ["pick", 9_000, "2026-12-01T10:00:00.000Z"], ["form", 9_300]);
  await expect.poll(() => summaryOf(site, release)).toEqual({ total: 1, timesSeen: 1, picked: 1, errors: 0, forms: 1 });
  await expect.poll(() => kept(page)).toBe(0);
  expect(await samplesOf(site, release)).toHaveLength(1);
});

test("is an error if the form does not come after the pick", async ({ page, site, complaints }) => {
  const release = await seeTimes(page);
  await mark(page, ["pick", 4_000, "2026-12-01T10:00:00.000Z"], ["failed", 10_500, "frame-timeout: 6500 ms"]);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "timed-out", errorClass: "frame-timeout", timesTime: 120, picked: true }]);
  expect(await summaryOf(site, release)).toEqual({ total: 1, timesSeen: 1, picked: 1, errors: 1, forms: 0 });
  // The page logs it, too.
  complaints.length = 0;
});
