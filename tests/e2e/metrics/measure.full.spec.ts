/** "Measure from here": the visitors' own dialog and scripts, run on the admin's device, and nothing of it told to anybody. */
import type { Page } from "playwright/test";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { recordBeacons } from "../beacons.ts";
import { becomeAdmin, CALENDAR_PAGE, calendarElement, dialog, expect, expectTimes, heroLink, holdBack, partsRequested, readMetrics, test, withoutOwnEmbedScript } from "../fixtures.ts";

const progress = (page: Page) => page.locator("[data-run-progress]");
const byHand = (page: Page) => page.getByRole("link", { name: "Open the calendar by hand" });
const measure = (page: Page) => page.getByRole("button", { name: "Measure" });
const openings = (page: Page) => page.getByRole("table").nth(1).locator("tbody tr");
const summary = (page: Page) => page.getByRole("table").nth(0).locator("tbody tr");
/** A run is several openings, and a page view for each cold one. */
const LONG = { timeout: 40_000 };
const FINISHED = /^Finished: \d+ openings\.$/;

/** In a browser that says nothing more until the page does. */
async function visit(page: Page, site: RunningSite, query = "?cold=2&reopened=2"): Promise<void> {
  await becomeAdmin(page, site.origin);
  await page.goto(`/measure${query}`);
  await expect(measure(page)).toBeVisible();
}

async function run(page: Page, site: RunningSite, query?: string): Promise<void> {
  await visit(page, site, query);
  await measure(page).click();
  await expect(progress(page)).toHaveText(FINISHED, LONG);
}

/** The cells of the openings' column, from the first row to the last. */
async function column(page: Page, name: string): Promise<string[]> {
  const names = await page.getByRole("table").nth(1).locator("thead th").allTextContents();
  const rows = await openings(page).all();
  return Promise.all(rows.map((row) => row.locator("th, td").nth(names.indexOf(name)).innerText()));
}

/** What has been posted from now on, by any means. */
async function recordPosts(page: Page): Promise<() => Promise<unknown[]>> {
  const requests: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/cal-metrics")) requests.push(request.postData() ?? request.method());
  });
  const beacons = await recordBeacons(page);
  return async () => [...requests, ...(await beacons())];
}

const stored = (page: Page) => page.evaluate(() => Object.keys(localStorage));

test("a run opens cold in page views of their own, then the same calendar again, and shows the times of each against the budget", async ({ page, site }) => {
  await visit(page, site);
  let pageViews = 0;
  page.on("load", () => pageViews++);
  await measure(page).click();
  await expect(progress(page)).toHaveText("Finished: 4 openings.", LONG);
  expect(pageViews).toBe(2);

  const TIME = /^[\d,]+ ms$/;
  expect(await column(page, "No.")).toEqual(["1", "2", "3", "4"]);
  expect(await column(page, "Kind")).toEqual(["cold", "cold", "reopened", "reopened"]);
  expect(await column(page, "Lead")).toEqual(["0 ms", "0 ms", "—", "—"]);
  for (const phase of ["Our code", "embed.js", "Frame", "Slots"]) {
    expect(await column(page, phase)).toEqual([expect.stringMatching(TIME), expect.stringMatching(TIME), "—", "—"]);
  }
  for (const total of await column(page, "Click → ready")) expect(total).toMatch(TIME);
  for (const rating of await column(page, "Rating")) expect(rating).toMatch(/^(good|needs improvement|poor)$/);

  for (const [index, kind] of ["cold", "reopened"].entries()) {
    await expect(summary(page).nth(index)).toContainText(kind);
    await expect(summary(page).nth(index)).toContainText("2 of 2");
    await expect(summary(page).nth(index)).toContainText(/[\d,]+ – [\d,]+ ms/);
  }
  await expect(page.getByText("Synthetic: measured on this device, not among the field numbers")).toBeVisible();
  await expect(page.getByText("1280 × 720 px")).toBeVisible();
  await expect(page.locator("[data-run-circumstances]")).toContainText("optimized");
  await expect(dialog(page)).not.toHaveAttribute("open");
});

