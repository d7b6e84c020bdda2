/** A made-up month of a site like this one: the events that its visitors and Cal would have sent. */
import type { BookingSource } from "../../../src/metrics/store/booking-counts.ts";
import { INTENT_FIELDS, type CalSample, type IntentEvent } from "../../../src/metrics/shared/sample.ts";
import { createDice, type Dice } from "./dice.ts";
import { openCalendar, reopenCalendar, type OpeningResult } from "./openings.ts";
import { DAY_MS, instantOn, openingsOn, startOfDay } from "./rhythm.ts";
import { isWithin, makeScenario, type Scenario } from "./scenario.ts";
import { newVisitor, type Visitor } from "./visitors.ts";

export type DemoEvent = { readonly at: Date } & (
  | { readonly kind: "opening"; readonly sample: CalSample & { sampleId: string }; readonly userAgent: string }
  | { readonly kind: "intent"; readonly intent: IntentEvent; readonly userAgent: string }
  | { readonly kind: "booking"; readonly uidHash: string; readonly source: BookingSource; readonly sampleId?: string }
  | { readonly kind: "rescheduled" | "cancelled"; readonly uidHash: string }
);

export interface DemoPlan {
  /** Days, today among them. */
  readonly days: number;
  /** Openings on an average day. */
  readonly perDay: number;
  readonly seed: number;
  readonly now: Date;
}

interface Month {
  readonly dice: Dice;
  readonly scenario: Scenario;
  readonly events: DemoEvent[];
}

const EVENT = "30min";

/** When free times appear that Cal did not report in time, from the click. */
const LATE_TIMES_MS = 6_500;

/** Page views with intent but without an opening, for each one with an opening. */
const INTENTS_PER_VISIT = 0.8;

