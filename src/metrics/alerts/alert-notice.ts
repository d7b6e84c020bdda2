/** The notice of an alert: as text for people, as fields for programs. Independent of where it is sent. */
import type { AlertFacts } from "../../host/words/en/alerts.ts";
import type { Words } from "../../host/words/words.ts";
import { MIN_SENDERS } from "../shared/ratings.ts";
import { MOST_SENDERS } from "../statistics/figures.ts";
import { ruleNamed, type AlertName, type AlertUnit, type Measurement } from "./alert-rules.ts";

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

type AlertWords = Words["alerts"];

/** One line without markup: no angle bracket, no ampersand, nothing that Slack would format. */
export function alertText(change: AlertChange, siteUrl: string | undefined, words: AlertWords): string {
  const { rule, state, since, firedAt = since, isUnmeasured } = change;
  const facts = factsOf(change, words);
  const { subject, firing, resolved } = words.rules[rule];
  const text = isUnmeasured
    ? words.unmeasured({ subject, value: facts.value, threshold: facts.threshold, senders: MIN_SENDERS })
    : state === "firing"
      ? words.alert({ text: firing(facts) })
      : words.resolved({ text: resolved(facts) });
  const when = state === "firing" ? words.since({ at: since }) : words.lasted({ from: firedAt, to: since });
  return [text, when, metricsPage(siteUrl)].filter((part) => part !== undefined).join(" ");
}

/**
 * The body for a webhook: Slack's incoming webhooks read `text` and `attachments`
 * (https://api.slack.com/reference/messaging/attachments), other receivers `alert`, which is the same in every language.
 */
export function alertBody(change: AlertChange, siteUrl: string | undefined, words: AlertWords): string {
  const { rule, state, since, firedAt, isUnmeasured, value, n, senders, threshold, usual, isFloor } = change;
  const { unit } = ruleNamed(rule);
  const facts = factsOf(change, words);
  const text = alertText(change, siteUrl, words);
  const names = words.fields;
  const fields = [
    { title: names.measured, value: facts.value, short: true },
    { title: isFloor ? names.minimum : names.limit, value: facts.threshold, short: true },
    // The other two units are counts themselves.
    ...(unit === "share" || unit === "ms" ? [{ title: names.openings, value: String(n), short: true }] : []),
    { title: names.since, value: words.minute({ at: since }), short: true },
  ];
  return JSON.stringify({
    text,
    attachments: [{ color: state === "firing" ? "danger" : isUnmeasured ? "warning" : "good", fallback: text, fields }],
    alert: { rule, state, value, unit, n, senders, threshold, usual, since, firedAt, isUnmeasured, url: metricsPage(siteUrl) },
  });
}

function factsOf({ rule, value, threshold, usual = 0, n, senders }: AlertChange, words: AlertWords): AlertFacts {
  const { unit } = ruleNamed(rule);
  const openings = unit === "minutes" ? words.messages({ n }) : words.openings({ n });
  return {
    value: amount(unit, value, words),
    threshold: amount(unit, threshold, words),
    usual: amount(unit, usual, words),
    n: senders === undefined ? openings : words.from({ openings, senders, isMore: senders === MOST_SENDERS }),
  };
}

function amount(unit: AlertUnit, value: number, words: AlertWords): string {
  if (unit === "share") return words.share({ share: value });
  if (unit === "minutes") return words.minutes({ n: value });
  if (unit === "errors") return words.errors({ n: value });
  return unit === "openings" ? words.openings({ n: value }) : words.ms({ ms: value });
}

/** The address of the metrics page; undefined without a valid address of the site. */
export function metricsPage(siteUrl: string | undefined): string | undefined {
  if (!siteUrl || !URL.canParse(siteUrl)) return undefined;
  return new URL("/admin/metrics", siteUrl).href;
}
