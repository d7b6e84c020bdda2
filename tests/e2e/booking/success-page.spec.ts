/** Cal sends a visitor who has booked to a page of this site: the booking is counted there, and nothing of the visitor is left. */
import type { Page, Request } from "playwright/test";
import type { BookingCounts } from "../../../src/metrics/shared/sample.ts";
import { calendarFrame, dialog, expect, expectTimes, heroLink, holdBack, readMetrics, slots, test } from "../fixtures.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";

/** As Cal's code puts the address together; the person is Ada. */
const thanks = (uid: string, path = "/services") =>
  `${path}?month=2026-12&name=Ada&isSuccessBookingPage=true&email=ada%40example.com&eventTypeSlug=30min&uid=${uid}` +
  `&title=30min+between+Lapwing+and+Ada&description=ada+has+a+cat&attendeeName=Ada&phone=%2B49123&isEmbed=true`;
const ADA = /ada\b|%2B49123/i;

const bookings = async (site: RunningSite, query = ""): Promise<BookingCounts> => (await readMetrics(site, query)).summary.bookings;
const more = (before: BookingCounts, added: Partial<BookingCounts>) =>
  Object.fromEntries(Object.entries(before).map(([name, count]) => [name, count + (added[name as keyof BookingCounts] ?? 0)]));
const newUid = () => crypto.randomUUID();

/** Opens the calendar and sends its form; what comes after that is Cal's to decide. */
async function sendForm(page: Page): Promise<void> {
  await heroLink(page).click();
  await expectTimes(page);
  await slots(page).first().click();
  const calendar = calendarFrame(page);
  await calendar.getByLabel(/name/i).fill("Ada Lovelace");
  await calendar.getByLabel(/mail/i).fill("ada@example.com");
  await calendar.getByRole("button", { name: /confirm|book/i }).click();
}

/** The navigation is faster than Cal's message that a booking was made. */
async function withoutMessage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    addEventListener("message", (event) => JSON.stringify(event.data).includes("bookingSuccessful") && event.stopImmediatePropagation(), true);
  });
}

const unsent = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("booking-sample:")));

/** On a thank-you page, until the booking is delivered. */
async function arrive(page: Page): Promise<void> {
  const isDelivered = page.waitForResponse("**/api/cal-metrics");
  await page.goto(thanks(newUid()));
  await isDelivered;
  await expect.poll(() => unsent(page)).toEqual([]);
}

