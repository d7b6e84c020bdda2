/** The first screens of /admin/metrics: which view it is, the four numbers, their chart, notes and saved views. */
import { formats } from "./formats.ts";

const { count, milliseconds, percent, plural } = formats;

export const head = {
  pages: "Pages",
  metrics: "Metrics",
  notes: "Notes and views",
};

export const view = {
  title: "View",
  windows: { "24h": "24 h", "7d": "7 days", "28d": "28 days", "90d": "90 days" },
  otherDays: "Other days",
  days: { today: "Today", yesterday: "Yesterday", thisWeek: "This week", lastWeek: "Last week", thisMonth: "This month", lastMonth: "Last month" },
  dates: "Dates",
  from: "From",
  to: "to",
  show: "Show",
  compareWith: "Compare with",
  comparisons: { previous: "the days before", year: "the year before" },
  data: "This view as data",
  json: "JSON",
  api: "API call",
  span: ({ from, to, zone }: { from: string; to: string; zone: string }) => `${from} to ${to} (${zone})`,
  compared: ({ from, to }: { from: string; to: string }) => `, compared with ${from} to ${to}`,
  notCompared: ", with nothing to compare with",
  exact: "All numbers are exact.",
  filters: "Filters",
  removeFilter: ({ name, value }: { name: string; value: string }) => `Remove the filter ${name} ${value}`,
  filter: "Filter",
  filterWith: ({ n }: { n: number }) => (n === 0 ? "Filter" : `Filter (${n})`),
  noValues: "no values",
  any: "any",
  removeAll: "Remove all filters",
  estimated: ({ kept, of }: { kept: number; of: number }) => `Estimated from ${count(kept)} of ${count(of)} records. With one filter or none, the numbers are exact.`,
  estimate: (of: { total: number; ready: number; times: number; errors: number; bookings: number }) =>
    `Standard errors: openings ±\u00a0${count(of.total)}, ready ±\u00a0${count(of.ready)}, with free times in the dialog ±\u00a0${count(of.times)}, ` +
    `errors ±\u00a0${count(of.errors)}, bookings ±\u00a0${count(of.bookings)}. The true number is within twice as much in 95 of 100 cases.`,
  saved: "Saved views",
  savedWith: ({ n }: { n: number }) => (n === 0 ? "Saved views" : `Saved views (${n})`),
  noneSaved: "No view is saved yet.",
  saveAs: "Save this view as",
  save: "Save",
};

export const answer = {
  title: "The numbers",
  showChart: ({ name }: { name: string }) => `Show ${name} over time`,
  part: ({ part, of }: { part: number; of: number }) => `${count(part)} of ${count(of)} openings`,
  openings: ({ errors, abandoned }: { errors: number; abandoned: number }) => `${count(errors)} failed, ${count(abandoned)} abandoned`,
  uncounted: ({ n }: { n: number }) => `${count(n)} more not counted`,
  allCounted: "all that are known",
  p75: ({ ms, budget }: { ms: number; budget: number }) => `p75 ${milliseconds(ms)}, budget ${milliseconds(budget)}`,
  tooFew: ({ n, least }: { n: number; least: number }) => `${count(n)} of the ${count(least)} openings needed`,
  probably: ({ range, judgement }: { range: string; judgement: string }) => `probably ${range}: ${judgement}`,
  estimate: "estimate",
  explained: ({ leftOut }: { leftOut: "hour" | "day" | null }) =>
    `A change is coloured if it is more than chance: its interval excludes no change, and the intervals of all four hold together in 95 of 100 cases${leftOut === null ? "" : `. The current ${leftOut} is not compared`}.`,
};

export const chart = {
  title: ({ name }: { name: string }) => `${name} over time`,
  shown: "Number",
  values: ({ step }: { step: "hour" | "day" }) => `Values by ${step}`,
  hint: ({ step }: { step: "hour" | "day" }) => `Point at ${step === "hour" ? "an hour" : "a day"}, or choose one with the arrow keys, to read its value.`,
  point: ({ when, value, openings }: { when: string; value: string; openings: number }) => `${when}: ${value}, ${count(openings)} ${plural(openings, { one: "opening", other: "openings" })}`,
  errors: ({ n }: { n: number }) => `${count(n)} failed`,
  before: ({ value }: { value: string }) => `before: ${value}`,
  soFar: "so far",
  few: "few openings",
  release: ({ names }: { names: string }) => `release ${names}`,
  thisDay: "This day",
  since: "Since then",
  none: "Nothing was counted in this period.",
  described: ({ name, best, worst }: { name: string; best: { when: string; value: string }; worst: { when: string; value: string } }) =>
    `${name}: lowest on ${worst.when} with ${worst.value}, highest on ${best.when} with ${best.value}. All values are in the table below.`,
  budget: "budget",
  explained: ({ step, firm, isLine, hasBefore }: { step: "hour" | "day"; firm: number; isLine: boolean; hasBefore: boolean }) =>
    `${isLine ? `Hollow points have fewer than ${firm} openings. ` : ""}${isLine ? "The loose, dotted point" : "The dotted bar"} is the current ${step}, which is not over. ` +
    `${hasBefore ? `${isLine ? "The dashed line" : "The short lines"}: the ${step}s before. ` : ""}Vertical lines: releases and notes.`,
  errorsInRed: "In red: openings that failed or timed out.",
  steps: { hour: "Hour", day: "Day" },
  columns: { median: "Median", errors: "Errors", pending: "Payment pending", notes: "Releases and notes" },
};

