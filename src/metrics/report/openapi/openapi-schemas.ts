/**
 * What travels, as JSON Schema. What we take comes from the very
 * schemas that check it; what we answer stands here, closed, so that a field nobody documented fails
 * the test.
 */
import { BOUNDS, DEVICES, OUTCOMES, PHASES, VITALS, WIRE_PHASES } from "../../shared/sample.ts";
import { bookingEventSchema } from "../../ingest/booking-event-schema.ts";
import { intentEventSchema } from "../../ingest/intent-event-schema.ts";
import { sampleSchema } from "../../ingest/sample-schema.ts";
import { REPORT_SCHEMAS } from "./openapi-report.ts";
import { closed, count, each, instant, jsonSchemaOf, measured, ref, share, wholeMs, type JsonSchema } from "./openapi-terms.ts";

export { closed, jsonSchemaOf, ref, type JsonSchema } from "./openapi-terms.ts";

const sample = jsonSchemaOf(sampleSchema, "input");

const Sample: JsonSchema = {
  ...sample,
  description:
    `An opening. One that got ready (the default outcome) has the times ${WIRE_PHASES.join(", ")}, in ms; a reopened one ` +
    "needs totalDuration only, and one with an error or another outcome none. opened: Cal's page was on the screen, but Cal reported no free " +
    "times before the timeout (a routing form, a profile, an old or slow Cal). Unknown keys are dropped, and userAgent is not kept. One that is " +
    "synthetic is checked, written and read back like any other, and is in no figure, list or alert: for smoke tests.",
  anyOf: [
    { required: WIRE_PHASES },
    { required: ["totalDuration", "openKind"], properties: { openKind: { const: "reopened" } } },
    { required: ["outcome"], properties: { outcome: { not: { const: "ready" } } } },
    { required: ["error"] },
  ],
  not: { required: ["error", "outcome"], properties: { outcome: { enum: ["ready", "opened"] } } },
};

const BookingEvent: JsonSchema = {
  ...jsonSchemaOf(bookingEventSchema, "input"),
  description:
    "A booking, made in the opening sampleId if that is known. With paymentPending it is counted as pending until Cal's webhook reports " +
    "that it is paid. Cal's uid is kept as a hash only.",
};

const IntentEvent: JsonSchema = {
  ...jsonSchemaOf(intentEventSchema, "input"),
  description: "A page view that ended without an opening although its visitor had shown intent. It counts in the funnel only.",
};

const { userAgent: _, synthetic: __, ...keptFields } = sample.properties;
const storedFields = {
  ...keptFields,
  ...each([...PHASES, "lcp", "inp", "ttfb"], wholeMs),
  ...each(["viewportWidth", "viewportHeight"], { type: "integer", minimum: 0, maximum: BOUNDS.viewportPixels }),
  outcome: { enum: OUTCOMES },
  timestamp: { ...instant, description: "By the visitor's clock where it sent one, else the server's." },
  receivedAt: { ...instant, description: "By the server's clock; all counting goes by it." },
  device: { enum: DEVICES },
  browser: { type: "string", description: 'The family, for example "Firefox".' },
  system: { type: "string", description: 'The family, for example "Android".' },
};
const ALWAYS_STORED = new Set(["id", "outcome", "timestamp", "receivedAt"]);

const phaseFields = {
  n: { ...count, description: "How many openings the figures stand on." },
  ...each(["avg", "min", "max", "p50", "p75", "p90", "p95", "p99"].map((name) => `${name}LoadTime`), measured),
};

const summaryFields = {
  total: { ...count, description: "All openings, whatever their outcome." },
  errors: { ...count, description: "Failed and timed-out openings. opened is not an error." },
  errorRate: { ...share, description: "errors / total; null where there is no sample." },
  outcomes: closed(each(OUTCOMES, count)),
  bookings: ref("BookingCounts"),
  phases: {
    ...closed(each(PHASES, ref("PhaseSummary")), { optional: PHASES.filter((phase) => !WIRE_PHASES.some((wire) => wire === phase)) }),
    description: `Of ready openings. With a filter: ${WIRE_PHASES.join(", ")}.`,
  },
  givenUp: { ...count, description: "Samples that browsers had to give up, by their own account; without a filter only." },
  vitals: { ...closed(each(VITALS, ref("VitalSummary"))), description: "The pages' own vitals; without a filter only." },
};

export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Sample,
  BookingEvent,
  IntentEvent,
  StoredSample: closed(storedFields, { optional: Object.keys(storedFields).filter((name) => !ALWAYS_STORED.has(name)) }),
  PhaseSummary: closed(phaseFields),
  VitalSummary: {
    ...closed({ n: count, p75: { type: ["number", "null"], minimum: 0 } }),
    description: "In whole ms; cls without a unit, to three decimals.",
  },
  BookingCounts: {
    ...closed({
      ...each(["total", "browser", "webhook", "both"], count),
      elsewhere: { ...count, description: "Of those that the browser saw: made in no opening that is known." },
      pending: { ...count, description: "Not among the total: the visitor has still to pay." },
      ...each(["rescheduled", "cancelled"], count),
    }),
    description: "Who saw the bookings: browser + webhook − both = total.",
  },
  Summary: {
    ...closed({ ...summaryFields, ...phaseFields }, { optional: ["givenUp", "vitals"] }),
    description: "Percentiles are within 1 % of the exact value. The summary's own times are those of calLoadTime.",
  },
  ...REPORT_SCHEMAS,
  FieldProblem: closed({ field: { type: "string" }, reason: { type: "string" } }),
  Health: closed({
    status: { enum: ["ok", "failing"] },
    store: { enum: ["vercel-kv", "embedded", "none"] },
    latencyMs: { type: ["integer", "null"], minimum: 0 },
    release: { type: "string" },
    newestSampleAgeSeconds: { type: ["integer", "null"], minimum: 0 },
  }),
};
