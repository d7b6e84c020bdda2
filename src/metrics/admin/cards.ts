/** The content of the cards: each value with its n, its rating and its change, or a dash and the reason for it. */
import { BUDGETS, rate, type Rating } from "../shared/ratings.ts";
import { WAITS, type Wait } from "./waits.ts";
import type { Summary } from "../shared/sample.ts";
import type { Dashboard } from "../report/report-model.ts";
import { shareKept } from "../report/estimate.ts";
import { NOTHING } from "../../host/words/formats.ts";
import type { Words } from "../../host/words/words.ts";

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

/** What the cards are written with. */
type CardWords = Pick<Words, "cards" | "common" | "formats">;

/** With fewer than ten values a percentile would describe single visitors. */
const LEAST = 10;

/** How many values a percentile needs, as a share `q` (0–1): with fewer, the largest value alone lies above it. */
export function leastFor(q: number): number {
  // 1 / (1 − 0.95) comes out slightly above 20.
  return Math.max(LEAST, Math.ceil(1 / (1 - q) - 1e-9));
}

const PERCENTILES = [
  { name: "median", q: 0.5, field: "p50LoadTime" },
  { name: "p75", q: 0.75, field: "p75LoadTime" },
  { name: "p95", q: 0.95, field: "p95LoadTime" },
  { name: "p99", q: 0.99, field: "p99LoadTime" },
] as const;

export function cardsOf({ summary, compared, estimate }: Pick<Dashboard, "summary" | "compared" | "estimate">, words: CardWords): Card[] {
  const { now, before } = compared;
  const { total, bookings: booked } = estimate?.standardErrors ?? {};
  const sides = { now: now.summary, before: before.summary, kept: estimate === null ? 1 : shareKept(estimate), words };
  const waits: readonly Wait[] = hasTimes(summary) ? ["times", "ready"] : ["ready"];
  return [
    ...waits.flatMap((wait) => PERCENTILES.map((percentile) => ({ ...timeCard(percentile, wait, summary, sides), name: words.cards.name({ wait: waits.length > 1 ? wait : undefined, percentile: percentile.name }) }))),
    shareCard(words.cards.success, success, { summary, now: now.summary, before: before.summary, words }),
    amountCard(words.cards.openings, openings, { summary, now: now.summary, before: before.summary, standardError: total, words }),
    amountCard(words.cards.bookings, bookings, { summary, now: now.summary, before: before.summary, standardError: booked, words }),
    shareCard(words.cards.conversion, conversion, { summary, now: now.summary, before: before.summary, words }),
  ];
}

type Percentile = (typeof PERCENTILES)[number];

/** Whether the dialog showed free times in an opening of the view. */
export function hasTimes({ timesSeen }: Pick<Summary, "timesSeen">): boolean {
  return timesSeen > 0;
}

interface Sides {
  readonly now: Summary;
  readonly before: Summary;
  /** How much of the records was kept, 0–1: a percentile is that of the kept ones. */
  readonly kept: number;
  readonly words: CardWords;
}

function timeCard({ q, field }: Percentile, wait: Wait, summary: Summary, { now, before, kept, words }: Sides): Omit<Card, "name"> {
  const { cards, common, formats: { milliseconds } } = words;
  const { n: estimated, [field]: value } = summary.phases[WAITS[wait].phase];
  const n = Math.round(estimated * kept);
  const least = leastFor(q);
  if (value === null || n < least) return { value: NOTHING, basis: cards.tooFew({ n, least, of: wait }) };
  const rating = ratingOf(q, value, wait, cards);
  return {
    value: milliseconds(value),
    basis: kept < 1 ? cards.nKept({ n }) : common.n({ n }),
    ...(rating ? { rating } : { note: cards.noBudget }),
    ...change(timeOf(now, wait, field, least), timeOf(before, wait, field, least), words, (a, b) => {
      const share = (a - b) / b;
      const text = Math.abs(share) < 0.005 ? null : share < 0 ? cards.faster({ share: -share }) : cards.slower({ share });
      return { text, gain: -share, from: milliseconds(b) };
    }),
  };
}

/** The median and p75 have the same budget, p95 has its own, and p99 has none. */
function ratingOf(q: number, value: number, wait: Wait, words: Words["cards"]): Card["rating"] {
  const { p75, p95 } = WAITS[wait].budgets;
  if (q <= 0.75) return { rating: rate(value, p75), budget: words.budgetTime({ ms: p75.good }) };
  if (q <= 0.95) return { rating: rate(value, { good: p95, poor: p95 }), budget: words.budgetTime({ ms: p95 }) };
  return undefined;
}

