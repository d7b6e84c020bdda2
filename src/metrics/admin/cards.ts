/** The content of the cards: each value with its n, its rating and its change, or a dash and the reason for it. */
import { BUDGETS, rate, type Rating } from "../shared/ratings.ts";
import type { Summary } from "../shared/sample.ts";
import type { Dashboard } from "../report/report-model.ts";
import { shareKept } from "../report/estimate.ts";
import { count, milliseconds, NOTHING, percent } from "./format.ts";

export interface Card {
  name: string;
  value: string;
  /** "± 99": the standard error of an estimated number. */
  error?: string;
  /** The number of openings behind the value, or the reason why there is none. */
  basis: string;
  rating?: { rating: Rating; budget: string };
  /** If there is no budget to rate it by. */
  note?: string;
  /** Compared with the periods before. */
  change?: { text: string; before: string; tone: "better" | "worse" | "same" };
}

/** With fewer than ten values a percentile would describe single visitors. */
const LEAST = 10;

/** How many values a percentile needs, as a share `q` (0–1): with fewer, the largest value alone lies above it. */
export function leastFor(q: number): number {
  // 1 / (1 − 0.95) comes out slightly above 20.
  return Math.max(LEAST, Math.ceil(1 / (1 - q) - 1e-9));
}

const PERCENTILES = [
  { name: "Median", q: 0.5, field: "p50LoadTime" },
  { name: "p75", q: 0.75, field: "p75LoadTime" },
  { name: "p95", q: 0.95, field: "p95LoadTime" },
  { name: "p99", q: 0.99, field: "p99LoadTime" },
] as const;

export function cardsOf({ summary, compared, estimate }: Pick<Dashboard, "summary" | "compared" | "estimate">): Card[] {
  const { now, before } = compared;
  const { total, bookings: booked } = estimate?.standardErrors ?? {};
  return [
    ...PERCENTILES.map((percentile) => timeCard(percentile, summary, { now: now.summary, before: before.summary, kept: estimate === null ? 1 : shareKept(estimate) })),
    shareCard("Success", success, summary, now.summary, before.summary),
    amountCard("Openings", openings, { summary, now: now.summary, before: before.summary, standardError: total }),
    amountCard("Bookings", bookings, { summary, now: now.summary, before: before.summary, standardError: booked }),
    shareCard("Conversion", conversion, summary, now.summary, before.summary),
  ];
}

type Percentile = (typeof PERCENTILES)[number];

/** @param kept how much of the records was kept, 0–1: a percentile is that of the kept ones. */
function timeCard({ name, q, field }: Percentile, summary: Summary, { now, before, kept }: { now: Summary; before: Summary; kept: number }): Card {
  const { n: estimated, [field]: value } = summary.phases.totalDuration;
  const n = Math.round(estimated * kept);
  const least = leastFor(q);
  if (value === null || n < least) return { name, value: NOTHING, basis: tooFew(n, least, "ready openings") };
  const rating = ratingOf(q, value);
  return {
    name,
    value: milliseconds(value),
    basis: kept < 1 ? `n = ${count(n)} kept records` : `n = ${count(n)}`,
    ...(rating ? { rating } : { note: "no budget" }),
    ...change(timeOf(now, field, least), timeOf(before, field, least), (a, b) => {
      const share = (a - b) / b;
      return { text: Math.abs(share) < 0.005 ? "as before" : `${percent(Math.abs(share))} ${share < 0 ? "faster" : "slower"}`, gain: -share, from: milliseconds(b) };
    }),
  };
}

/** The median and p75 have the same budget, p95 has its own, and p99 has none. */
function ratingOf(q: number, value: number): Card["rating"] {
  const { p75, p95 } = BUDGETS.totalDuration;
  if (q <= 0.75) return { rating: rate(value, p75), budget: `budget ${milliseconds(p75.good)}` };
  if (q <= 0.95) return { rating: rate(value, { good: p95, poor: p95 }), budget: `budget ${milliseconds(p95)}` };
  return undefined;
}

function timeOf({ phases }: Summary, field: Percentile["field"], least: number): number | null {
  const { n, [field]: value } = phases.totalDuration;
  return n < least ? null : value;
}

