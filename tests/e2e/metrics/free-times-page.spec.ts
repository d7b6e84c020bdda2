/** The admin page of a site whose dialog shows free times itself: both waits, each with its own n, and the funnel with picks. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectKv } from "../../../src/host/kv/kv.ts";
import type { StoredSample } from "../../../src/metrics/shared/sample.ts";
import { createMetricsStore, type MetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { openMetrics, rows, section, unfold, unfoldAll } from "./admin-page.ts";
import { expect, test } from "../fixtures.ts";

let folder: string;
let site: RunningSite;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  await fill(createMetricsStore(connectKv({ DATA_DIR: folder })));
  site = await startSite({ DATA_DIR: folder });
});
test.afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const calendar = (totalDuration: number) => ({ outcome: "ready", openKind: "cold", calLoadTime: 200, frameTime: 300, slotsTime: 100, iframeLoadTime: 400, totalDuration }) as const;

/**
 * | openings                                                                        |
 * | 60 instant: free times after 120 ms; 30 picked, the form 500 ms later; 12 booked |
 * |  4 instant: fell back to the calendar, ready after 2,000 ms                      |
 * |  2 instant: free times after 120 ms, picked, and the form did not come           |
 * | 40 optimized: ready after 1,000 ms; 4 booked                                     |
 *
 * The instant ones took 50 s to book, one of them three minutes.
 */
async function fill(store: MetricsStore): Promise<void> {
  let made = 0;
  const open = async (n: number, fields: Partial<StoredSample>) => {
    const ids: string[] = [];
    for (let i = 0; i < n; i++) {
      const at = new Date().toISOString();
      const sampleId = `known-${++made}`;
      await store.record({ id: "30min", sampleId, outcome: "times", timestamp: at, receivedAt: at, page: "/", placement: "hero", device: "phone", ...fields }, { sender: String(made).padStart(6, "0") });
      ids.push(sampleId);
    }
    return ids;
  };
  const book = async (ids: readonly string[], seconds: (i: number) => number = () => 70) => {
    for (const [i, sampleId] of ids.entries()) {
      const at = new Date();
      await store.recordBooking({ uidHash: `hash-${sampleId}`, source: "browser", sampleId, at, madeAt: new Date(at.getTime() + seconds(i) * 1_000) });
    }
  };
  const instant = { variant: "instant", openKind: "cold", timesTime: 120 } as const;
  const { timesTime: _, ...fellBack } = instant;
  await open(30, instant);
  await book((await open(30, { ...instant, picked: true, formTime: 500 })).slice(0, 12), (i) => (i === 0 ? 180 : 50));
  await open(4, { ...fellBack, ...calendar(2_000) });
  await open(2, { ...instant, picked: true, outcome: "timed-out", errorClass: "frame-timeout", error: "frame-timeout: 6500 ms" });
  await book((await open(40, { variant: "optimized", ...calendar(1_000) })).slice(0, 4));
}

test("both waits have their own percentiles, n and budget, and free times are a success", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect((await rows(page, "Speed")).slice(0, 3)).toEqual([
    "Click → times | 120 ms | 120 ms | 120 ms | — | 60 | good budget 400 ms",
    "Pick → form | 500 ms | 500 ms | 500 ms | — | 30 | —",
    expect.stringMatching(/^Click → ready \| (99\d|1,0[01]\d) ms \| (99\d|1,0[01]\d) ms \| .* \| — \| 44 \| good budget 1,200 ms$/),
  ]);
  const card = section(page, "The numbers").locator("dl > div").filter({ hasText: "Time to usable" });
  await expect(card).toContainText("120 ms");
  await expect(card).toContainText("median, click to free times; p75 120 ms, budget 400 ms");
  await unfold(page, "How this is counted");
  await expect(section(page, "How this is counted")).toContainText("98.1 % of the decided openings got free times.");
  await expect(section(page, "Status")).toContainText(/Newest opening: ready 1,000 ms after the click/);
});

test("the funnel has the picks, as a share of the dialogs that showed free times", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect(await rows(page, "From intent to booking")).toEqual([
    "Intent pointer, focus or touch on a booking link | | 106",
    "Opened the dialog is open | | 106 100 %",
    "Times seen free times are on the screen | | 106 100 %",
    "Picked one of the times in the dialog | | 32 51.6 %",
    "Booked in the dialog | | 16 15.1 %",
  ]);
  await page.goto(`${site.origin}/admin/metrics?variant=optimized`);
  expect((await rows(page, "From intent to booking")).map((row) => row.split(" ")[0])).toEqual(["Intent", "Opened", "Times", "Booked"]);
});

