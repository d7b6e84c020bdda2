/** The sections of /admin/metrics. What a sentence counts is formatted here, so that each language decides how. */
import type { waits } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, milliseconds, plural } = formats;
type Wait = keyof typeof waits;

export const page = {
  title: "Metrics",
  measure: "Measure from here",
  signOut: "Sign out",
  refreshes: "Refreshes every 30 s: pause",
  isPaused: "Refresh is paused: resume",
  retry: "Try again",
  problems: ({ n }: { n: number }): string => (n === 1 ? "A parameter in the URL is not valid" : "Some parameters in the URL are not valid"),
  allDays: "Show the last 28 days",
};

/** Words that several sections use. */
export const common = {
  csv: "CSV",
  n: ({ n }: { n: number }) => `n = ${count(n)}`,
  table: ({ title }: { title: string }) => `Table: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  bar: "Bar",
  interval: "Interval",
  estimate: "Estimate.",
  budget: "budget",
  wait: "Wait",
  bookingTime: "Click to booking",
};

export const statusLine = {
  title: "Status",
  judgements: {
    working: "Booking works, within its budgets.",
    slow: "Booking works, but is slower than its budgets.",
    degraded: "Booking does not work for everybody.",
    failing: "Booking fails.",
    "no-data": "There are too few openings of the last 24 hours to say whether booking works.",
  },
  /** Where only one of the waits is slow. */
  slow: { ready: "Booking works, but the calendar is slower than its budget.", times: "Booking works, but free times are slower than their budget." },
  why: "Details",
  newest: "Newest opening:",
  waited: ({ outcome, ms }: { outcome: Wait; ms: number }) => `${outcome === "ready" ? "ready" : "free times"} ${milliseconds(ms)} after the click`,
  demo: {
    title: "Made-up openings.",
    by: "This store was filled by",
    since: ({ time, zone }: { time: string; zone: string }) => `on ${time} (${zone}). Real openings may be among them.`,
  },
  noRefusals: "No posts refused today (UTC).",
  refusals: ({ n, reasons }: { n: number; reasons: readonly (readonly [reason: string, n: number])[] }) =>
    `Posts refused today (UTC): ${count(n)} (${reasons.map(([reason, times]) => `${reason} ${count(times)}`).join(", ")}).`,
  givenUp: ({ n }: { n: number }) => `Samples that browsers could not deliver: ${count(n)}.`,
  conversions: ({ waiting, failed }: { waiting: number; failed: number }) => `Conversions: ${count(waiting)} to send, ${count(failed)} failed in 7 days.`,
};

/** What the percentiles and shares of the page mean. */
export const cards = {
  notes: {
    twoWaits: "Click → times: until the dialog shows free times. Click → ready: until Cal's calendar shows them, where the dialog did not. An opening has one of the two.",
    oneWait: "Times are of ready openings.",
    precision: "Percentiles are within 1 % of the exact value. A dash stands where there are too few openings: 10, 20 for p95, 100 for p99.",
    success: ({ hasTimes }: { hasTimes: boolean }) =>
      `Decided are openings that got free times${hasTimes ? ", in the dialog or in Cal's calendar," : ""} and those that failed or timed out.`,
    opened: "Without times: Cal's page was on the screen, but Cal reported no free times before the timeout (a routing form, a profile, an old or slow Cal). This is not an error.",
  },
};

export const errors = {
  title: "Errors",
  none: "No opening failed or timed out in this view.",
  columns: { message: "Class and newest message", count: "Count", last: "Last seen", first: ({ zone }: { zone: string }) => `First seen (${zone})` },
  cut: ({ n }: { n: number }) => `Only the newest ${count(n)} errors are counted; this view has more.`,
  all: ({ n }: { n: number }) => `${plural(n, { one: "The only error", other: `All ${count(n)} errors` })} of this view.`,
};

export const vitals = {
  title: "Vitals of the pages, at p75",
  filtered: "These are only stored for all openings together. Remove the filter to see them.",
  goodUpTo: ({ value }: { value: string }) => `good up to ${value}`,
  tooFew: ({ n, least }: { n: number; least: number }) => `${count(n)} of the ${least} page views needed`,
  explained: "Measured in page views with an opening. The thresholds are web.dev's.",
};

export const newest = {
  title: "Newest openings",
  outcome: "Outcome",
  filters: { all: "All", times: "Free times", ready: "Ready", errors: "Errors" },
  none: "No such openings in this view.",
  howTo: "Open the site, click a booking button, and reload this page.",
  columns: { time: ({ zone }: { zone: string }) => `Time (${zone})`, wait: "Wait", pageAndPlacement: "Page · placement", variantAndKind: "Variant · kind" },
  picked: "picked",
  from: ({ origin }: { origin: string }) => `from ${origin}`,
  explained: ({ limit }: { limit: number }) =>
    `At most the newest ${count(limit)} of this view. If a sender did not measure frame and slots separately, the frame's time includes the slots.`,
};
