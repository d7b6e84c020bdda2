/** The admin page: known openings go in, and the page shows exactly their statistics. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright/test";
import type { StoredSample } from "../../../src/metrics/shared/sample.ts";
import { createMetricsStore, type MetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { connectKv } from "../../../src/host/kv/kv.ts";
import { METRICS_TOKEN, startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { openMetrics, rows, section } from "./admin-page.ts";
import { expect, test } from "../fixtures.ts";

const DAY_MS = 86_400_000;
const MARKUP = '<img src=x onerror="window.broken=1">';

let folder: string;
let site: RunningSite;
/** Openings are kept when they happen, and each day's statistics when it is over: a log is kept for 9 days. */
let clock = new Date();

// One store for the file: nothing here writes to it after this.
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  await fill(createMetricsStore(connectKv({ DATA_DIR: folder }), { now: () => clock }));
  site = await startSite({ DATA_DIR: folder });
});
test.afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Noon of so many days ago (UTC); today, a moment ago. */
function daysAgo(days: number): Date {
  const now = Date.now();
  return days === 0 ? new Date(now - 1_000) : new Date(Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS + DAY_MS / 2);
}

/** "2026-11-22", so many days ago. */
const day = (ago: number) => daysAgo(ago).toISOString().slice(0, 10);

const took = (totalDuration: number) => ({ calLoadTime: 200, frameTime: 300, slotsTime: 100, iframeLoadTime: 400, leadTime: 0, codeTime: 50, totalDuration });

/**
 * | days ago | openings                                                                  |
 * |       40 | 20 optimized of release aaaaaaa, 2,000 ms each; 4 booked                  |
 * |       12 | 60 optimized of release aaaaaaa, 1,000 ms each, on /; 15 booked           |
 * |        5 | 40 baseline of release bbbbbbb, 2,500 ms each, on /services; 4 booked     |
 * |  5 and 4 | 2 and 1 failed, optimized of release bbbbbbb, on /                        |
 * |        5 | 1 timed out and 2 abandoned, the same                                     |
 * |        5 | 10 page views with intent and without an opening                          |
 * |    today | 1 reopened, 30 ms, whose texts are all markup, and 1 failed               |
 */
async function fill(store: MetricsStore): Promise<void> {
  let made = 0;
  const open = async (days: number, n: number, fields: Partial<StoredSample>) => {
    const ids: string[] = [];
    clock = daysAgo(days);
    for (let i = 0; i < n; i++) {
      const at = daysAgo(days).toISOString();
      const sampleId = `known-${++made}`;
      await store.record(
        { id: "30min", sampleId, outcome: "ready", timestamp: at, receivedAt: at, device: "phone", browser: "Firefox", system: "Android", ...fields },
        { sender: String(made).padStart(6, "0") },
      );
      ids.push(sampleId);
    }
    return ids;
  };
  const book = async (days: number, ids: readonly string[]) => {
    for (const sampleId of ids) await store.recordBooking({ uidHash: `hash-${sampleId}`, source: "browser", sampleId, at: daysAgo(days) });
  };
  const endDay = async (days: number) => {
    clock = new Date(daysAgo(days).getTime() + DAY_MS);
    await store.compact();
  };
  const optimized = { variant: "optimized", openKind: "cold", page: "/", placement: "hero", source: "letter", campaign: "spring" } as const;
  const baseline = { variant: "baseline", openKind: "cold", page: "/services", placement: "closing", connection: "4g" } as const;
  const vitals = { lcp: 1_000, inp: 250, ttfb: 2_000, cls: 0.05 };

  await book(40, (await open(40, 20, { ...optimized, ...took(2_000), release: "aaaaaaa" })).slice(0, 4));
  await endDay(40);
  await book(12, (await open(12, 60, { ...optimized, ...took(1_000), ...vitals, release: "aaaaaaa" })).slice(0, 15));
  await endDay(12);
  await book(5, (await open(5, 40, { ...baseline, ...took(2_500), release: "bbbbbbb" })).slice(0, 4));
  for (const [days, n] of [[5, 2], [4, 1]] as const) {
    await open(days, n, { ...optimized, outcome: "failed", errorClass: "script-failed", error: "script-failed: no answer", release: "bbbbbbb" });
  }
  await open(5, 1, { ...optimized, outcome: "timed-out", errorClass: "frame-silent", error: "frame-silent: 3000 ms", release: "bbbbbbb" });
  await open(5, 2, { ...optimized, outcome: "abandoned", release: "bbbbbbb" });
  for (let i = 0; i < 10; i++) {
    await store.recordIntent({ sampleId: `intent-${i}`, values: { page: "/", variant: "optimized" }, at: daysAgo(5) }, { sender: "intent" });
  }
  await open(0, 1, {
    id: MARKUP, page: `/${MARKUP}`, placement: MARKUP, release: MARKUP, browser: MARKUP, system: MARKUP,
    variant: "optimized", openKind: "reopened", totalDuration: 30,
  });
  await open(0, 1, { ...optimized, outcome: "failed", errorClass: MARKUP, error: MARKUP, release: "bbbbbbb" });
}