test("the files are the visitors' own, the reporting code with them", async ({ page, site }) => {
  await page.goto("/");
  const asked = partsRequested(page);
  await heroLink(page).evaluate((link: HTMLElement) => link.click());
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  await expect.poll(() => asked).toContain("web vitals");
  const visitors = asked.toSorted();

  await visit(page, site, "?cold=1&reopened=1");
  const own = partsRequested(page);
  await measure(page).click();
  await expect(progress(page)).toHaveText(FINISHED, LONG);
  const doesTheClicking = /\/_astro\/measure\./;
  expect([...new Set(own)].filter((part) => !doesTheClicking.test(part)).toSorted()).toEqual(visitors);
});

test("the baseline is measured where it is chosen, in every page view of the run", async ({ page, site }) => {
  await visit(page, site);
  await page.getByLabel("baseline").check();
  const parts = partsRequested(page);
  await measure(page).click();
  await expect(progress(page)).toHaveText(FINISHED, LONG);
  expect(parts).not.toContain("embed.js");
  expect(parts.filter((part) => part === "embed.js from Cal")).toHaveLength(2);
  expect(await column(page, "Kind")).toEqual(["cold", "cold", "reopened", "reopened"]);
  await expect(page.locator("[data-run-circumstances]")).toContainText("baseline");
  await expect(page.getByLabel("baseline")).toBeChecked();
});

test("the free times of the dialog are measured where they are chosen, against their own budget", async ({ page, site }) => {
  await visit(page, site);
  await page.getByLabel("instant").check();
  const parts = partsRequested(page);
  await measure(page).click();
  await expect(progress(page)).toHaveText(FINISHED, LONG);
  expect(parts).not.toContain("calendar");
  expect(await column(page, "Kind")).toEqual(["cold", "cold", "reopened", "reopened"]);
  for (const time of await column(page, "Click → times")) expect(time).toMatch(/^[\d,]+ ms$/);
  expect(new Set(await column(page, "Click → ready"))).toEqual(new Set(["—"]));
  for (const index of [0, 1]) await expect(summary(page).nth(index)).toContainText("2 of 2");
  await expect(page.locator("[data-run-circumstances]")).toContainText("instant");
  expect((await readMetrics(site, "?page=/measure")).summary.total).toBe(0);
});

test("a run that is left, and come back to by another address, goes on in the way that was chosen", async ({ page, site }) => {
  await visit(page, site);
  await page.getByLabel("baseline").check();
  const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
  await measure(page).click();
  await expect(calendarElement(page)).toHaveCount(1);
  await page.goto("/privacy");
  letCalendarCome();
  const parts = partsRequested(page);
  await page.goto("/measure");
  await expect(progress(page)).toHaveText("Finished: 4 openings.", LONG);
  expect(parts).toContain("embed.js from Cal");
  expect(parts).not.toContain("embed.js");
  await expect(page.getByLabel("Cold openings")).toHaveValue("2");
});

