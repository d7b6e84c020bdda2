import { BUDGETS, rate, type Rating } from "../../shared/ratings.ts";
import type { Phase } from "../../shared/sample.ts";
import { count, milliseconds, NOTHING, OUTCOME_NAMES, utcTime } from "../../admin/format.ts";
import { STEPS, type Step, type SyntheticOpening, type SyntheticRun } from "./synthetic-run.ts";

/** The times of an opening in the order in which they pass; what the last two are held against is in `BUDGETS`. */
export const COLUMNS = {
  leadTime: "Lead",
  codeTime: "Our code",
  calLoadTime: "embed.js",
  frameTime: "Frame",
  slotsTime: "Slots",
  timesTime: "Click → times",
  totalDuration: "Click → ready",
} as const satisfies Partial<Record<Phase, string>>;

/** Said wherever the numbers go. */
export const SYNTHETIC = "Synthetic: measured on this device, not among the field numbers";

export const NOT_VALID = "Not valid: this tab was out of sight during the run, and browsers paint nothing then.";

/** The wait that a run measures: until there are free times in the dialog, or until Cal's calendar can be used. */
type Wait = "timesTime" | "totalDuration";
const OUTCOMES = { timesTime: "times", totalDuration: "ready" } as const;

const waitOf = ({ plan }: Pick<SyntheticRun, "plan">): Wait => (plan.variant === "instant" ? "timesTime" : "totalDuration");

/** The wait over the openings of one kind, in whole ms; null where none was measured. */
export interface StepSummary {
  readonly step: Step;
  readonly wait: Wait;
  /** How many openings count, and how many were tried. */
  readonly n: number;
  readonly tried: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** An opening counts if it ended as the variant's do, and was of the kind that it was to be: not if a pointer had warmed it. */
export function summarize({ openings, plan }: Pick<SyntheticRun, "openings" | "plan">): StepSummary[] {
  const wait = waitOf({ plan });
  return STEPS.map((step) => {
    const tried = openings.filter((opening) => opening.step === step);
    const times = tried.flatMap((opening) => countedTime(opening, wait) ?? []).toSorted((a, b) => a - b);
    const half = times.slice(Math.floor((times.length - 1) / 2), Math.floor(times.length / 2) + 1);
    const median = half.length > 0 ? Math.round(half.reduce((sum, time) => sum + time, 0) / half.length) : null;
    return { step, wait, n: times.length, tried: tried.length, median, min: times[0] ?? null, max: times.at(-1) ?? null };
  });
}

function countedTime({ step, sample }: SyntheticOpening, wait: Wait): number | undefined {
  return sample?.outcome === OUTCOMES[wait] && sample.openKind === step ? sample[wait] : undefined;
}

/** Against the budget of this wait; null where there is nothing to rate. */
export function ratingOf(time: number | null | undefined, wait: Wait = "totalDuration"): Rating | null {
  return time === null || time === undefined ? null : rate(time, BUDGETS[wait].p75);
}

/** How an opening went, in words: its rating, or why it has none. */
export function verdict({ step, sample, problem }: SyntheticOpening): string {
  if (!sample) return `Failed: ${problem ?? "no sample"}`;
  const { outcome = "ready", error, openKind, totalDuration, timesTime } = sample;
  if (outcome !== "ready" && outcome !== "times") return [OUTCOME_NAMES[outcome], error].filter((part) => part !== undefined).join(": ");
  const rating = (outcome === "times" ? ratingOf(timesTime, "timesTime") : ratingOf(totalDuration)) ?? NOTHING;
  return openKind === step ? rating : `${rating}, not counted: was to be ${step}`;
}

/** An opening as a row of the table: its number, its kind, its times, how it went. */
export function openingCells(opening: SyntheticOpening, index: number): string[] {
  const times = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((phase) => milliseconds(opening.sample?.[phase]));
  return [String(index + 1), opening.sample?.openKind ?? opening.step, ...times, verdict(opening)];
}

/** A kind as a row of the summary: its name, n of those tried, median, least and most, rating of the median. */
export function summaryCells({ step, wait, n, tried, median, min, max }: StepSummary): string[] {
  const range = min === null ? NOTHING : `${count(min)} – ${milliseconds(max)}`;
  return [step, `${n} of ${tried}`, milliseconds(median), range, ratingOf(median, wait) ?? NOTHING];
}

/** The circumstances of the numbers, by name. */
export function circumstances({ plan, startedAt, release, viewport, connection, openings }: SyntheticRun): [name: string, value: string][] {
  const releases = new Set(openings.map(({ sample }) => sample?.release ?? release));
  return [
    ["Time (UTC)", utcTime(startedAt)],
    ["Variant", plan.variant],
    ["Release", [...(releases.size > 0 ? releases : [release])].join(", ")],
    ["Viewport", `${viewport.width} × ${viewport.height} px`],
    ["Connection", connection ?? "not available in this browser"],
  ];
}

/** The whole run as text to hand on: what it is, what it holds for, the summary, each opening; columns by tabs. */
export function runAsText(run: SyntheticRun): string {
  const wait = waitOf(run);
  const { good, poor } = BUDGETS[wait].p75;
  const ended = run.state === "finished" ? [] : ["Stopped before its end."];
  return [
    SYNTHETIC,
    ...(run.wasHidden ? [NOT_VALID] : []),
    ...ended,
    ...circumstances(run).map(([name, value]) => `${name}: ${value}`),
    `Budget, ${COLUMNS[wait].toLowerCase()}: good up to ${milliseconds(good)}, poor above ${milliseconds(poor)}`,
    "",
    ["Kind", "n", "Median", "Min – max", "Rating"].join("\t"),
    ...summarize(run).map((summary) => summaryCells(summary).join("\t")),
    "",
    ["No.", "Kind", ...Object.values(COLUMNS), "Rating"].join("\t"),
    ...run.openings.map((opening, index) => openingCells(opening, index).join("\t")),
  ].join("\n");
}
