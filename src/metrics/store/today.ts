/**
 * The figures of the running day that the answer to each post contains: counts and the phases of values over all records. A process keeps
 * them up to date with what it appends itself, and at most once a second with what others have appended, which it
 * reads together with its next write. Records of others count here before their idempotency keys have been looked at.
 */
import { VALUE_PHASES } from "../shared/sample.ts";
import { mergeFigures, type Figures, type Measure, type MeasureFigures } from "../statistics/figures.ts";
import { countsOf, phasesOf, type Delta } from "../statistics/fold.ts";
import { bucketOf, Histogram } from "../statistics/histogram.ts";
import { hoursOf, isSettled, periodAt, type Period } from "../statistics/periods.ts";
import type { Appended } from "../log/group-commit.ts";
import type { Logs } from "../log/logs.ts";
import { readRecord, type LogRecord } from "../log/record-text.ts";
import type { Rollups } from "../rollups/rollups.ts";

export interface Today {
  /** From which place on the hour's log is wanted with the next write; undefined if nothing is. */
  tailFrom(hour: Period): number | undefined;
  /** The figures of the hour's day, with the record that was appended. */
  after(hour: Period, record: LogRecord, appended: Appended, tailFrom: number | undefined): Promise<Figures>;
  /** The figures of the hour's day as they are known. */
  known(hour: Period): Promise<Figures>;
  /** Reads them anew with the next answer: something was appended without them. */
  forget(): void;
}

/** Others' records may be this old in an answer. */
const TAIL_MS = 1_000;
/** After a longer pause the log may have grown a lot: then it is read from its blocks. */
const RELOAD_MS = 60_000;

/** The times of changes. */
const CHANGED = ["booked", "formTime", "bookingTime", "confirmedBookingTime"] as const satisfies readonly (keyof Delta)[];
const MEASURES = [...new Set<Measure>([...VALUE_PHASES, ...CHANGED])];
const IN_VALUES: ReadonlySet<string> = new Set(VALUE_PHASES);

interface Live {
  readonly hour: string;
  readonly counts: Record<string, number>;
  readonly measures: Map<Measure, { buckets: Histogram } & { -readonly [K in "n" | "sum" | "min" | "max"]: MeasureFigures[K] }>;
  readonly senders: readonly string[];
  /** How far the log is in it, and which places after that are, too: those of this process' own records. */
  n: number;
  readonly early: Set<number>;
  tailAt: number;
}

export function createToday(logs: Logs, rollups: Pick<Rollups, "read">, { now, zone }: { now: () => Date; zone: string }): Today {
  let ended: { readonly hour: string; readonly figures: readonly Figures[] } | undefined;
  let live: Promise<Live> | undefined;
  let current: Live | undefined;

  /** The figures of the day's hours before this one, which hardly change any more. */
  async function figuresBefore(hour: Period): Promise<readonly Figures[]> {
    if (ended?.hour === hour.key) return ended.figures;
    const hours = hoursOf({ start: periodAt("day", hour.start, zone).start, end: hour.start });
    const figures = (await rollups.read(hours, "whole")).map(({ counted }) => counted.whole);
    if (hours.every((one) => isSettled(one, now()))) ended = { hour: hour.key, figures };
    return figures;
  }

  async function load(hour: Period): Promise<Live> {
    const [{ n, counted }, before] = await Promise.all([logs.fold(hour), figuresBefore(hour)]);
    const figures = mergeFigures({ counts: {}, measures: new Map(), senders: [] }, counted.whole, ...before);
    const measures = MEASURES.flatMap((name) => {
      const known = figures.measures.get(name);
      return known === undefined ? [] : [[name, { ...known }] as const];
    });
    return { hour: hour.key, counts: { ...figures.counts }, measures: new Map(measures), senders: figures.senders, n, early: new Set(), tailAt: performance.now() };
  }

  async function of(hour: Period): Promise<Live> {
    if (current?.hour === hour.key && performance.now() - current.tailAt < RELOAD_MS) return current;
    current = undefined;
    live ??= load(hour).finally(() => (live = undefined));
    const loaded = await live;
    // Two hours at once, around the full one: each answer gets its own.
    if (loaded.hour !== hour.key) return load(hour);
    return (current ??= loaded);
  }

  return {
    tailFrom(hour) {
      if (current?.hour !== hour.key) return undefined;
      const pause = performance.now() - current.tailAt;
      if (pause < TAIL_MS || pause >= RELOAD_MS) return undefined;
      current.tailAt = performance.now();
      return current.n;
    },

    async after(hour, record, { isNew, place, tail }, tailFrom) {
      const state = await of(hour);
      if (place >= state.n && !state.early.has(place)) {
        if (isNew) add(state, record);
        state.early.add(place);
      }
      for (const [i, text] of (tail ?? []).entries()) {
        const at = (tailFrom ?? 0) + i;
        if (at < state.n || state.early.delete(at)) continue;
        const other = readRecord(text);
        if (other !== undefined) add(state, other);
      }
      if (tail !== undefined) state.n = Math.max(state.n, (tailFrom ?? 0) + tail.length);
      return state;
    },

    known: of,
    forget: () => (current = undefined),
  };
}

function add({ counts, measures }: Live, { fields, delta }: LogRecord): void {
  for (const [name, by] of Object.entries(delta?.all ?? countsOf(fields))) counts[name] = (counts[name] ?? 0) + by;
  for (const measure of CHANGED) addTime(measures, measure, delta?.[measure]);
  if (delta === undefined) for (const phase of phasesOf(fields)) if (IN_VALUES.has(phase)) addTime(measures, phase, fields[phase]);
}

function addTime(measures: Live["measures"], measure: Measure, value: number | undefined): void {
  if (value === undefined) return;
  const known = measures.get(measure) ?? { buckets: new Histogram(), n: 0, sum: 0, min: Infinity, max: -Infinity };
  measures.set(measure, known);
  known.buckets.add(bucketOf(value));
  known.n += 1;
  known.sum += value;
  known.min = Math.min(known.min, value);
  known.max = Math.max(known.max, value);
}
