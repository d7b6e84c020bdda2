/**
 * What travels, as JSON Schema (2020-12, which OpenAPI 3.1 speaks). What we take comes from the very
 * schemas that check it; what we answer stands here, closed, so that a field nobody documented fails
 * the test.
 */
import { z } from "zod";
import { BOUNDS, DEVICES, DIMENSIONS, OUTCOMES, PHASES, VITALS, WIRE_PHASES } from "../../shared/sample.ts";
import { bookingEventSchema } from "../ingest/booking-event-schema.ts";
import { DROP_REASONS } from "../ingest/drops.ts";
import { WINDOWS } from "../store/periods.ts";
import { sampleSchema } from "../ingest/sample-schema.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object with these fields and no others. All are required but those named. */
export function closed(properties: Readonly<Record<string, unknown>>, { optional = [] }: { optional?: readonly string[] } = {}): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** The JSON Schema of a zod schema: of what it takes, or of what it makes of it. */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> & { properties: Record<string, JsonSchema> } {
  const { $schema: _, properties = {}, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // The format says it, and the calendar as a regular expression says it to nobody.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  return { ...rest, properties: properties as Record<string, JsonSchema> };
}

const count: JsonSchema = { type: "integer", minimum: 0 };
const share: JsonSchema = { type: ["number", "null"], minimum: 0, maximum: 1 };
const instant: JsonSchema = { type: "string", format: "date-time" };
const wholeMs: JsonSchema = { type: "integer", minimum: 0, maximum: BOUNDS.timeMs, description: "ms" };
const measured: JsonSchema = { ...wholeMs, type: ["integer", "null"], description: "ms; null where nothing was measured" };
const each = (names: readonly string[], schema: JsonSchema) => Object.fromEntries(names.map((name) => [name, schema]));

const sample = jsonSchemaOf(sampleSchema, "input");

const Sample: JsonSchema = {
  ...sample,
  description:
    `An opening. One that got ready (the default outcome) has the times ${WIRE_PHASES.join(", ")}, in ms; a reopened one ` +
    "needs totalDuration only, and one with an error or another outcome none. Unknown keys are dropped, and userAgent is not kept.",
  anyOf: [
    { required: WIRE_PHASES },
    { required: ["totalDuration", "openKind"], properties: { openKind: { const: "reopened" } } },
    { required: ["outcome"], properties: { outcome: { not: { const: "ready" } } } },
    { required: ["error"] },
  ],
  not: { required: ["error", "outcome"], properties: { outcome: { const: "ready" } } },
};

const BookingEvent: JsonSchema = {
  ...jsonSchemaOf(bookingEventSchema, "input"),
  description: "A booking made in the opening sampleId. Cal's uid is kept as a hash only.",
};

const { userAgent: _, ...keptFields } = sample.properties;
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
  total: { ...count, description: "All samples, failed and abandoned ones included." },
  errors: { ...count, description: "Failed and timed-out ones." },
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

const span = { from: instant, to: instant };

export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Sample,
  BookingEvent,
  StoredSample: closed(storedFields, { optional: Object.keys(storedFields).filter((name) => !ALWAYS_STORED.has(name)) }),
  PhaseSummary: closed(phaseFields),
  VitalSummary: {
    ...closed({ n: count, p75: { type: ["number", "null"], minimum: 0 } }),
    description: "In whole ms; cls without a unit, to three decimals.",
  },
  BookingCounts: {
    ...closed(each(["total", "browser", "webhook", "both", "rescheduled", "cancelled"], count)),
    description: "Who saw the bookings: browser + webhook − both = total.",
  },
  Summary: {
    ...closed({ ...summaryFields, ...phaseFields }, { optional: ["givenUp", "vitals"] }),
    description: "Percentiles are within 1 % of the exact value. The summary's own times are those of calLoadTime.",
  },
  Report: closed(
    {
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
        }),
        description: "One point per hour or day, the oldest first; n and the percentiles are those of totalDuration.",
      },
      metrics: { type: "array", items: ref("StoredSample"), description: "The newest samples that match, newest first." },
      refusedToday: { ...closed(each(DROP_REASONS, count)), description: "What the gatekeeper has refused today (UTC), by reason." },
      previous: closed({ ...span, summary: ref("Summary") }),
    },
    { optional: ["previous"] },
  ),
  FieldProblem: closed({ field: { type: "string" }, reason: { type: "string" } }),
  Health: closed({
    status: { enum: ["ok", "failing"] },
    store: { enum: ["vercel-kv", "embedded", "none"] },
    latencyMs: { type: ["integer", "null"], minimum: 0 },
    release: { type: "string" },
    newestSampleAgeSeconds: { type: ["integer", "null"], minimum: 0 },
  }),
};
