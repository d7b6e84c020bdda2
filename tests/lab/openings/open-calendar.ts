/** Simulates one opening: the phases that the booking code would report, with times that depend on each other. */
import * as LIMITS from "../../../src/booking/browser/booking-limits.ts";
import type { CalErrorClass } from "../../../src/booking/browser/cal-embed.ts";
import type { CalSample, Connection } from "../../../src/metrics/shared/sample.ts";
import { diceOf, seededRandom, type Dice } from "./dice.ts";
import type { Visitor } from "./visitors.ts";

/** The conditions of an opening. */
export interface Circumstances {
  readonly isOut: boolean;
  readonly isSlowRelease: boolean;
  /** False for a second try, which has the code already. */
  readonly isFirst: boolean;
}

export type Went = Pick<
  CalSample,
  | "openKind" | "outcome" | "error" | "errorClass" | "leadTime" | "codeTime" | "calLoadTime" | "frameTime" | "slotsTime" | "iframeLoadTime" | "totalDuration"
  | "timesTime" | "formTime" | "picked"
>;

/** The delay of the booking code in the slow release, in ms. */
const SLOWER_BY_MS = 700;
/** The calendar is on the screen, but its free times are late: not an error. */
const NO_TIMES = "no-times";

/** How many times longer a request takes than on 4G. */
const LINE_FACTORS: Readonly<Record<Connection, number>> = { "4g": 1, "3g": 2.4, "2g": 5, "slow-2g": 8 };
/** A shorter lead is the press that became the click: see src/metrics/browser/openings.ts. */
const COLD_BELOW_MS = 200;

/** All in ms; instants are measured from the first sign of intent. */
interface Course {
  readonly click: number;
  readonly code: number;
  readonly calLoad: number;
  readonly loadStart: number;
  readonly mount: number;
  readonly frame: number;
  readonly slots: number;
}

/** The first opening of a page view, or another try after one that failed. */
export function openCalendar(visitor: Visitor, how: Circumstances, dice: Dice): Went {
  const { went, course } = openFrame(visitor, how, dice);
  return visitor.facts.variant === "instant" ? withTimes(went, visitor, course, how) : went;
}

/** How many openings of the variant `instant` fall back to the frame: our server had no answer in time. */
const FALLBACKS = 0.03;
/** The share of the visitors who saw free times that pick one. */
const PICKS = 0.45;

/** The same opening where the dialog shows free times itself: Cal's frame is only needed for the form, after a pick. */
function withTimes(went: Went, { line }: Visitor, { click, code, frame, loadStart }: Course, { isFirst }: Circumstances): Went {
  // Draws of its own, so that the frame's stay what the seed gives.
  const dice = diceOf(seededRandom(Math.round(frame * 1_000)));
  if (dice.chance(FALLBACKS)) return went;
  // They come with our own code, from the edge's cache.
  const there = Math.max(code, dice.logNormal(140, 0.35) * LINE_FACTORS[line]);
  const timesTime = Math.round(Math.max(there - click, 0) + dice.between(10, 40));
  const lead = Math.max(click - loadStart, 0);
  const begun: Went = { openKind: lead < COLD_BELOW_MS ? "cold" : "warmed", leadTime: Math.round(lead), ...(isFirst && { codeTime: Math.round(code) }) };
  if (!dice.chance(PICKS)) return { ...begun, outcome: "times", timesTime };
  if (went.error !== undefined) return { ...went, timesTime, picked: true };
  // The frame begins while the visitor points at a time, or at the pick.
  const pointed = dice.chance(0.5) ? dice.logNormal(350, 0.8) : 0;
  const { totalDuration: _, slotsTime: __, iframeLoadTime: ___, ...known } = went;
  return { ...known, ...begun, outcome: "times", timesTime, picked: true, formTime: Math.round(Math.max(frame - pointed, 0) + dice.between(16, 40)) };
}

function openFrame(visitor: Visitor, how: Circumstances, dice: Dice): { went: Went; course: Course } {
  const planned = courseOf(visitor, how, dice);
  const patience = dice.logNormal(7_500, 0.8);
  const failure = failureOf(visitor, planned, how, dice);
  const course = failure === undefined ? planned : failingCourse(planned, failure);
  const slotsThere = Math.max(course.mount + course.frame + course.slots, course.click);
  const shown = slotsThere + dice.between(16, 40);
  const decided = failure === undefined ? shown : Math.max(failure.at, course.click + 1);
  // No visitor gives up while a loaded calendar is painted, which takes a frame or two.
  const isAbandoned = (failure === undefined ? slotsThere : decided) - course.click > patience;
  const until = isAbandoned ? course.click + patience : decided;

  const lead = course.click - Math.min(course.loadStart, course.click);
  const known: Went = {
    openKind: lead < COLD_BELOW_MS ? "cold" : "warmed",
    ...(isAbandoned && until < course.code ? {} : timesUntil(until, course, how)),
  };
  const wentSo = (so: Went) => ({ went: { ...known, ...so }, course: planned });
  if (isAbandoned) return wentSo({ outcome: "abandoned" });
  if (failure === undefined) return wentSo({ outcome: "ready", totalDuration: Math.round(shown - course.click) });
  if (failure.class === NO_TIMES) return wentSo({ outcome: "opened" });
  const isTimedOut = /timeout|silent/.test(failure.class);
  return wentSo({ outcome: isTimedOut ? "timed-out" : "failed", errorClass: failure.class, error: `${failure.class}: ${failure.detail}` });
}

