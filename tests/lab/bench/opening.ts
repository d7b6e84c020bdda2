import type { Page } from "playwright";
import { READY_FOR_MS } from "./approach.ts";
import { clickCold, pickCold, pickPointed } from "./gestures.ts";
import { CAL } from "./hosts.ts";
import type { BenchPage } from "./in-page.ts";
import { LIMIT_MS, within } from "./time-limit.ts";
import type { Contender, Situation } from "./plan.ts";

declare global {
  interface Window {
    bench: BenchPage;
  }
}

/** One measured opening. Times in ms; negative ones are before the click. */
export interface Sample {
  contender: Contender;
  situation: Situation;
  /** From the first sign of intent on the link to the click. */
  lead: number;
  /** From the click to the first animation frame that shows a part of the dialog; a plain link has none. */
  painted?: number;
  /** From a real click to its first frame on the screen, in steps of 8 ms. Unlike `painted` it includes what the browser does behind the page. */
  presented?: number;
  /** From the click to Cal's `linkReady`. */
  linkReady?: number;
  /** From the click to the first animation frame with opaque slots in the calendar's frame, hidden or not. */
  opaque?: number;
  /** From the click to the first animation frame with the calendar's frame in plain sight, with or without slots. */
  shown?: number;
  /** From the click to slots that are painted and in plain sight: in the calendar, or of the contender `instant` in our dialog. */
  ready: number;
  /** Of the contender `instant`: what came of picking the first time. */
  pick?: PickTimes;
}

/** Times in ms. */
export interface PickTimes {
  /** From the pick to Cal's `linkReady`; negative before it. */
  linkReady: number;
  /** From the pick to Cal's form, painted and in plain sight. */
  form: number;
  /** From the click on the link to the same. */
  sinceClick: number;
}

/**
 * Follows the opening that the latest click began, until slots are painted in plain sight.
 *
 * @param leadFrom the start of a lead without an event on the link, in ms since the epoch
 */
export async function measureOpening(page: Page, contender: Contender, situation: Situation, leadFrom?: number): Promise<Sample> {
  const seen = await within(LIMIT_MS, "A calendar in plain sight", page.evaluate(() => window.bench.opening()));
  const frame = await (await page.evaluateHandle(() => window.bench.frame())).asElement()?.contentFrame();
  if (!frame) throw new Error("The calendar's frame has disappeared.");
  const since = Math.max(seen.clickAt, seen.shownAt);
  const readyAt = await within(LIMIT_MS, "A frame of the calendar with slots", frame.evaluate((from) => window.bench.paintedSince(from), since));
  const opaqueAt = await frame.evaluate(() => window.bench.opaqueAt());
  const linkReadyAt = await page.evaluate(() => window.bench.linkReadyAt());
  const presentedAt = await page.evaluate(() => window.bench.presentedAt());
  // Closing returns the focus to the link, which is not intent to open it again.
  const intentAt = leadFrom ?? (situation === "reopened" ? undefined : seen.intentAt) ?? seen.clickAt;
  return {
    contender,
    situation,
    lead: Math.max(0, seen.clickAt - intentAt),
    painted: seen.paintedAt - seen.clickAt,
    ...(presentedAt !== undefined && { presented: presentedAt - seen.clickAt }),
    ...(linkReadyAt !== undefined && { linkReady: linkReadyAt - seen.clickAt }),
    ...(opaqueAt !== undefined && { opaque: opaqueAt - seen.clickAt }),
    shown: seen.shownAt - seen.clickAt,
    ready: readyAt - seen.clickAt,
  };
}

/** Follows the opening until free times are painted in plain sight in our dialog, picks the first, and follows that until Cal's form is. */
export async function measureTimes(page: Page, situation: Situation, leadFrom?: number): Promise<Sample> {
  const seen = await within(LIMIT_MS, "Free times in plain sight", page.evaluate(() => window.bench.times()));
  const pickAt = await within(LIMIT_MS, "The pick", situation === "pointed" ? pickPointed(page, READY_FOR_MS) : pickCold(page));
  if (pickAt === undefined) throw new Error("The page did not see the click on the first free time.");
  const { shownAt } = await within(LIMIT_MS, "A calendar in plain sight", page.evaluate(() => window.bench.opening()));
  const frame = await (await page.evaluateHandle(() => window.bench.frame())).asElement()?.contentFrame();
  if (!frame) throw new Error("The calendar's frame has disappeared.");
  const formAt = await within(LIMIT_MS, "Cal's form", frame.evaluate((from) => window.bench.paintedSince(from, "form"), Math.max(pickAt, shownAt)));
  const linkReadyAt = await within(LIMIT_MS, "Cal's linkReady", page.evaluate(() => window.bench.linkReady()));
  const intentAt = leadFrom ?? seen.intentAt ?? seen.clickAt;
  return {
    contender: "instant",
    situation,
    lead: Math.max(0, seen.clickAt - intentAt),
    painted: seen.paintedAt - seen.clickAt,
    ready: seen.timesAt - seen.clickAt,
    pick: { linkReady: linkReadyAt - pickAt, form: formAt - pickAt, sinceClick: formAt - seen.clickAt },
  };
}

/** Clicks the plain link and measures the booking page itself, without an embed. */
export async function measurePlainLink(page: Page): Promise<Sample> {
  const arrived = page.waitForURL((url) => url.href.startsWith(`${CAL}/`), { waitUntil: "commit", timeout: LIMIT_MS });
  const clickAt = await clickCold(page);
  if (clickAt === undefined) throw new Error("The page did not see the click on the plain link.");
  await arrived;
  const readyAt = await within(LIMIT_MS, "Slots on the booking page", page.evaluate((from) => window.bench.paintedSince(from), clickAt));
  return { contender: "plainLink", situation: "cold", lead: 0, ready: readyAt - clickAt };
}
