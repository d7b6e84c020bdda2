/** The digest of a week: four numbers with their change, the sources and pages whose bookings changed, and the campaign that brought most. */
import { bookedIn, openingsIn, OTHER, type BookingSources, type Figures } from "../statistics/figures.ts";
import { dateAfter, dateAt, daysBetween, periodsOf, previousPeriods } from "../statistics/periods.ts";
import { MIN_SENDERS } from "../shared/ratings.ts";
import { nameOf, type Dimension, type DimensionName } from "../shared/sample.ts";
import { mergeBreakdowns } from "../report/dashboard/breakdown-rows.ts";
import { relativeChange } from "../report/dashboard/changes.ts";
import { readKeyNumbers } from "../report/dashboard/key-numbers.ts";
import { proportionDifference } from "../report/dashboard/proportions.ts";
import type { KeyNumber, KeyNumbers } from "../report/dashboard/dashboard-model.ts";
import type { ReportSite } from "../report/report.ts";
import type { BrokenDown, MetricsStore } from "../store/metrics-store.ts";

export interface Digest {
  /** The Monday and the Sunday, "2026-11-23": dates of the site's zone. */
  readonly from: string;
  readonly to: string;
  readonly numbers: KeyNumbers;
  /** Where the number of bookings changed beyond chance: the largest differences first. */
  readonly segments: readonly SegmentChange[];
  /** Undefined if no campaign has enough bookings, or two have as many. */
  readonly campaign: BestCampaign | undefined;
}

export interface SegmentChange {
  readonly dimension: DimensionName;
  /** A page, a source, a campaign …: some of them anybody can make up. */
  readonly name: string;
  readonly bookings: KeyNumber;
}

export interface BestCampaign {
  /** From the address of a visit: anybody can make one up. */
  readonly name: string;
  readonly bookings: number;
  readonly openings: number;
  /** Of all bookings. */
  readonly of: number;
  /** Its openings lead to a booking more often than all others, beyond chance. */
  readonly isBetter: boolean;
  /** The share of all other openings that led to a booking, 0–1; null without any. */
  readonly others: number | null;
}

/** With fewer, a campaign is named for a single visitor or two. */
const LEAST_BOOKINGS = 3;

/** Up to 50 values are looked at, so each comparison has a fiftieth of the error (Bonferroni): 99.9 % of a normal distribution. */
const Z_FIFTY = 3.290527;

/** The dimensions that a marketer can act on. */
const SEGMENTS: readonly Dimension[] = ["campaign", "source", "page", "id", "placement"];
/** Of both weeks. With fewer bookings nothing is beyond chance. */
const LEAST_IN_BOTH = 10;
const MOST_SEGMENTS = 3;
/** One with more than this share of all bookings (0–1) changes as the whole does. */
const MOST_OF_ALL = 0.8;

/** The Monday of the newest week that is over in the zone, as a date. */
export function lastWeek(now: Date, zone: string): { from: string; to: string } {
  const today = dateAt(now, zone);
  const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const from = dateAfter(today, -sinceMonday - 7);
  return { from, to: dateAfter(from, 6) };
}

/** When the week after the one that begins on this Monday begins. */
export function endOf(from: string, zone: string): Date {
  const next = dateAfter(from, 7);
  return daysBetween(next, next, zone)[0]?.start ?? new Date(Number.NaN);
}

/** Reads the digest of the newest week that is over. An error of the store reaches the caller. */
export async function readDigest({ store, site }: { store: Pick<MetricsStore, "figures" | "breakdowns">; site: ReportSite }, now: Date): Promise<Digest> {
  const span = lastWeek(now, site.zone);
  const [days, earlier] = [periodsOf(span, now, site.zone), previousPeriods(span, now, site.zone)];
  const [numbers, parts] = await Promise.all([readKeyNumbers({ store, site }, { span }, now), store.breakdowns([...days, ...earlier])]);
  const week = parts.slice(0, days.length);
  const campaigns = mergeBreakdowns(week).values.get("campaign") ?? new Map<string, Figures>();
  return {
    ...span,
    numbers,
    segments: segmentChanges(week, parts.slice(days.length), site),
    campaign: bestCampaign(campaigns, { openings: numbers.openings.value ?? 0, bookings: numbers.bookings.value ?? 0 }, site),
  };
}

/** The values whose bookings changed beyond chance, from the same days of both weeks. */
export function segmentChanges(days: readonly BrokenDown[], earlier: readonly BrokenDown[], site: BookingSources): SegmentChange[] {
  const changes = SEGMENTS.flatMap((dimension) => {
    const ofDay = (day: BrokenDown | undefined, name: string) => day?.values.get(dimension)?.get(name);
    const names = new Set([...days, ...earlier].flatMap(({ values }) => [...(values.get(dimension)?.keys() ?? [])]));
    const segments = [...names].map((name) => {
      const pairs = days.map((day, i) => ({ now: bookingsOf(ofDay(day, name), site), before: bookingsOf(ofDay(earlier[i], name), site) }));
      const senders = new Set([...days, ...earlier].flatMap((day) => ofDay(day, name)?.senders ?? []));
      return { name, pairs, senders: senders.size, now: sum(pairs.map((pair) => pair.now)), before: sum(pairs.map((pair) => pair.before)) };
    });
    const all = sum(segments.map(({ now, before }) => now + before));
    return segments.flatMap(({ name, pairs, senders, now, before }): SegmentChange[] => {
      const isNamed = name !== OTHER && senders >= MIN_SENDERS && now + before >= LEAST_IN_BOTH && now + before <= all * MOST_OF_ALL;
      const change = isNamed ? relativeChange(pairs, { z: Z_FIFTY }) : null;
      const judgement = change && change.low > 0 ? "better" : change && change.high !== null && change.high < 0 ? "worse" : undefined;
      return judgement === undefined ? [] : [{ dimension: nameOf(dimension), name, bookings: { value: now, now, before, change, judgement } }];
    });
  });
  const sizeOf = ({ bookings: { now, before } }: SegmentChange) => Math.abs((now ?? 0) - (before ?? 0));
  return changes.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_SEGMENTS);
}

function bookingsOf(figures: Figures | undefined, site: BookingSources): number {
  return figures === undefined ? 0 : bookedIn(figures, site);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

/** A booking counts when it is made, so its opening may be of an earlier week. */
const share = ({ openings, bookings }: { openings: number; bookings: number }) => ({ count: Math.min(bookings, openings), of: openings });

/** The campaign with the most bookings, of at least three senders. */
export function bestCampaign(campaigns: ReadonlyMap<string, Figures>, all: { openings: number; bookings: number }, site: BookingSources): BestCampaign | undefined {
  const ranked = [...campaigns]
    .filter(([name, { senders }]) => name !== OTHER && senders.length >= MIN_SENDERS)
    .map(([name, figures]) => ({ name, bookings: bookedIn(figures, site), openings: openingsIn(figures) }))
    .filter(({ bookings }) => bookings >= LEAST_BOOKINGS)
    .toSorted((a, b) => b.bookings - a.bookings);
  const [best, second] = ranked;
  if (best === undefined || best.bookings === second?.bookings) return undefined;
  const rest = { openings: Math.max(0, all.openings - best.openings), bookings: Math.max(0, all.bookings - best.bookings) };
  const isBetter = best.openings > 0 && rest.openings > 0 && proportionDifference(share(best), share(rest), Z_FIFTY).low > 0;
  return { ...best, of: all.bookings, isBetter, others: rest.openings === 0 ? null : share(rest).count / rest.openings };
}
