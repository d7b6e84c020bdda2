import { FIELDS, type Field, type FieldName } from "../fields.ts";
import { BUDGETS } from "../shared/ratings.ts";
import { DIMENSIONS, nameOf, type CalSample, type IntentEvent, type Outcome, type StoredSample } from "../shared/sample.ts";
import type { Filter } from "../store/metrics-store.ts";
import type { VisitorFacts } from "./visitor-facts.ts";

/** An opening that took longer is slow, in ms. */
const SLOW_MS = BUDGETS.totalDuration.p75.poor;

/** The sample as it is stored: whole ms and pixels, both clocks, what the server knows of the visitor instead of a user agent. */
export function storedSample(sample: CalSample, visitor: VisitorFacts, now: Date): StoredSample {
  const { userAgent: _, synthetic: __, again: ___, timestamp, ...kept } = sample;
  const stored: StoredSample = {
    ...kept,
    outcome: outcomeOf(sample),
    timestamp: (timestamp === undefined ? now : new Date(timestamp)).toISOString(),
    receivedAt: now.toISOString(),
    ...visitor,
  };
  // Without free times, nothing says when the calendar could be used.
  if (stored.outcome === "opened") delete stored.totalDuration;
  const values = Object.entries(stored).map(([name, value]) => [name, storedValue(FIELDS[name as FieldName], value)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as StoredSample;
}

/** The value as it is stored; undefined for an empty name, which is the same as none. */
function storedValue({ kind }: Field, value: unknown): unknown {
  if ((kind === "token" || kind === "origin") && value === "") return undefined;
  if (typeof value !== "number") return value;
  return kind === "score" ? Math.round(value * 1_000) / 1_000 : Math.round(value);
}

/** The dimensions by which an intent without an opening is counted. */
export function intentValues(intent: IntentEvent, visitor: VisitorFacts): Filter {
  const known: Partial<StoredSample> = { ...intent, ...visitor };
  const names = DIMENSIONS.filter((name) => (FIELDS[name] as Field).isIntent !== undefined && known[name]);
  return Object.fromEntries(names.map((name) => [name, known[name]]));
}

/**
 * One line about an opening that took longer than `SLOW_MS`, for the log: its time and its dimensions,
 * nothing that leads to a person. Undefined for any other sample.
 *
 * @example "Slow opening: 3421 ms (openKind=cold page=/services placement=hero device=phone connection=4g event=30min)"
 */
export function slowOpening(sample: StoredSample): string | undefined {
  if (sample.totalDuration === undefined || sample.totalDuration <= SLOW_MS) return undefined;
  const known = DIMENSIONS.flatMap((dimension) => (sample[dimension] === undefined ? [] : [`${nameOf(dimension)}=${sample[dimension]}`]));
  return `Slow opening: ${sample.totalDuration} ms${known.length > 0 ? ` (${known.join(" ")})` : ""}`;
}

/** Senders of the minimal payload send no outcome: a sample with an error failed or timed out. */
function outcomeOf({ outcome, error, errorClass = "" }: CalSample): Outcome {
  if (outcome !== undefined) return outcome;
  if (error === undefined) return "ready";
  return errorClass === "frame-silent" || errorClass.endsWith("-timeout") ? "timed-out" : "failed";
}