test.describe("a booking that ends on a page of this site", () => {
  for (const isLost of [true, false]) {
    test(`is counted once, in its opening, ${isLost ? "although" : "also if not"} the navigation was faster than Cal's message`, async ({ page, site, calendar }) => {
      const [before, ofHero] = await Promise.all([bookings(site), bookings(site, "?placement=hero")]);
      await calendar({ redirectUrl: `${site.origin}/services#main` });
      if (isLost) await withoutMessage(page);
      await page.goto("/");
      await sendForm(page);
      await expect(page).toHaveURL(`${site.origin}/services#main`);
      await expect.poll(() => bookings(site)).toEqual(more(before, { total: 1, browser: 1, counted: 1 }));
      await expect.poll(() => unsent(page)).toEqual([]);
      expect(await bookings(site)).toEqual(more(before, { total: 1, browser: 1, counted: 1 }));
      expect(await bookings(site, "?placement=hero")).toEqual(more(ofHero, { total: 1, browser: 1, counted: 1 }));
    });
  }

  test("and that was paid is counted once, under its own uid and not the payment's", async ({ page, site, calendar }) => {
    const before = await bookings(site);
    await calendar({ payment: "required", redirectUrl: `${site.origin}/services` });
    await page.goto("/");
    await sendForm(page);
    await calendarFrame(page).getByRole("button", { name: /pay/i }).click();
    await expect(page).toHaveURL(`${site.origin}/services`);
    await expect.poll(() => unsent(page)).toEqual([]);
    expect(await bookings(site)).toEqual(more(before, { total: 1, browser: 1, counted: 1 }));
  });

  test("counts in no opening where the tab knows of none, and once if the page is loaded again", async ({ page, site }) => {
    const before = await bookings(site);
    await page.goto(thanks(newUid()));
    await expect.poll(() => bookings(site)).toEqual(more(before, { total: 1, browser: 1, elsewhere: 1 }));
    await page.reload();
    await page.goBack();
    await page.goto("/services");
    await expect.poll(() => unsent(page)).toEqual([]);
    expect(await bookings(site)).toEqual(more(before, { total: 1, browser: 1, elsewhere: 1 }));
  });

  test("belongs to the opening of its tab, also to one that ended before our code had come", async ({ page, site }) => {
    const ofHero = await bookings(site, "?placement=hero");
    const letCodeCome = await holdBack(page, /\/_astro\/BookingCode/);
    await page.goto("/");
    await heroLink(page).click();
    await page.keyboard.press("Escape");
    await page.goto(thanks(newUid()));
    await expect.poll(() => bookings(site, "?placement=hero")).toEqual(more(ofHero, { total: 1, browser: 1, counted: 1 }));
    letCodeCome();
  });

  test("is delivered with the next page view where there is no network", async ({ page, site, context, complaints }) => {
    const before = await bookings(site);
    await page.route("**/api/cal-metrics", (route) => route.abort());
    await page.goto(thanks(newUid()));
    await expect.poll(async () => (await unsent(page)).length).toBe(1);
    await page.unroute("**/api/cal-metrics");
    const next = await context.newPage();
    await next.goto("/services");
    await expect.poll(() => bookings(site)).toEqual(more(before, { total: 1, browser: 1, elsewhere: 1 }));
    complaints.length = 0;
  });

  test("and that was only moved is none", async ({ page, site }) => {
    const before = await bookings(site);
    await page.goto(`${thanks(newUid())}&rescheduleUid=before&formerTime=Tue`, { waitUntil: "networkidle" });
    expect(new URL(page.url()).search).toBe("");
    expect(await bookings(site)).toEqual(before);
  });
});

test.describe("the personal data in Cal's address", () => {
  test("is in no request but that of the page itself: in no address, no body, no Referer", async ({ page, site }) => {
    const requests: Request[] = [];
    page.on("request", (request) => requests.push(request));
    await arrive(page);
    expect(page.url()).toBe(`${site.origin}/services`);
    await page.locator("a[data-booking-link]").first().click();
    await expectTimes(page);
    await page.keyboard.press("Escape");
    // Playwright may wait for ever for an idle network where the page before has sent a beacon as it was left.
    await page.goto("/pricing");

    const [navigation, ...others] = requests;
    expect(navigation?.url()).toMatch(ADA);
    expect(others.length).toBeGreaterThan(5);
    for (const request of others) {
      const headers = await request.allHeaders();
      expect([request.url(), request.postData(), JSON.stringify(headers)].join("\n")).not.toMatch(ADA);
      if (request.frame() === page.mainFrame()) expect(headers["referer"] ?? `${site.origin}/`).toBe(`${site.origin}/`);
    }
  });

  test("is in nothing that a script of the page could read later: address, history, referrer, storage", async ({ page }) => {
    await arrive(page);
    const readable = await page.evaluate(() => JSON.stringify([location.href, document.URL, history.state, { ...localStorage }, { ...sessionStorage }]));
    expect(readable).not.toMatch(ADA);
    await page.locator('header a[href="/pricing"]').click();
    await expect(page).toHaveURL(/\/pricing$/);
    expect(await page.evaluate(() => document.referrer)).toBe(new URL("/", page.url()).href);
    await page.goBack();
    expect(page.url()).toMatch(/\/services$/);
  });

  test("leaves a page without a booking link with its origin only", async ({ page, site }) => {
    await page.goto(thanks(newUid(), "/privacy"));
    await page.locator('header a[href="/pricing"]').click();
    await expect(page).toHaveURL(/\/pricing$/);
    expect(await page.evaluate(() => document.referrer)).toBe(`${site.origin}/`);
  });
});

test("a page of this site that is no thank-you page keeps its query, and its calendar works", async ({ page, site }) => {
  const before = await bookings(site);
  await page.goto("/?utm_source=mail&uid=4711");
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  expect(new URL(page.url()).search).toBe("?utm_source=mail&uid=4711");
  expect(await bookings(site)).toEqual(before);
});
