/** The sections of /admin/metrics. What a sentence counts is formatted here, so that each language decides how. */
import { openings, waits } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, milliseconds, percent, plural } = formats;
type Wait = keyof typeof waits;

export const page = {
  title: "Metrics",
  heading: "How fast is booking?",
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
};

export const statusLine = {
  title: "Status",
  states: { working: "Working", degraded: "Degraded", failing: "Failing", "no-data": "No data" },
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

export const view = {
  title: "View",
  windows: { "24h": "24 h", "7d": "7 days", "28d": "28 days", "90d": "90 days" },
  dates: "Dates",
  from: "From",
  to: "to",
  show: "Show",
  data: "This view as data",
  json: "JSON",
  api: "API call",
  span: ({ from, to, zone }: { from: string; to: string; zone: string }) => `${from} to ${to}. All times and days are in ${zone}.`,
  filters: "Filters",
  removeFilter: ({ name, value }: { name: string; value: string }) => `Remove the filter ${name} ${value}`,
  filter: "Filter",
  filterWith: ({ n }: { n: number }) => (n === 0 ? "Filter" : `Filter (${n})`),
  noValues: "no values",
  any: "any",
  removeAll: "Remove all filters",
  estimate: (of: { kept: number; of: number; total: number; ready: number; times: number; errors: number; bookings: number }) =>
    `Of ${count(of.of)} records in this period, ${count(of.kept)} are kept, a random sample of each busy day. The numbers of this view are computed from those. ` +
    `Standard errors: openings ±\u00a0${count(of.total)}, ready ±\u00a0${count(of.ready)}, with free times in the dialog ±\u00a0${count(of.times)}, ` +
    `errors ±\u00a0${count(of.errors)}, bookings ±\u00a0${count(of.bookings)}. With one filter or none, the numbers are exact.`,
};

export const cards = {
  title: ({ hasTimes }: { hasTimes: boolean }) => (hasTimes ? "From the click" : waits.ready),
  /** With one wait only it is not named. */
  name: ({ wait, percentile }: { wait: Wait | undefined; percentile: "median" | "p75" | "p95" | "p99" }) =>
    wait === undefined ? percentile.replace("median", "Median") : `${waits[wait]}, ${percentile}`,
  success: "Success",
  openings: "Openings",
  bookings: "Bookings",
  conversion: "Conversion",
  tooFew: ({ n, least, of }: { n: number; least: number; of: keyof typeof openings }) => (n === 0 ? `no ${openings[of]}` : `${count(n)} of the ${least} ${openings[of]} needed`),
  nKept: ({ n }: { n: number }) => `n = ${count(n)} kept records`,
  noBudget: "no budget",
  budgetTime: ({ ms }: { ms: number }) => `budget ${milliseconds(ms)}`,
  budgetShare: ({ share }: { share: number }) => `budget ${percent(share)}`,
  asBefore: "as before",
  faster: ({ share }: { share: number }) => `${percent(share)} faster`,
  slower: ({ share }: { share: number }) => `${percent(share)} slower`,
  points: ({ points }: { points: number }) => `${formats.signed(points)} points`,
  before: ({ value }: { value: string }) => `${value} before`,
  part: ({ part, of, what }: { part: number; of: number; what: keyof typeof openings }) => `${count(part)} of ${count(of)} ${openings[what]}`,
  outcomes: ({ times, ready, opened, abandoned }: { times: number; ready: number; opened: number; abandoned: number }) =>
    `${times > 0 ? `${count(times)} with free times, ` : ""}${count(ready)} ready, ${opened > 0 ? `${count(opened)} without times, ` : ""}${count(abandoned)} abandoned`,
  seenBy: ({ browser, webhook, both }: { browser: number; webhook: number; both: number }) => `seen by the browser ${count(browser)}, by Cal ${count(webhook)}, by both ${count(both)}`,
  confirmed: ({ both }: { both: number }) => `confirmed by Cal; ${count(both)} of them seen by the browser`,
  unconfirmed: ({ n }: { n: number }) => `unconfirmed ${count(n)}`,
  pending: ({ n }: { n: number }) => `payment pending ${count(n)}`,
  estimated: ({ basis }: { basis: string }) => `estimate; ${basis}`,
  notes: {
    twoWaits: "Click → times: until the dialog shows free times. Click → ready: until Cal's calendar shows them, where the dialog did not. An opening has one of the two.",
    oneWait: "Times are of ready openings.",
    precision: "Percentiles are within 1 % of the exact value.",
    success: ({ hasTimes }: { hasTimes: boolean }) =>
      `Success is the share of openings that got free times${hasTimes ? ", in the dialog or in Cal's calendar," : ""} among these and those that failed or timed out.`,
    conversion: ({ isConfirmed }: { isConfirmed: boolean }) =>
      `Conversion is the share of openings in which the browser saw a booking being made${isConfirmed ? " that Cal's webhook has confirmed" : ""}.`,
    opened: "Without times: Cal's page was on the screen, but Cal reported no free times before the timeout (a routing form, a profile, an old or slow Cal). This is not an error.",
    unconfirmed: "Unconfirmed: only a browser has reported the booking, and anybody can send such a report; Cal's webhook has not confirmed it. It is in no number of bookings and in no conversion.",
    pending: "Payment pending: the visitor still has to pay. It counts as a booking once Cal's webhook reports the payment.",
    standardError: "± is one standard error: the true number is within twice as much in 95 of 100 cases.",
    compared: ({ now, before, leftOut }: { now: string; before: string; leftOut: "hour" | "day" | null }) =>
      `Changes compare ${now} with ${before}, by weekday${leftOut === null ? "" : `; the current ${leftOut} is left out`}.`,
    notCompared: ({ before }: { before: string }) => `No changes are shown: there are too few openings from ${before} to compare with.`,
    span: ({ from, to }: { from: string; to: string }) => `${from} to ${to}`,
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
  columns: { time: ({ zone }: { zone: string }) => `Time (${zone})`, pageAndPlacement: "Page · placement", variantAndKind: "Variant · kind" },
  picked: "picked",
  from: ({ origin }: { origin: string }) => `from ${origin}`,
  explained: ({ limit }: { limit: number }) =>
    `At most the newest ${count(limit)} of this view. If a sender did not measure frame and slots separately, the frame's time includes the slots.`,
};
