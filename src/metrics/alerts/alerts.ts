/**
 * Alerts: each rule is told of once when it is broken and once when that is over, to a webhook and to
 * Sentry where they are set up, and to the host's log.
 *
 * A change is written down before anybody is told, with who has still to take it, and crossed off
 * after that. A notice that did not get through goes out again with the next evaluation: a receiver
 * may hear of a change twice, and never not at all. Evaluations follow samples, errors and the host's
 * clock (`/api/cron/alerts`); without the clock nothing changes and nothing is repeated where no visitor comes.
 *
 * One evaluation is four requests to the store, six in the first minutes of an hour and two more
 * where something changed, at most once a minute over all instances. Every other call costs nothing,
 * or one request a minute to find that another instance was first.
 */
import { reportToSentry } from "../../host/errors/error-reporting-server.ts";
import { readErrorCounts } from "../../host/errors/error-counts.ts";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import { alertBody, alertText, type AlertChange } from "./alert-notice.ts";
import { ALERT_RULES, alertPeriods, isFiring, measure, type AlertRule, type ComparedFigures } from "./alert-rules.ts";
import { readAlertStates, takeLease, writeAlertStates, type AlertChannel, type AlertState, type AlertStates } from "./alert-state.ts";
import { postToWebhook } from "./alert-webhook.ts";
import { mergeFigures, summaryOf } from "../store/figures.ts";
import { periodAt } from "../store/periods.ts";
import type { MetricsStore } from "../store/metrics-store.ts";

export interface AlertEnv {
  readonly ALERT_WEBHOOK_URL?: string | undefined;
  readonly ALERT_WEBHOOK_SECRET?: string | undefined;
  /** Signs where there is no secret of the webhook's own. */
  readonly METRICS_TOKEN?: string | undefined;
  readonly SENTRY_DSN?: string | undefined;
  readonly SITE_URL?: string | undefined;
}

export interface AlertContext {
  readonly store: Pick<MetricsStore, "figures">;
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly env: AlertEnv;
  readonly now: Date;
  /** For each attempt to tell somebody; 3 s for the webhook and 2 s for Sentry if not given. */
  readonly timeLimitMs?: number;
}

export interface Evaluation {
  /** Not, where somebody has evaluated within the last minute. */
  readonly evaluated: boolean;
  /** The alerts that are on now. */
  readonly firing: readonly AlertRule[];
  /** Those that went on or were over with this evaluation. */
  readonly changed: readonly AlertRule[];
  /** Those of which somebody has still to take the notice. */
  readonly undelivered: readonly AlertRule[];
}

const INTERVAL_MS = 60_000;

/** When each store's next evaluation is due, as far as this instance knows. */
const due = new WeakMap<KvClient, number>();

/** Evaluates the rules, unless somebody has within the last minute. Never rejects: what fails is logged. */
export async function evaluateAlerts(context: AlertContext): Promise<void> {
  try {
    await runAlerts(context);
  } catch (error) {
    logError("The alerts could not be evaluated.", error);
  }
}

/**
 * The same, for who wants to know what came of it.
 *
 * @throws what the store throws.
 */
export async function runAlerts(context: AlertContext): Promise<Evaluation> {
  const { kv, now } = context;
  const isDue = now.getTime() >= (due.get(kv.client) ?? 0);
  if (isDue) due.set(kv.client, now.getTime() + INTERVAL_MS);
  if (!isDue || !(await takeLease(kv))) return { evaluated: false, firing: [], changed: [], undelivered: [] };
  return evaluate(context);
}

async function evaluate(context: AlertContext): Promise<Evaluation> {
  const { kv, env } = context;
  const [figures, known] = await Promise.all([readFigures(context), readAlertStates(kv)]);
  const changed = changes(figures, known, context);
  await writeAlertStates(kv, changed);
  for (const [rule, state] of changed) log("warn", alertText({ ...state, rule }, env.SITE_URL));

  const current = new Map([...known, ...changed]);
  const states = [...current].filter(([, { undelivered }]) => undelivered.length > 0);
  const told = await Promise.all(states.map(async ([rule, state]) => [rule, { ...state, undelivered: await tell(rule, state, context) }] as const));
  await writeAlertStates(kv, new Map(told));
  return {
    evaluated: true,
    firing: rulesOf(current, ({ state }) => state === "firing"),
    changed: [...changed.keys()],
    undelivered: rulesOf(told, ({ undelivered }) => undelivered.length > 0),
  };
}

