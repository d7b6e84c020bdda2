/**
 * The figures of a period as JSON, in three parts: the whole, the values with their waits and what was booked, and the values' other
 * phases. The same figures give the same text, in whatever order they were counted.
 *
 * Values are in lists and not keys, of which some mean more than themselves (`__proto__`). A histogram names the buckets that
 * counted anything, each by its distance from the one before.
 */
import { fieldEntries } from "../fields.ts";
import { DIMENSIONS, type Dimension } from "../shared/sample.ts";
import type { Figures, Measure, MeasureFigures } from "../statistics/figures.ts";
import { lazily, type Counted, type ValueFigures } from "../statistics/fold.ts";
import { Histogram } from "../statistics/histogram.ts";
import type { Part } from "./keys.ts";

type FiguresText = readonly [counts: Readonly<Record<string, number>>, senders: string, measures: readonly MeasureText[]];
type MeasureText = readonly [code: string, n: number, sum: number, min: number, max: number, buckets: string];
type ValuesText = readonly (readonly [dimension: string, values: readonly (readonly [value: string, isOwn: 0 | 1, ...FiguresText])[]])[];

/** What is stored of a period under each part. `n` is how many records its logs had. */
export interface RollupText {
  readonly n: number;
  readonly whole?: FiguresText;
  readonly values?: ValuesText;
}

/** What is stored of several days together: their values, how many records each had, and on which each release was first seen. */
export interface SumText extends RollupText {
  readonly days: readonly number[];
  readonly releases: readonly (readonly [release: string, start: string])[];
}

/** A letter never changes its meaning. */
const CODES: ReadonlyMap<Measure, string> = new Map([
  ...fieldEntries().flatMap(([name, { code }]) => (code === undefined ? [] : [[name as Measure, code] as const])),
  ["booked", "k"] as const,
  ["confirmed", "q"] as const,
  ["bookingTime", "d"] as const,
  ["confirmedBookingTime", "e"] as const,
]);
const BY_CODE: ReadonlyMap<string, Measure> = new Map([...CODES].map(([measure, code]) => [code, measure]));
/** As many characters as a sender has. */
const SENDER = 6;

const IN_VALUES: ReadonlySet<Measure> = new Set(["totalDuration", "timesTime", "booked", "bookingTime", "confirmedBookingTime"]);

/** The parts of a period's rollup, as they are stored. */
export function rollupTexts(n: number, { whole, values }: Counted): Record<Part, RollupText> {
  return {
    whole: { n, whole: figuresText(whole) },
    values: { n, values: valuesText(values, (measure) => IN_VALUES.has(measure)) },
    phases: { n, values: valuesText(values, (measure) => !IN_VALUES.has(measure)) },
  };
}

/** All of it in one, for a block. */
export function blockText(n: number, { whole, values }: Counted): RollupText {
  return { n, whole: figuresText(whole), values: valuesText(values, () => true) };
}

/** The values of several days, without their other phases. */
export function sumText(days: readonly number[], { values }: Pick<Counted, "values">, releases: SumText["releases"]): SumText {
  return { n: days.reduce((sum, n) => sum + n, 0), days, releases, values: valuesText(values, (measure) => IN_VALUES.has(measure)) };
}

/** A part that is not in the text is empty. */
export function readCounted({ whole, values }: RollupText): Counted {
  return lazily(() => readFigures(whole ?? [{}, "", []]), () => readValues(values ?? []));
}

function readValues(text: ValuesText): Counted["values"] {
  return new Map(text.map(([dimension, values]) => [
    dimension as Dimension,
    new Map(values.map(([value, isOwn, ...figures]): [string, ValueFigures] => [value, { ...readFigures(figures), isOwn: isOwn === 1 }])),
  ]));
}

/** How many values the text has. */
export function valueCount({ values = [] }: RollupText): number {
  return values.reduce((sum, [, ofDimension]) => sum + ofDimension.length, 0);
}

/** The figures of values with all their phases: of the part `values`, and of the part `phases`. What is running may have all measures in both. */
export function withPhases(values: Counted["values"], phases: Counted["values"]): Counted["values"] {
  return new Map([...values].map(([dimension, figures]) =>
    [dimension, new Map([...figures].map(([value, one]) => [value, joined(one, phases.get(dimension)?.get(value))]))]));
}

/** The figures of one value, of both parts. */
export function joined<T extends Figures>(one: T, phases: Figures | undefined): T {
  const others = [...(phases?.measures ?? [])].filter(([measure]) => !IN_VALUES.has(measure));
  return { ...one, measures: new Map([...[...one.measures].filter(([measure]) => IN_VALUES.has(measure)), ...others]) };
}

/** The client has parsed the JSON; anything else is as good as nothing stored. */
export function isRollupText(stored: unknown): stored is RollupText {
  return typeof stored === "object" && stored !== null && "n" in stored && typeof stored.n === "number";
}

export function isSumText(stored: unknown): stored is SumText {
  return isRollupText(stored) && "days" in stored && Array.isArray(stored.days) && "releases" in stored && Array.isArray(stored.releases);
}

function valuesText(values: Counted["values"], has: (measure: Measure) => boolean): ValuesText {
  return DIMENSIONS.flatMap((dimension) => {
    const figures = values.get(dimension);
    if (figures === undefined) return [];
    const sorted = [...figures].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [[dimension, sorted.map(([value, one]) => [value, one.isOwn ? 1 : 0, ...figuresText(one, has)] as const)] as const];
  });
}

function figuresText({ counts, measures, senders }: Figures, has: (measure: Measure) => boolean = () => true): FiguresText {
  const names = Object.keys(counts).filter((name) => counts[name] !== 0).toSorted();
  return [
    Object.fromEntries(names.map((name) => [name, counts[name] ?? 0])),
    senders.join(""),
    [...CODES].flatMap(([measure, code]) => {
      const known = has(measure) ? measures.get(measure) : undefined;
      return known === undefined ? [] : [measureText(code, known)];
    }),
  ];
}

function measureText(code: string, { buckets, n, sum, min, max }: MeasureFigures): MeasureText {
  return [code, n, sum, min, max, buckets.toText()];
}

function readFigures([counts, senders, measures]: FiguresText): Figures {
  return {
    counts,
    senders: Array.from({ length: senders.length / SENDER }, (_, i) => senders.slice(i * SENDER, (i + 1) * SENDER)),
    measures: new Map(measures.flatMap(([code, n, sum, min, max, text]) => {
      const measure = BY_CODE.get(code);
      return measure === undefined ? [] : [[measure, { buckets: Histogram.ofText(text), n, sum, min, max }] as const];
    })),
  };
}
