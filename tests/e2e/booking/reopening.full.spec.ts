import type { Page } from "playwright/test";
import { book, calendarElement, calendarFrame, clickBeside, dialog, expect, expectTimes, heroLink, newestCalendarRequest, test } from "../fixtures.ts";
import { pageHolds } from "./page-holds.ts";

const STOPWATCH = /Ready \d+ ms after your click/;

test.describe("opened again", () => {
  for (const [way, close] of [
    ["its button", (page) => page.locator("[data-booking-close]").click()],
    ["Escape", (page) => page.keyboard.press("Escape")],
    ["a click beside it", clickBeside],
  ] as [string, (page: Page) => Promise<void>][]) {
    test(`after ${way} has closed it and the focus has gone back, the dialog shows the same calendar at once`, async ({ page, site }) => {
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toContainText(STOPWATCH);
      await expectTimes(page);
      const frame = await calendarElement(page).elementHandle();
      const contents = await page.evaluateHandle(() => document.querySelector("iframe")?.contentWindow);
      const newest = await newestCalendarRequest(site);

      await close(page);
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expect(heroLink(page)).toBeFocused();

      const said = await listenToStopwatch(page);
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expect.poll(said).toMatch(STOPWATCH);
      await expectTimes(page);
      await expect(page.locator("iframe")).toHaveCount(1);
      expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
      expect(await contents.evaluate((window) => window === document.querySelector("iframe")?.contentWindow)).toBe(true);
      expect(await newestCalendarRequest(site)).toEqual(newest);
    });
  }

  test("after a booking it offers times again, and has had them fetched behind the closed dialog", async ({ page, site }) => {
    await page.goto("/");
    await heroLink(page).click();
    await book(page);
    const confirmation = await calendarElement(page).elementHandle();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await expect(dialog(page)).not.toHaveAttribute("open");
    await expect.poll(() => confirmation?.evaluate((element) => element.isConnected)).toBe(false);
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(dialog(page)).not.toHaveAttribute("open");
    const newest = await newestCalendarRequest(site);

    await heroLink(page).click();
    await expectTimes(page);
    await expect(calendarFrame(page).getByText(/you.re booked/i)).toHaveCount(0);
    await expect(dialog(page)).toContainText(STOPWATCH);
    await expect(page.locator("iframe")).toHaveCount(1);
    expect(await newestCalendarRequest(site)).toEqual(newest);
  });
});

/** Playwright's clock takes User Timing away with it: what the page reports then has no numbers, and stays here. */
async function takeTheClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.route("**/api/cal-metrics", (route) => route.fulfill({ status: 204 }));
}

test("an hour later the closed calendar is the same one, whatever the visitor does next", async ({ page }) => {
  await takeTheClock(page);
  await page.goto("/");
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await page.keyboard.press("Escape");
  await expect(heroLink(page)).toBeFocused();
  const frame = await calendarElement(page).elementHandle();

  await page.clock.runFor(60 * 60_000);
  await heroLink(page).hover();
  await heroLink(page).click();
  await expectTimes(page);
  await expect(page.locator("iframe")).toHaveCount(1);
  expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
});

test("a hundred openings leave nothing behind", async ({ page }) => {
  // The last part of the page that adds listeners comes when no visitor waits for it.
  const vitals = page.waitForResponse(/\/_astro\/web-vitals/);
  await page.goto("/");
  await heroLink(page).hover();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await (await vitals).finished();
  await openAndClose(page, 5);
  const before = await pageHolds(page);
  await openAndClose(page, 100);
  await expect(page.locator("iframe")).toHaveCount(1);
  // What waits for an idle moment of the browser goes a little later; what leaks stays.
  await expect.poll(async () => (await pageHolds(page)).listeners).toBeLessThanOrEqual(before.listeners);
  const after = await pageHolds(page);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes);
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
});

/** What the stopwatch has said last, from now on. */
async function listenToStopwatch(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const stopwatch = document.querySelector(".booking-stopwatch");
    Object.assign(window, { said: "nothing" });
    if (!stopwatch) return;
    const note = () => Object.assign(window, { said: stopwatch.textContent });
    new MutationObserver(note).observe(stopwatch, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string }).said);
}

/** Each time the stopwatch has spoken before the dialog is closed again. */
async function openAndClose(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const modal = document.querySelector<HTMLDialogElement>("dialog[data-booking-dialog]");
    const link = document.querySelector<HTMLElement>('[data-booking-placement="hero"]');
    const stopwatch = modal?.querySelector("[data-booking-status]");
    if (!modal || !link || !stopwatch) throw new Error("The page has no booking.");
    for (let opened = 0; opened < count; opened++) {
      const isReady = new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (!/Ready/.test(stopwatch.textContent ?? "")) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(stopwatch, { childList: true, characterData: true, subtree: true });
      });
      link.click();
      await isReady;
      const isClosed = new Promise((resolve) => modal.addEventListener("close", resolve, { once: true }));
      modal.close();
      await isClosed;
    }
  }, times);
}
