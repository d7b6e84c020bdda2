import { BUDGETS, rate, type Rating } from "../../shared/ratings.ts";
import type { Phase } from "../../shared/sample.ts";
import { NOTHING } from "../../../host/words/formats.ts";
import type { measureWordsIn } from "../../../host/words/measure-words.ts";
import { STEPS, type Step, type SyntheticOpening, type SyntheticRun } from "./synthetic-run.ts";

/** The times of an opening in the order in which they pass; what the last two are held against is in `BUDGETS`. */
export const MEASURED = ["leadTime", "codeTime", "calLoadTime", "frameTime", "slotsTime", "timesTime", "totalDuration"] as const satisfies readonly Phase[];

/** In the language of the page. */
export type MeasureWords = ReturnType<typeof measureWordsIn>;

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
export function verdict({ step, sample, problem }: SyntheticOpening, { measure: words, outcomes, ratings }: MeasureWords): string {
  if (!sample) return words.failed({ problem: problem ?? words.problems.none });
  const { outcome = "ready", error, openKind, totalDuration, timesTime } = sample;
  if (outcome !== "ready" && outcome !== "times") return [outcomes[outcome], error].filter((part) => part !== undefined).join(": ");
  const rating = outcome === "times" ? ratingOf(timesTime, "timesTime") : ratingOf(totalDuration);
  const shown = rating === null ? NOTHING : ratings[rating];
  return openKind === step ? shown : words.notCounted({ rating: shown, step });
}

/** An opening as a row of the table: its number, its kind, its times, how it went. */
export function openingCells(opening: SyntheticOpening, index: number, words: MeasureWords): string[] {
  const times = MEASURED.map((phase) => words.formats.milliseconds(opening.sample?.[phase]));
  return [String(index + 1), opening.sample?.openKind ?? opening.step, ...times, verdict(opening, words)];
}

/** A kind as a row of the summary: its name, n of those tried, median, least and most, rating of the median. */
export function summaryCells({ step, wait, n, tried, median, min, max }: StepSummary, { measure: words, ratings, formats: { count, milliseconds } }: MeasureWords): string[] {
  const rating = ratingOf(median, wait);
  const range = min === null ? NOTHING : `${count(min)} – ${milliseconds(max)}`;
  return [step, words.of({ n, tried }), milliseconds(median), range, rating === null ? NOTHING : ratings[rating]];
}

/** The circumstances of the numbers, by name. */
export function circumstances({ plan, startedAt, release, viewport, connection, openings }: SyntheticRun, { measure: words, formats }: MeasureWords): [name: string, value: string][] {
  const names = words.circumstances;
  const releases = new Set(openings.map(({ sample }) => sample?.release ?? release));
  return [
    [names.time, formats.time(startedAt, "UTC")],
    [names.variant, plan.variant],
    [names.release, [...(releases.size > 0 ? releases : [release])].join(", ")],
    [names.viewport, `${viewport.width} × ${viewport.height} px`],
    [names.connection, connection ?? words.noConnection],
  ];
}

/** The whole run as text to hand on: what it is, what it holds for, the summary, each opening; columns by tabs. */
export function runAsText(run: SyntheticRun, all: MeasureWords): string {
  const { measure: words, labels } = all;
  const { columns } = words;
  const wait = waitOf(run);
  const { good, poor } = BUDGETS[wait].p75;
  const ended = run.state === "finished" ? [] : [words.stoppedEarly];
  return [
    words.synthetic,
    ...(run.wasHidden ? [words.hidden] : []),
    ...ended,
    ...circumstances(run, all).map(([name, value]) => `${name}: ${value}`),
    words.budget({ phase: wait, good, poor }),
    "",
    [columns.kind, columns.n, columns.median, columns.range, columns.rating].join("\t"),
    ...summarize(run).map((summary) => summaryCells(summary, all).join("\t")),
    "",
    [columns.number, columns.kind, ...MEASURED.map((phase) => labels[phase]), columns.rating].join("\t"),
    ...run.openings.map((opening, index) => openingCells(opening, index, all).join("\t")),
  ].join("\n");
}
