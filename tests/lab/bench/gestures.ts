import type { Page } from "playwright";
import { SELECTORS } from "./in-page.ts";
import { pause } from "./time-limit.ts";
import type { Visitor } from "./browser.ts";

/** The link that is clicked: the first in the page's content, not the one in its header. */
const HERO = '[data-booking-placement="hero"]';
/** The link at the page's end, for a visitor who has read it. */
const LAST = '[data-booking-placement]:not([data-booking-placement="header"])';
/** ms from the focus on the link to Enter. */
const FOCUSED_MS = 300;
/** ms that a finger stays on the glass in a tap. */
const TAP_MS = 90;

/**
 * A click without any lead: no pointer comes near, no key is pressed, nothing gets the focus. It measures a click
 * that could not be predicted.
 *
 * @returns the time of the click event, in ms since the epoch.
 */
export function clickCold(page: Page): Promise<number | undefined> {
  return page.evaluate((hero) => {
    document.querySelector<HTMLElement>(hero)?.click();
    return window.bench.clickAt();
  }, HERO);
}

/** Moves the mouse onto the link, as a visitor who aims at it. */
export async function hover(page: Page): Promise<void> {
  const { x, y } = await middleOf(page, HERO);
  await page.mouse.move(x, y);
}

/** Presses the mouse where it is. */
export async function press(page: Page): Promise<void> {
  await page.mouse.down();
  await page.mouse.up();
}

/** Puts a finger on the link and lifts it. */
export async function tap({ page, devtools }: Visitor, which: "hero" | "last"): Promise<void> {
  const touchPoints = [await middleOf(page, which === "hero" ? HERO : LAST)];
  await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await pause(TAP_MS);
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

/** Moves the keyboard focus to the link, as Tab does, and presses Enter a little later. */
export async function pressEnter(page: Page): Promise<void> {
  await page.locator(HERO).last().focus();
  await pause(FOCUSED_MS);
  await page.keyboard.press("Enter");
}

/** Picks the first free time, without a sign before it. @returns the time of the click event, in ms since the epoch. */
export function pickCold(page: Page): Promise<number | undefined> {
  return page.evaluate((time) => {
    document.querySelector<HTMLElement>(time)?.click();
    return window.bench.pickAt();
  }, SELECTORS.time);
}

/** Rests with the mouse on the first free time until Cal's page is there and drawn, and picks it. @returns as `pickCold`. */
export async function pickPointed(page: Page, drawnAfter: number): Promise<number | undefined> {
  const { x, y } = await middleOf(page, SELECTORS.time, "first");
  // A hand moves a mouse in many steps. The first event in a page has no movement.
  await page.mouse.move(x, y, { steps: 3 });
  await page.evaluate(() => window.bench.linkReady());
  await pause(drawnAfter);
  await press(page);
  return page.evaluate(() => window.bench.pickAt());
}

/** Scrolls the last link into the middle of the screen. @returns the time when it rests there, in ms since the epoch. */
export function scrollToLast(page: Page): Promise<number> {
  return page.evaluate((last) => {
    const rested = new Promise<number>((resolve) => {
      addEventListener("scrollend", () => resolve(performance.timeOrigin + performance.now()), { once: true });
    });
    [...document.querySelectorAll(last)].at(-1)?.scrollIntoView({ block: "center", behavior: "smooth" });
    return rested;
  }, LAST);
}

/** Closes the open calendar with its own button, as a visitor would. */
export function close(page: Page): Promise<void> {
  return page.evaluate(() => {
    const ours = document.querySelector<HTMLElement>("dialog[open] [data-booking-close]");
    const modals = [...document.querySelectorAll("cal-modal-box")].filter((box) => getComputedStyle(box).visibility === "visible");
    const button = ours ?? modals.at(-1)?.shadowRoot?.querySelector<HTMLElement>(".close");
    if (!button) throw new Error("There is no open calendar to close.");
    button.click();
  });
}

async function middleOf(page: Page, selector: string, which: "first" | "last" = "last"): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector)[which]().boundingBox();
  if (!box) throw new Error(`The page shows no ${selector}.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
