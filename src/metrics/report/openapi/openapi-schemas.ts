/** The messages and answers as JSON Schema (2020-12, which OpenAPI 3.1 uses), made by zod from the schemas that validate or type them. */
import { z } from "zod";
import { bookingEventSchema, intentEventSchema } from "../../ingest/event-schemas.ts";
import { sampleSchema, SUCCESSES } from "../../ingest/sample-schema.ts";
import { WIRE_PHASES } from "../../shared/sample.ts";
import * as comparisons from "../dashboard/comparisons-model.ts";
import * as dashboard from "../dashboard/dashboard-model.ts";
import * as report from "../report-model.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** The rules for several fields of a sample together, which zod's JSON Schema does not include. */
const acrossFields = {
  anyOf: [
    { required: WIRE_PHASES, properties: { outcome: { not: { const: "times" } } } },
    { required: ["totalDuration", "openKind"], properties: { openKind: { const: "reopened" }, outcome: { not: { const: "times" } } } },
    { required: ["outcome", "timesTime"], properties: { outcome: { const: "times" } } },
    { required: ["outcome", "picked"], properties: { outcome: { const: "times" } } },
    { required: ["outcome"], properties: { outcome: { not: { enum: ["ready", "times"] } } } },
    { required: ["error"] },
  ],
  not: { required: ["error", "outcome"], properties: { outcome: { enum: SUCCESSES } } },
};

const fieldProblemSchema = z.strictObject({ field: z.string(), reason: z.string() });

const healthSchema = z.strictObject({
  status: z.enum(["ok", "failing"]),
  store: z.enum(["vercel-kv", "redis", "embedded", "none"]),
  lastWrite: z.enum(["ok", "failed"]).nullable().describe("The outcome of the instance's last write; null if the store cannot be read."),
  latencyMs: z.int().min(0).nullable(),
  version: z.string(),
  release: z.string(),
  newestSampleAgeSeconds: z.int().min(0).nullable().describe("null: there was none in the last 24 hours."),
  conversions: z.enum(["ok", "failing"]).optional().describe("Only on a site that sends conversions. failing: one waits for another attempt, or was given up in the last 24 hours."),
});

const freeTimesSchema = z.strictObject({
  event: z.string(),
  at: z.int().describe("When Cal answered, in seconds since 1970."),
  minutes: z.int().min(1).nullable().describe("The length of the meeting; null if it is not known."),
  from: z.iso.date().describe("The first day (UTC)."),
  until: z.iso.date().describe("The day that the next request starts with (UTC)."),
  starts: z.array(z.int()).max(600).describe("The starts of the free times in minutes since 1970: the first one, then the differences to the one before."),
});

const NAMED: Readonly<Record<string, z.ZodType>> = {
  Sample: sampleSchema.meta({
    description:
      `An opening. A ready one (ready is the default outcome) has the times ${WIRE_PHASES.join(", ")}; a reopened one ` +
      "needs totalDuration only; one with the outcome times needs timesTime, or picked; one with an error or another outcome needs none. Unknown keys are dropped.",
    ...acrossFields,
  }),
  BookingEvent: bookingEventSchema.describe(
    "A booking, made in the opening sampleId if that is known. With paymentPending it is counted as pending until Cal's webhook reports " +
      "that it is paid. Cal's uid is stored as a hash only.",
  ),
  IntentEvent: intentEventSchema.describe("A page view that ended without an opening although its visitor had shown intent. It counts in the funnel only."),
  StoredSample: report.storedSampleSchema,
  PhaseSummary: report.phaseSummarySchema,
  VitalSummary: report.vitalSummarySchema,
  BookingCounts: report.bookingCountsSchema,
  Summary: report.summarySchema,
  Report: report.reportSchema,
  Dashboard: dashboard.dashboardSchema,
  Status: dashboard.statusSchema,
  BreakdownRow: dashboard.breakdownRowSchema,
  Difference: comparisons.differenceSchema,
  Experiment: comparisons.experimentSchema,
  FunnelStep: comparisons.funnelStepSchema,
  LoadTimeBand: comparisons.loadTimeBandSchema,
  ErrorGroup: dashboard.errorGroupSchema,
  FreeTimes: freeTimesSchema,
  FieldProblem: fieldProblemSchema,
  Health: healthSchema,
};

/** The document's `components.schemas`. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = componentsOf(NAMED);

/** The JSON Schema of each property of a zod object, after parsing. */
export function propertiesOf(schema: z.ZodType): Record<string, JsonSchema> {
  return z.toJSONSchema(schema, { override }).properties as Record<string, JsonSchema>;
}

function componentsOf(named: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: (id) => `#/components/schemas/${id}`, override });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]));
}

/** The schema without its own identification. */
function bare(schema: object): JsonSchema {
  const { $id: _, $schema: __, ...rest } = schema as Record<string, unknown>;
  return rest;
}

function override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  // The format is enough; a regular expression for dates is hard to read.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  // The bound that zod gives to an integer without one.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
