/** Every opening arrives once, whatever happens to the line, the tab and the page. */
import type { Page } from "playwright/test";
import { recordBeacons } from "../beacons.ts";
import { addOtherEvent, book, bookingLink, CALENDAR_PAGE, calendarElement, dialog, expect, heroLink, holdBack, partsRequested, readMetrics, test } from "../fixtures.ts";
import { outcomesOf, samplesOf, visit } from "../samples.ts";

const ENDPOINT = "**/api/cal-metrics";
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const unsent = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("booking-sample:")).length);

async function openAndClose(page: Page): Promise<void> {
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).not.toHaveAttribute("open");
}

test.describe("a sample", () => {
  test("describes the opening, and nothing about the person", async ({ page, site }) => {
    const release = await visit(page);
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
    const [sample] = await samplesOf(site, release);
    const time = expect.any(Number);
    expect(sample).toEqual({
      id: "30min",
      sampleId: expect.stringMatching(UUID),
      timestamp: expect.any(String),
      receivedAt: expect.any(String),
      page: "/",
      placement: "hero",
      variant: "optimized",
      release,
      openKind: "cold",
      outcome: "ready",
      leadTime: 0,
      codeTime: time,
      calLoadTime: time,
      frameTime: time,
      slotsTime: time,
      iframeLoadTime: time,
      totalDuration: time,
      lcp: time,
      inp: undefined,
      ttfb: time,
      cls: time,
      connection: "4g",
      viewportWidth: 1280,
      viewportHeight: 720,
      device: "desktop",
      browser: expect.any(String),
      system: expect.any(String),
    });
  });

  test("knows cold from warmed from reopened", async ({ page, site, calendar }) => {
    await calendar({ frameDelayMs: 400 });
    const release = await visit(page);
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await openAndClose(page);
    await openAndClose(page);
    await expect.poll(async () => (await samplesOf(site, release)).map(({ openKind }) => openKind)).toEqual(["reopened", "warmed"]);
    const [reopened, warmed] = await samplesOf(site, release);
    expect(warmed?.leadTime).toBeGreaterThanOrEqual(400);
    expect(warmed?.totalDuration).toBeLessThan(warmed?.iframeLoadTime ?? 0);
    expect(reopened).not.toHaveProperty("iframeLoadTime");
  });

  test("of a calendar that was closed before it came is abandoned; that failed has failed", async ({ page, site, calendar, complaints }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    const release = await visit(page);
    await heroLink(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => outcomesOf(site, release)).toEqual(["abandoned"]);
    letCalendarCome();

    await calendar({ frameStatus: 500 });
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect.poll(() => outcomesOf(site, release)).toEqual(["timed-out", "abandoned"]);
    expect((await samplesOf(site, release))[0]).toMatchObject({ errorClass: "frame-silent", error: expect.stringMatching(/^frame-silent: /) });
    complaints.length = 0;
  });

  test("and its booking belong together", async ({ page, site }) => {
    const bookings = async (query: string) => (await readMetrics(site, query)).summary.bookings;
    const [before, ofHero, ofBaseline] = await Promise.all(["", "?placement=hero", "?variant=baseline"].map(bookings));
    await page.goto("/");
    await heroLink(page).click();
    await book(page);
    await expect.poll(() => bookings("")).toEqual({ ...before, total: (before?.total ?? 0) + 1, browser: (before?.browser ?? 0) + 1, counted: (before?.counted ?? 0) + 1 });
    expect((await bookings("?placement=hero")).total).toBe((ofHero?.total ?? 0) + 1);
    expect(await bookings("?variant=baseline")).toEqual(ofBaseline);
  });
});

