/** The notice of an alert: as text for people, as fields for programs. Independent of where it is sent. */
import { MIN_SENDERS } from "../shared/ratings.ts";
import { MOST_SENDERS } from "../statistics/figures.ts";
import { ruleNamed, type AlertFacts, type AlertName, type AlertUnit, type Measurement } from "./alert-rules.ts";

export interface AlertChange extends Measurement {
  readonly rule: AlertName;
  readonly state: "firing" | "ok";
  /** ISO 8601: since when, as far as the evaluations saw it. */
  readonly since: string;
  /** Of an alert that is over: since when it had been on. */
  readonly firedAt?: string;
  /** It is over because there are too few samples; the measurement is the one when it fired. */
  readonly isUnmeasured?: true;
}

/** One line without markup: no angle bracket, no ampersand, nothing that Slack would format. */
export function alertText(change: AlertChange, siteUrl: string | undefined): string {
  const { state, since, firedAt = since, isUnmeasured } = change;
  const when = state === "firing" ? `Since ${minute(since)}.` : `The alert was on from ${minute(firedAt)} to ${minute(since)}.`;
  const link = metricsPage(siteUrl);
  const text = isUnmeasured ? unmeasuredText(change) : `${state === "firing" ? "Alert" : "Resolved"}: ${ruleNamed(change.rule).text(factsOf(change), state)}`;
  return `${text} ${when}${link === undefined ? "" : ` ${link}`}`;
}

/**
 * The body for a webhook: Slack's incoming webhooks read `text` and `attachments`
 * (https://api.slack.com/reference/messaging/attachments), other receivers `alert`.
 */
export function alertBody(change: AlertChange, siteUrl: string | undefined): string {
  const { rule, state, since, firedAt, isUnmeasured, value, n, senders, threshold, usual, isFloor } = change;
  const { unit } = ruleNamed(rule);
  const facts = factsOf(change);
  const text = alertText(change, siteUrl);
  const fields = [
    { title: "Measured", value: facts.value, short: true },
    { title: isFloor ? "Minimum" : "Limit", value: facts.threshold, short: true },
    // The other two units are counts themselves.
    ...(unit === "share" || unit === "ms" ? [{ title: "Openings", value: String(n), short: true }] : []),
    { title: "Since", value: minute(since), short: true },
  ];
  return JSON.stringify({
    text,
    attachments: [{ color: state === "firing" ? "danger" : isUnmeasured ? "warning" : "good", fallback: text, fields }],
    alert: { rule, state, value, unit, n, senders, threshold, usual, since, firedAt, isUnmeasured, url: metricsPage(siteUrl) },
  });
}

function unmeasuredText(change: AlertChange): string {
  const { value, threshold } = factsOf(change);
  return (
    `No longer measured: ${ruleNamed(change.rule).subject}. There were too few openings, or they came from fewer than ${MIN_SENDERS} senders, in this hour and the one before or in the days before. ` +
    `When the alert fired, it was ${value}; the limit was ${threshold}.`
  );
}

function factsOf({ rule, value, threshold, usual = 0, n, senders }: AlertChange): AlertFacts {
  const { subject, unit } = ruleNamed(rule);
  const from = senders === undefined ? "" : ` from ${senders}${senders === MOST_SENDERS ? " or more" : ""} senders`;
  return { subject, value: amount(unit, value), threshold: amount(unit, threshold), usual: amount(unit, usual), n: `${amount("openings", n)}${from}` };
}

function amount(unit: AlertUnit, value: number): string {
  if (unit === "share") return `${Number((value * 100).toFixed(1))} %`;
  // The rule's subject says that these are errors.
  if (unit === "errors") return Number(value.toFixed(1)).toLocaleString("en-US");
  if (unit === "openings") return `${value.toLocaleString("en-US")} ${value === 1 ? "opening" : "openings"}`;
  return `${value.toLocaleString("en-US")} ms`;
}

/** "2026-11-22 15:04 UTC" */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

function metricsPage(siteUrl: string | undefined): string | undefined {
  if (!siteUrl || !URL.canParse(siteUrl)) return undefined;
  return new URL("/admin/metrics", siteUrl).href;
}
