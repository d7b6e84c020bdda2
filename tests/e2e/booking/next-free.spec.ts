/** The line "Next free: Tue 10:30" beside a booking button, which the author asks for. */
import type { Page } from "playwright/test";
import { accessibilityProblems } from "../accessibility.ts";
import { expect, heroLink, test } from "../fixtures.ts";
import { answerWith, listen, OWN_SLOTS, truth } from "./list-of-times.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PAGE = "/services/watch";

const line = (page: Page) => page.locator("[data-booking-next]");
const nextHours = (...hours: number[]) => hours.map((hour) => (Math.floor(Date.now() / HOUR) + hour) * HOUR);
const textOf = (start: number, options: Intl.DateTimeFormatOptions = {}, language = "en-GB") =>
  `Next free: ${new Intl.DateTimeFormat(language, { weekday: "short", hour: "numeric", minute: "2-digit", ...options }).format(start)}`;
/** Node and Chromium do not agree on every space and leading zero. */
const plain = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/\b0(?=\d:)/g, "");
const expectText = (page: Page, text: string) => expect.poll(async () => plain((await line(page).textContent()) ?? "")).toBe(plain(text));

/** The page, as another author or in another language would have it, with the line below the screen's edge. */
async function visit(page: Page, { when = "view", language = "en-GB", width = 1280 } = {}): Promise<void> {
  await page.setViewportSize({ width, height: 300 });
  await page.route(`**${PAGE}`, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace('data-when="view"', `data-when="${when}"`).replace('lang="en-GB"', `lang="${language}"`);
    await route.fulfill({ response, body: html });
  });
  await page.goto(PAGE, { waitUntil: "networkidle" });
}

/** A page that a test has answered may not ask other addresses of this machine, and what a test refuses fails. */
function forgive(complaints: string[]): void {
  const others = complaints.filter((one) => !/loopback|net::ERR_FAILED/.test(one));
  complaints.splice(0, Infinity, ...others);
}

test("once it is in view it names the next free time, without a script, and nothing moves for it", async ({ page, site }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  const parts: string[] = [];
  page.on("request", (request) => parts.push(`${request.resourceType()} ${new URL(request.url()).pathname}`));
  await page.goto(PAGE, { waitUntil: "networkidle" });
  await expect(line(page)).toHaveText("");
  expect(parts.filter((part) => /slots|^script/.test(part))).toEqual([]);
  const height = (await line(page).boundingBox())?.height;
  await line(page).scrollIntoViewIfNeeded();
  const [next = ""] = await truth(site, 14, "15min");
  await expectText(page, textOf(Date.parse(next)));
  expect((await line(page).boundingBox())?.height).toBe(height);
  expect(parts.filter((part) => /slots|^script/.test(part))).toEqual(["fetch /api/slots"]);
});

test("that waits for intent asks for nothing before it, and then once", async ({ page, complaints }) => {
  const [start = 0] = nextHours(30);
  await answerWith(page, [start]);
  const asked = listen(page);
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  await visit(page, { when: "intent" });
  await page.mouse.wheel(0, 400);
  await line(page).scrollIntoViewIfNeeded();
  await expect(line(page)).toHaveText("");
  expect([asked, scripts]).toEqual([[], []]);
  await heroLink(page).hover();
  await expectText(page, textOf(start));
  expect(asked).toEqual(["?event=studio/15min"]);
  forgive(complaints);
});

for (const [what, fulfil] of [
  ["there are none", { json: { at: Date.now() / 1_000, starts: [] } }],
  ["Cal does not answer", { status: 503, json: { success: false, error: "no-times" } }],
  ["the event is not offered", { status: 404, json: { success: false, error: "not-offered" } }],
  ["the answer is a page", { contentType: "text/html", body: "<!doctype html>" }],
  ["the answer is another one", { json: { at: "now", starts: { 0: 1 } } }],
  ["all times have passed", { json: { at: Date.now() / 1_000, starts: [Math.floor(Date.now() / MINUTE) - 60, 30] } }],
  ["the times are no times", { json: { at: Date.now() / 1_000, starts: ["soon", null, -5] } }],
] as const) {
  test(`stays empty, and as high as it was, if ${what}`, { tag: what.startsWith("Cal") ? [] : "@full" }, async ({ page, complaints }) => {
    await page.route(OWN_SLOTS, (route) => route.fulfill(fulfil));
    await visit(page);
    const height = (await line(page).boundingBox())?.height;
    const answered = page.waitForResponse(OWN_SLOTS);
    await line(page).scrollIntoViewIfNeeded();
    await (await answered).finished();
    await expect(line(page)).toHaveText("");
    expect((await line(page).boundingBox())?.height).toBe(height);
    // The browser logs the status that the test has caused.
    expect(complaints.filter((one) => !/status of (?:404|503)/.test(one))).toEqual([]);
    complaints.length = 0;
  });
}

