/**
 * The four numbers that a report begins with: bookings, conversion, openings and the time to something usable, each with its change
 * against an earlier span, and whether the change is beyond chance. The admin page, the JSON and the digest show the same ones.
 */
import { MIN_SENDERS } from "../../shared/ratings.ts";
import { bookedIn, mergeFigures, openingsIn, percentileOf, type BookingSources, type Figures, type MeasureFigures } from "../../statistics/figures.ts";
import { periodsOf, type Comparison, type Span } from "../../statistics/periods.ts";
import type { Basis, Filter, MetricsStore, Statistics } from "../../store/metrics-store.ts";
import { basisOf, shareKept } from "../estimate.ts";
import type { KeyNumber, KeyNumbers } from "./dashboard-model.ts";
import { relativeChange, shareChange, Z_FOUR } from "./changes.ts";
import { comparedPeriods } from "./compared-periods.ts";
import { medianDifference, MIN_MEDIAN_N } from "./medians.ts";
import type { Proportion } from "./proportions.ts";

/** With fewer openings, a share or a median would describe single visitors. */
const LEAST = 10;

export interface KeyNumbersQuestion {
  readonly span: Span;
  readonly filter?: Filter;
  /** By default the same length, earlier by whole weeks. */
  readonly compare?: Comparison;
}

/** The statistics of some hours or days, and all of them together. */
export interface Readings {
  readonly statistics: readonly Statistics[];
  readonly figures: Figures;
}

/** The statistics of the span, of those of its hours or days that are over, and of the ones that these are compared with, in the same order. */
export interface KeyReadings {
  readonly inside: Readings;
  readonly now: Readings;
  readonly before: Readings;
}

export function readings(statistics: readonly Statistics[]): Readings {
  return { statistics, figures: mergeFigures(...statistics.map(({ figures }) => figures)) };
}

/** Reads the four numbers of a span. An error of the store reaches the caller. */
export async function readKeyNumbers(
  { store, site }: { store: Pick<MetricsStore, "figures">; site: BookingSources & { readonly zone: string } },
  { span, filter = {}, compare = "previous" }: KeyNumbersQuestion,
  now: Date,
): Promise<KeyNumbers> {
  const periods = periodsOf(span, now, site.zone);
  const pairs = comparedPeriods(span, now, { zone: site.zone, compare });
  const distinct = [...new Map([...periods, ...pairs.flatMap((pair) => [pair.now, pair.before])].map((period) => [period.key, period])).values()];
  const statistics = await store.figures(distinct, filter);
  const of = new Map(distinct.flatMap(({ key }, i) => (statistics[i] === undefined ? [] : [[key, statistics[i]] as const])));
  const readOf = ({ key }: { key: string }) => of.get(key) ?? NOTHING;
  return keyNumbersOf({ inside: readings(periods.map(readOf)), now: readings(pairs.map((pair) => readOf(pair.now))), before: readings(pairs.map((pair) => readOf(pair.before))) }, site);
}

const NOTHING: Statistics = { figures: mergeFigures(), basis: { kept: 0, of: 0 } };

/** Computes the four numbers from the data that was read. */
export function keyNumbersOf({ inside, now, before }: KeyReadings, site: BookingSources): KeyNumbers {
  const sides: Sides = { all: sideOf(inside, site), now: sideOf(now, site), before: sideOf(before, site) };
  return { bookings: amount("bookings", sides), conversion: conversion(sides), openings: amount("openings", sides), wait: wait(sides) };
}

interface Part {
  readonly openings: number;
  readonly bookings: number;
}

interface Side extends Part {
  readonly figures: Figures;
  readonly basis: Basis;
  /** Of each hour or day, in records that were kept. */
  readonly parts: readonly Part[];
}

interface Sides {
  readonly all: Side;
  readonly now: Side;
  readonly before: Side;
}

function sideOf({ statistics, figures }: Readings, site: BookingSources): Side {
  const parts = statistics.map((one) => {
    const kept = shareKept(one.basis);
    return { openings: openingsIn(one.figures) * kept, bookings: bookedIn(one.figures, site) * kept };
  });
  return { figures, basis: basisOf(statistics), parts, openings: openingsIn(figures), bookings: bookedIn(figures, site) };
}

/** One sender cannot make a judgement: the side that has more openings needs some. */
function hasSenders({ now, before }: Sides): boolean {
  return (now.openings >= before.openings ? now : before).figures.senders.length >= MIN_SENDERS;
}

function amount(name: keyof Part, sides: Sides): KeyNumber {
  const { all, now, before } = sides;
  const pairs = now.parts.map((part, i) => ({ now: part[name], before: before.parts[i]?.[name] ?? 0 }));
  const scaleOf = (side: Side) => {
    const kept = side.parts.reduce((sum, part) => sum + part[name], 0);
    return kept === 0 ? 1 / (shareKept(side.basis) || 1) : side[name] / kept;
  };
  return judged({ value: all[name], now: now[name], before: before[name] }, relativeChange(pairs, { scale: scaleOf(now) / scaleOf(before) }), 1, sides);
}

function conversion(sides: Sides): KeyNumber {
  const { all, now, before } = sides;
  return judged({ value: shareOf(all), now: shareOf(now), before: shareOf(before) }, shareChange(sharesOf(now), sharesOf(before)), 1, sides);
}

function shareOf({ openings, bookings }: Side): number | null {
  return openings < LEAST ? null : Math.min(1, bookings / openings);
}

function sharesOf({ parts }: Side): Proportion[] {
  return parts.map(({ openings, bookings }) => ({ count: bookings, of: openings }));
}

function nOf({ figures }: Side, phase: "timesTime" | "totalDuration"): number {
  return figures.measures.get(phase)?.n ?? 0;
}

function wait(sides: Sides): KeyNumbers["wait"] {
  const { all, now, before } = sides;
  const phase = nOf(all, "timesTime") > nOf(all, "totalDuration") ? "timesTime" : "totalDuration";
  const keptOf = (side: Side): MeasureFigures | undefined => {
    const measured = side.figures.measures.get(phase);
    return measured && { ...measured, n: Math.round(measured.n * shareKept(side.basis)) };
  };
  const valueOf = (side: Side) => ((keptOf(side)?.n ?? 0) < LEAST ? null : percentileOf(side.figures, phase, 0.5));
  const [a, b] = [keptOf(now), keptOf(before)];
  const change = a !== undefined && b !== undefined && Math.min(a.n, b.n) >= MIN_MEDIAN_N ? medianDifference(a, b, Z_FOUR) : null;
  return { ...judged({ value: valueOf(all), now: valueOf(now), before: valueOf(before) }, change, -1, sides), phase, n: nOf(all, phase) };
}

/** @param good the direction that is better: 1 for up, −1 for down. */
function judged(values: Pick<KeyNumber, "value" | "now" | "before">, change: KeyNumber["change"], good: 1 | -1, sides: Sides): KeyNumber {
  if (sides.before.openings === 0 && sides.before.bookings === 0) return { ...values, change: null, judgement: "no-past" };
  if (change === null || !hasSenders(sides)) return { ...values, change: null, judgement: "too-few" };
  const direction = change.low > 0 ? 1 : change.high !== null && change.high < 0 ? -1 : 0;
  return { ...values, change, judgement: direction === 0 ? "chance" : direction === good ? "better" : "worse" };
}
