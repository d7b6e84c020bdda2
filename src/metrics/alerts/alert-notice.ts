/** What an alert says: in words for people, in fields for programs. Knows nothing of where it goes. */
import type { AlertRule, Measurement } from "./alert-rules.ts";

export interface AlertChange extends Measurement {
  readonly rule: AlertRule;
  readonly state: "firing" | "ok";
  /** ISO 8601: since when it has been so, as far as evaluations saw it. */
  readonly since: string;
  /** Of an alert that is over: since when it had been on. */
  readonly firedAt?: string;
  /** It is over because there is too little to go by; the measurement is that of when it fired. */
  readonly isUnmeasured?: true;
}

const NAMES: Record<AlertRule, string> = {
  "error-rate": "error rate",
  "no-times": "no free times",
  p95: "95th percentile",
  regression: "regression",
  "error-spike": "error spike",
  silence: "silence",
};

const UNITS: Record<AlertRule, string> = { "error-rate": "share", "no-times": "share", p95: "ms", regression: "ms", "error-spike": "errors", silence: "openings" };

/** One line without any markup: no angle bracket, no ampersand, nothing that Slack would read as its own. */
export function alertText(change: AlertChange, siteUrl: string | undefined): string {
  const { rule, state, since, firedAt, isUnmeasured } = change;
  const head = state === "firing" ? "Readyslot alert" : isUnmeasured ? "Readyslot, not measured any more" : "Readyslot, over again";
  const was = isUnmeasured ? "It was on" : rule === "silence" ? "There was none" : "It was above that";
  const when = state === "firing" ? `Since ${minute(since)}.` : `${was} from ${minute(firedAt ?? since)} to ${minute(since)}.`;
  const link = metricsPage(siteUrl);
  return `${head}: ${NAMES[rule]}. ${findings(change)} ${when}${link === undefined ? "" : ` ${link}`}`;
}

/**
 * The body for a webhook: Slack's incoming webhooks read `text` and `attachments`
 * (https://api.slack.com/reference/messaging/attachments), other receivers `alert`.
 */
export function alertBody(change: AlertChange, siteUrl: string | undefined): string {
  const { rule, state, since, firedAt, isUnmeasured, value, n, threshold, usual } = change;
  const text = alertText(change, siteUrl);
  const fields = [
    { title: "Measured", value: amount(rule, value), short: true },
    { title: rule === "silence" ? "At least" : "Limit", value: amount(rule, threshold), short: true },
    ...(rule === "error-spike" || rule === "silence" ? [] : [{ title: "Openings", value: String(n), short: true }]),
    { title: "Since", value: minute(since), short: true },
  ];
  return JSON.stringify({
    text,
    attachments: [{ color: state === "firing" ? "danger" : isUnmeasured ? "warning" : "good", fallback: text, fields }],
    alert: { rule, state, value, unit: UNITS[rule], n, threshold, usual, since, firedAt, isUnmeasured, url: metricsPage(siteUrl) },
  });
}

function findings({ rule, state, value, n, threshold, usual, isUnmeasured }: AlertChange): string {
  const [measured, limit] = [amount(rule, value), amount(rule, threshold)];
  const openings = `${n} openings in this hour and the one before`;
  const sameHours = `${amount(rule, usual ?? 0)} in the same hours of the last 7 days`;
  if (isUnmeasured) return `Too few openings were measured in this hour and the one before, or in the days before, to go on. It fired with ${measured}; the limit was ${limit}.`;
  switch (rule) {
    case "error-rate":
      return `${measured} of ${openings} failed or timed out; the limit is ${limit}.`;
    case "no-times":
      return (
        `${measured} of ${openings} showed Cal's page, but Cal reported no free times; the limit is ${limit}, from ${sameHours}. ` +
        "Open the site, click a booking button and check that the calendar shows times."
      );
    case "p95":
      return `The slowest 5 % of ${openings} took ${measured} or longer from the click to the usable calendar; the budget is ${limit}.`;
    case "regression":
      return (
        `Half of ${openings} took ${measured} or longer from the click to the usable calendar; ` +
        `the limit is ${limit}, from ${sameHours}.`
      );
    case "error-spike":
      return `${measured} were reported in this hour and the one before; the limit is ${limit}, against ${sameHours} on average.`;
    case "silence":
      if (state === "ok") return `${measured} in this hour and the one before.`;
      return (
        `No calendar was opened in this hour and the one before; in each of the last 7 days there were ${amount(rule, usual ?? 0)} or more ` +
        "in the earlier of the two. Open the site and click a booking button."
      );
  }
}

function amount(rule: AlertRule, value: number): string {
  if (rule === "error-rate" || rule === "no-times") return `${Number((value * 100).toFixed(1))} %`;
  if (rule === "error-spike") return `${Number(value.toFixed(1)).toLocaleString("en-US")} errors`;
  if (rule === "silence") return `${value.toLocaleString("en-US")} ${value === 1 ? "opening" : "openings"}`;
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
