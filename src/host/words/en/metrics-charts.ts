/** The charts of /admin/metrics. */
import { labels, openings, waits } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, decimal, milliseconds, percent, plural } = formats;
type Wait = keyof typeof waits;

export const distribution = {
  title: "Distribution of the times",
  none: ({ of }: { of: Wait }) => `No ${openings[of]} in this view.`,
  within: ({ share, n, of, ms }: { share: number; n: number; of: Wait; ms: number }) => `${percent(share)} of ${count(n)} ${openings[of]} took ${milliseconds(ms)} or less.`,
  described: ({ answer }: { answer: string }) => `${answer} All bars are in the table below.`,
  bar: ({ from, to, n }: { from: number; to: number; n: number }) => `${milliseconds(from)} to ${milliseconds(to)}: ${count(n)}`,
  budget: ({ ms }: { ms: number }) => `budget ${milliseconds(ms)}`,
  poor: ({ ms }: { ms: number }) => `poor over ${milliseconds(ms)}`,
  scale: ({ wait }: { wait: Wait }) => `${waits[wait]} in ms, on a logarithmic scale.`,
  columns: { moreThan: "More than", upTo: "Up to", openings: "Openings" },
};

export const phases = {
  title: "Where the time goes",
  percentile: "Percentile",
  caption: ({ percentile }: { percentile: number }) => `The phases of an opening at p${percentile}`,
  columns: { phase: "Phase", time: "Time" },
  explained: ({ percentile, hasClick }: { percentile: number; hasClick: boolean }) =>
    `Each phase has its own p${percentile}, so the phases do not add up${hasClick ? "; the dotted line is the click" : ""}.`,
  twoWays: "Click → times and Pick → form are of openings in which the dialog showed free times, the other phases of those in which Cal's calendar did.",
  filtered: "The other phases are only stored for all openings together. Remove the filter to see them.",
};

export const breakdowns = {
  title: "Breakdowns",
  explained: ({ wait, least, leastP95 }: { wait: Wait; least: number; leastP95: number }) =>
    `All openings of this view; p50, p75 and p95 are those of ${waits[wait]}. Click a value to filter the page by it as well. ` +
    `The mark before p75 rates it against the budget; a dash means fewer than ${least} ${openings[wait]}, ${leastP95} for p95.`,
  unknownOf: ({ dimensions }: { dimensions: readonly string[] }) => `No opening of this view has a value of ${dimensions.join(", ")}.`,
  estimate: ({ kept, of }: { kept: number; of: number }) => `Computed from ${count(kept)} of ${count(of)} records, a random sample of each busy day. ± is one standard error.`,
  columns: { openings: "Openings", success: "Success", booked: "Booked" },
  unknown: "unknown",
  more: ({ n }: { n: number }) => `${count(n)} more`,
};

export const experiment = {
  title: "Variants compared",
  against: ({ variant, to }: { variant: string; to: string }) => `${variant.charAt(0).toUpperCase()}${variant.slice(1)} against ${to}`,
  speed: "Speed.",
  bookings: "Bookings.",
  variants: "The variants",
  variant: "Variant",
  columns: { openings: "Openings", senders: "Senders", bookings: "Bookings" },
  fellBack: ({ n }: { n: number }) => `${count(n)} fell back`,
  orMore: ({ n }: { n: number }) => `${count(n)} or more`,
  caption: "Differences with their 95 % confidence intervals",
  of: "Of",
  difference: "Difference (95 % interval)",
  median: "Median",
  conversion: "Conversion",
  range: ({ low, high }: { low: number; high: number }) => `${decimal(low)} to ${decimal(high)}`,
  points: ({ points }: { points: number }) => `${decimal(points)} ${plural(points, { one: "point", other: "points" })}`,
  explained: ({ hasInstant, isJoint }: { hasInstant: boolean; isJoint: boolean }) =>
    `${hasInstant ? "The median is the time from the click until the visitor has something to use: free times in the dialog under instant, Cal's calendar otherwise. " : ""}` +
    `Bars are 95 % confidence intervals${isJoint ? ", wide enough for all comparisons together" : ""}; the vertical line is no difference. ` +
    "All openings of this view are included, whatever their kind. An interval is valid for one look only: choose the day of the verdict in advance.",
};

export const funnel = {
  title: "From intent to booking",
  steps: {
    intent: { name: "Intent", meaning: "pointer, focus or touch on a booking link" },
    opened: { name: "Opened", meaning: "the dialog is open" },
    times: { name: "Times seen", meaning: "free times are on the screen" },
    picked: { name: "Picked", meaning: "one of the times in the dialog" },
    booked: { name: "Booked", meaning: "in the dialog" },
  },
  caption: "The funnel",
  columns: { step: "Step", openings: "Openings, and their share of the step before" },
  explained:
    "Each page view with intent counts once. A page view without an opening is reported when the visitor leaves the page, and some of these reports are lost. " +
    "Bookings are a share of the openings that showed free times or another page of Cal's.",
  picks: "Picks are known only where the dialog itself shows free times; their share is that of these openings. Cal's calendar does not report them.",
  took: ({ n, time }: { n: number; time: string }) => `Half of the ${count(n)} bookings whose time is known were made within ${time} of the click.`,
};

export const bands = {
  title: "Bookings by load time",
  caption: "Conversion by click → ready",
  columns: { wait: labels.totalDuration, conversion: "Conversion, and its bookings and openings" },
  /** From `from` ms; null: no upper end. */
  band: ({ from, to }: { from: number; to: number | null }) =>
    to === null ? `over ${milliseconds(from)}` : from === 0 ? `up to ${milliseconds(to)}` : `${count(from)} – ${milliseconds(to)}`,
  of: ({ bookings, openings: n }: { bookings: number; openings: number }) => `${count(bookings)} of ${count(n)}`,
  explained: "Bars are 95 % confidence intervals. This is not an experiment: visitors who wait less may differ in other ways, too.",
  readyOnly: "Only openings of Cal's calendar: the wait for free times in the dialog is another one.",
};
