/** The notices of alerts, without markup: no angle bracket, no ampersand, nothing that Slack would format. */
import { formats } from "./formats.ts";

const { count, decimal, minute } = formats;

/** A measurement as text. */
export interface AlertFacts {
  /** "12.5 %" */
  readonly value: string;
  readonly threshold: string;
  readonly usual: string;
  /** "40 openings from 12 senders" */
  readonly n: string;
}

/** The sentences of a rule, without a heading and times. */
export interface RuleWords {
  /** What it measures. */
  readonly subject: string;
  readonly firing: (facts: AlertFacts) => string;
  readonly resolved: (facts: AlertFacts) => string;
}

const HOURS = "in this hour and the one before";
const SAME_HOURS = "in the same hours of the last 7 days";
const LOOK = "Open the site, click a booking button and check that the calendar shows times.";
const READY = "It is the time from the click to the usable calendar.";
const TIMES = "It is the time from the click to the first free time in the dialog.";

/** "Error rate is above 5 % (12.5 % of 40 openings). …", and the same when it is over. */
function limit(subject: string, evidence: (facts: AlertFacts) => string, explanation: string): RuleWords {
  return {
    subject,
    firing: (facts) => `${subject} is above ${facts.threshold} (${evidence(facts)}). ${explanation}`,
    resolved: (facts) => `${subject} is back below ${facts.threshold} (${evidence(facts)}).`,
  };
}

const share = ({ value, n, usual }: AlertFacts) => `${value} of ${n}; ${usual} ${SAME_HOURS}`;
const slow = ({ value, n }: AlertFacts) => `${value}; ${n} ${HOURS}`;
const slower = ({ value, n, usual }: AlertFacts) => `${value}; ${n} ${HOURS}; ${usual} ${SAME_HOURS}`;

const rules = {
  "error-rate": limit("error rate", ({ value, n }) => `${value} of ${n}`, `It is the share of openings that failed or timed out ${HOURS}.`),
  "no-times": limit("share of openings without free times", share, `Cal's page was on the screen, but Cal reported no free times. ${LOOK}`),
  "fell-back": limit(
    "share of openings that fell back to the calendar",
    share,
    "These visitors waited for Cal's frame, because the site had no free times to show. Open /api/slots with one of your events, and check Cal's status page.",
  ),
  p95: limit("95th percentile", slow, READY),
  "times-p95": limit("95th percentile of the wait for free times", slow, TIMES),
  regression: limit("median", slower, READY),
  "times-regression": limit("median of the wait for free times", slower, TIMES),
  "error-spike": limit(
    "number of errors",
    ({ value, usual }) => `${value} ${HOURS}; ${usual} ${SAME_HOURS} on average`,
    "These are errors of the site's code and server, not failed openings.",
  ),
  silence: {
    subject: "silence",
    firing: ({ usual }: AlertFacts) => `no calendar was opened ${HOURS}. On each of the last 7 days there were at least ${usual} in the earlier hour. ${LOOK}`,
    resolved: ({ value }: AlertFacts) => `calendars are opened again (${value} ${HOURS}).`,
  },
  forms: {
    subject: "messages of forms",
    firing: ({ value, n }: AlertFacts) => `no receiver accepts the messages of the site's forms: ${n} not delivered, the oldest for ${value}. They are kept and sent again. Open /admin/forms, and check FORM_WEBHOOK_URL or the e-mail provider.`,
    resolved: () => "no message of a form waits for its receiver any more.",
  },
};

export const alerts = {
  rules,
  test: "Test: an alert of this site would arrive here. Nothing is wrong.",
  alert: ({ text }: { text: string }) => `Alert: ${text}`,
  resolved: ({ text }: { text: string }) => `Resolved: ${text}`,
  unmeasured: ({ subject, value, threshold, senders }: { subject: string; value: string; threshold: string; senders: number }) =>
    `No longer measured: ${subject}. There were too few openings, or they came from fewer than ${senders} senders, ${HOURS} or in the days before. ` +
    `When the alert fired, it was ${value}; the limit was ${threshold}.`,
  since: ({ at }: { at: string }) => `Since ${minute(at, "UTC")} UTC.`,
  lasted: ({ from, to }: { from: string; to: string }) => `The alert was on from ${minute(from, "UTC")} UTC to ${minute(to, "UTC")} UTC.`,
  minute: ({ at }: { at: string }) => `${minute(at, "UTC")} UTC`,
  share: ({ share: of }: { share: number }) => `${decimal(of * 100)} %`,
  ms: ({ ms }: { ms: number }) => formats.milliseconds(ms),
  /** The rule's subject says that these are errors. */
  errors: ({ n }: { n: number }) => decimal(n),
  openings: ({ n }: { n: number }) => `${count(n)} ${formats.plural(n, { one: "opening", other: "openings" })}`,
  messages: ({ n }: { n: number }) => `${count(n)} ${formats.plural(n, { one: "message is", other: "messages are" })}`,
  minutes: ({ n }: { n: number }) => `${count(n)} ${formats.plural(n, { one: "minute", other: "minutes" })}`,
  from: ({ openings, senders, isMore }: { openings: string; senders: number; isMore: boolean }) => `${openings} from ${count(senders)}${isMore ? " or more" : ""} senders`,
  fields: { measured: "Measured", minimum: "Minimum", limit: "Limit", openings: "Openings", since: "Since" },
};
