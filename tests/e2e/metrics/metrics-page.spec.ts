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
import { openMetrics, rows, section, unfold, unfoldAll } from "./admin-page.ts";
import { expect, test } from "../fixtures.ts";

const DAY_MS = 86_400_000;
/** In bytes, compressed. */
const SMALL = 25_000;
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

const card = (page: Page, name: string) => section(page, "The numbers").locator("dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^\\s*${name}\\s*$`) }) });
async function cardText(page: Page, name: string): Promise<string> {
  return (await card(page, name).locator("dd").innerText()).replace(/\s+/g, " ").trim();
}

test("the first screen has the site's name, one judgement, and the four numbers with their changes", async ({ page }) => {
  await page.setViewportSize({ width: 1_440, height: 900 });
  await openMetrics(page, site.origin);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Lapwing");
  await expect(page).toHaveTitle("Metrics · Lapwing · Readyslot");
  // Today is still running, so the changes are those of the days before: 106 openings against 20.
  expect(await cardText(page, "Bookings")).toMatch(/^19 \+375 % 4 before probably between .* and .*: may be chance all that are known$/);
  expect(await cardText(page, "Conversion")).toMatch(/^17\.6 % −2\.1 points 20 % before probably between −[\d.]+ points and \+[\d.]+ points: may be chance 19 of 108 openings$/);
  expect(await cardText(page, "Openings")).toMatch(/^108 \+430 % 20 before probably between .*: may be chance 5 failed, 2 abandoned$/);
  // 101 ready openings: 30 ms once, 1,000 ms sixty times, 2,500 ms forty times. Percentiles are within 1 %.
  expect(await cardText(page, "Time to usable")).toMatch(/^(99\d|1,00\d) ms (99\d|1,00\d) ms faster 2,000 ms before probably between .* faster and .* faster: more than chance median, click to calendar; p75 2,(4[89]|5[012])\d ms, budget 1,200 ms$/);
  for (const name of ["Bookings", "Conversion", "Openings", "Time to usable"]) await expect(card(page, name)).toBeInViewport({ ratio: 1 });
  // Coloured is only what is more than chance.
  await expect(page.locator(".change--better")).toHaveCount(1);
  await expect(page.locator(".change--worse")).toHaveCount(0);
});

test("the status is one sentence with one judgement, and the newest opening", async ({ page, request }) => {
  await request.post(`${site.origin}/api/cal-metrics`, { data: "not json", headers: { "content-type": "text/plain" } });
  await openMetrics(page, site.origin);
  const status = section(page, "Status");
  await expect(status).toContainText(/Newest opening: (failed|ready 30 ms after the click), \d+ (second|minute)s? ago\./);
  await expect(status.locator("strong")).toHaveText("There are too few openings of the last 24 hours to say whether booking works.");
  await expect(status).not.toContainText("Made-up");
  await unfold(page, "How this is counted");
  await expect(section(page, "How this is counted")).toContainText("not-json 1");
});

test("business comes first, the tables add up, and a click on a value filters the page", async ({ page }) => {
  await openMetrics(page, site.origin);
  const headings = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  expect(headings.filter((name) => ["Source", "Campaign", "Page", "Event", "Placement"].includes(name))).toEqual(["Source", "Campaign", "Page", "Event", "Placement"]);
  expect(headings.indexOf("Placement")).toBeLessThan(headings.indexOf("Speed"));
  expect(await rows(page, "Source")).toEqual(["letter | 15 | 67 | 22.4 % | 1,000 ms", "direct or unknown | 4 | 41 | 9.8 % | —"]);
  expect((await rows(page, "Page")).slice(0, 2)).toEqual(["/ | 15 | 67 | 22.4 % | 1,000 ms", "/services | 4 | 40 | 10 % | 2,500 ms"]);
  const technical = await rows(page, "Devices, browsers, releases");
  expect(technical).toContainEqual(expect.stringMatching(/^optimized \| 68 63 % \| 92\.4 % \| /));
  expect(technical).toContain("baseline | 40 37 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(technical).toContainEqual(expect.stringMatching(/^aaaaaaa \| 60 55\.6 % \| 100 % \| 1,000 ms \| good 1,000 ms \| 1,000 ms \| 15$/));
  expect(technical).toContain("4g | 40 37 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(technical).toContain("unknown | 68 63 % | — | — | — | — | —");
  expect(technical).toContain("Timed out | 1 0.9 % | — | — | — | — | —");

  await section(page, "Page").getByRole("link", { name: "/services", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?page=%2Fservices");
  expect(await cardText(page, "Time to usable")).toMatch(/^2,500 ms .*p75 2,500 ms, budget 1,200 ms$/);
  expect(await cardText(page, "Openings")).toMatch(/^40 nothing before to compare with 0 failed, 0 abandoned$/);
  expect(await rows(page, "Newest openings")).toHaveLength(20);
  // Everything is about these openings.
  const filtered = await rows(page, "Devices, browsers, releases");
  expect(filtered).toContain("baseline | 40 100 % | 100 % | 2,500 ms | needs improvement 2,500 ms | 2,500 ms | 4");
  expect(filtered.join()).not.toContain("optimized");
  await expect(section(page, "Errors")).toContainText("No opening failed or timed out in this view.");
  await expect(page.locator(".view-span")).toContainText("All numbers are exact.");
  // The window is another matter, and stays with the filter; the filter can be taken away again.
  await page.getByRole("link", { name: "7 days" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&page=%2Fservices");
  await page.getByRole("link", { name: "Remove the filter page /services" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d");
  // Filters combine.
  await section(page, "Page").getByRole("link", { name: "/", exact: true }).click();
  await section(page, "Source").getByRole("link", { name: "letter", exact: true }).click();
  await unfold(page, "Devices, browsers, releases");
  await section(page, "Devices, browsers, releases").getByRole("link", { name: "Failed", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&outcome=failed&page=%2F&source=letter");
  expect(await cardText(page, "Openings")).toContain("2 abandoned");
  expect(await rows(page, "Newest openings")).toHaveLength(4);
  await expect(page.getByRole("list", { name: "Filters" }).getByRole("listitem")).toHaveText([/Page:\s*\//, /Source:\s*letter/]);
});

test("days by date or name, an earlier time to compare with, and the zone that they are in", async ({ page, complaints }) => {
  await openMetrics(page, site.origin, "?source=letter");
  await expect(page.locator(".view-span")).toHaveText(/^\s*\d+ \w+ to \d+ \w+ \(UTC\), compared with \d+ \w+ to \d+ \w+\.\s*All numbers are exact\.\s*$/);
  await page.getByText("Other days", { exact: true }).click();
  const dates = page.getByRole("form", { name: "Dates" });
  await dates.getByLabel("From").fill(day(12));
  await dates.getByLabel("to", { exact: true }).fill(day(12));
  await dates.getByRole("button", { name: "Show" }).click();
  expect(new URL(page.url()).search).toBe(`?source=letter&from=${day(12)}&to=${day(12)}`);
  expect(await cardText(page, "Openings")).toMatch(/^60 /);
  expect(await page.locator(".tabs [aria-current]").allInnerTexts()).not.toContain("28 days");
  await page.getByRole("link", { name: "7 days" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&source=letter");
  await page.getByText("Other days", { exact: true }).click();
  await page.getByRole("link", { name: "the year before" }).click();
  expect(new URL(page.url()).search).toBe("?window=7d&source=letter&compare=year");
  expect(await cardText(page, "Openings")).toContain("nothing before to compare with");
  await page.getByText("Other days", { exact: true }).click();
  await page.getByRole("link", { name: "Yesterday" }).click();
  expect(new URL(page.url()).searchParams.get("from")).toBe(day(1));
  // A single day is shown by the hour.
  expect(await rows(page, "Bookings over time")).toHaveLength(24);
  const wrong = await page.goto(`${site.origin}/admin/metrics?from=${day(3)}&to=${day(5)}`);
  expect(wrong?.status()).toBe(400);
  await expect(page.getByRole("alert")).toContainText(`to must not be before from: ${day(5)} is before ${day(3)}`);
  // The browser logs the 400 as an error.
  complaints.length = 0;
});

test("one number for a booking is explained", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect((await rows(page, "One number for a booking")).map((row) => row.split(" | ").slice(0, 2))).toEqual([["Counted", "19"], ["Elsewhere", "0"], ["Payment pending", "0"]]);
  await expect(section(page, "One number for a booking")).toContainText("known only with Cal's webhook, which is not set up");
});

test("the experiment, the funnel, the load times and the vitals show the openings", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect(await rows(page, "From intent to booking")).toEqual([
    "Intent pointer, focus or touch on a booking link | | 118",
    "Opened the dialog is open | | 108 91.5 %",
    "Times seen free times are on the screen | | 101 93.5 %",
    "Booked in the dialog | | 19 18.8 %",
  ]);
  await unfold(page, "Speed");
  expect(await rows(page, "Bookings by load time")).toEqual([
    "up to 100 ms | | 0 % 0 of 1",
    "100 – 300 ms | | — 0 of 0",
    "300 – 1,200 ms | | 25 % 15 of 60",
    "1,200 – 3,000 ms | | 10 % 4 of 40",
    "over 3,000 ms | | — 0 of 0",
  ]);
  const experiment = await rows(page, "Variants compared");
  expect(experiment[0]).toMatch(/^optimized \| 15 \| 22\.1 % \| (99\d|1,00\d) ms \| — \| 68 \| 16 or more \| 61$/);
  expect(experiment[1]).toBe("baseline | 4 | 10 % | 2,500 ms | — | 40 | 16 or more | 40");
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

test("the chart has a table, releases on its axis, and shows any of the four numbers", async ({ page }) => {
  await openMetrics(page, site.origin);
  await section(page, "Bookings over time").getByText("Table: bookings over time").click();
  const days = await rows(page, "Bookings over time");
  expect(days).toHaveLength(28);
  expect(days[12]).toBe(`${day(12)} | 15 | 60 | 25 % | 1,000 ms | 1,000 ms | 1,000 ms | 60 | 0 | 0 |`);
  expect(days[5]).toBe(`${day(5)} | 4 | 45 | 8.9 % | 2,500 ms | 2,500 ms | 2,500 ms | 40 | 3 | 0 | bbbbbbb`);
  expect(days[3]).toBe(`${day(3)} | 0 | 0 | — | — | — | — | 0 | 0 | 0 |`);
  await expect(section(page, "Bookings over time").locator("svg").first()).toHaveAccessibleName(/^Bookings: lowest on .* with 0, highest on .* with 15\. /);
  await expect(section(page, "Bookings over time").locator(".release-name").first()).toHaveText("bbbbbbb");
  // The running day is a bar of its own kind, or a loose point.
  await card(page, "Time to usable").getByRole("link").click();
  expect(new URL(page.url()).search).toBe("?chart=wait");
  const wait = section(page, "Time to usable over time");
  await expect(wait.locator(".dot--running")).toHaveCount(1);
  // Two days with openings, three weeks apart from the running one: nothing joins them to it.
  expect(await wait.locator("path.line").last().getAttribute("d")).not.toMatch(/98\.2/);
  await expect(wait.locator('.dot[data-firm="true"]')).toHaveCount(2);
});

test("values are read by pointing and with the arrow keys, and lead to their day", async ({ page }) => {
  await openMetrics(page, site.origin);
  const chart = section(page, "Bookings over time");
  const readings = chart.locator(".points span");
  await chart.locator(".points label").nth(15).hover();
  await expect(readings.nth(15)).toHaveText(/: Bookings 15, 60 openings; before: 4/);
  await expect(readings.nth(15)).toHaveCSS("clip-path", "none");
  await chart.getByRole("radio").nth(21).focus();
  await page.keyboard.press("ArrowRight");
  await expect(chart.getByRole("radio", { name: /: Bookings 4, 45 openings; before: 0; release bbbbbbb/ })).toBeChecked();
  await page.mouse.move(0, 0);
  await expect(readings.nth(22)).toHaveCSS("clip-path", "none");
  await expect(readings.nth(15)).not.toHaveCSS("clip-path", "none");
  await chart.getByRole("link", { name: "Since then" }).click();
  expect(new URL(page.url()).search).toBe(`?from=${day(5)}`);
  expect(await cardText(page, "Bookings")).toMatch(/^4 /);
});

test("the phases show the chosen percentile", async ({ page }) => {
  await openMetrics(page, site.origin);
  await unfold(page, "Speed");
  expect(await rows(page, "Speed")).toContainEqual(expect.stringMatching(/^Click → ready \| (99\d|1,00\d) ms \| 2,(4[89]|5[012])\d ms \| 2,[45]\d\d ms \| 2,[45]\d\d ms \| 101 \| needs improvement budget 1,200 ms$/));
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
  await unfold(page, "Newest openings");
  await section(page, "Newest openings").getByRole("link", { name: "Errors", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?errorOnly=true");
  expect(await rows(page, "Newest openings")).toHaveLength(5);
  await section(page, "Newest openings").getByRole("link", { name: "Ready", exact: true }).click();
  expect(new URL(page.url()).search).toBe("?outcome=ready");
  expect(await rows(page, "Newest openings")).toHaveLength(20);
});

test("the API returns the same statistics as the page", async ({ page }) => {
  await openMetrics(page, site.origin, "?page=%2Fservices");
  await unfold(page, "How this is counted");
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
  await expect(section(page, "The numbers")).toBeVisible();
  // The browser logs the 400 as an error.
  complaints.length = 0;
});

test("markup in any field of an opening is shown as text", async ({ page }) => {
  await openMetrics(page, site.origin);
  expect(await page.evaluate(() => [document.querySelectorAll("img").length, "broken" in window])).toEqual([0, false]);
  // The event, the page with the placement, the browser; the class and the message of an error.
  for (const fold of ["newest", "errors", "breakdowns", "by-page", "by-event", "trend"]) expect(await page.locator(`#${fold}`).textContent()).toContain(MARKUP.slice(0, 12));
  // As a filter it goes through the address, the chip and the links.
  await section(page, "Page").getByRole("link", { name: `/${MARKUP}` }).click();
  await expect(page.locator(".chip")).toContainText(MARKUP);
  expect(await cardText(page, "Openings")).toMatch(/^1 /);
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

test("a page of 90 days is small", async ({ page }) => {
  await openMetrics(page, site.origin);
  const answer = await page.request.get(`${site.origin}/admin/metrics?window=90d`);
  expect(gzipSync(await answer.body(), { level: 9 }).length).toBeLessThan(SMALL);
});

for (const [what, width, height] of [["a desktop", 1_440, 900], ["a phone", 390, 844]] as const) {
  test(`on ${what} it is at most three screens before the reader opens a fold`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openMetrics(page, site.origin);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(3 * height);
    for (const name of ["Bookings", "Conversion", "Openings", "Time to usable"]) await expect(card(page, name).locator(".card-value")).toBeInViewport();
  });
}

test("on a phone the tables keep outcome, time and booked visible, without scrolling sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openMetrics(page, site.origin);
  for (const [name, columns] of [["Source", ["Source", "Booked", "Openings", "Time"]], ["Newest openings", [/^Time/, "Outcome", "Wait"]]] as const) {
    await unfold(page, name);
    const heads = section(page, name).locator("thead").first().locator("th:visible");
    await expect(heads).toHaveText([...columns]);
    for (const head of await heads.all()) expect((await head.boundingBox())?.x ?? NaN).toBeLessThan(390);
    const table = section(page, name).locator("table").first();
    expect(await table.evaluate((element) => (element.closest(".table-scroll") ?? element).scrollWidth)).toBeLessThanOrEqual(390);
  }
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
    expect(await cardText(page, "Openings")).toMatch(/^40 /);
    await page.getByText("Filter (3)", { exact: true }).click();
    await expect(form.getByLabel("Browser")).toHaveValue("Firefox");
    await form.getByRole("link", { name: "Remove all filters" }).click();
    expect(new URL(page.url()).search).toBe("?window=7d&percentile=95");
  });

  test("everything is shown, without a button that does nothing", async ({ page }) => {
    await openMetrics(page, site.origin);
    expect(await cardText(page, "Openings")).toContain("108");
    await expect(page.locator("[data-refresh]")).toBeHidden();
    await section(page, "Page").getByRole("link", { name: "/services", exact: true }).click();
    expect(await cardText(page, "Openings")).toContain("40");
    await unfold(page, "Speed");
    await expect(section(page, "Where the time goes")).toBeVisible();
    // The chart's values are read without a script, too.
    await section(page, "Bookings over time").locator(".points label").nth(22).click();
    await expect(section(page, "Bookings over time").getByRole("link", { name: "This day" })).toBeVisible();
  });
});

test("refreshes until it is paused, and keeps open folds and the focus", async ({ page }) => {
  await page.clock.install();
  await openMetrics(page, site.origin);
  const openings = () => cardText(page, "Openings");
  await section(page, "Bookings over time").getByText("Table: bookings over time").click();
  // Outside the section: a section with focus is not refreshed.
  await page.getByRole("heading", { level: 1 }).click();
  let served = 0;
  await page.route("**/admin/metrics", async (route) => {
    const answer = await route.fetch();
    served++;
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/>\s*108\s*</g, `>${1_000 + served}<`) });
  });

  await page.clock.runFor(30_000);
  await expect.poll(openings).toContain("1001");
  await expect(section(page, "Bookings over time").locator("details")).toHaveAttribute("open");

  // A section with focus is not refreshed.
  await section(page, "Source").getByRole("link", { name: "letter", exact: true }).focus();
  await page.clock.runFor(30_000);
  await expect.poll(openings).toContain("1002");
  await expect(section(page, "Source").getByRole("link", { name: "letter", exact: true })).toBeFocused();

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
        await unfoldAll(page);
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
    await unfoldAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("the page fits on a phone, is accessible and no heavier", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 900 });
    await openMetrics(page, site.origin);
    await expect(section(page, "Die Zahlen").locator("dl")).toContainText("Zielwert 1.200 ms");
    await unfoldAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(gzipSync(await page.content(), { level: 9 }).length).toBeLessThan(SMALL);
  });
});

test("a printed page has no controls, but all answers", { tag: "@full" }, async ({ page }) => {
  await openMetrics(page, site.origin);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Sign out" })).toBeHidden();
  await expect(page.getByText("Other days", { exact: true })).toBeHidden();
  for (const name of ["Source", "Page", "From intent to booking"]) await expect(section(page, name).locator("table").first()).toBeVisible();
  await expect(card(page, "Bookings")).toBeVisible();
});