test.describe("nothing is posted or left in localStorage", () => {
  test("by a whole run, nor by an opening by hand or the intent for one", async ({ page, site }) => {
    const posted = await recordPosts(page);
    await visit(page, site);
    const before = await readMetrics(site);
    await measure(page).click();
    await expect(progress(page)).toHaveText(FINISHED, LONG);
    await byHand(page).hover();
    await byHand(page).click();
    await expectTimes(page);
    await page.keyboard.press("Escape");
    await page.goto("/measure");
    await byHand(page).focus();
    expect(await stored(page)).toEqual([]);
    await page.goto("/privacy");
    expect(await stored(page)).toEqual([]);
    expect(await posted()).toEqual([]);
    expect((await readMetrics(site)).summary.total).toBe(before.summary.total);
  });

  for (const [when, part] of [
    ["our own code has come", /\/_astro\/BookingCode/],
    ["the reporting code has come", /\/_astro\/BookingReport/],
    ["the calendar has come", CALENDAR_PAGE],
  ] as const) {
    test(`by a run that is left before ${when}`, async ({ page, site }) => {
      const posted = await recordPosts(page);
      await visit(page, site);
      const before = await readMetrics(site);
      await holdBack(page, part);
      const isAsked = page.waitForRequest(part);
      await measure(page).click();
      await isAsked;
      if (part === CALENDAR_PAGE) await expect.poll(() => page.evaluate(() => "isReported" in (document.querySelector("dialog") ?? {}))).toBe(true);
      await page.goto("/privacy");
      expect(await stored(page)).toEqual([]);
      expect(await posted()).toEqual([]);
      expect((await readMetrics(site)).summary.total).toBe(before.summary.total);
    });
  }

  test("by an opening by hand where the page's own script has not come", async ({ page, site }) => {
    await becomeAdmin(page, site.origin);
    await page.route(/\/_astro\/measure/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    const posted = await recordPosts(page);
    await page.goto("/measure");
    await expect(page.getByText("Measuring needs JavaScript")).toBeVisible();
    await expect(measure(page)).not.toBeVisible();
    await byHand(page).click();
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    await expect.poll(() => page.evaluate(() => "isReported" in (document.querySelector("dialog") ?? {}))).toBe(true);
    await page.goto("/privacy");
    expect(await stored(page)).toEqual([]);
    expect(await posted()).toEqual([]);
  });

  test("of what other pages have kept: it stays theirs to send", async ({ page, site }) => {
    const posted = await recordPosts(page);
    await visit(page, site);
    await page.evaluate(() => (localStorage["booking-sample:x"] = JSON.stringify({ id: "30min", sampleId: "x", timestamp: new Date() })));
    await measure(page).click();
    await expect(progress(page)).toHaveText(FINISHED, LONG);
    expect(await posted()).toEqual([]);
    expect(await stored(page)).toEqual(["booking-sample:x"]);
  });
});

test.describe("a calendar that does not come is a row that says why, and the run goes on to its end", () => {
  test("because it cannot be shown", async ({ page, calendar, complaints, site }) => {
    await calendar({ frameStatus: 500 });
    await run(page, site, "?cold=1&reopened=1");
    expect(await column(page, "Click → ready")).toEqual(["—", "—"]);
    for (const rating of await column(page, "Rating")) expect(rating).toMatch(/^Timed out: frame-silent: /);
    await expect(summary(page).first()).toContainText("0 of 1");
    complaints.length = 0;
  });

  test("because embed.js is not to be had", async ({ page, calendar, complaints, site }) => {
    await calendar({ embedJsMode: "missing" });
    await withoutOwnEmbedScript(page);
    await run(page, site);
    for (const rating of await column(page, "Rating")) expect(rating).toMatch(/^Failed: script-failed: /);
    complaints.length = 0;
  });

  test("because our own code is gone: the page is not left for the booking page", async ({ page, complaints, site }) => {
    await visit(page, site);
    await page.route(/\/_astro\/BookingCode/, (route) => route.fulfill({ status: 404, body: "" }));
    await measure(page).click();
    await expect(progress(page)).toHaveText("Finished: 4 openings.", LONG);
    expect(await column(page, "Rating")).toEqual(Array(4).fill("Failed: code-missing: the booking code did not come"));
    complaints.length = 0;
  });

  test("because our own code is not there after seconds", async ({ page, site }) => {
    await visit(page, site, "?cold=1&reopened=1");
    await holdBack(page, /\/_astro\/BookingCode/);
    await measure(page).click();
    await expect(progress(page)).toHaveText("Finished: 2 openings.", LONG);
    expect(await column(page, "Rating")).toEqual(Array(2).fill("Failed: code-missing: the booking code did not come"));
  });
});

test.describe("a run is stopped", () => {
  test("by closing the calendar", async ({ page, site }) => {
    await visit(page, site);
    await holdBack(page, CALENDAR_PAGE);
    await measure(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(progress(page)).toHaveText("Stopped after 0 of 4 openings.");
    await expect(measure(page)).toBeVisible();
    await page.reload();
    await expect(progress(page)).toHaveText("Stopped after 0 of 4 openings.");
  });

  test("by its button, between two openings", async ({ page, site }) => {
    await visit(page, site);
    // The page has not loaded yet, so nothing is opened.
    const letFontCome = await holdBack(page, /\.woff2/);
    await measure(page).click({ noWaitAfter: true });
    await page.getByRole("button", { name: "Stop" }).click();
    const parts = partsRequested(page);
    letFontCome();
    await page.waitForLoadState("load");
    await expect(progress(page)).toHaveText("Stopped after 0 of 4 openings.");
    await expect(page.getByRole("button", { name: "Stop" })).not.toBeVisible();
    expect(parts).toEqual([]);
  });

  test("by being away for more than two minutes; before, it goes on", async ({ page, site }) => {
    await visit(page, site);
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await measure(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    await page.goto("/privacy");
    const leaveFor = (ms: number) =>
      page.evaluate((away) => {
        const kept = JSON.parse(sessionStorage["synthetic-run"]) as { seenAt: number };
        sessionStorage["synthetic-run"] = JSON.stringify({ ...kept, seenAt: kept.seenAt - away });
      }, ms);
    letCalendarCome();
    await leaveFor(121_000);
    await page.goto("/measure?cold=2&reopened=2");
    await expect(progress(page)).toHaveText("Stopped after 0 of 4 openings.");
    await expect(measure(page)).toBeVisible();

    // Left while it waits, as between two openings it leaves by itself.
    const letItCome = await holdBack(page, CALENDAR_PAGE);
    await measure(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    await page.goto("/privacy");
    letItCome();
    await page.goto("/measure");
    await expect(progress(page)).toHaveText("Finished: 4 openings.", LONG);
  });
});

test("a run during which the tab was out of sight says that it is not valid, and goes to its end", async ({ page, site }) => {
  await visit(page, site);
  const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
  await measure(page).click();
  await expect(calendarElement(page)).toHaveCount(1);
  await expect(page.locator("[data-run-warning]")).toBeEmpty();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  letCalendarCome();
  await expect(progress(page)).toHaveText(FINISHED, LONG);
  await expect(page.getByRole("alert")).toContainText(/Not valid: this tab was out of sight/);
});

test("a run copies as text that says what it is", async ({ page, context, site }) => {
  await context.grantPermissions(["clipboard-write"]);
  await run(page, site, "?cold=1&reopened=1");
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect(progress(page)).toHaveText("Copied.");
  // Pasted as a visitor pastes: the page itself may write to the clipboard and not read it.
  const paper = await page.evaluateHandle(() => document.body.appendChild(document.createElement("textarea")));
  await paper.focus();
  await page.keyboard.press("ControlOrMeta+V");
  const text = await paper.inputValue();
  expect(text).toMatch(/^Synthetic: measured on this device, not among the field numbers\n/);
  expect(text).toMatch(/\n1\tcold\t0 ms\t/);
});

test("the form takes 1 to 10 openings of each kind, from the address too", async ({ page, site }) => {
  await visit(page, site, "?cold=3&reopened=11");
  await expect(page.getByLabel("Cold openings")).toHaveValue("3");
  await expect(page.getByLabel("Reopened openings")).toHaveValue("5");
  await page.getByLabel("Cold openings").fill("0");
  await measure(page).click();
  await expect(page.getByLabel("Cold openings")).toHaveJSProperty("validity.valid", false);
  await expect(progress(page)).toBeEmpty();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it says that measuring needs it, and the link leads to the booking page", async ({ page, site }) => {
    await becomeAdmin(page, site.origin);
    await page.goto("/measure");
    await expect(page.getByText("Measuring needs JavaScript")).toBeVisible();
    await expect(measure(page)).not.toBeVisible();
    await expect(byHand(page)).toHaveAttribute("href", /\/studio\/30min$/);
  });
});