/** The events up to `now`, oldest first. On the same day (UTC) the same plan gives the same events; later in the day, more of them. */
export function demoMonth({ days, perDay, seed, now }: DemoPlan): DemoEvent[] {
  const today = startOfDay(now);
  const { dice, scenario } = beginMonth({ days, seed, now });
  const month: Month = { dice, scenario, events: [] };
  for (let i = days - 1; i >= 0; i--) {
    const day = new Date(today.getTime() - i * DAY_MS);
    for (let left = openingsOn(day, perDay, dice); left > 0; ) {
      left -= visit(month, instantOn(day, dice));
      if (dice.chance(INTENTS_PER_VISIT)) onlyIntend(month, instantOn(day, dice));
    }
  }
  return month.events.filter(({ at }) => at <= now).toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The incidents of the scenario within the days. */
export function incidentsOf(plan: DemoPlan): { what: string; from: Date; to: Date }[] {
  const { outage, slow } = beginMonth(plan).scenario;
  const first = new Date(startOfDay(plan.now).getTime() - (plan.days - 1) * DAY_MS);
  return [
    { what: `the slow release ${slow.release}`, from: slow.from, to: slow.to },
    { what: "an outage of the calendar", from: outage.from, to: outage.to },
  ].filter(({ from }) => from >= first);
}

/** The scenario is made first, so that the same seed gives the same one. */
function beginMonth({ days, seed, now }: Pick<DemoPlan, "days" | "seed" | "now">): { dice: Dice; scenario: Scenario } {
  const today = startOfDay(now);
  const dice = createDice(seed ^ Math.floor(today.getTime() / DAY_MS));
  return { dice, scenario: makeScenario({ days, today, dice }) };
}

/** The vitals that the browser of a page view can measure. */
type Vitals = Pick<CalSample, "lcp" | "inp" | "ttfb" | "cls">;

/** One page view with at least one opening. @returns the number of openings. */
function visit(month: Month, at: Date): number {
  const { dice, scenario } = month;
  const visitor = newVisitor(dice);
  const release = scenario.releaseAt(at);
  const vitals = vitalsOf(visitor, dice);
  const how = (instant: Date) => ({ isOut: isWithin(instant, scenario.outage), isSlowRelease: release === scenario.slow.release });
  const report = (result: OpeningResult, instant: Date) => addOpening(month, { visitor, release, vitals }, result, instant);

  const first = openCalendar(visitor, { ...how(at), isFirst: true }, dice);
  const isBooked = report(first, at);
  const later = new Date(at.getTime() + dice.between(20_000, 240_000));
  if ((first.outcome === "ready" || first.outcome === "opened") && !isBooked && dice.chance(0.26)) {
    report(reopenCalendar(dice), later);
    return 2;
  }
  if (first.error !== undefined && dice.chance(0.35)) {
    report(openCalendar(visitor, { ...how(later), isFirst: false }, dice), later);
    return 2;
  }
  return 1;
}

/** Adds the opening and its booking. @returns whether there was one. */
function addOpening({ dice, events }: Month, { visitor, release, vitals }: { visitor: Visitor; release: string; vitals: Vitals }, result: OpeningResult, at: Date): boolean {
  const { facts, userAgent } = visitor;
  const sampleId = dice.uuid();
  const timestamp = new Date(at.getTime() - dice.between(80, 900)).toISOString();
  const dropped = dice.chance(0.003) ? { dropped: 1 } : {};
  events.push({ kind: "opening", at, userAgent, sample: { id: EVENT, sampleId, timestamp, ...facts, release, ...vitals, ...result, ...dropped } });

  // Visitors who wait longer book less often.
  const waited = result.totalDuration ?? (result.outcome === "opened" ? LATE_TIMES_MS : undefined);
  const isBooked = waited !== undefined && dice.chance(0.34 * Math.exp(-waited / 3_500));
  if (isBooked) book(events, { sampleId, at, dice });
  return isBooked;
}

function book(events: DemoEvent[], { sampleId, at, dice }: { sampleId: string; at: Date; dice: Dice }): void {
  const uidHash = dice.hex(64);
  const made = secondsAfter(at, dice.logNormal(95, 0.5));
  // A page can be left before its booking is reported, and a webhook can fail to arrive.
  const source = dice.pick([["both", 84], ["browser", 9], ["webhook", 7]] as const);
  if (source !== "webhook") events.push({ kind: "booking", at: made, uidHash, source: "browser", sampleId });
  if (source !== "browser") events.push({ kind: "booking", at: secondsAfter(made, dice.between(0.5, 6)), uidHash, source: "webhook" });
  const change = dice.pick([["none", 85], ["rescheduled", 8], ["cancelled", 7]] as const);
  if (change !== "none") events.push({ kind: change, at: secondsAfter(made, dice.between(0.2, 3) * 86_400), uidHash });
}

function secondsAfter(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1_000);
}

function onlyIntend({ dice, scenario, events }: Month, at: Date): void {
  const { facts, userAgent } = newVisitor(dice);
  const known: Partial<CalSample> = { ...facts, release: scenario.releaseAt(at) };
  const values = Object.fromEntries(INTENT_FIELDS.map((name) => [name, known[name]]));
  const intent: IntentEvent = { id: EVENT, sampleId: dice.uuid(), intent: true, ...values };
  events.push({ kind: "intent", at, userAgent, intent });
}

/** Only Chromium measures all of them; Firefox has no layout shift, and these versions of Safari only the first byte. */
function vitalsOf({ facts: { connection }, line, slowness, userAgent }: Visitor, dice: Dice): Vitals {
  const far = { "4g": 1, "3g": 2.2, "2g": 4.5, "slow-2g": 7 }[line];
  const ttfb = dice.logNormal(85, 0.55) * far;
  const lcp = ttfb + dice.logNormal(520, 0.4) * (0.5 * far + 0.5 * slowness);
  const [inp, cls] = [dice.logNormal(55, 0.5) * slowness, Math.min(dice.logNormal(0.012, 1.2), 1)];
  return {
    ttfb: Math.round(ttfb),
    ...((connection ?? /Firefox/.test(userAgent)) && { lcp: Math.round(lcp) }),
    ...(connection && { inp: Math.round(inp), cls: Math.round(cls * 1_000) / 1_000 }),
  };
}