const card = (page: Page, name: string) => section(page, "Click → ready").locator("dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) });
async function cardText(page: Page, name: string): Promise<string> {
  return (await card(page, name).locator("dd").innerText()).replace(/\s+/g, " ").trim();
}

test("the cards show exactly the counted openings, with n, rating and change", async ({ page }) => {
  await openMetrics(page, site.origin);
  // 101 ready openings in 28 days: 30 once, 1,000 sixty times, 2,500 forty times. Percentiles are within 1 %.
  expect(await cardText(page, "Median")).toMatch(/^99[0-9] ms|^1,00\d ms/);
  expect(await cardText(page, "Median")).toContain("good budget 1,200 ms");
  expect(await cardText(page, "Median")).toContain("n = 101");
  expect(await cardText(page, "p75")).toMatch(/^2,(4[89]|5[012])\d ms needs improvement budget 1,200 ms/);
  expect(await cardText(page, "p99")).toMatch(/^2,(4[89]|5[012])\d ms .*n = 101$|^2,500 ms/);
  // Today is still running, so the changes are those of the days before: 100 ready against 20.
  expect(await cardText(page, "Median")).toMatch(/50(\.\d)? % faster 2,000 ms before|49\.\d % faster 2,000 ms before/);
  expect(await cardText(page, "Success")).toBe("95.3 % good budget 95 % −3.8 points 100 % before 101 of 106 decided openings");
  expect(await cardText(page, "Openings")).toBe("108 +430 % 20 before 101 ready, 2 abandoned");
  expect(await cardText(page, "Bookings")).toBe("19 +375 % 4 before seen by the browser 19, by Cal 0, by both 0");
  expect(await cardText(page, "Conversion")).toBe("17.6 % −2.1 points 20 % before 19 of 108 openings");
});

test("the status shows the newest opening and the refused posts", async ({ page, request }) => {
  await request.post(`${site.origin}/api/cal-metrics`, { data: "not json", headers: { "content-type": "text/plain" } });
  await openMetrics(page, site.origin);
  const status = section(page, "Status");
  await expect(status).toContainText(/Newest opening: (failed|ready 30 ms after the click), \d+ (second|minute)s? ago\./);
  await expect(status).toContainText("not-json 1");
  await expect(status).not.toContainText("Made-up");
});

test("the breakdowns add up, and a click on a value filters the page", async ({ page }) => {
  await openMetrics(page, site.origin);
  const breakdowns = await rows(page, "Breakdowns");
  expect(breakdowns).toContainEqual(expect.stringMatching(/^optimized \| 68 63 % \| 92\.4 % \| /));
  expect(breakdowns).toContain("baseline | 40 37 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(breakdowns).toContainEqual(expect.stringMatching(/^aaaaaaa \| 60 55\.6 % \| 100 % \| 1,000 ms \| good 1,000 ms \| 1,000 ms \| 15$/));
  expect(breakdowns).toContain("4g | 40 37 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(breakdowns).toContain("unknown | 68 63 % | — | — | — | — | —");
  expect(breakdowns).toContain("Timed out | 1 0.9 % | — | — | — | — | —");

  await section(page, "Breakdowns").getByRole("link", { name: "/services", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?page=%2Fservices");
  expect(await cardText(page, "Median")).toBe("2,500 ms needs improvement budget 1,200 ms n = 40");
  expect(await cardText(page, "Openings")).toBe("40 40 ready, 0 abandoned");
  expect(await rows(page, "Newest openings")).toHaveLength(40);
  // Everything is about these openings.
  const filtered = await rows(page, "Breakdowns");
  expect(filtered).toContain("baseline | 40 100 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(filtered.join()).not.toContain("optimized");
  await expect(section(page, "Errors")).toContainText("No opening failed or timed out in this view.");
  // The window is another matter, and stays with the filter; the filter can be taken away again.
  await page.getByRole("link", { name: "7 days" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&page=%2Fservices");
  await page.getByRole("link", { name: "Remove the filter page /services" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d");
  // Filters combine.
  await section(page, "Breakdowns").getByRole("link", { name: "/", exact: true }).click();
  await section(page, "Breakdowns").getByRole("link", { name: "Failed", exact: true }).click();
  await section(page, "Breakdowns").getByRole("link", { name: "letter", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&outcome=failed&page=%2F&source=letter");
  expect(await cardText(page, "Openings")).toContain("0 ready, 2 abandoned");
  expect(await rows(page, "Newest openings")).toHaveLength(4);
  await expect(page.getByRole("list", { name: "Filters" }).getByRole("listitem")).toHaveText([/Page:\s*\//, /Source:\s*letter/]);
});

test("dates, and the zone that they are in", async ({ page, complaints }) => {
  await openMetrics(page, site.origin, "?source=letter");
  await expect(page.locator(".view-span")).toHaveText(/^\d{4}-\d\d-\d\d 00:00 to \d{4}-\d\d-\d\d 00:00\. All times and days are in UTC\.$/);
  const dates = page.getByRole("form", { name: "Dates" });
  await dates.getByLabel("From").fill(day(12));
  await dates.getByLabel("to", { exact: true }).fill(day(12));
  await dates.getByRole("button", { name: "Show" }).click();
  expect(new URL(page.url()).search).toBe(`?source=letter&from=${day(12)}&to=${day(12)}`);
  expect(await cardText(page, "Openings")).toContain("60 ready, 0 abandoned");
  expect(await page.locator(".tabs [aria-current]").allInnerTexts()).not.toContain("28 days");
  await page.getByRole("link", { name: "7 days" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&source=letter");
  const wrong = await page.goto(`${site.origin}/admin/metrics?from=${day(3)}&to=${day(5)}`);
  expect(wrong?.status()).toBe(400);
  await expect(page.getByRole("alert")).toContainText(`to must not be before from: ${day(5)} is before ${day(3)}`);
  // The browser logs the 400 as an error.
  complaints.length = 0;
});

test("the experiment, the funnel, the load times and the vitals show the openings", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect(await rows(page, "From intent to booking")).toEqual([
    "Intent pointer, focus or touch on a booking link | | 118",
    "Opened the dialog is open | | 108 91.5 %",
    "Times seen free times are on the screen | | 101 93.5 %",
    "Booked in the dialog | | 19 18.8 %",
  ]);
  expect(await rows(page, "Bookings by load time")).toEqual([
    "up to 100 ms | | 0 % 0 of 1",
    "100 – 300 ms | | — 0 of 0",
    "300 – 1,200 ms | | 25 % 15 of 60",
    "1,200 – 3,000 ms | | 10 % 4 of 40",
    "over 3,000 ms | | — 0 of 0",
  ]);
  const experiment = await rows(page, "Variants compared");
  expect(experiment[0]).toMatch(/^optimized \| 68 \| 16 or more \| (99\d|1,00\d) ms \| 61 \| 15 \| 22\.1 %$/);
  expect(experiment[1]).toBe("baseline | 40 | 16 or more | 2,500 ms | 40 | 4 | 10 %");
  await expect(section(page, "Variants compared")).toContainText(/Optimized is 1,(49|50)\d ms faster than baseline at the median/);
  await expect(section(page, "Variants compared")).toContainText(/No verdict yet: about [\d,]+ more openings needed/);

  const vitals = (await section(page, "Vitals of the pages, at p75").locator("dl > div").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  expect(vitals).toEqual([
    "Largest Contentful Paint (LCP) 1,000 ms good good up to 2,500 ms n = 60",
    "Cumulative Layout Shift (CLS) 0.05 good good up to 0.1 n = 60",
    "Interaction to Next Paint (INP) 250 ms needs improvement good up to 200 ms n = 60",
    "Time to First Byte (TTFB) 2,000 ms poor good up to 800 ms n = 60",
  ]);
});

test("the trend has a table, and marks the first opening of a release", async ({ page }) => {
  await openMetrics(page, site.origin);
  await section(page, "Over time").getByText("Table: over time").click();
  const days = await rows(page, "Over time");
  expect(days).toHaveLength(28);
  expect(days[12]).toBe(`${day(12)} | 60 | 0 | 0 % | 60 | 1,000 ms | 1,000 ms | 1,000 ms | 15 | 0 |`);
  expect(days[5]).toBe(`${day(5)} | 45 | 3 | 6.7 % | 40 | 2,500 ms | 2,500 ms | 2,500 ms | 4 | 0 | bbbbbbb`);
  expect(days[3]).toBe(`${day(3)} | 0 | 0 | — | 0 | — | — | — | 0 | 0 |`);
  await expect(section(page, "Over time").locator("svg").first()).toHaveAccessibleName(/p75 was lowest on .* with 30 ms and highest on .* with 2,500 ms/);
});

test("the phases show the chosen percentile", async ({ page }) => {
  await openMetrics(page, site.origin);
  await page.getByRole("link", { name: "p50" }).click();
  expect(new URL(page.url()).search).toBe("?percentile=50");
  expect(await rows(page, "Where the time goes")).toEqual([
    "Lead first intent → click | | 0 ms n = 100",
    "Our code requested → running | | 50 ms n = 100",
    "embed.js requested → running | | 200 ms n = 100",
    "Frame mounted → calendar painted | | 300 ms n = 100",
    "Slots painted → slots painted | | 100 ms n = 100",
    expect.stringMatching(/^Click → ready the visitor's wait \| \| (99\d|1,00\d) ms n = 101$/),
  ]);
});

test("errors are grouped by class, and the list can show errors or ready openings only", async ({ page }) => {
  await openMetrics(page, site.origin);
  const errors = await rows(page, "Errors");
  expect(errors).toHaveLength(3);
  const lastSeen = Math.floor((Date.now() - daysAgo(4).getTime()) / DAY_MS);
  expect(errors[0]).toBe(`Failed: script-failedscript-failed: no answer | 3 | ${lastSeen} days ago | ${day(5)} 12:00`);
  expect(errors.join("\n")).toMatch(/Timed out: frame-silent ?frame-silent: 3000 ms \| 1 \|/);
  await section(page, "Newest openings").getByRole("link", { name: "Errors", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?errorOnly=true");
  expect(await rows(page, "Newest openings")).toHaveLength(5);
  await section(page, "Newest openings").getByRole("link", { name: "Ready", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?outcome=ready");
  expect(await rows(page, "Newest openings")).toHaveLength(50);
});

test("the API returns the same statistics as the page", async ({ page }) => {
  await openMetrics(page, site.origin, "?page=%2Fservices");
  const address = await page.getByRole("link", { name: "API call" }).getAttribute("href");
  const answer = await page.request.get(`${site.origin}${address}`);
  expect(answer.status()).toBe(200);
  const model = await answer.json();
  expect(model).toMatchObject({ filter: { page: "/services" }, estimate: null, window: { timeZone: "UTC" }, summary: { total: 40 }, experiment: { arms: { baseline: { openings: 40 } } } });
  for (const link of await page.getByRole("link", { name: "CSV" }).all()) {
    const csv = await page.request.get(`${site.origin}${await link.getAttribute("href")}`);
    expect(csv.headers()["content-type"]).toContain("text/csv");
    expect((await csv.text()).split("\r\n").length).toBeGreaterThan(2);
  }
  const byToken = await page.request.get(`${site.origin}${address}`, { headers: { authorization: `Bearer ${METRICS_TOKEN}`, cookie: "" } });
  expect(await byToken.json()).toEqual(model);
});

test("invalid parameters are explained, with a link back", async ({ page, complaints }) => {
  await openMetrics(page, site.origin);
  const answer = await page.goto(`${site.origin}/admin/metrics?window=28days&pge=/`);
  expect(answer?.status()).toBe(400);
  await expect(page.getByRole("alert")).toContainText('window must be one of 24h, 7d, 28d, 90d; found "28days"');
  await expect(page.getByRole("alert")).toContainText('pge is an unknown parameter. Did you mean "page"?');
  await page.getByRole("link", { name: "Show the last 28 days" }).click();
  await expect(section(page, "Click → ready")).toBeVisible();
  // The browser logs the 400 as an error.
  complaints.length = 0;
});

test("markup in any field of an opening is shown as text", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect(await page.evaluate(() => [document.querySelectorAll("img").length, "broken" in window])).toEqual([0, false]);
  // The event, the page with the placement, the browser; the class and the message of an error.
  expect(await page.locator("#newest").innerText()).toContain(MARKUP);
  expect(await page.locator("#errors").innerText()).toContain(MARKUP);
  expect(await page.locator("#breakdowns").innerText()).toContain(MARKUP);
  // As a filter it goes through the address, the chip and the links.
  await section(page, "Breakdowns").getByRole("link", { name: `/${MARKUP}` }).click();
  await expect(page.locator(".chip")).toContainText(MARKUP);
  expect(await cardText(page, "Openings")).toContain("1 ");
  expect(await page.evaluate(() => [document.querySelectorAll("img").length, "broken" in window])).toEqual([0, false]);
});

test("no other origin is requested, or allowed", async ({ page }) => {
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await openMetrics(page, site.origin);
  await page.waitForLoadState("networkidle");
  expect([...hosts]).toEqual([new URL(site.origin).host]);
  const policy = (await (await page.request.get(`${site.origin}/admin/metrics`)).headersArray()).filter(({ name }) => /^content-security-policy$/i.test(name));
  expect(policy.map(({ value }) => value).join(" ")).not.toMatch(/https?:|127\.0\.0\.1|cal\.com/);
});

test("a page of 90 days is small", { tag: "@full" }, async ({ page }) => {
  await openMetrics(page, site.origin);
  const answer = await page.request.get(`${site.origin}/admin/metrics?window=90d`);
  expect(gzipSync(await answer.body(), { level: 9 }).length).toBeLessThan(60_000);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("filters are a form: any of them together, and the others stay out of the address", async ({ page }) => {
    await openMetrics(page, site.origin, "?window=7d&percentile=95");
    await page.getByText("Filter", { exact: true }).click();
    const form = page.getByRole("form", { name: "Filter" });
    await form.getByLabel("Page").selectOption("/services");
    await form.getByLabel("Browser").selectOption("Firefox");
    await form.getByLabel("Connection").selectOption("4g");
    await expect(form.getByLabel("Country")).toBeDisabled();
    await form.getByRole("button", { name: "Show" }).click();
    expect(new URL(page.url()).search).toBe("?window=7d&page=%2Fservices&connection=4g&browser=Firefox&percentile=95");
    expect(await cardText(page, "Openings")).toContain("40 ready, 0 abandoned");
    await page.getByText("Filter (3)", { exact: true }).click();
    await expect(form.getByLabel("Browser")).toHaveValue("Firefox");
    await form.getByRole("link", { name: "Remove all filters" }).click();
    expect(new URL(page.url()).search).toBe("?window=7d&percentile=95");
  });

  test("everything is shown, without a button that does nothing", async ({ page }) => {
    await openMetrics(page, site.origin);
    expect(await cardText(page, "Openings")).toContain("108");
    await expect(page.locator("[data-refresh]")).toBeHidden();
    await section(page, "Breakdowns").getByRole("link", { name: "baseline", exact: true }).click();
    expect(await cardText(page, "Openings")).toContain("40");
  });
});

test("refreshes until it is paused, and keeps open folds and the focus", async ({ page }) => {
  await page.clock.install();
  await openMetrics(page, site.origin);
  const openings = () => cardText(page, "Openings");
  await section(page, "Over time").getByText("Table: over time").click();
  // Outside the section: a section with focus is not refreshed.
  await page.getByRole("heading", { level: 1 }).click();
  let served = 0;
  await page.route("**/admin/metrics", async (route) => {
    const answer = await route.fetch();
    served++;
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(">108<", `>${1_000 + served}<`) });
  });

  await page.clock.runFor(30_000);
  await expect.poll(openings).toContain("1001");
  await expect(section(page, "Over time").locator("details")).toHaveAttribute("open");

  // A section with focus is not refreshed.
  await section(page, "Breakdowns").getByRole("link", { name: "baseline", exact: true }).focus();
  await page.clock.runFor(30_000);
  await expect.poll(openings).toContain("1002");
  await expect(section(page, "Breakdowns").getByRole("link", { name: "baseline", exact: true })).toBeFocused();

  await page.getByRole("button", { name: "Refreshes every 30 s: pause" }).click();
  await page.clock.runFor(90_000);
  await expect(page.getByRole("button", { name: "Refresh is paused: resume" })).toBeVisible();
  expect(served).toBe(2);
  // The next view stays paused.
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page.getByRole("button", { name: "Refresh is paused: resume" })).toBeVisible();
});

test("a refresh after the end of the session leads to the sign-in", async ({ page }) => {
  await page.clock.install();
  await openMetrics(page, site.origin);
  await page.context().clearCookies();
  await page.clock.runFor(30_000);
  await expect(page).toHaveURL(/sign-in/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    for (const search of ["", "?window=24h&variant=baseline&errorOnly=true", "?window=nonsense"]) {
      test(`/admin/metrics${search} is accessible`, { tag: search === "" ? [] : "@full" }, async ({ page, complaints }) => {
        await openMetrics(page, site.origin, search);
        for (const fold of await page.locator("summary").all()) await fold.click();
        expect(await accessibilityProblems(page)).toEqual([]);
        // The browser logs the 400 as an error.
        if (search.includes("nonsense")) complaints.length = 0;
      });
    }
  });
}

for (const width of [320, 360, 768, 1_440, 1_920]) {
  test(`at ${width} px only tables scroll sideways`, { tag: width === 320 ? [] : "@full" }, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await openMetrics(page, site.origin);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("the page fits on a phone, is accessible and no heavier", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 900 });
    await openMetrics(page, site.origin);
    await expect(section(page, "Klick → bereit").locator("dl")).toContainText("Zielwert 1.200 ms");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    for (const fold of await page.locator("summary").all()) await fold.click();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(gzipSync(await page.content(), { level: 9 }).length).toBeLessThan(60_000);
  });
});

test("a printed page has no controls, but all answers", { tag: "@full" }, async ({ page }) => {
  await openMetrics(page, site.origin);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Sign out" })).toBeHidden();
  await expect(page.getByRole("link", { name: "API call" })).toBeHidden();
  await expect(card(page, "Median")).toBeVisible();
});