function rulesOf(states: Iterable<readonly [AlertRule, AlertState]>, holds: (state: AlertState) => boolean): AlertRule[] {
  return [...states].filter(([, state]) => holds(state)).map(([rule]) => rule);
}

async function readFigures({ store, kv, now }: AlertContext): Promise<ComparedFigures> {
  const periods = alertPeriods(now);
  // Yesterday is asked for so that its pack is made here and not while an admin waits.
  const yesterday = periodAt("day", new Date(now.getTime() - 86_400_000));
  const hours = [...periods.recent, ...periods.usual];
  const [[, ...figures], counts] = await Promise.all([
    store.figures([yesterday, ...hours]),
    readErrorCounts(kv, hours.map(({ start }) => start)),
  ]);
  const { length } = periods.recent;
  const recent = summaryOf(mergeFigures(...figures.slice(0, length)), "all");
  const usual = summaryOf(mergeFigures(...figures.slice(length)), "all");
  // Each day's pair begins with the hour that is full.
  const fullHours = figures.slice(length).filter((_, i) => i % length === 0);
  const errors = { recent: sum(counts.slice(0, length)), usual: sum(counts.slice(length)) / (periods.usual.length / length) };
  const fewestOpenings = Math.min(...fullHours.map((one) => summaryOf(one, "all").total));
  return { recent, usual, errors, fewestOpenings };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

function changes(figures: ComparedFigures, known: AlertStates, { env, now }: AlertContext): AlertStates {
  const changed = new Map<AlertRule, AlertState>();
  for (const rule of ALERT_RULES) {
    const before = known.get(rule);
    const wasFiring = before?.state === "firing";
    const measurement = measure(rule, figures, wasFiring);
    if (measurement === null && wasFiring) {
      changed.set(rule, { ...before, state: "ok", isUnmeasured: true, since: now.toISOString(), firedAt: before.since, undelivered: channels(env) });
    }
    if (measurement === null || isFiring(wasFiring, measurement) === wasFiring) continue;
    changed.set(rule, {
      ...measurement,
      state: wasFiring ? "ok" : "firing",
      since: now.toISOString(),
      ...(wasFiring && { firedAt: before.since }),
      undelivered: channels(env),
    });
  }
  return changed;
}

function channels(env: AlertEnv): AlertChannel[] {
  return [...(env.ALERT_WEBHOOK_URL ? (["webhook"] as const) : []), ...(env.SENTRY_DSN ? (["sentry"] as const) : [])];
}

/** Tells everybody who does not know yet; gives who did not take it. Who is not set up any more need not. */
async function tell(rule: AlertRule, { undelivered, ...state }: AlertState, context: AlertContext): Promise<AlertChannel[]> {
  const change = { ...state, rule };
  const open = channels(context.env).filter((channel) => undelivered.includes(channel));
  const outcomes = await Promise.allSettled(open.map((channel) => TELL[channel](change, context)));
  return open.filter((_, i) => {
    const outcome = outcomes[i];
    if (outcome?.status !== "rejected") return false;
    log("error", `An alert is told again in a minute. ${outcome.reason instanceof Error ? outcome.reason.message : ""}`);
    return true;
  });
}

const TELL: Record<AlertChannel, (change: AlertChange, context: AlertContext) => Promise<void>> = {
  webhook: (change, { env, now, timeLimitMs }) =>
    postToWebhook(alertBody(change, env.SITE_URL), {
      url: env.ALERT_WEBHOOK_URL ?? "",
      secret: env.ALERT_WEBHOOK_SECRET || env.METRICS_TOKEN,
      now,
      ...(timeLimitMs !== undefined && { timeLimitMs }),
    }),
  sentry: (change, { env, timeLimitMs }) => {
    const { rule, state, value, n, threshold } = change;
    const report = {
      message: alertText(change, env.SITE_URL),
      level: state === "firing" ? "error" : "info",
      tags: { alert: rule, state },
      extra: { value, n, threshold },
      group: ["readyslot-alert", rule],
    } as const;
    return reportToSentry(report, { dsn: env.SENTRY_DSN ?? "", release: RELEASE, ...(timeLimitMs !== undefined && { timeLimitMs }) });
  },
};

/** The log is where an operator looks first. */
function log(level: "warn" | "error", ...words: unknown[]): void {
  // oxlint-disable-next-line no-console
  console[level](...words);
}