function timeOf({ phases }: Summary, wait: Wait, field: Percentile["field"], least: number): number | null {
  const { n, [field]: value } = phases[WAITS[wait].phase];
  return n < least ? null : value;
}

interface Share {
  part: number;
  of: number;
  what: "decided" | "all";
}

/** Of the decided openings: one that was abandoned, or reported no free times, neither worked nor failed. */
function success({ outcomes: { ready, times }, errors }: Summary): Share {
  return { part: ready + times, of: ready + times + errors, what: "decided" };
}

/** Bookings that were made in an opening, and confirmed where Cal's webhook can confirm them. One made elsewhere belongs to no opening. */
function conversion({ bookings: { browser, elsewhere, confirmed }, total }: Summary): Share {
  return { part: confirmed ?? browser - elsewhere, of: total, what: "all" };
}

function shareCard(name: string, share: (summary: Summary) => Share, { summary, now, before, words }: Omit<Compared, "standardError">): Card {
  const { cards, formats: { percent } } = words;
  const { part, of, what } = share(summary);
  if (of < LEAST) return { name, value: NOTHING, basis: cards.tooFew({ n: of, least: LEAST, of: what }) };
  const valueOf = (one: Summary) => (share(one).of < LEAST ? null : share(one).part / share(one).of);
  // Not 1 − part / of: 5 of 100 would come out above 5 %.
  const errorShare = (of - part) / of;
  return {
    name,
    value: percent(part / of),
    basis: cards.part({ part, of, what }),
    ...(share === success && {
      rating: { rating: rate(errorShare, { good: BUDGETS.errorRate, poor: BUDGETS.errorRate }), budget: cards.budgetShare({ share: 1 - BUDGETS.errorRate }) },
    }),
    ...change(valueOf(now), valueOf(before), words, (a, b) => {
      const points = Math.round((a - b) * 1_000) / 10;
      return { text: points === 0 ? null : cards.points({ points }), gain: points, from: percent(b) };
    }),
  };
}

interface Amount {
  n: number;
  basis: string;
}

function openings({ total, outcomes }: Summary, words: Words["cards"]): Amount {
  return { n: total, basis: words.outcomes(outcomes) };
}

/** Without those that only a browser has reported, where Cal's webhook could confirm them. */
function bookings({ bookings: { total, browser, webhook, both, pending, unconfirmed } }: Summary, words: Words["cards"]): Amount {
  const basis = unconfirmed === undefined
    ? [words.seenBy({ browser, webhook, both })]
    : [words.confirmed({ both }), ...(unconfirmed > 0 ? [words.unconfirmed({ n: unconfirmed })] : [])];
  return { n: total, basis: [...basis, ...(pending > 0 ? [words.pending({ n: pending })] : [])].join("; ") };
}

interface Compared {
  summary: Summary;
  now: Summary;
  before: Summary;
  /** Of the summary's amount, if it is an estimate. */
  standardError: number | undefined;
  words: CardWords;
}

function amountCard(name: string, amount: (summary: Summary, words: Words["cards"]) => Amount, { summary, now, before, standardError, words }: Compared): Card {
  const { cards, formats: { count, percent } } = words;
  const { n, basis } = amount(summary, cards);
  return {
    name,
    value: count(n),
    ...(standardError !== undefined && { error: `±\u00a0${count(standardError)}` }),
    basis: standardError === undefined ? basis : cards.estimated({ basis }),
    // A change in percent needs a number above 0 to start from.
    ...change(amount(now, cards).n, amount(before, cards).n || null, words, (a, b) => {
      const share = (a - b) / b;
      return { text: Math.abs(share) < 0.005 ? null : `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`, gain: share, from: count(b) };
    }),
  };
}

/** @param compare returns the change as text, or null for none, and the gain: above 0 is better. */
function change(
  now: number | null,
  before: number | null,
  { cards: words }: CardWords,
  compare: (now: number, before: number) => { text: string | null; gain: number; from: string },
): Pick<Card, "change"> {
  if (now === null || before === null || before === 0) return {};
  const { text, gain, from } = compare(now, before);
  const tone = text === null ? "same" : gain > 0 ? "better" : "worse";
  return { change: { text: text ?? words.asBefore, before: words.before({ value: from }), tone } };
}