test.describe("arrives once", () => {
  test("offline for as long as three openings: when the browser is back", { tag: "@full" }, async ({ page, context, site, complaints }) => {
    const release = await visit(page);
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await context.setOffline(true);
    for (let n = 0; n < 3; n++) await openAndClose(page);
    expect(await unsent(page)).toBe(3);
    expect(await outcomesOf(site, release)).toEqual([]);
    await context.setOffline(false);
    await expect.poll(() => unsent(page)).toBe(0);
    expect(await outcomesOf(site, release)).toEqual(["ready", "ready", "ready"]);
    complaints.length = 0;
  });

  test("after an answer that got lost: counted by the first, answered by the second", async ({ page, site, complaints }) => {
    let answers = 0;
    await page.route(ENDPOINT, async (route) => {
      const answer = await route.fetch();
      answers += 1;
      if (answers === 1) return route.abort();
      expect(answer.status()).toBe(200);
      return route.fulfill({ response: answer });
    });
    const release = await visit(page);
    await openAndClose(page);
    await expect.poll(() => unsent(page)).toBe(0);
    expect(answers).toBe(2);
    expect(await outcomesOf(site, release)).toEqual(["ready"]);
    complaints.length = 0;
  });

  test("reloaded while it is being sent: with the next page view, before anybody shows intent", async ({ page, site, complaints }) => {
    // The first try gets no answer before the page goes.
    await page.route(ENDPOINT, () => {}, { times: 1 });
    const release = await visit(page);
    await openAndClose(page);
    await expect.poll(() => unsent(page)).toBe(1);
    await page.mouse.move(0, 0);
    const parts = partsRequested(page);
    await page.reload();
    await expect.poll(() => unsent(page)).toBe(0);
    expect(parts).toEqual(["reporting code", "web vitals"]);
    expect(await outcomesOf(site, release)).toEqual(["ready"]);
    complaints.length = 0;
  });

  for (const [when, part] of [
    ["before our own code has come", /\/_astro\/BookingCode/],
    ["before the reporting code has come", /\/_astro\/BookingReport/],
    ["before the calendar has come", CALENDAR_PAGE],
  ] as const) {
    test(`the tab closed ${when}: as abandoned`, { tag: part === CALENDAR_PAGE ? [] : "@full" }, async ({ page, context, site }) => {
      await holdBack(page, part);
      const release = await visit(page);
      const isAsked = page.waitForRequest(part);
      await heroLink(page).evaluate((link: HTMLElement) => link.click());
      await isAsked;
      if (part === CALENDAR_PAGE) await expect.poll(() => page.evaluate(() => "isReported" in (document.querySelector("dialog") ?? {}))).toBe(true);
      await page.close({ runBeforeUnload: true });
      await expect.poll(() => outcomesOf(site, release)).toEqual(["abandoned"]);

      // What nobody has answered for is sent once more, and counted no second time.
      const next = await context.newPage();
      await next.goto("/services");
      await expect.poll(() => unsent(next)).toBe(0);
      expect(await outcomesOf(site, release)).toEqual(["abandoned"]);
    });
  }

  test("our own code gone: as failed, from the page that the visitor leaves for the booking page", async ({ page, site, complaints }) => {
    await page.route(/\/_astro\/BookingCode/, (route) => route.fulfill({ status: 404, body: "" }));
    const release = await visit(page);
    await heroLink(page).click();
    await expect(page).toHaveURL(/\/studio\/30min$/);
    await expect.poll(() => outcomesOf(site, release)).toEqual(["failed"]);
    expect((await samplesOf(site, release))[0]).toMatchObject({ errorClass: "code-missing", placement: "hero" });
    complaints.length = 0;
  });

  test("left for another page right after it was ready", { tag: "@full" }, async ({ page, site }) => {
    const release = await visit(page);
    await heroLink(page).click();
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    await page.goto("/privacy");
    await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
  });
});

const intentsOf = async (sent: () => Promise<Record<string, unknown>[]>) => (await sent()).filter(({ intent }) => intent !== undefined);
const leave = (page: Page) => page.goto("/privacy");