test("names the next one when the first has passed, and asks again when the visitor comes back", async ({ page, complaints }) => {
  await page.clock.install();
  const [first = 0, second = 0, third = 0] = nextHours(1, 2, 3);
  await answerWith(page, [first, second]);
  await visit(page);
  await line(page).scrollIntoViewIfNeeded();
  await expectText(page, textOf(first));
  await page.clock.fastForward(first - (await page.evaluate(() => Date.now())) + 1_000);
  await expectText(page, textOf(second));
  // Booked by somebody else in the meantime.
  await page.unroute(OWN_SLOTS);
  await answerWith(page, [third]);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expectText(page, textOf(third));
  await page.unroute(OWN_SLOTS);
  await page.route(OWN_SLOTS, (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  // It may have been taken: nothing is better than a time that is not free.
  await expect(line(page)).toHaveText("");
  forgive(complaints);
});

test("of a time that is a week away has its date", async ({ page }) => {
  const [start = 0] = nextHours(7 * 24 + 2);
  await answerWith(page, [start]);
  await visit(page);
  await line(page).scrollIntoViewIfNeeded();
  await expectText(page, textOf(start, { day: "numeric", month: "short" }));
});

for (const [timezoneId, language] of [["Asia/Kathmandu", "de"], ["America/Los_Angeles", "en-US"], ["Australia/Lord_Howe", "ar-EG"]] as const) {
  test.describe(`in ${timezoneId}, on a page in ${language}`, { tag: "@full" }, () => {
    test.use({ timezoneId });

    test("has the visitor's time in the page's language", async ({ page }) => {
      const [start = 0] = nextHours(40);
      await answerWith(page, [start]);
      await visit(page, { language });
      await line(page).scrollIntoViewIfNeeded();
      await expectText(page, textOf(start, { timeZone: timezoneId }, language));
    });
  });
}

for (const [width, when] of [[1280, "view"], [320, "view"], [320, "intent"]] as const) {
  test(`moves nothing at ${width} px and is read behind the button, waiting for ${when}`, { tag: width === 1280 ? "@full" : [] }, async ({ page, complaints }) => {
    await page.addInitScript(() => {
      const shifts: number[] = ((window as unknown as { shifts: number[] }).shifts = []);
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => (entry as unknown as { value: number }).value))).observe({ type: "layout-shift", buffered: true });
    });
    const [start = 0] = nextHours(30);
    await answerWith(page, [start]);
    await visit(page, { when, width });
    const box = () => line(page).evaluate((element) => [element.getBoundingClientRect().height, document.documentElement.scrollHeight, document.documentElement.scrollWidth <= innerWidth]);
    const before = await box();
    await page.evaluate(() => ((window as unknown as { shifts: number[] }).shifts.length = 0));
    await (when === "intent" ? heroLink(page).focus() : line(page).scrollIntoViewIfNeeded());
    await expectText(page, textOf(start));
    expect(await box()).toEqual(before);
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
    // A screen reader comes to it behind the button, and is not interrupted by it.
    await expect(page.locator(".action").filter({ has: line(page) })).toMatchAriaSnapshot(`
      - link "Book a Short Call"
      - paragraph: 15 minutes, to see whether it fits.
      - paragraph: /Next free/
    `);
    expect(await line(page).evaluate((element) => element.closest("[aria-live], [role=status], [role=alert]"))).toBeNull();
    expect(await accessibilityProblems(page)).toEqual([]);
    forgive(complaints);
  });
}
