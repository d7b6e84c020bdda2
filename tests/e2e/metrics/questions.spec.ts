/** The guide's five questions, each answered from /admin/metrics with at most two clicks, without JavaScript. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright/test";
import { connectKv } from "../../../src/host/kv/kv.ts";
import { presetDays } from "../../../src/metrics/admin/answer/presets.ts";
import { writeNote } from "../../../src/metrics/notes/notes.ts";
import type { StoredSample } from "../../../src/metrics/shared/sample.ts";
import { dateAfter } from "../../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { expect, test } from "../fixtures.ts";
import { openMetrics, rows, section } from "./admin-page.ts";

test.use({ javaScriptEnabled: false });

const DAYS = 27;
const today = new Date().toISOString().slice(0, 10);
const lastWeek = presetDays("lastWeek", today);
/** The newest Tuesday and Saturday that are over. */
const newest = (weekday: number) => [1, 2, 3, 4, 5, 6, 7].map((back) => dateAfter(today, -back)).find((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === weekday) ?? today;
const [tuesday, saturday, headline] = [newest(2), newest(6), dateAfter(today, -10)];

let folder: string;
let site: RunningSite;

/**
 * Every day 12 openings on phones and 12 on desktops, half of them instant. Of the campaign "spring" 3 are booked a day in the last week,
 * and 1 of "autumn". Since the headline was changed, 10 days ago, 4 more are booked a day. Since Tuesday phones wait 2,400 ms instead of
 * 800 ms for the calendar. On Saturday 9 openings failed.
 */
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  const kv = connectKv({ DATA_DIR: folder });
  let clock = new Date();
  const store = createMetricsStore(kv, { now: () => clock });
  let made = 0;
  const open = async (day: string, fields: Partial<StoredSample>, isBooked: boolean) => {
    const [at, sampleId] = [clock.toISOString(), `asked-${++made}`];
    await store.record({ id: "30min", sampleId, outcome: "ready", timestamp: at, receivedAt: at, page: "/", placement: "hero", openKind: "cold", ...fields }, { sender: String(made).padStart(6, "0") });
    if (isBooked) await store.recordBooking({ uidHash: `hash-${day}-${made}`, source: "browser", sampleId, at: clock });
  };
  for (let back = DAYS; back >= 1; back--) {
    const day = dateAfter(today, -back);
    clock = new Date(`${day}T12:00:00Z`);
    const isLastWeek = day >= lastWeek.from && day <= lastWeek.to;
    for (let i = 0; i < 24; i++) {
      const device = i % 2 === 0 ? "phone" : "desktop";
      const isInstant = i >= 12;
      const campaign = i < 6 ? "spring" : i < 12 ? "autumn" : undefined;
      const wait = isInstant ? { outcome: "times" as const, timesTime: 100 + i } : { totalDuration: (device === "phone" && day >= tuesday ? 2_400 : 800) + i };
      const isBooked = (isLastWeek && (i < 3 || i === 6)) || (day >= headline && i >= 12 && i < 16) || i === 23;
      await open(day, { device, variant: isInstant ? "instant" : "optimized", ...wait, ...(campaign !== undefined && { source: "letter", campaign }) }, isBooked);
    }
    if (day === saturday) for (let i = 0; i < 9; i++) await open(day, { outcome: "failed", errorClass: "frame-timeout", error: "frame-timeout: 6500 ms", device: "phone" }, false);
    clock = new Date(`${dateAfter(day, 1)}T00:10:00Z`);
    await store.compact();
  }
  await writeNote(kv, { day: headline, text: "New headline" }, { now: new Date(), zone: "UTC" });
  site = await startSite({ DATA_DIR: folder });
});
test.afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Clicks, and counts it. */
function counted(page: Page) {
  let clicks = 0;
  return {
    click: async (target: Locator) => {
      clicks++;
      await target.click();
      await page.waitForLoadState();
    },
    atMostTwo: () => expect(clicks).toBeLessThanOrEqual(2),
  };
}
const cardOf = (page: Page, name: string) => section(page, "The numbers").locator("dl > div").filter({ hasText: name });

test("which campaign booked last week?", async ({ page }) => {
  await openMetrics(page, site.origin);
  const { click, atMostTwo } = counted(page);
  await click(page.getByText("Other days", { exact: true }));
  await click(page.getByRole("link", { name: "Last week" }));
  const [first, ...others] = await rows(page, "Campaign");
  expect(first).toMatch(/^spring \| 21 \| 42 \| 50 % \| /);
  expect(others).toContainEqual(expect.stringMatching(/^autumn \| 7 \| 42 \| 16\.7 % \| /));
  atMostTwo();
});

test("did the new headline help?", async ({ page }) => {
  await openMetrics(page, site.origin);
  const { click, atMostTwo } = counted(page);
  await click(page.getByText("Notes (1)", { exact: true }));
  await click(page.locator(".notes li").filter({ hasText: "New headline" }).getByRole("link", { name: "Since then" }));
  expect(new URL(page.url()).search).toBe(`?from=${headline}`);
  await expect(cardOf(page, "Conversion")).toContainText(/\+\d+(\.\d)? points .*probably between \+\d+(\.\d)? points and \+\d+(\.\d)? points: more than chance/s);
  await expect(cardOf(page, "Conversion").locator(".change--better")).toHaveCount(1);
  atMostTwo();
});

test("is mobile slower since Tuesday?", async ({ page }) => {
  await openMetrics(page, site.origin, "?variant=optimized");
  const { click, atMostTwo } = counted(page);
  await click(section(page, "Device").getByRole("link", { name: "phone", exact: true }));
  await click(cardOf(page, "Time to usable").getByRole("link"));
  const days = await rows(page, "Time to usable over time");
  const medianOn = (day: string) => Number(days.find((row) => row.startsWith(day))?.split(" | ")[4]?.replace(/\D/g, ""));
  expect(medianOn(dateAfter(tuesday, -1))).toBeLessThan(1_000);
  expect(medianOn(tuesday)).toBeGreaterThan(2_000);
  atMostTwo();
});

test("what broke on Saturday?", async ({ page }) => {
  await openMetrics(page, site.origin);
  const { click, atMostTwo } = counted(page);
  const chart = section(page, "Bookings over time");
  const index = (await rows(page, "Bookings over time")).toReversed().findIndex((row) => row.startsWith(saturday));
  await click(chart.locator(".points label").nth(index));
  await click(chart.getByRole("link", { name: "This day" }).and(page.locator(":visible")));
  expect(new URL(page.url()).search).toBe(`?from=${saturday}&to=${saturday}`);
  await expect(section(page, "Errors").locator("summary")).toContainText("9");
  expect(await rows(page, "Errors")).toEqual([expect.stringMatching(/^Failed: frame-timeout.* \| 9 \| /)]);
  expect(await rows(page, "Bookings over time")).toHaveLength(saturday >= dateAfter(today, -7) ? 24 : 1);
  atMostTwo();
});

test("is it worth keeping the fast button?", async ({ page }) => {
  await openMetrics(page, site.origin);
  const { click, atMostTwo } = counted(page);
  const variants = section(page, "Variants compared");
  await click(variants.locator("summary").first());
  await expect(variants).toContainText(/Instant is [67]\d\d ms faster than optimized at the median/);
  await expect(variants).toContainText(/(Conversion is .* percentage points (higher|lower) with instant than with optimized|No verdict yet|No relevant difference)/);
  await expect(variants.getByRole("table").first()).toBeVisible();
  atMostTwo();
});