test.describe("intent without an opening", () => {
  for (const [sign, path, placement, give] of [
    ["a pointer over the link", "/", "hero", (page) => heroLink(page).hover()],
    ["the focus on it", "/", "hero", (page) => heroLink(page).focus()],
    ["a finger on it", "/", "closing", (page) => bookingLink(page, "closing").dispatchEvent("touchstart")],
    ["a key going down on it", "/", "hero", (page) => heroLink(page).dispatchEvent("keydown", { key: "Enter" })],
    ["the pointer, in the baseline", "/?cal-variant=baseline", "hero", (page) => heroLink(page).hover()],
    ["scrolling to it, where that counts", "/services", "closing", (page) => scrollToTheEnd(page)],
  ] as [string, string, string, (page: Page) => Promise<void>][]) {
    test(`(${sign}) is sent once, when the page is left, and not kept`, { tag: sign === "a pointer over the link" ? [] : "@full" }, async ({ page }) => {
      const sent = await recordBeacons(page);
      await page.goto(path);
      const release = await dialog(page).getAttribute("data-release");
      await give(page);
      expect(await sent()).toEqual([]);
      await leave(page);
      expect(await sent()).toEqual([
        {
          id: "30min",
          sampleId: expect.stringMatching(UUID),
          intent: true,
          page: path.replace(/\?.*/, ""),
          placement,
          variant: path.includes("baseline") ? "baseline" : "optimized",
          release,
        },
      ]);
      expect(await unsent(page)).toBe(0);
    });
  }

  test("is that of the link that came first", async ({ page }) => {
    const sent = await recordBeacons(page);
    await page.goto("/");
    const other = await addOtherEvent(page);
    await other.focus();
    await heroLink(page).hover();
    await leave(page);
    expect(await intentsOf(sent)).toEqual([expect.objectContaining({ id: "15min", placement: "other" })]);
  });

  test("is sent once by a page that comes back and is left again, with intent or without", { tag: "@full" }, async ({ page }) => {
    const sent = await recordBeacons(page);
    await page.goto("/");
    const hide = () => page.evaluate(() => void dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await heroLink(page).focus();
    await hide();
    await hide();
    await bookingLink(page, "header").focus();
    await leave(page);
    expect(await intentsOf(sent)).toHaveLength(1);
  });

  test("is sent although the page was away before the visitor showed it", { tag: "@full" }, async ({ page }) => {
    const sent = await recordBeacons(page);
    await page.goto("/");
    await page.evaluate(() => void dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await heroLink(page).focus();
    await leave(page);
    expect(await intentsOf(sent)).toHaveLength(1);
  });

  test("is not sent without any sign, nor where the calendar was opened", async ({ page, site }) => {
    const sent = await recordBeacons(page);
    await page.goto("/");
    await leave(page);
    const release = await visit(page);
    await heroLink(page).hover();
    await openAndClose(page);
    await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
    await heroLink(page).hover();
    await leave(page);
    expect(await intentsOf(sent)).toEqual([]);
  });

  test("comes from an address of any length: the endpoint's bound is kept to, as it is of an opening that was lost", { tag: "@full" }, async ({ page }) => {
    const sent = await recordBeacons(page);
    for (const sign of ["focus", "click"] as const) {
      await page.goto("/");
      await holdBack(page, /\/_astro\/Booking/);
      await page.evaluate(() => history.replaceState(null, "", `/${"x".repeat(300)}`));
      await heroLink(page).evaluate((link: HTMLElement, name) => link[name](), sign);
      await leave(page);
    }
    const told = await sent();
    expect(told).toMatchObject([{ intent: true }, { outcome: "abandoned" }]);
    for (const { page: path } of told) expect(path).toBe(`/${"x".repeat(199)}`);
  });
});

async function scrollToTheEnd(page: Page): Promise<void> {
  const html = page.locator("html");
  await page.mouse.move(5, 300);
  await html.evaluate((element) => addEventListener("scrollend", () => element.setAttribute("data-rests", ""), { once: true }));
  await page.mouse.wheel(0, 20_000);
  await expect(html).toHaveAttribute("data-rests");
}

test("nothing is kept in a browser that has delivered everything", async ({ page, site }) => {
  const release = await visit(page);
  await openAndClose(page);
  await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("nothing of a booking is believed that another frame says", async ({ page, site }) => {
  const { bookings } = (await readMetrics(site)).summary;
  const release = await visit(page);
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  await page.evaluate(() => {
    const data = { originator: "CAL", type: "bookingSuccessfulV2", namespace: "30min", fullType: "CAL:30min:bookingSuccessfulV2", data: { uid: "forged" } };
    window.postMessage(data, "*");
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await page.keyboard.press("Escape");
  await expect.poll(() => unsent(page)).toBe(0);
  await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
  expect((await readMetrics(site)).summary.bookings).toEqual(bookings);
});
