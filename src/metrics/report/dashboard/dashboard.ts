/**
 * The model of the admin page: everything is read once and in parallel, and all sections are computed
 * from that. As in a report, apart from the periods nothing depends on the current time: there are
 * no ages, and the last 24 hours start at a full hour.
 */
import { ENGLISH, type ReportWords } from "../../../host/words/words.ts";
import { readDrops } from "../../ingest/drops.ts";
import { readHeroViews } from "../../ingest/hero-views.ts";
import { NO_FIGURES, openingsIn, summaryOf, type Figures } from "../../statistics/figures.ts";
import type { Filter, MetricsStore, Statistics } from "../../store/metrics-store.ts";
import { dateAt, periodsOf, previousPeriods, type Period } from "../../statistics/periods.ts";
import { notesIn } from "../../notes/notes.ts";
import { breakdownsOf, mergeBreakdowns } from "./breakdown-rows.ts";
import { comparedPeriods } from "./compared-periods.ts";
import { shareKept } from "../estimate.ts";
import type { ComparedSide, Dashboard } from "./dashboard-model.ts";
import { groupErrors } from "./error-groups.ts";
import { experimentOf } from "./experiment.ts";
import { funnelOf } from "./funnel.ts";
import { heroTestsOf } from "./hero-tests.ts";
import { keyNumbersOf, readings } from "./key-numbers.ts";
import { loadTimeBands } from "./load-time-bands.ts";
import { releaseChanges } from "./releases.ts";
import { boundsOf, isEmpty, listedQuery, matcherOf, mergedOf, reportOf, seriesPoint, summaryFor, type ReportQuestion, type ReportSite, type ReportSources } from "../report.ts";
import { filterOf, spanOf } from "../report-query.ts";
import { decidedQuery, statusOf } from "./status.ts";

export interface DashboardSources extends ReportSources {
  store: Pick<MetricsStore, "figures" | "newest" | "newestOf" | "breakdownParts" | "demoDataSince" | "notes">;
}

/** How many of the newest errors are grouped. */
const ERRORS = 1_000;

/** Reads everything that the page shows. An error of the store reaches the caller. @param words of its sentences: English for the API. */
export async function readDashboard({ store, kv, site }: DashboardSources, query: ReportQuestion, now: Date, words: ReportWords = ENGLISH): Promise<Dashboard> {
  const [filter, span, compare] = [filterOf(query), spanOf(query), query.compare ?? "previous"];
  const [periods, week, pairs] = [periodsOf(span, now, site.zone), periodsOf("7d", now, site.zone), comparedPeriods(span, now, { zone: site.zone, compare })];
  const earlier = query.compare === undefined ? [] : previousPeriods(span, now, site.zone, compare);
  const isUnfiltered = isEmpty(filter);
  const errorsAsked = { limit: ERRORS, errorOnly: true, since: new Date(boundsOf(periods).from), matches: matcherOf(filter, periods) };
  const [read, readBefore, unfiltered, brokenDown, [metrics = [], errors = [], decided = [], [newest] = []], refusedToday, demoDataSince, notes] = await Promise.all([
    readStatistics(store, [...periods, ...pairs.map((pair) => pair.now), ...(isUnfiltered ? week : [])], filter),
    // A question of its own: with several filters, the records of the view are not fewer because it is compared.
    readStatistics(store, [...earlier, ...pairs.map((pair) => pair.before)], filter),
    isUnfiltered ? undefined : readStatistics(store, week),
    store.breakdownParts(periods, filter),
    store.newestOf([listedQuery(query, periods), errorsAsked, decidedQuery(now), { limit: 1 }]),
    readDrops(kv, now),
    store.demoDataSince(),
    store.notes(),
  ]);
  const inside = readings(read(periods));
  const asked = inside.figures;
  const merged = mergeBreakdowns(brokenDown);
  const tested = merged.values.get("hero") ?? new Map<string, Figures>();
  const isWholePage = Object.keys(filter).every((name) => name === "page" || name === "hero");
  const areDays = periods.every(({ unit }) => unit === "day");
  // A request of its own, with a command for each month: only where openings have a version.
  const views = tested.size > 0 && isWholePage && areDays ? await readHeroViews(kv, periods.map(({ key }) => key.slice(2))) : undefined;
  const { kept, of } = merged.basis;
  const previous = query.compare === undefined ? undefined : { periods: earlier, statistics: readBefore(earlier) };
  const report = reportOf(query, site, { periods, statistics: inside.statistics, whole: asked, previous, metrics, refusedToday });
  const compared = { now: pairs.map((pair) => pair.now), before: pairs.map((pair) => pair.before) };
  const [over, before] = [readings(read(compared.now)), readings(readBefore(compared.before))];
  const isAligned = compared.now.every(({ key }, i) => periods[i]?.key === key);

  return {
    ...report,
    status: statusOf(decided, newest, summaryOf(mergedOf((unfiltered ?? read)(week)), "value").outcomes, words),
    demoDataSince: demoDataSince?.toISOString() ?? null,
    keyNumbers: keyNumbersOf({ inside, now: over, before }, site),
    compared: {
      with: compare,
      periods: pairs.length,
      now: sideOf(compared.now, over.figures, { start: periods[0]?.start ?? now, filter, site }),
      before: sideOf(compared.before, before.figures, { start: previousPeriods(span, now, site.zone, compare)[0]?.start ?? now, filter, site }),
      series: isAligned ? compared.before.map((period, i) => seriesPoint(period, before.statistics[i]?.figures ?? NO_FIGURES, site)) : [],
    },
    notes: notesIn(notes).filter(({ day }) => day >= dateAt(periods[0]?.start ?? now, site.zone) && day <= dateAt(periods.at(-1)?.start ?? now, site.zone)),
    releases: releaseChanges(periods.find((_, i) => openingsIn(inside.statistics[i]?.figures ?? NO_FIGURES) > 0)?.start, brokenDown),
    breakdowns: breakdownsOf(asked, merged, { filter, site }),
    breakdownsEstimate: kept < of ? { kept, of } : null,
    experiment: experimentOf(merged.values, { share: shareKept(merged.basis), hasOneVariant: filter.variant !== undefined, site }, words),
    heroTests: heroTestsOf(tested, { views, site }, words),
    funnel: funnelOf(asked, report.summary, { filter, site }),
    bands: loadTimeBands(asked, site, report.estimate === null ? 1 : shareKept(report.estimate)),
    errorGroups: groupErrors(errors, report.summary.errors),
  };
}

/** Reads each period once, even if it is listed twice, and returns a function for the statistics of some of them. */
async function readStatistics(store: Pick<MetricsStore, "figures">, periods: readonly Period[], filter?: Filter): Promise<(some: readonly Period[]) => Statistics[]> {
  const distinct = [...new Map(periods.map((period) => [period.key, period])).values()];
  const statistics = await store.figures(distinct, filter);
  const byKey = new Map(distinct.map(({ key }, i) => [key, statistics[i]]));
  return (some) => some.map(({ key }) => byKey.get(key) ?? NOTHING);
}

const NOTHING: Statistics = { figures: NO_FIGURES, basis: { kept: 0, of: 0 } };

/** The figures of these periods; without periods, nothing from `start` on. */
function sideOf(periods: readonly Period[], figures: Figures, { start, filter, site }: { start: Date; filter: Filter; site: ReportSite }): ComparedSide {
  const bounds = periods.length === 0 ? { from: start.toISOString(), to: start.toISOString() } : boundsOf(periods);
  return { ...bounds, summary: summaryFor(figures, filter, site) };
}
