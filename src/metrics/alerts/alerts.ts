/**
 * Alerts: one notice when a rule fires and one when the alert is over, to a webhook, to
 * Sentry and by mail if they are configured, and to the host's log.
 *
 * A change is stored, with the channels that have not accepted it yet, before any notice is sent. A notice that was
 * not accepted is sent again with the next evaluation, so a notice is delivered at least once. Evaluations follow
 * samples, errors and the host's cron job (`/api/cron/alerts`). Without the cron job, an alert on a site without visitors
 * neither ends nor is sent again.
 *
 * One evaluation is four requests to the store, six in the first minutes of an hour, and two more
 * if something changed; at most once a minute over all instances. Every other call costs nothing,
 * or one request a minute to find that another instance was first.
 */
import { formStatus } from "../../host/forms/deliver-forms.ts";
import type { FormEnv } from "../../host/forms/form-settings.ts";
import { reportToSentry } from "../../host/errors/error-reporting-server.ts";
import { noticeLanguage } from "../../host/words/admin-language.ts";
import { ENGLISH, wordsIn, type Words } from "../../host/words/words.ts";
import { readErrorCounts } from "../../host/errors/error-counts.ts";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import { alertBody, alertText, type AlertChange } from "./alert-notice.ts";
import { limitOf, type AlertLimits } from "./alert-limits.ts";
import { ALERT_RULES, alertPeriods, isFiring, type AlertName, type ComparedStatistics } from "./alert-rules.ts";
import { readAlertStates, takeLease, writeAlertStates, type AlertChannel, type AlertState, type AlertStates } from "./alert-state.ts";
import { postToWebhook } from "./alert-webhook.ts";
import { mailerTo, noticeMail, type MailEnv } from "./mail.ts";
import { mergeFigures, MOST_SENDERS, summaryOf } from "../statistics/figures.ts";
import { periodAt, type Period } from "../statistics/periods.ts";
import { siteZone } from "../statistics/time-zone.ts";
import type { MetricsStore } from "../store/metrics-store.ts";

export interface AlertEnv extends FormEnv, MailEnv {
  readonly ALERT_TO?: string | undefined;
  /** Of the notices; the log is English. */
  readonly ADMIN_LANGUAGE?: string | undefined;
  readonly ALERT_WEBHOOK_URL?: string | undefined;
  readonly ALERT_WEBHOOK_SECRET?: string | undefined;
  /** Signs the notices if ALERT_WEBHOOK_SECRET is not set. */
  readonly METRICS_TOKEN?: string | undefined;
  readonly SENTRY_DSN?: string | undefined;
  readonly SITE_URL?: string | undefined;
  readonly TIME_ZONE?: string | undefined;
}

export interface AlertContext {
  readonly store: Pick<MetricsStore, "figures" | "newest">;
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly env: AlertEnv;
  readonly now: Date;
  /** The timeout of each attempt to send a notice; by default 3 s for the webhook and 2 s for Sentry. */
  readonly timeLimitMs?: number;
}

export interface Evaluation {
  /** False if an instance evaluated within the last minute. */
  readonly evaluated: boolean;
  /** The alerts that are on now. */
  readonly firing: readonly AlertName[];
  /** The alerts that started or ended with this evaluation. */
  readonly changed: readonly AlertName[];
  /** The alerts whose notice a channel has not accepted yet. */
  readonly undelivered: readonly AlertName[];
}

const INTERVAL_MS = 60_000;

/** When each store's next evaluation is due, as far as this instance knows. */
const due = new WeakMap<KvClient, number>();

/** Evaluates the rules, at most once a minute. Never rejects: an error is logged. */
export async function evaluateAlerts(context: AlertContext): Promise<void> {
  try {
    await runAlerts(context);
  } catch (error) {
    logError("The alert rules could not be evaluated.", error);
  }
}

