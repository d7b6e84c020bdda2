/**
 * What is known about a set of samples: counts, and a histogram with exact extremes and sum for
 * each measure. Figures of disjoint sets merge into exactly those of all of them.
 */
import { OUTCOMES, PHASES, VALUE_PHASES, VITALS } from "../shared/sample.ts";
import type { BookingCounts, Dimension, Outcome, Phase, PhaseSummary, Summary, ValuePhase, Vital, VitalSummary } from "../shared/sample.ts";
import { Histogram, percentile } from "./histogram.ts";

/**
 * `booked`: the totalDuration of openings that led to a booking. `confirmed`: of those whose booking Cal's webhook reported, too; over all records only.
 * `bookingTime`: from the click of the opening until Cal reported its booking to the page. `confirmedBookingTime`: of those that the webhook reported, too.
 */
export type Measure = Phase | Vital | "booked" | "confirmed" | "bookingTime" | "confirmedBookingTime";

/** Times in whole ms, `bookingTime` and `confirmedBookingTime` in tenths of a second; `cls` in thousandths. */
export interface MeasureFigures {
  readonly buckets: Histogram;
  readonly n: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface Figures {
  /**
   * Samples by outcome; bookings as "booked", "booked:browser", …, "pending", "rescheduled" and "cancelled"; "intent"; and the
   * counters below. No entry means 0. Below 0 in a period that saw the end of more than it saw begin: a booking is pending on one day and paid on the next.
   */
  readonly counts: Readonly<Record<string, number>>;
  /** A measure that nothing was counted in has no entry. */
  readonly measures: ReadonlyMap<Measure, MeasureFigures>;
  /** The smallest hashes of distinct senders, sorted, at most `MOST_SENDERS`: that many mean "that many or more". A sender has another hash on each day (UTC). */
  readonly senders: readonly string[];
}

/** By dimension, the figures of each of its values: counts, senders, and the measures that `rollup-text.ts` keeps with them. */
export type Breakdowns = ReadonlyMap<Dimension, ReadonlyMap<string, Figures>>;

/** `cls` is kept in thousandths, since everything that is counted is a whole number. */
export const CLS_SCALE = 1_000;

/** Booking takes minutes and a histogram ends at 120,000, so these times are kept in tenths of a second: in units of so many ms. */
export const BOOKING_TIME_UNIT = 100;

/** The counter of the samples that browsers had to give up. */
export const GIVEN_UP = "given-up";

/** The counter of the page views with intent and without an opening. */
export const INTENT = "intent";

/** The counters of the openings in which the dialog showed free times, and of those in which one of them was picked. */
export const TIMES_SEEN = "times-seen";
export const PICKED = "picked";

/** The counter of the openings of the variant `instant` that got Cal's frame instead. */
export const FELL_BACK = "fell-back";

/** The counter of the bookings that the browser saw in an opening whose outcome is `times`. */
export const BOOKED_TIMES = "booked:times";

/** The same of those that Cal's webhook has reported, too. */
export const CONFIRMED_TIMES = "confirmed:times";

/** How many distinct senders figures tell apart. */
export const MOST_SENDERS = 16;

/** The value that stands for those of a dimension that are beyond its cap. */
export const OTHER = "other";

export const NO_FIGURES: Figures = { counts: {}, measures: new Map(), senders: [] };

/** The figures of all of them together. Exact, in whatever order or grouping. */
export function mergeFigures(...figures: readonly Figures[]): Figures {
  const counts: Record<string, number> = {};
  const parts = new Map<Measure, MeasureFigures[]>();
  const senders = new Set<string>();
  for (const one of figures) {
    for (const sender of one.senders) senders.add(sender);
    for (const [name, count] of Object.entries(one.counts)) counts[name] = (counts[name] ?? 0) + count;
    for (const [measure, part] of one.measures) {
      const known = parts.get(measure);
      if (known === undefined) parts.set(measure, [part]);
      else known.push(part);
    }
  }
  return { counts, measures: new Map([...parts].map(([measure, list]) => [measure, mergeMeasure(list)])), senders: smallest(senders) };
}

/** Of the smallest of each part, the smallest of all. */
function smallest(senders: ReadonlySet<string>): string[] {
  return [...senders].toSorted().slice(0, MOST_SENDERS);
}

function mergeMeasure(parts: readonly MeasureFigures[]): MeasureFigures {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const buckets = new Histogram();
  let [n, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const part of parts) {
    buckets.addAll(part.buckets);
    n += part.n;
    sum += part.sum;
    min = Math.min(min, part.min);
    max = Math.max(max, part.max);
  }
  return { buckets, n, sum, min, max };
}

/** Who reports the site's bookings. */
export interface BookingSources {
  /** Whether Cal's webhook does, so that a booking that only a browser reported is unconfirmed. */
  readonly hasWebhook: boolean;
}

/** How many bookings were made in a known opening; of a site with Cal's webhook, those that it confirmed. */
export function bookedIn(figures: Figures, { hasWebhook }: BookingSources): number {
  return hasWebhook ? countOf(figures, "booked:confirmed") : Math.max(0, countOf(figures, "booked:browser") - countOf(figures, "booked:elsewhere"));
}

/** The measure of how long visitors took to make these bookings. */
export function bookingTimeOf({ hasWebhook }: BookingSources): "bookingTime" | "confirmedBookingTime" {
  return hasWebhook ? "confirmedBookingTime" : "bookingTime";
}

/** The times of the openings of these bookings. */
export function bookedTimes({ measures }: Figures, { hasWebhook }: BookingSources): MeasureFigures | undefined {
  return measures.get(hasWebhook ? "confirmed" : "booked");
}

/**
 * The figures as they are reported. Those over all samples have every phase and the vitals; those
 * of one value of a dimension have the phases that are kept for values.
 */
export function summaryOf(figures: Figures, scope: "all" | "value", source: BookingSources = { hasWebhook: false }): Summary {
  const outcomes = recordOf(OUTCOMES, (outcome: Outcome) => countOf(figures, outcome));
  const total = Object.values(outcomes).reduce((a, b) => a + b, 0);
  const errors = outcomes.failed + outcomes["timed-out"];
  const phases: Summary["phases"] = {
    ...(scope === "all" && recordOf(PHASES, (phase: Phase) => measureSummary(figures, phase))),
    ...recordOf(VALUE_PHASES, (phase: ValuePhase) => measureSummary(figures, phase)),
  };
  return {
    total,
    errors,
    errorRate: total === 0 ? null : errors / total,
    outcomes,
    timesSeen: countOf(figures, TIMES_SEEN),
    picked: countOf(figures, PICKED),
    fellBack: countOf(figures, FELL_BACK),
    bookings: bookingCounts(figures, source),
    bookingTime: measureSummary(figures, bookingTimeOf(source)),
    ...phases.calLoadTime,
    phases,
    ...(scope === "all" && { givenUp: countOf(figures, GIVEN_UP), vitals: recordOf(VITALS, (vital: Vital) => vitalSummary(figures, vital)) }),
  };
}

/**
 * The smallest value with at least the share `q` (0–1) of the counted ones up to it, within 1 %, in
 * whole ms; of `cls` a score with three decimals. Null where nothing was counted.
 */
export function percentileOf(figures: Figures, measure: Measure, q: number): number | null {
  const known = figures.measures.get(measure);
  const value = known === undefined ? null : percentile(known.buckets, q, known);
  if (value === null) return null;
  return measure === "cls" ? Math.round(value) / CLS_SCALE : Math.round(value) * unitOf(measure);
}

/** In ms. */
function unitOf(measure: Measure): number {
  return measure === "bookingTime" || measure === "confirmedBookingTime" ? BOOKING_TIME_UNIT : 1;
}

/** How many openings there were, whatever their outcome. */
export function openingsIn({ counts }: Figures): number {
  return OUTCOMES.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

/** How many page views ended without an opening although their visitors had shown intent. */
export function intentCount(figures: Figures): number {
  return countOf(figures, INTENT);
}

function measureSummary(figures: Figures, measure: Exclude<Measure, "cls">): PhaseSummary {
  const known = figures.measures.get(measure);
  const unit = unitOf(measure);
  const share = (q: number) => percentileOf(figures, measure, q);
  return {
    n: known?.n ?? 0,
    avgLoadTime: known === undefined ? null : Math.round((known.sum / known.n) * unit),
    minLoadTime: known === undefined ? null : known.min * unit,
    maxLoadTime: known === undefined ? null : known.max * unit,
    p50LoadTime: share(0.5),
    p75LoadTime: share(0.75),
    p90LoadTime: share(0.9),
    p95LoadTime: share(0.95),
    p99LoadTime: share(0.99),
  };
}

function vitalSummary(figures: Figures, vital: Vital): VitalSummary {
  return { n: figures.measures.get(vital)?.n ?? 0, p75: percentileOf(figures, vital, 0.75) };
}

export function bookingCounts(figures: Figures, sources: BookingSources): BookingCounts {
  const [browser, webhook, both] = [countOf(figures, "booked:browser"), countOf(figures, "booked:webhook"), countOf(figures, "booked:both")];
  return {
    total: sources.hasWebhook ? webhook : countOf(figures, "booked"),
    browser,
    webhook,
    both,
    ...(sources.hasWebhook && { confirmed: countOf(figures, "booked:confirmed"), unconfirmed: Math.max(0, browser - both) }),
    elsewhere: countOf(figures, "booked:elsewhere"),
    counted: bookedIn(figures, sources),
    pending: countOf(figures, "pending"),
    rescheduled: countOf(figures, "rescheduled"),
    cancelled: countOf(figures, "cancelled"),
  };
}

function countOf(figures: Figures, name: string): number {
  return Math.max(0, figures.counts[name] ?? 0);
}

/** `Object.fromEntries` forgets the keys' type; here every key of the list gets its value. */
function recordOf<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
