import type { View } from "./view.ts";

/** Selectors and texts in the page and in the demo calendar. */
export const HERO = '[data-booking-placement="hero"]';
export const HEADER = '[data-booking-placement="header"]';
export const TIME = /^\d{1,2}:\d{2}$/;
export const CALENDAR = /\/studio\/30min\/embed/;

export const calendar = (page: View): Promise<View> => page.frame(CALENDAR);

export function isReady(page: View): Promise<unknown> {
  return page.until("an open dialog that is ready", () => document.querySelector("dialog[open][data-state=ready]") !== null);
}

/** Waits for the stopwatch, and so for the island, which adds what the engine's dialog lacks. */
export async function isComplete(page: View): Promise<void> {
  await isReady(page);
  await page.shown(".booking-stopwatch", /^Ready \d+ ms after your click$/);
}

export function isClosed(page: View): Promise<unknown> {
  return page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
}
