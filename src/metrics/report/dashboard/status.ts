/**
 * Is booking working right now? Decided by the newest openings, not by those of a window, in which an outage of an hour
 * would disappear. Each sender counts once, with the newest opening, so that no one decides it alone. The budgets and the
 * minimum number of openings are those of the alerts. An alert looks at two hours, this at up to `STATUS_OPENINGS` openings
 * of a day, so that a quiet site has a status too.
 */
import type { OutcomeCounts } from "../../../host/words/en/report.ts";
import { ENGLISH, type ReportWords } from "../../../host/words/words.ts";
import { BUDGETS, MIN_SENDERS } from "../../shared/ratings.ts";
import type { StoredSample, Summary } from "../../shared/sample.ts";
import { MIN_OPENINGS } from "../../alerts/alert-rules.ts";
import { periodAt } from "../../statistics/periods.ts";
import type { NewestQuery } from "../../store/metrics-store.ts";
import type { Status } from "./dashboard-model.ts";

/** The status looks at this many openings at most. */
const STATUS_OPENINGS = 50;
const DAY_MS = 86_400_000;

/** This many failures in a row are not bad luck. */
const FAILING_IN_A_ROW = 3;
/** If there are this many openings without free times in a row, and the probability of that (0–1) is this low, the calendar has a fault. */
const WITHOUT_TIMES = { inARow: 3, chance: 0.001 } as const;
/** Half of this many openings failed, or half of all if there are fewer, but of at least these. */
const FAILING_AMONG = { newest: 10, least: 5 } as const;
/** With fewer times, p75 would describe two or three visitors. */
const MIN_TIMES = 10;

/** The two kinds of waits, which are never judged together. */
const WAITS = [
  { outcome: "ready", phase: "totalDuration" },
  { outcome: "times", phase: "timesTime" },
] as const;

/** The newest decided openings, one of each sender, of the last 24 hours, which begin at a full hour as in all statistics. */
export function decidedQuery(now: Date): NewestQuery {
  return { limit: STATUS_OPENINGS, isOnePerSender: true, since: periodAt("hour", new Date(now.getTime() - DAY_MS)).start, matches: isDecided };
}

/** An abandoned opening was closed before it was known whether it would get ready. */
function isDecided({ outcome }: StoredSample): boolean {
  return outcome !== "abandoned";
}

/** How many openings of the last 7 days showed free times, in Cal's frame or in the dialog, and how many showed only Cal's page. */
export type UsualOpenings = Pick<Summary["outcomes"], "ready" | "times" | "opened">;

/**
 * `decided` are the newest decided openings, one of each sender, newest first; `newest` is the newest of all. `usual`
 * distinguishes a page that never has free times (a routing form) from a calendar that has stopped showing them.
 */
