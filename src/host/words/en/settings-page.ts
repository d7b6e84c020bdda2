/** /admin/settings: the limits of the alerts, the digest, and test messages. */
import { formats } from "./formats.ts";

const { decimal, plural } = formats;

type Rule = "error-rate" | "no-times" | "fell-back" | "p95" | "times-p95" | "regression" | "times-regression" | "error-spike" | "silence" | "forms";

/** What a rule compares with its limit, as the label of its field. */
const rules: Record<Rule, string> = {
  "error-rate": "Openings that failed or timed out, more than",
  "no-times": "Openings without free times, more than usual by",
  "fell-back": "Openings that fell back to the calendar, more than usual by",
  p95: "95th percentile to the usable calendar, more than",
  "times-p95": "95th percentile to free times in the dialog, more than",
  regression: "Median to the usable calendar, more than usual by the factor",
  "times-regression": "Median to free times in the dialog, more than usual by the factor",
  "error-spike": "Errors of the site's code and server, more than",
  silence: "No opening in an hour that usually has at least",
  forms: "A message of a form that no receiver accepts, waiting for more than",
};

export const settingsPage = {
  title: "Alerts and digest",
  rules,
  units: { share: "%", points: "percentage points", ms: "ms", factor: "×", errors: "errors", openings: "openings", minutes: "minutes" },
  limits: {
    title: "When to send an alert",
    explained: "Measured in this hour and the one before. An alert also needs enough openings of several visitors, so that no single visitor starts one.",
    turnOn: ({ rule }: { rule: string }) => `Send this alert: ${rule}`,
    byDefault: ({ n, unit }: { n: number; unit: string }) => `${unit}; by default ${decimal(n)}`,
    save: "Save",
    saved: "Saved. The new limits apply from the next evaluation, within a few minutes.",
    wrong: ({ n }: { n: number }) => plural(n, { one: "One limit is not valid. Nothing was saved.", other: "Some limits are not valid. Nothing was saved." }),
    range: ({ least, most }: { least: number; most: number }) => `Write a number from ${String(least)} to ${String(most)}, without a separator for thousands.`,
    silence: "With fewer than 12 openings an hour, an hour without any happens by chance now and then, so expect false alarms.",
  },
  channels: { mail: "Mail", slack: "Slack", webhook: "Alert webhook", sentry: "Sentry" },
  alerts: {
    title: "Where alerts go",
    none: "Alerts are only logged. To receive them, set ALERT_WEBHOOK_URL, SENTRY_DSN, or ALERT_TO with the settings of the digest's mail, and deploy again.",
    test: "Send a test alert",
  },
  digest: {
    title: "Weekly digest",
    explained: "Sent on Monday: the four numbers of the week, what changed beyond chance, and the best campaign.",
    none: "The digest is off. To get it by mail, set DIGEST_TO, DIGEST_FROM, and RESEND_API_KEY or POSTMARK_SERVER_TOKEN; in Slack, set SLACK_WEBHOOK_URL. Then deploy again.",
    noCron: "CRON_SECRET is not set, so no digest is sent.",
    invalid: ({ setting }: { setting: string }) => `${setting} is not valid, so no digest is sent. The server's log has the reason.`,
    notYet: "Nothing has been sent yet. The first digest comes on the first Monday after the cron has run once.",
    test: "Send a test digest",
  },
  /** How a message went. `at` is a time as text. */
  states: {
    sent: ({ channel, host, at }: { channel: string; host: string; at: string }) => `${channel}: accepted by ${host}${at ? ` on ${at}` : ""}.`,
    again: ({ channel, host, status, at }: { channel: string; host: string; status: number | null; at: string }) =>
      `${channel}: not accepted${at ? ` on ${at}` : ""}. ${status === null ? `${host} could not be reached.` : `${host} answered with status ${String(status)}.`}`,
    unknown: ({ channel, host, at }: { channel: string; host: string; at: string }) => `${channel}: ${host} gave no answer${at ? ` on ${at}` : ""}. The message may have arrived.`,
    sending: ({ channel, at }: { channel: string; at: string }) => `${channel}: being sent since ${at}.`,
    next: ({ at }: { at: string }) => `It is sent again after ${at}.`,
    said: "It said:",
    reason: "Reason:",
  },
  /** What to do, by the kind of answer. */
  hints: {
    mail: "Check the key or token, and the addresses of sender and recipients. The sender's domain must be verified at the provider.",
    webhook: "Check the webhook's address. If it was deleted at the receiver, create a new one and set it.",
    often: "The provider limits how often messages may be sent. Try again later.",
    down: "The provider has a problem. Try again later.",
  },
  tooOften: ({ seconds }: { seconds: number }) => `Too many test messages. Try again in ${plural(seconds, { one: "one second", other: `${String(seconds)} seconds` })}.`,
  noChannel: "There is nowhere to send it to.",
};