export const notes = {
  title: "Notes",
  here: ({ n }: { n: number }) => (n === 0 ? "Notes" : `Notes (${n})`),
  none: "No notes on these days.",
  day: "Day",
  time: "Time (optional)",
  text: "What happened?",
  example: "Spring campaign started",
  add: "Add note",
  change: "Save",
  remove: "Delete",
  edit: "Edit notes",
  by: ({ name }: { name: string }) => `by ${name}`,
  page: "Notes and saved views",
  explained: ({ most, days }: { most: number; days: number }) => `Charts show the notes on their days. Up to ${count(most)} notes of the last ${count(days)} days are kept.`,
  views: ({ most }: { most: number }) => `Up to ${count(most)} views are kept. A view with the name of another one replaces it.`,
  back: "Back to the metrics",
  changeNote: ({ text }: { text: string }) => `Change the note “${text}”`,
  removeView: ({ name }: { name: string }) => `Delete the view “${name}”`,
  problems: {
    day: ({ earliest, today }: { earliest: string; today: string }) => `The day must be a date from ${earliest} to ${today}.`,
    time: "The time must be written as 14:30, or left out.",
    text: ({ most }: { most: number }) => `The note must have 1 to ${count(most)} characters, on one line.`,
    full: ({ most }: { most: number }) => `${count(most)} notes are kept already. Delete one first.`,
    gone: "This note does not exist any more. Somebody may have deleted it.",
    name: ({ most }: { most: number }) => `The name must have 1 to ${count(most)} characters, on one line.`,
    search: "This view has too many filters to be saved.",
    views: ({ most }: { most: number }) => `${count(most)} views are kept already. Delete one first.`,
    form: "The form was not complete. Nothing was changed.",
  },
};

export const values = {
  title: ({ label }: { label: string }) => `By ${label}`,
  columns: { openings: "Openings", booked: "Booked", conversion: "Conversion", median: "Time" },
  unknown: "unknown",
  noSource: "direct or unknown",
  none: ({ label }: { label: string }) => `No opening of this view has a ${label}.`,
  more: ({ n }: { n: number }) => `${count(n)} more`,
  explained: "Most bookings first. Time is the median from the click to something usable; a dash means too few openings. Choose a value to filter the page by it.",
  estimate: ({ kept, of }: { kept: number; of: number }) => `Estimated from ${count(kept)} of ${count(of)} records; ± is one standard error.`,
};

export const bookingTable = {
  title: "One number for a booking",
  aside: ({ n }: { n: number }) => `${count(n)} counted`,
  columns: { what: "Bookings", count: "Number", meaning: "Meaning" },
  counted: { name: "Counted", meaning: ({ hasWebhook }: { hasWebhook: boolean }): string => (hasWebhook ? "made in an opening on this site, and confirmed by Cal. Every card, chart and table means these" : "made in an opening on this site, as the browser reported. Every card, chart and table means these") },
  elsewhere: { name: "Elsewhere", meaning: ({ hasWebhook }: { hasWebhook: boolean }): string => (hasWebhook ? "confirmed by Cal, without a known opening on this site: booked by another link, or not reported by the browser" : "reported by the browser, without a known opening on this site") },
  unconfirmed: { name: "Unconfirmed", meaning: "reported by a browser only. Anybody can send such a report, so it does not count" },
  pending: { name: "Payment pending", meaning: "the visitor still has to pay. Counts once Cal reports the payment" },
  cancelled: { name: "Cancelled", meaning: "still counted: the visitor had booked" },
  rescheduled: { name: "Rescheduled", meaning: "moved to another time. The booking counts once" },
  withoutWebhook: "Confirmed, cancelled and rescheduled bookings are known only with Cal's webhook, which is not set up.",
};

export const speed = {
  title: "Speed",
  summary: ({ p75, wait }: { p75: string; wait: string }) => `${wait}, p75 ${p75}`,
  columns: { wait: "Wait", rating: "p75 against the budget" },
  caption: "Percentiles of the visitors' waits",
  pickToForm: "The form follows a pick in the dialog only.",
};

export const details = {
  technical: "Devices, browsers, releases",
  technicalSummary: "and other technical breakdowns",
  errors: ({ n }: { n: number }) => (n === 0 ? "none" : `${count(n)}`),
  counted: "How this is counted",
  successRate: ({ share }: { share: number | null }) => `${percent(share)} of the decided openings got free times`,
};