/** The calendar, or the list of free times, is loaded: only the dialog is shown again. */
export function reopenCalendar({ outcome }: Went, dice: Dice): Went {
  const waited = Math.round(dice.between(20, 40));
  return { openKind: "reopened", ...(outcome === "times" ? { outcome, timesTime: waited } : { outcome: "ready", totalDuration: waited }) };
}

function courseOf(visitor: Visitor, { isSlowRelease, isFirst }: Circumstances, dice: Dice): Course {
  const { line, slowness, facts: { variant } } = visitor;
  const factor = LINE_FACTORS[line];
  const isOptimized = variant !== "baseline";
  const late = isSlowRelease ? SLOWER_BY_MS * dice.between(0.85, 1.25) : 0;
  const code = isFirst ? dice.logNormal(isOptimized ? 45 : 240, 0.45) * factor + late : 0;
  // The baseline opens a connection to Cal's host for the script, and for the frame.
  const calLoad = dice.logNormal(isOptimized ? 210 : 520, 0.4) * factor;
  const frame = dice.logNormal(isOptimized ? 560 : 760, 0.32) * (0.6 * factor + 0.4 * slowness);
  const slots = dice.logNormal(330, 0.4) * (0.5 * factor + 0.5 * slowness);

  const click = isOptimized && isFirst ? Math.round(leadOf(visitor, dice)) : 0;
  // The baseline requests embed.js when its own code has loaded; ours requests both at once.
  const loadStart = isOptimized ? 0 : code;
  const strong = click < COLD_BELOW_MS ? 0 : dice.between(80, 200);
  return { click, code, calLoad, loadStart, frame, slots, mount: Math.max(loadStart + calLoad, code, strong) };
}

/** The time from the first sign of intent to the click. A thumb scrolls to a button and rests; a mouse hovers over it. */
function leadOf({ line, facts: { viewportWidth } }: Visitor, dice: Dice): number {
  const isTouch = viewportWidth < 1_200;
  // On a 2G line weak intent starts nothing.
  const isPressOnly = /2g/.test(line) || dice.chance(isTouch ? 0.42 : 0.2);
  if (isPressOnly) return dice.between(40, 150);
  return Math.min(dice.logNormal(isTouch ? 1_900 : 700, isTouch ? 0.9 : 0.7), 110_000);
}

interface Failure {
  readonly class: CalErrorClass | typeof NO_TIMES;
  readonly detail: string;
  readonly at: number;
  /** The phase that never ends. */
  readonly stuck?: "calLoad" | "frame";
}

/** A failure before the click is retried at the click, and fails again: without a lead. */
function failingCourse(course: Course, { at, stuck }: Failure): Course {
  return { ...course, ...(at <= course.click && { click: 0 }), ...(stuck && { [stuck]: Infinity }) };
}

/** The failure of an opening, if it has one. */
function failureOf(visitor: Visitor, course: Course, { isOut }: Circumstances, dice: Dice): Failure | undefined {
  const { click, loadStart, calLoad, mount, frame, slots } = course;
  const scriptFailed = { class: "script-failed", detail: "https://app.cal.com/embed/embed.js", at: loadStart + calLoad, stuck: "calLoad" } as const satisfies Failure;
  // A silent frame is replaced once before the visitor sees an error.
  const frameSilent: Failure = { class: "frame-silent", detail: "loaded", at: mount + 2 * (frame + Math.max(LIMITS.silent, frame)), stuck: "frame" };
  const tooLate = click + LIMITS.timeout;
  const frameTimeout = timedOut("frame-timeout", tooLate);

  if (isOut && dice.chance(0.92)) {
    // Our own origin still has a copy of embed.js, but its requests to Cal get no answer.
    return visitor.facts.variant === "baseline" ? dice.pick<Failure>([[scriptFailed, 4], [frameSilent, 1]]) : dice.pick<Failure>([[frameSilent, 7], [{ ...frameTimeout, stuck: "frame" }, 2], [scriptFailed, 1]]);
  }
  if (mount > tooLate) return timedOut("script-timeout", tooLate);
  if (mount + frame > tooLate) return frameTimeout;
  if (mount + frame + slots > tooLate) return timedOut(NO_TIMES, tooLate);
  if (!dice.chance(0.009)) return undefined;
  return dice.pick<Failure>([
    [scriptFailed, 5],
    [frameSilent, 3],
    [{ class: "link-failed", detail: "404", at: mount + frame, stuck: "frame" }, 1],
  ]);
}

function timedOut(errorClass: Failure["class"], at: number): Failure {
  return { class: errorClass, detail: `${LIMITS.timeout} ms`, at };
}

/** The phases that had ended by then. If the frame fails, the script's time is still known. */
function timesUntil(until: number, { click, code, loadStart, calLoad, mount, frame, slots }: Course, { isFirst }: Circumstances): Partial<CalSample> {
  const isPainted = until >= mount + frame;
  const isReady = until >= mount + frame + slots;
  return {
    leadTime: Math.round(Math.max(click - loadStart, 0)),
    ...(isFirst && { codeTime: Math.round(code) }),
    ...(until >= loadStart + calLoad && { calLoadTime: Math.round(calLoad) }),
    ...(isPainted && { frameTime: Math.round(frame) }),
    ...(isReady && { slotsTime: Math.round(slots), iframeLoadTime: Math.round(frame) + Math.round(slots) }),
  };
}