interface Share {
  part: number;
  of: number;
  what: string;
}

/** Of the decided openings: one that was abandoned, or reported no free times, neither worked nor failed. */
function success({ outcomes, errors }: Summary): Share {
  return { part: outcomes.ready, of: outcomes.ready + errors, what: "decided openings" };
}

/** Bookings that were made in an opening, and confirmed where Cal's webhook can confirm them. One made elsewhere belongs to no opening. */
function conversion({ bookings: { browser, elsewhere, confirmed }, total }: Summary): Share {
  return { part: confirmed ?? browser - elsewhere, of: total, what: "openings" };
}

function shareCard(name: string, share: (summary: Summary) => Share, summary: Summary, now: Summary, before: Summary): Card {
  const { part, of, what } = share(summary);
  if (of < LEAST) return { name, value: NOTHING, basis: tooFew(of, LEAST, what) };
  const valueOf = (one: Summary) => (share(one).of < LEAST ? null : share(one).part / share(one).of);
  // Not 1 − part / of: 5 of 100 would come out above 5 %.
  const errorShare = (of - part) / of;
  return {
    name,
    value: percent(part / of),
    basis: `${count(part)} of ${count(of)} ${what}`,
    ...(share === success && {
      rating: { rating: rate(errorShare, { good: BUDGETS.errorRate, poor: BUDGETS.errorRate }), budget: `budget ${percent(1 - BUDGETS.errorRate)}` },
    }),
    ...change(valueOf(now), valueOf(before), (a, b) => {
      const points = Math.round((a - b) * 1_000) / 10;
      return { text: points === 0 ? "as before" : `${signed(points)} points`, gain: points, from: percent(b) };
    }),
  };
}

interface Amount {
  n: number;
  basis: string;
}

function openings({ total, outcomes: { ready, opened, abandoned } }: Summary): Amount {
  return { n: total, basis: `${count(ready)} ready, ${opened > 0 ? `${count(opened)} without times, ` : ""}${count(abandoned)} abandoned` };
}

/** Without those that only a browser has reported, where Cal's webhook could confirm them. */
function bookings({ bookings: { total, browser, webhook, both, pending, unconfirmed } }: Summary): Amount {
  const basis = unconfirmed === undefined
    ? [`seen by the browser ${count(browser)}, by Cal ${count(webhook)}, by both ${count(both)}`]
    : [`confirmed by Cal; ${count(both)} of them seen by the browser`, ...(unconfirmed > 0 ? [`unconfirmed ${count(unconfirmed)}`] : [])];
  return { n: total, basis: [...basis, ...(pending > 0 ? [`payment pending ${count(pending)}`] : [])].join("; ") };
}

interface Compared {
  summary: Summary;
  now: Summary;
  before: Summary;
  /** Of the summary's amount, if it is an estimate. */
  standardError: number | undefined;
}

function amountCard(name: string, amount: (summary: Summary) => Amount, { summary, now, before, standardError }: Compared): Card {
  const { n, basis } = amount(summary);
  return {
    name,
    value: count(n),
    ...(standardError !== undefined && { error: `±\u00a0${count(standardError)}` }),
    basis: standardError === undefined ? basis : `estimate; ${basis}`,
    // A change in percent needs a number above 0 to start from.
    ...change(amount(now).n, amount(before).n || null, (a, b) => {
      const share = (a - b) / b;
      return { text: Math.abs(share) < 0.005 ? "as before" : `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`, gain: share, from: count(b) };
    }),
  };
}

function change(
  now: number | null,
  before: number | null,
  compare: (now: number, before: number) => { text: string; gain: number; from: string },
): Pick<Card, "change"> {
  if (now === null || before === null || before === 0) return {};
  const { text, gain, from } = compare(now, before);
  const tone = text === "as before" ? "same" : gain > 0 ? "better" : "worse";
  return { change: { text, before: `${from} before`, tone } };
}

function tooFew(n: number, least: number, what: string): string {
  return n === 0 ? `no ${what}` : `${count(n)} of the ${least} ${what} needed`;
}

function signed(points: number): string {
  return `${points < 0 ? "−" : "+"}${Math.abs(points).toLocaleString("en")}`;
}
