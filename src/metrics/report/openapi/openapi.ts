import { HEALTH_ANSWERS, INGEST_ANSWERS, REPORT_ANSWERS, SLOTS_ANSWERS, WEBHOOK_ANSWERS, type Answers } from "./openapi-answers.ts";
import { propertiesOf, ref, SCHEMAS, type JsonSchema } from "./openapi-schemas.ts";
import { MAX_BODY_BYTES } from "../../ingest/gatekeeper.ts";
import { DIMENSIONS, nameOf } from "../../shared/sample.ts";
import { reportQuerySchema } from "../report-query.ts";

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly JsonSchema[];
  requestBody?: JsonSchema;
  responses: Answers;
}

/** The OpenAPI 3.1 document of the endpoints. `version` is the release that it describes. */
export function openApiDocument(version: string): JsonSchema {
  return {
    openapi: "3.1.0",
    info: { title: "Readyslot", version, description: "How fast booking is, measured in visitors' browsers. All times are in ms." },
    servers: [{ url: "/" }],
    paths: {
      "/api/cal-metrics": { get: readReport, head: headOf(readReport), post: takeSample },
      "/api/cal-webhook": { post: takeWebhook },
      "/api/slots": { get: readSlots, head: headOf(readSlots) },
      "/api/health": { get: readHealth, head: headOf(readHealth) },
    },
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "METRICS_TOKEN." },
        session: { type: "apiKey", in: "cookie", name: "readyslot-admin", description: "The admin's session, from /admin/sign-in." },
        signature: {
          type: "apiKey",
          in: "header",
          name: "X-Cal-Signature-256",
          description: "HMAC-SHA256 of the raw body in hex, with CAL_WEBHOOK_SECRET as the key.",
        },
      },
    },
  };
}

const PUBLIC: Operation["security"] = [];

const readReport: Operation = {
  operationId: "readReport",
  summary: "The statistics of a window, and its newest samples",
  description:
    `The filters (${DIMENSIONS.map((dimension) => nameOf(dimension)).join(", ")}) can be combined. With one, the summary is exact; with more, and in breakdowns ` +
    "under a filter, days with more than 1,000 records are estimated from a random sample, which estimate describes. " +
    "outcome and errorOnly filter the list only. All statistics use the server's clock, and the site's time zone for days.",
  security: [{ token: [] }, { session: [] }],
  parameters: Object.entries(propertiesOf(reportQuerySchema)).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    description,
    schema,
  })),
  responses: REPORT_ANSWERS,
};

const message: JsonSchema = { anyOf: [ref("Sample"), ref("BookingEvent"), ref("IntentEvent")] };

const takeSample: Operation = {
  operationId: "takeSample",
  summary: "Sends an opening, a booking, or the intent of a page view without an opening",
  description: `At most ${MAX_BODY_BYTES.toLocaleString("en")} bytes. A message that arrives again with the same sampleId, the same id if that is a UUID, or the same bookingUid is counted once.`,
  security: PUBLIC,
  requestBody: {
    required: true,
    content: {
      "application/json": { schema: message },
      "text/plain": { schema: { type: "string", contentMediaType: "application/json", contentSchema: message } },
    },
  },
  responses: INGEST_ANSWERS,
};

const parameter = (name: string, description: string, schema: JsonSchema, required = false): JsonSchema => ({ name, in: "query", description, required, schema });

const readSlots: Operation = {
  operationId: "readSlots",
  summary: "The free times of an event, or whether one of them is still free",
  description: "Times come from Cal's API in windows of 14 days, counted from today (UTC). An answer ends with the window that from lies in, or earlier; the next request starts with its until.",
  security: PUBLIC,
  parameters: [
    parameter("event", "The path of the event at Cal: one that this site's booking links lead to.", { type: "string" }, true),
    parameter("from", "The first day (UTC), today if it is left out or over. At most 363 days ahead.", { type: "string", format: "date" }),
    parameter("days", "The number of days.", { type: "integer", minimum: 1, maximum: 31, default: 14 }),
    parameter("duration", "One of the event's durations in minutes, if it has several.", { type: "integer", minimum: 5, maximum: 480 }),
    parameter("at", "The start of a time. The answer then says whether it is still free, and is not cached. Cannot be combined with from and days.", { type: "string", format: "date-time" }),
  ],
  responses: SLOTS_ANSWERS,
};

const takeWebhook: Operation = {
  operationId: "takeWebhook",
  summary: "Receives Cal's own webhook",
  description:
    "Counts BOOKING_CREATED, BOOKING_RESCHEDULED, BOOKING_CANCELLED and BOOKING_REJECTED once per uid. BOOKING_PAYMENT_INITIATED makes a booking " +
    "pending; BOOKING_PAID, BOOKING_CREATED or BOOKING_REQUESTED ends that. Every other trigger is ignored and answered with 200.",
  security: [{ signature: [] }],
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: {
          type: "object",
          properties: {
            triggerEvent: { type: "string" },
            payload: { type: "object", properties: { uid: { type: "string", minLength: 1 } } },
          },
          required: ["triggerEvent"],
        },
      },
    },
  },
  responses: WEBHOOK_ANSWERS,
};

const readHealth: Operation = {
  operationId: "readHealth",
  summary: "Whether the store responds; cheap enough for a probe every 10 s",
  security: PUBLIC,
  responses: HEALTH_ANSWERS,
};

/** The same operation without bodies. */
function headOf(get: Operation): Operation {
  const responses = Object.fromEntries(Object.entries(get.responses).map(([status, answer]) => [status, { ...answer, content: undefined }]));
  return { ...get, operationId: `${get.operationId}Head`, responses };
}
