/** The two waits of visitors: for Cal's frame, and for the free times in the dialog. Charts show one of them at a time, never both in one percentile. */
import type { HistogramBar, Report, SeriesPoint } from "../../report/report-model.ts";
import type { DashboardQuery } from "../../report/report-query.ts";
import { BUDGETS } from "../../shared/ratings.ts";
import type { Summary } from "../../shared/sample.ts";

export type Wait = NonNullable<DashboardQuery["wait"]>;

export const WAITS = {
  ready: { phase: "totalDuration", budgets: BUDGETS.totalDuration },
  times: { phase: "timesTime", budgets: BUDGETS.timesTime },
} as const satisfies Record<Wait, { phase: keyof typeof BUDGETS; budgets: object }>;

/** The wait that the view shows: the chosen one, otherwise that of more openings. */
export function waitOf({ wait }: Pick<DashboardQuery, "wait">, { phases }: Pick<Summary, "phases">): Wait {
  return wait ?? (phases.timesTime.n > phases.totalDuration.n ? "times" : "ready");
}

/** The series with the percentiles of this wait. */
export function seriesOf(series: readonly SeriesPoint[], wait: Wait): readonly SeriesPoint[] {
  return wait === "ready" ? series : series.map((point) => ({ ...point, n: point.timesN, p50: point.timesP50, p75: point.timesP75, p95: point.timesP95 }));
}

export function histogramOf({ histogram, timesHistogram }: Pick<Report, "histogram" | "timesHistogram">, wait: Wait): readonly HistogramBar[] {
  return wait === "ready" ? histogram : timesHistogram;
}
