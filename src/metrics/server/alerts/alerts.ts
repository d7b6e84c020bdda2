/**
 * Alerts: each rule is told of once when it is broken and once when that is over, to a webhook and to
 * Sentry where they are set up, and to the host's log.
 *
 * A change is written down before anybody is told, with who has still to take it, and crossed off
 * after that. A notice that did not get through goes out again with the next evaluation: a receiver
 * may hear of a change twice, and never not at all. Evaluations follow samples and faults, so where no
 * visitor comes, nothing changes and nothing is repeated.
 *
 * One evaluation is four requests to the store, six in the first minutes of an hour and two more
 * where something changed, at most once a minute over all instances. Every other call costs nothing,
 * or one request a minute to find that another instance was first.
 */
import { reportToSentry } from "../../../platform/error-reporting-server.ts";
import { readFaultCounts } from "../../../platform/fault-counts.ts";
import { tellOperator } from "../../../platform/fault-reports.ts";
import type { Kv, KvClient } from "../../../platform/kv.ts";
import { alertBody, alertText, type AlertChange } from "./alert-notice.ts";
import { ALERT_RULES, alertPeriods, isFiring, measure, type AlertRule, type Measurement } from "./alert-rules.ts";
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

const INTERVAL_MS = 60_000;

/** When each store's next evaluation is due, as far as this instance knows. */
const due = new WeakMap<KvClient, number>();

/** Evaluates the rules, unless somebody has within the last minute. Never rejects: what fails is logged. */
export async function evaluateAlerts(context: AlertContext): Promise<void> {
  const { kv, now } = context;
  if (now.getTime() < (due.get(kv.client) ?? 0)) return;
  due.set(kv.client, now.getTime() + INTERVAL_MS);
  try {
    if (await takeLease(kv)) await evaluate(context);
  } catch (error) {
    tellOperator("The alerts could not be evaluated.", error);
  }
}

async function evaluate(context: AlertContext): Promise<void> {
  const { kv, env } = context;
  const [measurements, known] = await Promise.all([measureAll(context), readAlertStates(kv)]);
  const changed = changes(measurements, known, context);
  await writeAlertStates(kv, changed);
  for (const [rule, state] of changed) log("warn", alertText({ ...state, rule }, env.SITE_URL));

  const states = [...new Map([...known, ...changed])].filter(([, { undelivered }]) => undelivered.length > 0);
  const told = await Promise.all(states.map(async ([rule, state]) => [rule, { ...state, undelivered: await tell(rule, state, context) }] as const));
  await writeAlertStates(kv, new Map(told));
}

async function measureAll({ store, kv, now }: AlertContext): Promise<Map<AlertRule, Measurement | null>> {
  const periods = alertPeriods(now);
  // Yesterday is asked for so that its pack is made here and not while an admin waits.
  const yesterday = periodAt("day", new Date(now.getTime() - 86_400_000));
  const hours = [...periods.recent, ...periods.usual];
  const [[, ...figures], counts] = await Promise.all([
    store.figures([yesterday, ...hours]),
    readFaultCounts(kv, hours.map(({ start }) => start)),
  ]);
  const { length } = periods.recent;
  const recent = summaryOf(mergeFigures(...figures.slice(0, length)), "all");
  const usual = summaryOf(mergeFigures(...figures.slice(length)), "all");
  const faults = { recent: sum(counts.slice(0, length)), usual: sum(counts.slice(length)) / (periods.usual.length / length) };
  return new Map(ALERT_RULES.map((rule) => [rule, measure(rule, { recent, usual, faults })]));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

function changes(measurements: ReadonlyMap<AlertRule, Measurement | null>, known: AlertStates, { env, now }: AlertContext): AlertStates {
  const changed = new Map<AlertRule, AlertState>();
  for (const [rule, measurement] of measurements) {
    const before = known.get(rule);
    const wasFiring = before?.state === "firing";
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
