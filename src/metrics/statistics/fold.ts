/**
 * Folds records into figures: over all of them, and over those with each value of each dimension. A fold counts every value;
 * `capped` then keeps the values of a dimension that matter.
 */
import { fieldEntries } from "../fields.ts";
import { DIMENSIONS, FRAME_PHASES, OUTCOMES, PHASES, TIMES_PHASES, VALUE_PHASES, VITALS, type Dimension, type Phase, type StoredSample } from "../shared/sample.ts";
import { CLS_SCALE, FELL_BACK, GIVEN_UP, INTENT, mergeFigures, MOST_SENDERS, NO_FIGURES, OTHER, PICKED, TIMES_SEEN, type Figures, type Measure, type MeasureFigures } from "./figures.ts";
import { bucketOf, Histogram } from "./histogram.ts";

/** A change of counters that is not an opening: of a booking, or of an opening of which more is known. */
export interface Delta {
  /** By how much each counter changes: over all records, and over those with each of the values. */
  readonly all: Readonly<Record<string, number>>;
  readonly value: Readonly<Record<string, number>>;
  /** The time of an opening that turned out to be booked, in whole ms. */
  readonly booked?: number | undefined;
  /** The time of a form that came later, in whole ms. */
  readonly formTime?: number | undefined;
  /** The same of one whose booking Cal's webhook has reported, too. */
  readonly confirmed?: number | undefined;
  /** How long the visitor took to make the booking, in tenths of a second; and the same once Cal's webhook has reported it, too. */
  readonly bookingTime?: number | undefined;
  readonly confirmedBookingTime?: number | undefined;
}

/** The fields of a record: some of a sample's, without its times. */
export type RecordFields = {
  readonly [Name in Exclude<keyof StoredSample, "receivedAt" | "timestamp">]?: NonNullable<StoredSample[Name]> extends number ? number : NonNullable<StoredSample[Name]> extends true ? true : string;
};

/** What a fold needs of a record: an opening has an outcome, an intent has none. */
export interface Countable {
  readonly fields: RecordFields;
  /** The sender's hash; "" if there is none. */
  readonly sender: string;
  /** The dimensions whose value is one of the site's own. */
  readonly ownValues: readonly Dimension[];
  readonly delta?: Delta | undefined;
}

export interface ValueFigures extends Figures {
  /** Whether the value is one of the site's own, which never become "other". */
  readonly isOwn: boolean;
}

type Values = ReadonlyMap<Dimension, ReadonlyMap<string, ValueFigures>>;

/** The figures of a set of records. */
export interface Counted {
  readonly whole: Figures;
  /** Counts, senders, the phases that values have, and `booked`. */
  readonly values: Values;
}

/** How many values of a dimension a period keeps. The other dimensions are closed lists. */
const VALUE_CAPS: ReadonlyMap<string, number> = new Map(fieldEntries().flatMap(([name, { cap }]) => (cap === undefined ? [] : [[name, cap]])));

/** The dimensions with a cap. */
export const CAPPED: readonly Dimension[] = DIMENSIONS.filter((dimension) => VALUE_CAPS.has(dimension));

export const NOTHING: Counted = { whole: NO_FIGURES, values: new Map() };

/** Computes each part when it is first asked for: most readers need one of them. */
export function lazily(whole: () => Figures, values: () => Values): Counted {
  const known: { whole?: Figures; values?: Values } = {};
  return {
    get whole() {
      return (known.whole ??= whole());
    },
    get values() {
      return (known.values ??= values());
    },
  };
}

const MEASURES: readonly Measure[] = [...PHASES, ...VITALS, "booked", "confirmed", "bookingTime", "confirmedBookingTime"];
const IN_VALUES: ReadonlySet<string> = new Set(VALUE_PHASES);

interface Times {
  n: number;
  sum: number;
  min: number;
  max: number;
  readonly buckets: Map<number, number>;
}

interface Part {
  readonly counts: Record<string, number>;
  readonly times: Map<Measure, Times>;
  /** The smallest ones, in their order. */
  readonly senders: string[];
  isOwn: boolean;
}

export class Fold {
  readonly #whole = newPart();
  readonly #values = new Map<Dimension, Map<string, Part>>();

