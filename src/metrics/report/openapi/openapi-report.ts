/** The report, and the dashboard that adds to it what the admin's page tells from it. */
import { DIMENSIONS, OPEN_KINDS, OUTCOMES, VARIANTS } from "../../shared/sample.ts";
import { DROP_REASONS } from "../../ingest/drops.ts";
import { WINDOWS } from "../../store/periods.ts";
import { closed, count, each, instant, measured, ref, share, span, wholeMs, type JsonSchema } from "./openapi-terms.ts";

const reportFields = {
  window: closed({ name: { enum: WINDOWS }, ...span, step: { enum: ["hour", "day"] }, timeZone: { const: "UTC" } }),
  filter: {
    oneOf: [{ type: "null" }, closed({ dimension: { enum: DIMENSIONS }, value: { type: "string" } })],
    description: "What the figures are over; null for everything.",
  },
  summary: ref("Summary"),
  histogram: {
    type: "array",
    items: closed({ from: { type: "number" }, to: { type: "number" }, count: { type: "integer", minimum: 1 } }),
    description: "Of totalDuration: how many lie above from and up to to, in ms. Empty bars are left out.",
  },
  series: {
    type: "array",
    items: closed({
      start: instant,
      total: count,
      errors: count,
      errorRate: share,
      n: count,
      ...each(["p50", "p75", "p95"], measured),
      bookings: count,
      pending: { ...count, description: "Bookings that wait for their payment." },
    }),
    description: "One point per hour or day, the oldest first; n and the percentiles are those of totalDuration.",
  },
  metrics: { type: "array", items: ref("StoredSample"), description: "The newest samples that match, newest first." },
  refusedToday: { ...closed(each(DROP_REASONS, count)), description: "What the gatekeeper has refused today (UTC), by reason." },
  previous: closed({ ...span, summary: ref("Summary") }),
};

const amount: JsonSchema = { type: "number" };
const text: JsonSchema = { type: "string" };
const listOf = (name: string, description: string): JsonSchema => ({ type: "array", items: ref(name), description });
const orNull = (schema: JsonSchema): JsonSchema => ({ oneOf: [{ type: "null" }, schema] });

const Status: JsonSchema = {
  ...closed({
    state: { enum: ["working", "degraded", "failing", "no-data"] },
    reason: { ...text, description: "One sentence: what was seen, and against which budget." },
    n: { ...count, description: "How many openings it was judged by." },
    newest: orNull(
      closed(
        { receivedAt: instant, outcome: { enum: OUTCOMES }, openKind: { enum: OPEN_KINDS }, totalDuration: wholeMs },
        { optional: ["openKind", "totalDuration"] },
      ),
    ),
  }),
  description: "Whether booking works now: by the newest openings of the last 24 hours, at most 50, whatever window and filter. Abandoned ones tell nothing.",
};

const BreakdownRow: JsonSchema = {
  ...closed({
    value: { type: ["string", "null"], description: "null: the openings that did not say." },
    total: count,
    share: { type: "number", minimum: 0, maximum: 1, description: "Of all openings in the window." },
    n: count,
    ready: count,
    errors: count,
    ...each(["p50", "p75", "p95"], measured),
    bookings: { ...count, description: "Made in these openings, by the browser's own account." },
  }),
  description: "The percentiles are those of totalDuration, over n ready openings.",
};

const Difference: JsonSchema = {
  ...closed({
    ...each(["value", "low", "high"], amount),
    openingsNeeded: { ...count, description: "About how many more, of both arms together, would decide it; 0 where it is decided." },
  }),
  description: "With its 95 % confidence interval.",
};

const arm = closed({ openings: count, n: count, p50: measured, bookings: count, conversion: { ...share, description: "bookings / openings." } });

const Experiment: JsonSchema = closed({
  arms: closed(each(VARIANTS, arm)),
  speed: { ...orNull(ref("Difference")), description: "Of the medians of totalDuration, in ms: baseline − optimized." },
  conversion: { ...orNull(ref("Difference")), description: "Of the shares of openings that were booked: optimized − baseline." },
  speedVerdict: text,
  conversionVerdict: text,
});

const FunnelStep: JsonSchema = closed({
  step: { enum: ["intent", "opened", "ready", "booked"] },
  count,
  share: { ...share, description: "Of the step before; null for the first and after nothing. Of booked: of the openings whose outcome is ready or opened." },
});

const LoadTimeBand: JsonSchema = closed({
  from: { type: "integer", minimum: 0 },
  to: { type: ["integer", "null"], description: "null: whatever is longer." },
  openings: count,
  bookings: count,
  conversion: { ...orNull(closed(each(["value", "low", "high"], { type: "number", minimum: 0, maximum: 1 }))), description: "With its 95 % confidence interval." },
});

const ErrorGroup: JsonSchema = closed({
  errorClass: text,
  outcome: { enum: OUTCOMES },
  count: { type: "integer", minimum: 1 },
  firstSeen: instant,
  lastSeen: instant,
  message: { type: ["string", "null"], description: "The newest one's." },
});

const side = closed({ ...span, summary: ref("Summary") });

const dashboardFields = {
  ...reportFields,
  status: ref("Status"),
  demoDataSince: { type: ["string", "null"], format: "date-time", description: "When this store was filled with made-up openings; null for a real one." },
  compared: {
    ...closed({ now: side, before: side }),
    description: "The window's periods that have ended, against as many before, aligned by weekday.",
  },
  releases: {
    type: "array",
    items: closed({ release: text, start: instant }),
    description: "When a release was first seen inside the window, by the start of the hour or day, the oldest first.",
  },
  breakdowns: {
    type: "array",
    items: closed({ dimension: { enum: [...DIMENSIONS, "outcome"] }, rows: listOf("BreakdownRow", "The most openings first.") }),
    description: "Over everything in the window, whatever the filter.",
  },
  experiment: { ...ref("Experiment"), description: "Over everything in the window, whatever the filter." },
  funnel: listOf("FunnelStep", "Intents are unknown by openKind and by connection: with such a filter there is no step intent."),
  bands: listOf("LoadTimeBand", "Ready openings that took more than from and up to to ms, and what came of them."),
  errorGroups: {
    ...closed({
      groups: listOf("ErrorGroup", "The most frequent first."),
      looked: { ...count, description: "How many of the newest errors were grouped." },
      isCut: { type: "boolean", description: "Whether there are more in the window." },
    }),
    description: "Of the window, whatever the filter.",
  },
};

export const REPORT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Report: closed(reportFields, { optional: ["previous"] }),
  Dashboard: {
    ...closed(dashboardFields, { optional: ["previous"] }),
    description: "The report and what is told from it: all that the admin's page shows.",
  },
  Status,
  BreakdownRow,
  Difference,
  Experiment,
  FunnelStep,
  LoadTimeBand,
  ErrorGroup,
};
