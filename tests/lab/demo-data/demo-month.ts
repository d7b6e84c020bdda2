/** A made-up month of a site like this one: the events that its visitors and Cal would have sent. */
import type { BookingSource } from "../../../src/metrics/statistics/booking-counts.ts";
import type { IntentEvent } from "../../../src/metrics/shared/sample.ts";
import { createDice, type Dice } from "../openings/dice.ts";
import { openCalendar, reopenCalendar, type Went } from "../openings/open-calendar.ts";
import { DAY_MS, instantOn, openingsOn, startOfDay } from "./rhythm.ts";
import { isWithin, planScenario, type Scenario } from "./scenario.ts";
import { intentOf, sampleOf, type Sample } from "../openings/samples.ts";
import { newVisitor, vitalsOf, type Visitor, type Vitals } from "../openings/visitors.ts";

export type DemoEvent = { readonly at: Date } & (
  | { readonly kind: "opening"; readonly sample: Sample; readonly userAgent: string }
  | { readonly kind: "intent"; readonly intent: IntentEvent; readonly userAgent: string }
  | { readonly kind: "booking"; readonly uidHash: string; readonly source: BookingSource; readonly sampleId?: string }
  | { readonly kind: "rescheduled" | "cancelled"; readonly uidHash: string }
);

export interface DemoPlan {
  /** Number of days, including today. */
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

/** The time from the click to free times that Cal reports late. */
const LATE_TIMES_MS = 6_500;

/** The share of the visitors with a time that fill in the form, as those with a calendar of which this is the whole. */
const BOOKS_AFTER_PICK = 0.7;
const BOOKS = 0.34;

/** Page views with intent but no opening, per page view with an opening. */
const INTENTS_PER_VISIT = 0.8;

/** The events up to `now`, oldest first. On one day (UTC) the same plan gives the same events; later on that day, more of them. */
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

/** The scenario is drawn first, so that it is the same for any number of events. */
function beginMonth({ days, seed, now }: Pick<DemoPlan, "days" | "seed" | "now">): { dice: Dice; scenario: Scenario } {
  const today = startOfDay(now);
  const dice = createDice(seed ^ Math.floor(today.getTime() / DAY_MS));
  return { dice, scenario: planScenario({ days, today, dice }) };
}

/** Adds one page view with at least one opening. @returns the number of openings. */
function visit(month: Month, at: Date): number {
  const { dice, scenario } = month;
  const visitor = newVisitor(dice);
  const release = scenario.releaseAt(at);
  const vitals = vitalsOf(visitor, dice);
  const how = (instant: Date) => ({ isOut: isWithin(instant, scenario.outage), isSlowRelease: release === scenario.slow.release });
  const add = (went: Went, instant: Date) => report(month, { visitor, release, vitals }, went, instant);

  const first = openCalendar(visitor, { ...how(at), isFirst: true }, dice);
  const isBooked = add(first, at);
  const later = new Date(at.getTime() + dice.between(20_000, 240_000));
  if ((first.outcome === "ready" || first.outcome === "opened" || first.outcome === "times") && !isBooked && dice.chance(0.26)) {
    add(reopenCalendar(first, dice), later);
    return 2;
  }
  if (first.error !== undefined && dice.chance(0.35)) {
    add(openCalendar(visitor, { ...how(later), isFirst: false }, dice), later);
    return 2;
  }
  return 1;
}

/** Adds the opening and its booking, if there is one. @returns whether a booking was made in it. */
function report({ dice, events }: Month, { visitor, release, vitals }: { visitor: Visitor; release: string; vitals: Vitals }, went: Went, at: Date): boolean {
  const sample = { ...sampleOf({ visitor, release, vitals, went, at }, dice), ...(dice.chance(0.003) && { dropped: 1 }) };
  events.push({ kind: "opening", at, userAgent: visitor.userAgent, sample });

  // The longer a visitor waits, the fewer bookings.
  const waited = went.totalDuration ?? (went.outcome === "opened" ? LATE_TIMES_MS : went.formTime);
  const isBooked = waited !== undefined && dice.chance((went.picked ? BOOKS_AFTER_PICK : BOOKS) * Math.exp(-waited / 3_500));
  if (isBooked) book(events, { sampleId: sample.sampleId, at, dice });
  return isBooked;
}

function book(events: DemoEvent[], { sampleId, at, dice }: { sampleId: string; at: Date; dice: Dice }): void {
  const uidHash = dice.hex(64);
  const made = secondsAfter(at, dice.logNormal(95, 0.5));
  // A visitor can leave before the page reports the booking, and a webhook can fail to arrive.
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
  const visitor = newVisitor(dice);
  events.push({ kind: "intent", at, userAgent: visitor.userAgent, intent: intentOf(visitor, scenario.releaseAt(at), dice) });
}
