import type { Page } from "playwright";
import type { Visitor } from "./browser.ts";
import { clickCold, hover, press, pressEnter, scrollToLast, tap } from "./gestures.ts";
import { CAL } from "./hosts.ts";
import { SELECTORS } from "./in-page.ts";
import { pause, LIMIT_MS, within } from "./time-limit.ts";
import type { Contender, Situation } from "./plan.ts";

/** ms that the visitor rests with the last link in view, if the calendar is not ready sooner. */
const REST_MS = 3_000;
/**
 * ms from Cal's report of its slots to the click on a calendar that is ready before it. In a calendar that is drawn the
 * times are opaque after 440 ms. The wait does not depend on them: a calendar that is not drawn while it is hidden is
 * clicked just as early.
 */
export const READY_FOR_MS = 740;

/**
 * Acts like a visitor up to the click, and clicks.
 *
 * @returns the start of a lead without an event on the link, in ms since the epoch.
 */
export async function approachAndClick(visitor: Visitor, contender: Contender, situation: Situation): Promise<number | undefined> {
  const { page } = visitor;
  switch (situation) {
    case "cold":
    case "reopened":
    case "pointed":
      await clickCold(page);
      return undefined;
    case "keyboard":
      await pressEnter(page);
      return undefined;
    case "hover200":
    case "hover400":
    case "hover800":
      await hover(page);
      await pause(Number(situation.slice("hover".length)));
      await press(page);
      return undefined;
    case "touch":
      await tap(visitor, "hero");
      return undefined;
    case "inView": {
      const inViewAt = await within(LIMIT_MS, "The end of scrolling", scrollToLast(page));
      await Promise.race([dialogIsReady(page), pause(REST_MS)]);
      await tap(visitor, "last");
      return inViewAt;
    }
    case "readyBefore":
      if (contender === "prerender") {
        await within(LIMIT_MS, "Slots in the prerendered frame", slotsInFrame(page));
        await pause(READY_FOR_MS);
        await clickCold(page);
        return undefined;
      }
      await hover(page);
      await within(LIMIT_MS, 'data-state="ready" while hovering', dialogIsReady(page));
      await pause(READY_FOR_MS);
      await press(page);
      return undefined;
  }
}

function dialogIsReady(page: Page): Promise<void> {
  return page.evaluate(() => {
    const dialog = document.querySelector("dialog[data-booking-dialog]");
    const isReady = () => dialog?.getAttribute("data-state") === "ready";
    return new Promise<void>((resolve) => {
      if (isReady()) return resolve();
      new MutationObserver(() => isReady() && resolve()).observe(dialog ?? document, { attributes: true });
    });
  });
}

/** Waits for slots in the DOM of a hidden frame. It polls, because a hidden frame has no animation frames. */
async function slotsInFrame(page: Page): Promise<void> {
  for (;;) {
    const frame = page.frames().find((one) => one.url().startsWith(`${CAL}/`));
    // A frame that is navigating cannot be evaluated.
    const hasSlots = await frame?.evaluate((slot) => document.querySelector(slot) !== null, SELECTORS.slot).catch(() => false);
    if (hasSlots) return;
    await pause(100);
  }
}