/**
 * The same, with the result.
 *
 * @throws the errors of the store.
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
  const reading = readAlertStates(kv);
  const [statistics, { states: known, limits }] = await Promise.all([readStatistics(context, reading.then((read) => read.limits)), reading]);
  const changed = changes(statistics, { known, limits }, context);
  await writeAlertStates(kv, changed);
  for (const [rule, state] of changed) log("warn", state.isOff ? `The alert rule ${rule} was turned off.` : alertText({ ...state, rule }, env.SITE_URL, ENGLISH.alerts));

  const current = new Map([...known, ...changed]);
  const states = [...current].filter(([, { undelivered }]) => undelivered.length > 0);
  const sent = await Promise.all(states.map(async ([rule, state]) => [rule, { ...state, undelivered: await send(rule, state, context) }] as const));
  await writeAlertStates(kv, new Map(sent));
  return {
    evaluated: true,
    firing: rulesOf(current, ({ state }) => state === "firing"),
    changed: [...changed.keys()],
    undelivered: rulesOf(sent, ({ undelivered }) => undelivered.length > 0),
  };
}

function rulesOf(states: Iterable<readonly [AlertName, AlertState]>, holds: (state: AlertState) => boolean): AlertName[] {
  return [...states].filter(([, state]) => holds(state)).map(([rule]) => rule);
}

async function readStatistics({ store, kv, env, now }: AlertContext, limits: Promise<AlertLimits>): Promise<ComparedStatistics> {
  const periods = alertPeriods(now);
  // Reading yesterday makes its rollup now, not while an admin waits.
  const yesterday = periodAt("day", new Date(now.getTime() - 86_400_000), siteZone(env));
  const hours = [...periods.recent, ...periods.usual];
  const [[, ...statistics], counts, forms] = await Promise.all([
    store.figures([yesterday, ...hours]),
    readErrorCounts(kv, hours.map(({ start }) => start)),
    formStatus({ kv, env, now }),
  ]);
  const figures = statistics.map((one) => one.figures);
  const { length } = periods.recent;
  const merged = mergeFigures(...figures.slice(0, length));
  const recent = summaryOf(merged, "all");
  const usual = summaryOf(mergeFigures(...figures.slice(length)), "all");
  // The first hour of each day's pair is the full one.
  const fullHours = figures.slice(length).filter((_, i) => i % length === 0);
  const errors = { recent: sum(counts.slice(0, length)), usual: sum(counts.slice(length)) / (periods.usual.length / length) };
  const fewestOpenings = Math.min(...fullHours.map((one) => summaryOf(one, "all").total));
  const mostErrors = limitOf(await limits, "error-rate") ?? 1;
  const senders = { all: merged.senders.length, failed: (recent.errorRate ?? 0) > mostErrors ? await failedSenders(store, periods.recent) : 0 };
  return { recent, senders, usual, errors, fewestOpenings, forms: forms && { n: forms.waiting + forms.failed, minutes: forms.since === undefined ? 0 : Math.floor((now.getTime() - forms.since) / 60_000) } };
}

/** How many distinct senders the failed and timed-out openings of these periods come from, up to `MOST_SENDERS`. */
async function failedSenders(store: AlertContext["store"], [first]: readonly Period[]): Promise<number> {
  return (await store.newest({ limit: MOST_SENDERS, errorOnly: true, isOnePerSender: true, ...(first && { since: first.start }) })).length;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

function changes(statistics: ComparedStatistics, { known, limits }: { known: AlertStates; limits: AlertLimits }, { env, now }: AlertContext): AlertStates {
  const changed = new Map<AlertName, AlertState>();
  for (const rule of ALERT_RULES) {
    const before = known.get(rule.name);
    const wasFiring = before?.state === "firing";
    const limit = limitOf(limits, rule.name);
    // The admin who turned the rule off needs no notice of it.
    if (limit === null && wasFiring) changed.set(rule.name, { ...before, state: "ok", isOff: true, since: now.toISOString(), firedAt: before.since, undelivered: [] });
    if (limit === null) continue;
    const measurement = rule.measure(statistics, wasFiring, limit);
    if (measurement === null && wasFiring) {
      changed.set(rule.name, { ...before, state: "ok", isUnmeasured: true, since: now.toISOString(), firedAt: before.since, undelivered: channels(env) });
    }
    if (measurement === null || isFiring(wasFiring, measurement) === wasFiring) continue;
    changed.set(rule.name, {
      ...measurement,
      state: wasFiring ? "ok" : "firing",
      since: now.toISOString(),
      ...(wasFiring && { firedAt: before.since }),
      undelivered: channels(env),
    });
  }
  return changed;
}

export function channels(env: AlertEnv): AlertChannel[] {
  const hasMail = env.ALERT_TO && env.DIGEST_FROM && (env.RESEND_API_KEY || env.POSTMARK_SERVER_TOKEN);
  return [...(env.ALERT_WEBHOOK_URL ? (["webhook"] as const) : []), ...(env.SENTRY_DSN ? (["sentry"] as const) : []), ...(hasMail ? (["mail"] as const) : [])];
}

/** The words of notices, in the admin's language. */
function wordsOf(env: AlertEnv): Words["alerts"] {
  return wordsIn(noticeLanguage(env, SITE_LANGUAGE)).alerts;
}

/** Sends the notice to every channel that has not accepted it; returns the channels that still have not. Channels that are no longer configured are left out. */
async function send(rule: AlertName, { undelivered, ...state }: AlertState, context: AlertContext): Promise<AlertChannel[]> {
  const change = { ...state, rule };
  const open = channels(context.env).filter((channel) => undelivered.includes(channel));
  const outcomes = await Promise.allSettled(open.map((channel) => SEND[channel](change, context)));
  return open.filter((_, i) => {
    const outcome = outcomes[i];
    if (outcome?.status !== "rejected") return false;
    log("error", `An alert could not be delivered; the next evaluation sends it again. ${outcome.reason instanceof Error ? outcome.reason.message : ""}`);
    return true;
  });
}

const SEND: Record<AlertChannel, (change: AlertChange, context: AlertContext) => Promise<void>> = {
  webhook: (change, { env, now, timeLimitMs }) =>
    postToWebhook(alertBody(change, env.SITE_URL, wordsOf(env)), {
      url: env.ALERT_WEBHOOK_URL ?? "",
      secret: env.ALERT_WEBHOOK_SECRET || env.METRICS_TOKEN,
      now,
      ...(timeLimitMs !== undefined && { timeLimitMs }),
    }),
  sentry: (change, { env, timeLimitMs }) => {
    const { rule, state, value, n, threshold } = change;
    const report = {
      message: alertText(change, env.SITE_URL, wordsOf(env)),
      level: state === "firing" ? "error" : "info",
      tags: { alert: rule, state },
      extra: { value, n, threshold },
      group: ["readyslot-alert", rule],
    } as const;
    return reportToSentry(report, { dsn: env.SENTRY_DSN ?? "", release: RELEASE, ...(timeLimitMs !== undefined && { timeLimitMs }) });
  },
  async mail(change, context) {
    const { env } = context;
    const mailer = mailerTo("ALERT_TO", env.ALERT_TO, env, { timeLimitMs: MAIL_LIMIT_MS, ...context });
    const delivery = await mailer?.send(noticeMail(alertText(change, env.SITE_URL, wordsOf(env))), `readyslot-alert-${change.rule}-${change.since}`);
    const { host, status, said } = delivery?.answer ?? {};
    if (delivery && delivery.is !== "sent") throw new Error(`${host} did not accept a mail (${status ?? "no answer"}): ${said}`);
  },
};

/** As long as the webhook has, because a function must end. */
const MAIL_LIMIT_MS = 6_000;

/** Writes to the host's log. */
function log(level: "warn" | "error", ...words: unknown[]): void {
  // oxlint-disable-next-line no-console
  console[level](...words);
}