export function statusOf(
  decided: readonly StoredSample[],
  newest: StoredSample | undefined,
  usual: UsualOpenings = { ready: 0, times: 0, opened: 0 },
  { status: words }: Pick<ReportWords, "status"> = ENGLISH,
): Status {
  const n = decided.length;
  const about = { senders: n, newest: newest === undefined ? null : pickNewest(newest) };
  if (n === 0) return { state: "no-data", reason: `${noneSeen(newest, words)} ${words.howTo}`, ...about };
  const seen = { n, outcomes: outcomesOf(decided) };
  if (n < MIN_SENDERS) return { state: "no-data", reason: words.tooFew({ ...seen, least: MIN_SENDERS }), ...about };

  const errors = decided.filter(isError).length;
  const inARow = decided.findIndex((sample) => !isError(sample));
  const failedInARow = inARow === -1 ? n : inARow;
  if (failedInARow >= FAILING_IN_A_ROW) return { state: "failing", reason: words.failedInARow({ n: failedInARow }), ...about };
  const last = decided.slice(0, FAILING_AMONG.newest);
  const lastErrors = last.filter(isError).length;
  if (lastErrors * 2 >= last.length) {
    const isEnough = last.length >= FAILING_AMONG.least;
    return { state: isEnough ? "failing" : "degraded", reason: words.failedAmong({ n: last.length, failed: lastErrors, isBadLuck: !isEnough }), ...about };
  }

  const waits = WAITS.map((wait) => ({ ...wait, times: timesOf(decided, wait) }));
  if (n >= MIN_OPENINGS && errors / n > BUDGETS.errorRate) {
    return { state: "degraded", reason: words.errorRate({ ...seen, share: errors / n, budget: BUDGETS.errorRate }), ...about };
  }
  const missing = missingTimes(decided, usual, words);
  if (missing !== undefined) return { state: "degraded", reason: missing, ...about };
  if (decided.some(({ outcome }) => outcome === "opened") && !decided.some(({ outcome }) => outcome === "ready" || outcome === "times")) {
    return { state: "working", reason: words.openedOnly(seen), ...about };
  }
  const rated = waits.filter(({ times }) => times.length >= MIN_TIMES).map(({ outcome, phase, times }) => ({
    wait: outcome,
    n: times.length,
    p75: times[Math.ceil(times.length * 0.75) - 1] ?? 0,
    ...BUDGETS[phase].p75,
  }));
  if (rated.length === 0) {
    const most = Math.max(...waits.map(({ times }) => times.length));
    return { state: "working", reason: words.unrated({ ...seen, times: most, least: MIN_TIMES }), ...about };
  }
  const slow = rated.find(({ p75, poor }) => p75 > poor);
  if (slow) return { state: "degraded", reason: words.slow({ ...seen, wait: slow, poor: slow.poor }), ...about };
  // One judgement: a wait above its budget is never called working.
  const above = rated.filter(({ p75, good }) => p75 > good).map(({ wait }) => wait);
  return { ...(above.length > 0 ? { state: "slow", slow: above } : { state: "working" }), reason: words.rated({ ...seen, waits: rated }), ...about };
}

/** A sentence if the newest openings should have had free times: so many in a row without would be unlikely. */
function missingTimes(decided: readonly StoredSample[], { ready, times, opened }: UsualOpenings, words: ReportWords["status"]): string | undefined {
  const other = decided.findIndex(({ outcome }) => outcome !== "opened");
  const inARow = other === -1 ? decided.length : other;
  // One more without times, so that a few openings with times do not count as certainty.
  const withFreeTimes = ready + times;
  const chance = ((opened + 1) / (withFreeTimes + opened + 1)) ** inARow;
  if (inARow < WITHOUT_TIMES.inARow || chance >= WITHOUT_TIMES.chance) return undefined;
  const share = Math.floor((withFreeTimes / (withFreeTimes + opened)) * 100);
  return words.timesMissing({ inARow, share });
}

function noneSeen(newest: StoredSample | undefined, words: ReportWords["status"]): string {
  return newest === undefined ? words.noneYet : words.noneRecently({ at: newest.receivedAt, isAbandoned: !isDecided(newest) });
}

function isError({ outcome }: StoredSample): boolean {
  return outcome === "failed" || outcome === "timed-out";
}

/** The waits of one kind in ms, ascending. A reopened calendar was not loaded. */
function timesOf(samples: readonly StoredSample[], wait: (typeof WAITS)[number]): number[] {
  return samples
    .filter(({ outcome, openKind }) => outcome === wait.outcome && openKind !== "reopened")
    .flatMap((sample) => sample[wait.phase] ?? [])
    .toSorted((a, b) => a - b);
}

function outcomesOf(samples: readonly StoredSample[]): OutcomeCounts {
  const of = (outcome: StoredSample["outcome"]) => samples.filter((sample) => sample.outcome === outcome).length;
  return { times: of("times"), ready: of("ready"), opened: of("opened"), failed: of("failed"), timedOut: of("timed-out") };
}

function pickNewest({ receivedAt, outcome, openKind, totalDuration, timesTime }: StoredSample): NonNullable<Status["newest"]> {
  return { receivedAt, outcome, ...(openKind !== undefined && { openKind }), ...(totalDuration !== undefined && { totalDuration }), ...(timesTime !== undefined && { timesTime }) };
}