test("charts and breakdowns show one wait at a time, by default that of more openings", async ({ page }) => {
  await openMetrics(page, site.origin);
  await unfold(page, "Speed");
  await expect(section(page, "Distribution of the times")).toContainText("100 % of 60 openings with free times took 400 ms or less.");
  const breakdowns = await rows(page, "Devices, browsers, releases");
  expect(breakdowns).toContain("instant | 66 62.3 % | 97 % | 120 ms | good 120 ms | 120 ms | 12");
  expect(breakdowns).toContain("optimized | 40 37.7 % | 100 % | — | — | — | 4");
  expect(breakdowns).toContainEqual(expect.stringMatching(/^Free times shown \| 60 56\.6 % \| — \| 120 ms \| good 120 ms \| 120 ms \| —$/));

  await unfold(page, "Speed");
  await section(page, "Distribution of the times").getByRole("link", { name: "Click → ready" }).click();
  expect(new URL(page.url()).search).toBe("?wait=ready");
  await expect(section(page, "Distribution of the times")).toContainText("90.9 % of 44 ready openings took 1,200 ms or less.");
  const ready = await rows(page, "Devices, browsers, releases");
  expect(ready).toContain("optimized | 40 37.7 % | 100 % | 1,000 ms | good 1,000 ms | 1,000 ms | 4");
  // Four that fell back are too few for a percentile.
  expect(ready).toContain("instant | 66 62.3 % | 97 % | — | — | — | 12");
});

test("the phases of both ways have their own n", async ({ page }) => {
  await openMetrics(page, site.origin, "?percentile=50");
  await unfold(page, "Speed");
  const phases = await rows(page, "Where the time goes");
  expect(phases.slice(0, 2)).toEqual(["Click → times the visitor's wait | | 120 ms n = 60", "Pick → form the visitor's wait | | 500 ms n = 30"]);
  expect(phases.at(-1)).toMatch(/^Click → ready the visitor's wait \| \| (99\d|1,0[01]\d) ms n = 44$/);
});

test("the variants are compared by the time until there is something to use, and by their bookings", async ({ page }) => {
  await openMetrics(page, site.origin);
  const variants = section(page, "Variants compared");
  await expect(variants).toContainText(/Instant is 8[78]\d ms faster than optimized at the median .*\. 6\.3 % of its openings fell back to the calendar and are not in its median\./);
  expect((await rows(page, "Variants compared")).slice(0, 2)).toEqual([
    "instant Click → times | 12 | 18.2 % | 120 ms | 50 s | 500 ms | 66 4 fell back | 16 or more | 60",
    expect.stringMatching(/^optimized Click → ready \| 4 \| 10 % \| (99\d|1,00\d) ms \| — \| — \| 40 \| 16 or more \| 40$/),
  ]);
});

test("the newest openings have both waits and the pick, on the page and in each CSV", async ({ page }) => {
  await openMetrics(page, site.origin);
  await unfold(page, "Newest openings");
  await section(page, "Newest openings").getByRole("link", { name: "Free times", exact: true }).click();
  expect(await rows(page, "Newest openings")).toHaveLength(20);
  await page.goto(`${page.url().replace("#newest", "")}&limit=50`);
  const newest = await rows(page, "Newest openings");
  expect(newest).toHaveLength(50);
  expect(newest.filter((row) => row.includes("| Free times shown, picked | 120 ms |") && row.includes("| 500 ms | — |"))).toHaveLength(30);
  const csv = async (table: string) => (await (await page.request.get(`${site.origin}/api/cal-metrics?format=csv&limit=1000&table=${table}`)).text()).split("\r\n").map((line) => line.split(","));
  const [header = [], ...samples] = await csv("samples");
  const picked = samples.filter((cells) => cells[header.indexOf("picked")] === "true");
  expect([picked.length, new Set(picked.map((cells) => cells[header.indexOf("timesTime")]))]).toEqual([32, new Set(["120"])]);
  expect((await csv("phases")).find(([phase]) => phase === "formTime")?.slice(0, 2)).toEqual(["formTime", "30"]);
  expect((await csv("histogram")).filter(([, , , phase]) => phase === "timesTime").map(([, , count]) => count)).toEqual(["60"]);
});

for (const search of ["", "?wait=times", "?wait=ready&variant=instant"]) {
  test(`/admin/metrics${search} is accessible, and only tables scroll sideways`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 900 });
    await openMetrics(page, site.origin, search);
    await unfoldAll(page);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}
