/**
 * The model of the admin page: everything is read once and in parallel, and all sections are computed
 * from that. As in a report, apart from the periods nothing depends on the current time: there are
 * no ages, and the last 24 hours start at a full hour.
 */
import { readDrops } from "../../ingest/drops.ts";
import { mergeFigures, NO_FIGURES, summaryOf, type Figures } from "../../statistics/figures.ts";
import type { MetricsStore, Scope } from "../../store/metrics-store.ts";
import { periodsOf, previousPeriods, type Period } from "../../statistics/periods.ts";
import { breakdownsOf, mergeBreakdowns } from "./breakdown-rows.ts";
import type { ComparedSide, Dashboard } from "../report-model.ts";
import { groupErrors } from "./error-groups.ts";
import { experimentOf } from "./experiment.ts";
import { funnelOf } from "./funnel.ts";
import { loadTimeBands } from "./load-time-bands.ts";
import { openingCounts } from "./opening-counts.ts";
import { releaseChanges } from "./releases.ts";
import { readListed, reportOf, spanOf, type ReportQuestion, type ReportSources } from "../report.ts";
import { scopeOf } from "../report-query.ts";
import { isDecided, judgedSince, NEWEST, statusOf } from "./status.ts";

export interface DashboardSources extends ReportSources {
  store: Pick<MetricsStore, "figures" | "newest" | "breakdowns" | "demoDataSince">;
}

/** How many of the newest errors are grouped. */
const ERRORS = 1_000;

/** Reads everything that the page shows. An error of the store reaches the caller. */
export async function readDashboard({ store, kv }: DashboardSources, query: ReportQuestion, now: Date): Promise<Dashboard> {
  const scope = scopeOf(query);
  const [periods, earlier, week] = [periodsOf(query.window, now), previousPeriods(query.window, now), periodsOf("7d", now)];
  const [read, unfiltered, breakdowns, metrics, errors, decided, [newest], refusedToday, demoDataSince] = await Promise.all([
    readFigures(store, [...earlier, ...periods, ...(scope === undefined ? week : [])], scope),
    scope === undefined ? undefined : readFigures(store, [...periods, ...week]),
    store.breakdowns(periods),
    readListed(store, query, now),
    store.newest({ limit: ERRORS, errorOnly: true, since: spanStart(periods) }),
    store.newest({ limit: NEWEST, since: judgedSince(now), matches: isDecided }),
    store.newest({ limit: 1 }),
    readDrops(kv, now),
    store.demoDataSince(),
  ]);
  const [before, inside] = [read(earlier), read(periods)];
  const readUnfiltered = unfiltered ?? read;
  const everything = readUnfiltered(periods);
  const asked = mergeFigures(...inside);
  const whole = unfiltered === undefined ? asked : mergeFigures(...everything);
  const values = mergeBreakdowns(breakdowns);
  const previous = query.compare === undefined ? undefined : { periods: earlier, figures: before };
  const report = reportOf(query, { periods, figures: inside, previous, metrics, refusedToday });
  const kind = scope === undefined ? "all" : "value";

  return {
    ...report,
    status: statusOf(decided, newest, summaryOf(mergeFigures(...readUnfiltered(week)), "value").outcomes),
    demoDataSince: demoDataSince?.toISOString() ?? null,
    compared: { now: endedSide(periods, inside, kind), before: endedSide(earlier, before, kind) },
    releases: releaseChanges(periods.map((period, i) => ({ period, figures: everything[i] ?? NO_FIGURES, breakdowns: breakdowns[i] ?? new Map() }))),
    breakdowns: breakdownsOf(whole, values),
    experiment: experimentOf(values),
    funnel: funnelOf(asked, report.summary, scope),
    bands: loadTimeBands(asked),
    errorGroups: groupErrors(errors, openingCounts(whole).errors),
  };
}

/** Reads each period once, even if it is listed twice, and returns a function for the statistics of some of them. */
async function readFigures(store: Pick<MetricsStore, "figures">, periods: readonly Period[], scope?: Scope): Promise<(some: readonly Period[]) => Figures[]> {
  const distinct = [...new Map(periods.map((period) => [period.key, period])).values()];
  const figures = await store.figures(distinct, scope);
  const byKey = new Map(distinct.map(({ key }, i) => [key, figures[i]]));
  return (some) => some.map(({ key }) => byKey.get(key) ?? NO_FIGURES);
}

/** Without the last period, which is not over yet. */
function endedSide(periods: readonly Period[], figures: readonly Figures[], kind: "all" | "value"): ComparedSide {
  return { ...spanOf(periods.slice(0, -1)), summary: summaryOf(mergeFigures(...figures.slice(0, -1)), kind) };
}

function spanStart(periods: readonly Period[]): Date {
  return new Date(spanOf(periods).from);
}
