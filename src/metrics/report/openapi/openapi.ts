import { HEALTH_ANSWERS, INGEST_ANSWERS, REPORT_ANSWERS, WEBHOOK_ANSWERS, type Answers } from "./openapi-answers.ts";
import { jsonSchemaOf, ref, SCHEMAS, type JsonSchema } from "./openapi-schemas.ts";
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

/** What OpenAPI 3.1 says of our endpoints. `version` is the release that it describes. */
export function openApiDocument(version: string): JsonSchema {
  return {
    openapi: "3.1.0",
    info: { title: "Readyslot", version, description: "How fast booking is, measured by the browsers that open it. All times are ms." },
    servers: [{ url: "/" }],
    paths: {
      "/api/cal-metrics": { get: readReport, head: headOf(readReport), post: takeSample },
      "/api/cal-webhook": { post: takeWebhook },
      "/api/health": { get: readHealth, head: headOf(readHealth) },
    },
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The METRICS_TOKEN." },
        session: { type: "apiKey", in: "cookie", name: "readyslot-admin", description: "The admin's session, from /admin/sign-in." },
        signature: {
          type: "apiKey",
          in: "header",
          name: "X-Cal-Signature-256",
          description: "HMAC-SHA256 of the raw body in hex, keyed with the CAL_WEBHOOK_SECRET.",
        },
      },
    },
  };
}

const PUBLIC: Operation["security"] = [];

const readReport: Operation = {
  operationId: "readReport",
  summary: "Figures of a window, and its newest samples",
  description:
    "Figures are kept for one value of one dimension at a time (variant, openKind, page, placement, device, connection, release): " +
    "two of these parameters at once are a 400. outcome and errorOnly filter the list only. All figures go by the server's clock.",
  security: [{ token: [] }, { session: [] }],
  parameters: Object.entries(jsonSchemaOf(reportQuerySchema, "output").properties).map(([name, { description, ...schema }]) => ({
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
  summary: "Hands in an opening, a booking made in one, or the intent of a page view without any",
  description: "At most 8,192 bytes. What comes again under the same sampleId, an id that is a UUID, or a bookingUid is counted once.",
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

const takeWebhook: Operation = {
  operationId: "takeWebhook",
  summary: "Takes Cal's own webhook",
  description:
    "Counts BOOKING_CREATED, BOOKING_RESCHEDULED, BOOKING_CANCELLED and BOOKING_REJECTED once per uid. BOOKING_PAYMENT_INITIATED makes a booking " +
    "pending; BOOKING_PAID, BOOKING_CREATED or BOOKING_REQUESTED settles it. Every other trigger is answered well and ignored.",
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
  summary: "Whether the store answers; cheap enough for a probe every 10 s",
  security: PUBLIC,
  responses: HEALTH_ANSWERS,
};

/** The same without the bodies. */
function headOf(get: Operation): Operation {
  const responses = Object.fromEntries(Object.entries(get.responses).map(([status, answer]) => [status, { ...answer, content: undefined }]));
  return { ...get, operationId: `${get.operationId}Head`, responses };
}
