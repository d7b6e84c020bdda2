import type { Page } from "playwright/test";
import { CALENDAR_PAGE, calendarElement, dialog, expect, expectTimes, heroLink, holdBack, test } from "../fixtures.ts";

/**
 * Playwright switches the back/forward cache off, and forgets the frames of a page that comes back
 * from it: what is in the calendar is read without its help, which needs all frames in one process.
 */
const WITH_CACHE = { ignoreDefaultArgs: ["--disable-back-forward-cache"], args: ["--disable-site-isolation-trials"] };

/** Goes to another page and back, and is sure that the page came back as it was left. */
async function leaveAndComeBack(page: Page): Promise<void> {
  if (new URL(page.url()).pathname === "/") await page.goto("/services");
  await page.goBack({ waitUntil: "commit" });
  const { persisted, reasons } = await page.evaluate(() => ({
    persisted: (window as { persisted?: boolean }).persisted,
    reasons: JSON.stringify((performance.getEntriesByType("navigation")[0] as { notRestoredReasons?: unknown }).notRestoredReasons),
  }));
  expect(persisted, reasons).toBe(true);
}

async function recordReturns(page: Page): Promise<void> {
  await page.addInitScript(() => addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted })));
}

/** How many times the calendar offers. */
async function slotsInCalendar(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const frame = frameTree.childFrames?.[0]?.frame;
  if (!frame) return 0;
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frame.id });
  const expression = `[...document.querySelectorAll("button")].filter((button) => /^\\d\\d:\\d\\d$/.test(button.textContent)).length`;
  return (await session.send("Runtime.evaluate", { contextId, expression })).result.value as number;
}

test.describe("back from another page, out of the browser's cache", () => {
  test("a ready calendar is still ready", async ({ pageInBrowserWith }) => {
    const page = await pageInBrowserWith(WITH_CACHE);
    await recordReturns(page);
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await leaveAndComeBack(page);
    await heroLink(page).click();
    await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
    expect(await slotsInCalendar(page)).toBeGreaterThan(0);
  });

  for (const [name, begin] of [
    ["in the background", (page) => heroLink(page).hover()],
    ["in the open dialog", (page) => heroLink(page).click()],
  ] as [string, (page: Page) => Promise<void>][]) {
    test(`a calendar that was being mounted ${name} becomes ready`, async ({ pageInBrowserWith, calendar }) => {
      const page = await pageInBrowserWith(WITH_CACHE);
      await recordReturns(page);
      await calendar({ slotsDelayMs: 5_000 });
      await page.goto("/");
      await begin(page);
      await expect(dialog(page)).toHaveAttribute("data-painted");
      await leaveAndComeBack(page);
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expect.poll(() => slotsInCalendar(page)).toBeGreaterThan(0);
    });
  }


  test("a visitor who comes back from the booking page finds no empty dialog", async ({ pageInBrowserWith, complaints }) => {
    const page = await pageInBrowserWith(WITH_CACHE);
    await recordReturns(page);
    await page.route("**/_astro/BookingCode*", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("/");
    await heroLink(page).click();
    await page.waitForURL("**/studio/30min");
    await leaveAndComeBack(page);
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    await expect(page).toHaveURL(/\/studio\/30min$/);
    complaints.length = 0;
  });
});

test.describe("in a hidden tab", () => {
  test("a calendar that was being mounted is ready when the visitor is back", async ({ page }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    await setVisibility(page, "hidden");
    letCalendarCome();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await setVisibility(page, "visible");
    await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
    await expectTimes(page);
  });

  test("a frozen page goes on where it was", async ({ page }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).hover();
    await expect(calendarElement(page)).toHaveCount(1);
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    letCalendarCome();
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await heroLink(page).click();
    await expectTimes(page);
  });
});

/** As when the visitor goes to another tab. A headless browser has none that covers this one. */
async function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperties(document, {
      hidden: { configurable: true, value: value === "hidden" },
      visibilityState: { configurable: true, value },
    });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, state);
}
