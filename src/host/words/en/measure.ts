/** "Measure from here". The page's script has these words too, so this file imports as little as possible. */
import { labels, outcomes, ratings } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, milliseconds } = formats;

export const measure = {
  title: "Measure from here",
  /** Wherever the numbers go. */
  synthetic: "Synthetic: measured on this device, not among the field numbers",
  back: "Back to the metrics",
  run: "A run",
  explained:
    "Opens the calendar on this device as a visitor’s click does, with the same files. This page reloads before each cold opening; " +
    "the reopened ones follow in the last page view. No samples are sent.",
  needsScript: "Measuring needs JavaScript, which is turned off in this browser.",
  stop: "Stop",
  byHand: "Open the calendar by hand",
  coldOpenings: "Cold openings, 1–10",
  reopenedOpenings: "Reopened openings, 1–10",
  variant: "Variant",
  start: "Measure",
  results: "Results: synthetic",
  copy: "Copy as text",
  summary: "Summary",
  each: "Each opening",
  columns: { kind: "Kind", n: "n", median: "Median", range: "Min – max", ratingOfMedian: "Rating of the median", rating: "Rating", number: "No." },
  thresholds: ({ good, poor, timesGood, timesPoor }: { good: number; poor: number; timesGood: number; timesPoor: number }) =>
    `Good is up to ${milliseconds(good)}, poor above ${milliseconds(poor)}, from the click to the usable calendar; for free times in the dialog (instant) up to ` +
    `${milliseconds(timesGood)} and above ${milliseconds(timesPoor)}. The first cold opening may find empty caches, as a visitor’s first one does; the later ones find a warm HTTP cache. ` +
    "Reopened ones have no phases: the calendar is already loaded.",
  hidden: "Not valid: this tab was out of sight during the run, and browsers paint nothing then.",
  keepsNothing: "This browser keeps nothing for this tab, so a run cannot go over several page views.",
  copied: "Copied.",
  noCopy: "This browser does not let the page copy.",
  finished: ({ all }: { all: number }) => `Finished: ${count(all)} openings.`,
  stopped: ({ done, all }: { done: number; all: number }) => `Stopped after ${count(done)} of ${count(all)} openings.`,
  running: ({ number, all, step }: { number: number; all: number; step: string }) =>
    `Opening ${count(number)} of ${count(all)}, ${step}. Keep this tab in front; closing the calendar stops the run.`,
  problems: {
    codeMissing: "code-missing: the booking code did not come",
    noSample: ({ ms }: { ms: number }) => `no-sample: nothing was reported within ${ms} ms`,
    none: "no sample",
  },
  failed: ({ problem }: { problem: string }) => `Failed: ${problem}`,
  notCounted: ({ rating, step }: { rating: string; step: string }) => `${rating}, not counted: was to be ${step}`,
  of: ({ n, tried }: { n: number; tried: number }) => `${n} of ${tried}`,
  circumstances: { time: "Time (UTC)", variant: "Variant", release: "Release", viewport: "Viewport", connection: "Connection" },
  noConnection: "not available in this browser",
  stoppedEarly: "Stopped before its end.",
  budget: ({ phase, good, poor }: { phase: "timesTime" | "totalDuration"; good: number; poor: number }) =>
    `Budget, ${labels[phase].toLowerCase()}: good up to ${milliseconds(good)}, poor above ${milliseconds(poor)}`,
};

/** Everything that the page's script writes. */
export const measureWords = { measure, labels, outcomes, ratings, formats };
