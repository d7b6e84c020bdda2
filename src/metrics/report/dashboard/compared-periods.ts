import { KEPT } from "../../log/keys.ts";
import { daysOf, periodsOf, previousPeriods, type Comparison, type Period, type Span } from "../../statistics/periods.ts";

export interface PeriodPair {
  readonly now: Period;
  readonly before: Period;
}

/**
 * The hours or days of a span that are over, each with the one that it is compared with, oldest first. Those whose counterpart is no
 * longer kept are left out, so that both sides always have the same hours of the day and the same weekdays.
 */
export function comparedPeriods(span: Span, now: Date, { zone, compare = "previous" }: { zone: string; compare?: Comparison }): PeriodPair[] {
  const earlier = previousPeriods(span, now, zone, compare);
  const periods = span === "24h" ? periodsOf(span, now, zone) : daysOf(span, now, zone);
  return periods.flatMap((period, i) => {
    const before = earlier[i];
    return before === undefined || period.end > now || before.end.getTime() + KEPT[before.unit] * 1_000 <= now.getTime() ? [] : [{ now: period, before }];
  });
}
