/**
 * Is booking working right now? Decided by the newest openings, not by those of a window, in which an outage of an hour
 * would disappear. Each sender counts once, with the newest opening, so that no one decides it alone. The budgets and the
 * minimum number of openings are those of the alerts. An alert looks at two hours, this at up to `STATUS_OPENINGS` openings
 * of a day, so that a quiet site has a status too.
 */
import { BUDGETS, MIN_SENDERS } from "../../shared/ratings.ts";
import type { StoredSample, Summary } from "../../shared/sample.ts";
import { MIN_OPENINGS } from "../../alerts/alert-rules.ts";
import { periodAt } from "../../statistics/periods.ts";
import type { NewestQuery } from "../../store/metrics-store.ts";
import type { Status } from "../report-model.ts";

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
  { outcome: "ready", phase: "totalDuration", name: "load times" },
  { outcome: "times", phase: "timesTime", name: "waits for free times" },
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
export function statusOf(decided: readonly StoredSample[], newest: StoredSample | undefined, usual: UsualOpenings = { ready: 0, times: 0, opened: 0 }): Status {
  const n = decided.length;
  const about = { senders: n, newest: newest === undefined ? null : pickNewest(newest) };
  if (n === 0) return { state: "no-data", reason: `${noneSeen(newest)} Open the site and click a booking button; the opening is counted within seconds.`, ...about };
  if (n < MIN_SENDERS) {
    const reason = `The openings of the last 24 hours come from ${n} ${plural(n, "sender")} (newest: ${outcomes(decided)}). A status needs ${MIN_SENDERS}, so that no sender can decide it alone.`;
    return { state: "no-data", reason, ...about };
  }

  const errors = decided.filter(isError).length;
  const inARow = decided.findIndex((sample) => !isError(sample));
  const failedInARow = inARow === -1 ? n : inARow;
  if (failedInARow >= FAILING_IN_A_ROW) {
    return { state: "failing", reason: `The newest opening of each of the last ${failedInARow} senders failed or timed out.`, ...about };
  }
  const last = decided.slice(0, FAILING_AMONG.newest);
  const lastErrors = last.filter(isError).length;
  if (lastErrors * 2 >= last.length) {
    const isEnough = last.length >= FAILING_AMONG.least;
    const reason = `Of the newest openings of ${last.length} senders, ${lastErrors} failed or timed out${isEnough ? "" : ", which may be bad luck"}.`;
    return { state: isEnough ? "failing" : "degraded", reason, ...about };
  }

  const waits = WAITS.map((wait) => ({ ...wait, times: timesOf(decided, wait) }));
  const seen = `The newest openings of ${n} senders: ${outcomes(decided)}`;
  if (n >= MIN_OPENINGS && errors / n > BUDGETS.errorRate) {
    const share = Math.round((errors / n) * 100);
    return { state: "degraded", reason: `${seen}; the error rate of ${share} % is above the budget of ${BUDGETS.errorRate * 100} %.`, ...about };
  }
  const missing = missingTimes(decided, usual);
  if (missing !== undefined) return { state: "degraded", reason: missing, ...about };
  if (decided.some(({ outcome }) => outcome === "opened") && !decided.some(({ outcome }) => outcome === "ready" || outcome === "times")) {
    return { state: "working", reason: `${seen}. ${NO_TIMES}`, ...about };
  }
  const rated = waits.filter(({ times }) => times.length >= MIN_TIMES).map(({ phase, name, times }) => {
    const p75 = times[Math.ceil(times.length * 0.75) - 1] ?? 0;
    return { p75, text: `p75 ${p75.toLocaleString("en")} ms over ${times.length} ${name}`, ...BUDGETS[phase].p75 };
  });
  if (rated.length === 0) {
    const reason = `${seen}; too few load times to rate the speed (${Math.max(...waits.map(({ times }) => times.length))} of ${MIN_TIMES}).`;
    return { state: "working", reason, ...about };
  }
  const slow = rated.find(({ p75, poor }) => p75 > poor);
  if (slow) return { state: "degraded", reason: `${seen}; ${slow.text} is slower than ${slow.poor.toLocaleString("en")} ms.`, ...about };
  return { state: "working", reason: `${seen}, ${rated.map((one) => `${one.text} (${budgetText(one)})`).join(", ")}.`, ...about };
}

function budgetText({ p75, good }: { p75: number; good: number }): string {
  return `${p75 > good ? "above the budget of" : "budget"} ${good.toLocaleString("en")} ms`;
}

const NO_TIMES =
  "Cal's page was on the screen, but Cal reported no free times: normal for a routing form, a profile, a dynamic group or a Cal older than " +
  "November 2025. For any other event, open the site, click a booking button and check that the calendar shows times.";

/** A sentence if the newest openings should have had free times: so many in a row without would be unlikely. */
function missingTimes(decided: readonly StoredSample[], { ready, times, opened }: UsualOpenings): string | undefined {
  const other = decided.findIndex(({ outcome }) => outcome !== "opened");
  const inARow = other === -1 ? decided.length : other;
  // One more without times, so that a few openings with times do not count as certainty.
  const withFreeTimes = ready + times;
  const chance = ((opened + 1) / (withFreeTimes + opened + 1)) ** inARow;
  if (inARow < WITHOUT_TIMES.inARow || chance >= WITHOUT_TIMES.chance) return undefined;
  const share = Math.floor((withFreeTimes / (withFreeTimes + opened)) * 100);
  return (
    `Cal's page was on the screen in the newest openings of ${inARow} senders, but Cal reported no free times; in the last 7 days it reported them in ${share} % of the openings. ` +
    "Open the site, click a booking button and check that the calendar shows times."
  );
}

function noneSeen(newest: StoredSample | undefined): string {
  if (newest === undefined) return "No opening has been counted yet.";
  const [day, time] = [newest.receivedAt.slice(0, 10), newest.receivedAt.slice(11, 16)];
  const abandoned = isDecided(newest) ? "" : " and was closed before it was ready or had failed";
  return `In the last 24 hours no opening got ready or failed; the newest one was on ${day}, ${time} UTC${abandoned}.`;
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

/** "30 with times, 17 ready, 1 opened without times, 2 failed, 1 timed out" */
function outcomes(samples: readonly StoredSample[]): string {
  const counted = ([["times", "with times"], ["ready", "ready"], ["opened", "opened without times"], ["failed", "failed"], ["timed-out", "timed out"]] as const)
    .map(([outcome, name]) => ({ count: samples.filter((sample) => sample.outcome === outcome).length, name }));
  return counted.filter(({ count, name }) => count > 0 || (name === "ready" && counted[0]?.count === 0)).map(({ count, name }) => `${count} ${name}`).join(", ");
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

function pickNewest({ receivedAt, outcome, openKind, totalDuration, timesTime }: StoredSample): NonNullable<Status["newest"]> {
  return { receivedAt, outcome, ...(openKind !== undefined && { openKind }), ...(totalDuration !== undefined && { totalDuration }), ...(timesTime !== undefined && { timesTime }) };
}