  /** @throws {RangeError} for a time that is negative or not finite. */
  add({ fields, sender, ownValues, delta }: Countable): void {
    const values: Part[] = [];
    for (const dimension of DIMENSIONS) {
      const value = fields[dimension];
      if (value !== undefined) values.push(this.#part(dimension, value, ownValues.includes(dimension)));
    }
    const whole = [this.#whole];
    const all = [this.#whole, ...values];
    if (delta !== undefined) {
      addCounts(whole, delta.all);
      addCounts(values, delta.value);
      addTime(all, "booked", delta.booked);
      addTime(whole, "confirmed", delta.confirmed);
      addTime(all, "bookingTime", delta.bookingTime);
      addTime(all, "confirmedBookingTime", delta.confirmedBookingTime);
      addTime(all, "formTime", delta.formTime);
      return;
    }
    const { outcome, dropped } = fields;
    addCounts(all, countsOf(fields));
    if (outcome === undefined) return;
    if (sender !== "") for (const part of all) addSender(part, sender);
    if (dropped) addCounts(whole, { [GIVEN_UP]: dropped });
    // A phase counts only if the visitor got free times; the page's vitals always do.
    for (const phase of phasesOf(fields)) addTime(IN_VALUES.has(phase) ? all : whole, phase, fields[phase]);
    for (const vital of VITALS) addTime(whole, vital, vital === "cls" ? fields.cls && fields.cls * CLS_SCALE : fields[vital]);
  }

  get whole(): Figures {
    return figuresOf(this.#whole);
  }

  get counted(): Counted {
    const values = [...this.#values].map(([dimension, parts]) => {
      const figures = [...parts].map(([value, part]) => [value, { ...figuresOf(part), isOwn: part.isOwn }] as const);
      return [dimension, new Map(figures)] as const;
    });
    return { whole: this.whole, values: new Map(values) };
  }

  #part(dimension: Dimension, value: string, isOwn: boolean): Part {
    const parts = this.#values.get(dimension) ?? new Map<string, Part>();
    this.#values.set(dimension, parts);
    const part = parts.get(value) ?? newPart();
    parts.set(value, part);
    part.isOwn ||= isOwn;
    return part;
  }
}

/** What an opening counts as; a record without an outcome is an intent. */
export function countsOf({ outcome = INTENT, variant, timesTime, picked }: RecordFields): Record<string, number> {
  const counts: Record<string, number> = { [outcome]: 1 };
  if (outcome === "ready" || outcome === "opened") {
    if (variant === "instant") counts[FELL_BACK] = 1;
    return counts;
  }
  if (outcome === "times" || timesTime !== undefined) counts[TIMES_SEEN] = 1;
  if (picked) counts[PICKED] = 1;
  return counts;
}

/** The phases in which an opening counts: those of one way, so that no percentile mixes the two. */
export function phasesOf({ outcome }: RecordFields): readonly Phase[] {
  if (outcome === "ready") return FRAME_PHASES;
  return outcome === "times" ? TIMES_PHASES : [];
}

export function foldOf(records: readonly Countable[]): Fold {
  const fold = new Fold();
  for (const record of records) fold.add(record);
  return fold;
}

/** The figures of all of them together. Exact, in whatever order or grouping. */
export function mergeCounted(parts: readonly Counted[]): Counted {
  const [first] = parts;
  if (parts.length < 2) return first ?? NOTHING;
  return lazily(() => mergeFigures(...parts.map(({ whole }) => whole)), () => mergeValues(parts.flatMap(({ values }) => [...values])));
}

/** The values of every dimension, merged by their name. */
function mergeValues(entries: readonly (readonly [Dimension, ReadonlyMap<string, ValueFigures>])[]): Values {
  const known = new Map<Dimension, Map<string, ValueFigures[]>>();
  for (const [dimension, values] of entries) {
    const lists = known.get(dimension) ?? new Map<string, ValueFigures[]>();
    known.set(dimension, lists);
    for (const [value, figures] of values) {
      const list = lists.get(value);
      if (list === undefined) lists.set(value, [figures]);
      else list.push(figures);
    }
  }
  return new Map([...known].map(([dimension, lists]) => [dimension, new Map([...lists].map(([value, list]) => [value, mergeOne(list)]))]));
}

function mergeOne(list: readonly ValueFigures[]): ValueFigures {
  const [first] = list;
  return first !== undefined && list.length === 1 ? first : { ...mergeFigures(...list), isOwn: list.some(({ isOwn }) => isOwn) };
}

/**
 * The values that a period keeps: of a dimension with a cap the site's own, and then the most frequent up to the cap (among
 * equals by their names), in the order of their names. The rest is merged into "other". `times` is a multiple of the caps, for intermediate results.
 */
export function capped(counted: Counted, times = 1): Counted {
  const each = () => [...counted.values].map(([dimension, figures]) => [dimension, cappedTo((VALUE_CAPS.get(dimension) ?? Infinity) * times, figures)] as const);
  return lazily(() => counted.whole, () => new Map(each()));
}

function cappedTo(cap: number, figures: ReadonlyMap<string, ValueFigures>): ReadonlyMap<string, ValueFigures> {
  if (figures.size - Number(figures.has(OTHER)) <= cap) return byName(figures);
  const ranked = [...figures].toSorted(([a, one], [b, two]) =>
    Number(a === OTHER) - Number(b === OTHER) || Number(two.isOwn) - Number(one.isOwn) || frequency(two) - frequency(one) || (a < b ? -1 : 1));
  const kept = ranked.filter(([value, { isOwn }], i) => value !== OTHER && (isOwn || i < cap));
  const names = new Set(kept.map(([value]) => value));
  const rest = ranked.filter(([value]) => !names.has(value)).map(([, one]) => one);
  return byName([...kept, [OTHER, mergeOne(rest)]]);
}

function byName(figures: Iterable<readonly [string, ValueFigures]>): ReadonlyMap<string, ValueFigures> {
  return new Map([...figures].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function frequency({ counts }: Figures): number {
  return [...OUTCOMES, INTENT].reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

/** The figures as they would be with this many times the records. The sums of rounded counts may differ by a few. */
export function scaled<T extends Figures>(figures: T, factor: number): T {
  if (factor === 1) return figures;
  const times = ([measure, { buckets, n, sum, min, max }]: readonly [Measure, MeasureFigures]) =>
    [measure, { buckets: Histogram.ofPairs([...buckets].flatMap(([index, count]) => [index, count * factor])), n: Math.round(n * factor), sum: sum * factor, min, max }] as const;
  return {
    ...figures,
    counts: Object.fromEntries(Object.entries(figures.counts).map(([name, count]) => [name, Math.round(count * factor)])),
    measures: new Map([...figures.measures].map(times)),
  };
}

function newPart(): Part {
  return { counts: {}, times: new Map(), senders: [], isOwn: false };
}

function addCounts(parts: readonly Part[], counts: Readonly<Record<string, number>>): void {
  for (const { counts: known } of parts) for (const name in counts) known[name] = (known[name] ?? 0) + (counts[name] ?? 0);
}

function addSender({ senders }: Part, sender: string): void {
  const last = senders[MOST_SENDERS - 1];
  if (last !== undefined && sender >= last) return;
  const place = senders.findIndex((known) => known >= sender);
  if (place === -1) senders.push(sender);
  else if (senders[place] !== sender) senders.splice(place, 0, sender);
  senders.length = Math.min(senders.length, MOST_SENDERS);
}

function addTime(parts: readonly Part[], measure: Measure, value: number | undefined): void {
  if (value === undefined) return;
  const whole = Math.round(value);
  const bucket = bucketOf(whole);
  for (const { times } of parts) {
    const known = times.get(measure);
    if (known === undefined) {
      times.set(measure, { n: 1, sum: whole, min: whole, max: whole, buckets: new Map([[bucket, 1]]) });
      continue;
    }
    known.n += 1;
    known.sum += whole;
    if (whole < known.min) known.min = whole;
    if (whole > known.max) known.max = whole;
    known.buckets.set(bucket, (known.buckets.get(bucket) ?? 0) + 1);
  }
}

function figuresOf({ counts, times, senders }: Part): Figures {
  const measures = MEASURES.flatMap((measure) => {
    const known = times.get(measure);
    if (known === undefined) return [];
    return [[measure, { buckets: Histogram.ofEntries(known.buckets), n: known.n, sum: known.sum, min: known.min, max: known.max }] as const];
  });
  return { counts: { ...counts }, measures: new Map(measures), senders: [...senders] };
}
