/** The digest of a week: four numbers with their change, and the campaign that brought most bookings. */
import { bookedIn, openingsIn, OTHER, type BookingSources, type Figures } from "../statistics/figures.ts";
import { dateAfter, dateAt, daysBetween, periodsOf } from "../statistics/periods.ts";
import { MIN_SENDERS } from "../shared/ratings.ts";
import { mergeBreakdowns } from "../report/dashboard/breakdown-rows.ts";
import { readKeyNumbers } from "../report/dashboard/key-numbers.ts";
import { proportionDifference } from "../report/dashboard/proportions.ts";
import type { KeyNumbers } from "../report/report-model.ts";
import type { ReportSite } from "../report/report.ts";
import type { MetricsStore } from "../store/metrics-store.ts";

export interface Digest {
  /** The Monday and the Sunday, "2026-11-23": dates of the site's zone. */
  readonly from: string;
  readonly to: string;
  readonly numbers: KeyNumbers;
  /** Undefined if no campaign has enough bookings, or two have as many. */
  readonly campaign: BestCampaign | undefined;
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

/** The campaign is the best of up to 50, so each comparison has a fiftieth of the error (Bonferroni): 99.9 % of a normal distribution. */
const Z_BEST = 3.290527;

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
export async function readDigest({ store, site }: { store: Pick<MetricsStore, "figures" | "breakdownParts">; site: ReportSite }, now: Date): Promise<Digest> {
  const span = lastWeek(now, site.zone);
  const [numbers, parts] = await Promise.all([readKeyNumbers({ store, site }, { span }, now), store.breakdownParts(periodsOf(span, now, site.zone))]);
  const campaigns = mergeBreakdowns(parts).values.get("campaign") ?? new Map<string, Figures>();
  return { ...span, numbers, campaign: bestCampaign(campaigns, { openings: numbers.openings.value ?? 0, bookings: numbers.bookings.value ?? 0 }, site) };
}

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
  const share = (part: { openings: number; bookings: number }) => ({ count: Math.min(part.bookings, part.openings), of: part.openings });
  const isBetter = best.openings > 0 && rest.openings > 0 && proportionDifference(share(best), share(rest), Z_BEST).low > 0;
  return { ...best, of: all.bookings, isBetter, others: rest.openings === 0 ? null : share(rest).count / rest.openings };
}
