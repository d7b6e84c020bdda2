/** The answers of the endpoints by status. */
import { MAX_BODY_BYTES } from "../../ingest/gatekeeper.ts";
import { ref, type JsonSchema } from "./openapi-schemas.ts";

export type Answers = Readonly<Record<string, JsonSchema>>;

const header = (description: string, required = true): JsonSchema => ({ description, required, schema: { type: "string" } });
const RETRY_AFTER = "Whole seconds until the next try.";

/** An object with these properties and no others. All are required except those named. */
function closed(properties: Readonly<Record<string, unknown>>, { optional = [] }: { optional?: readonly string[] } = {}): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** With `errors`, every field or parameter that is not valid has its reason. */
function refusal(codes: readonly string[], { errors = false } = {}): JsonSchema {
  const fields = {
    success: { const: false },
    error: { enum: codes, description: "The name of the reason." },
    message: { type: "string" },
    ...(errors && { errors: { type: "array", items: ref("FieldProblem") } }),
  };
  return closed(fields, { optional: ["errors"] });
}

const asJson = (schema: JsonSchema) => ({ "application/json": { schema } });
const refused = (description: string, codes: readonly string[], headers: JsonSchema = {}): JsonSchema => ({
  description,
  headers,
  content: asJson(refusal(codes)),
});
const invalid = (description: string, codes: readonly string[]): JsonSchema => ({
  description,
  content: asJson(refusal(codes, { errors: true })),
});

const validators = {
  etag: header("A strong tag; send it as If-None-Match the next time."),
  "cache-control": header("private, no-cache: may be stored, and must be revalidated each time."),
  vary: header("cookie, authorization"),
};

const CSV =
  "One table with a header. samples: the listed samples. series, histogram: as in the report; the starts of a series have the offset of the site's time zone. phases: as in the summary. breakdowns: one line for each " +
  "value, and one with an empty value for the openings without one; with the standard error of total if it is an estimate. errors: the groups. A text that a spreadsheet would run as a formula starts with an apostrophe.";

export const REPORT_ANSWERS: Answers = {
  200: {
    description: "The report.",
    headers: { ...validators, "content-disposition": header("The file name of a CSV.", false) },
    content: {
      ...asJson({ oneOf: [ref("Report"), ref("Dashboard")], description: "With detail=full the Dashboard." }),
      "text/csv": { schema: { type: "string", description: CSV } },
    },
  },
  304: { description: "The report has not changed since the one that If-None-Match names.", headers: validators },
  400: invalid("A parameter is not valid, unknown, given twice, or without effect in this format; or the dates are in the wrong order, in the future, too old, or combined with a window.", ["parameters"]),
  401: refused("The request has neither a person's session nor the token.", ["not-signed-in"], { "www-authenticate": header('Bearer realm="metrics"') }),
  403: refused("table=samples with the session of a viewer. As JSON, a viewer gets an empty list of metrics.", ["not-allowed"]),
  503: refused("The store is not configured or does not respond.", ["store-not-configured", "store-unavailable"], { "retry-after": header(RETRY_AFTER) }),
};

const sampleTaken = closed({ success: { const: true }, metrics: ref("StoredSample"), summary: ref("Summary") });
const eventTaken = closed({ success: { const: true } });
const syntheticTaken = closed({ success: { const: true }, synthetic: { const: true }, metrics: ref("StoredSample") });
const taken = { oneOf: [sampleTaken, eventTaken, syntheticTaken], description: "The answer to a booking or an intent has no statistics; the answer to a synthetic sample has the sample as it was read back. The summary is that of the day, in the site's time zone." };

export const INGEST_ANSWERS: Answers = {
  200: { description: "It was counted before, with the same sampleId or bookingUid.", content: asJson(taken) },
  201: { description: "It is stored and counted; a synthetic sample is stored only.", content: asJson(taken) },
  400: invalid("The body is incomplete, not JSON, or not a valid sample.", ["broken-body", "not-json", "schema"]),
  403: refused("The sender is another site's page, or a crawler.", ["foreign-origin", "bot"]),
  405: refused("The method is not GET, HEAD or POST.", ["method"], { allow: header("The allowed methods.") }),
  413: refused(`The body is longer than ${MAX_BODY_BYTES.toLocaleString("en")} bytes.`, ["too-large"]),
  415: refused("The content type is neither application/json nor text/plain.", ["content-type"]),
  429: refused("Too many requests from this address in this minute.", ["rate"], { "retry-after": header(RETRY_AFTER) }),
  503: refused(
    "The store is not configured or does not respond, or another instance is counting the same message at this moment. Send it again with the same sampleId: it is counted once.",
    ["store-not-configured", "store-unavailable", "store-busy"],
    { "retry-after": header(RETRY_AFTER) },
  ),
};

const webhookTaken = closed(
  { success: { const: true }, counted: { type: "boolean" }, ignored: { type: "string", description: "A trigger that is not used here." } },
  { optional: ["ignored"] },
);

export const WEBHOOK_ANSWERS: Answers = {
  200: { description: "Received; counted says whether a number changed.", content: asJson(webhookTaken) },
  400: invalid("The body is incomplete, not JSON, or not a message of Cal's webhook.", ["broken-body", "not-json", "payload"]),
  401: refused("The signature is missing or wrong.", ["signature"]),
  405: refused("The method is not POST.", ["method"], { allow: header("The allowed methods.") }),
  413: refused("The body is longer than 262,144 bytes.", ["too-large"]),
  415: refused("The content type is not application/json.", ["content-type"]),
  503: refused(
    "CAL_WEBHOOK_SECRET is not set, or the store is not configured, does not respond or is busy.",
    ["not-configured", "store-not-configured", "store-unavailable", "store-busy"],
    { "retry-after": header(RETRY_AFTER, false) },
  ),
};

export const SLOTS_ANSWERS: Answers = {
  200: {
    description: "The free times, or with at whether that one is still free.",
    headers: {
      "cache-control": header("A few seconds; no-store with at."),
      "cdn-cache-control": header("For an edge: fresh for 30 s from Cal's answer on, stale for ten minutes. Absent with at.", false),
    },
    content: asJson({ oneOf: [ref("FreeTimes"), closed({ free: { type: "boolean" } })] }),
  },
  400: invalid("A parameter is not valid, unknown, given twice or without effect, or the days are more than a year ahead.", ["parameters"]),
  404: refused("This site offers no free times of this event, or none at all.", ["not-offered"]),
  405: refused("The method is not GET or HEAD.", ["method"], { allow: header("The allowed methods.") }),
  429: refused("Too many checks, or requests for later days, from this address in this minute.", ["rate"], { "retry-after": header(RETRY_AFTER) }),
  503: refused("Cal does not answer, and no times of the last ten minutes are known; or CAL_API_URL or CAL_API_KEY is malformed.", ["no-times", "not-configured"], { "retry-after": header(RETRY_AFTER, false) }),
};

export const HEALTH_ANSWERS: Answers = {
  200: { description: "The store responds.", content: asJson(ref("Health")) },
  405: {
    description: "The method is not GET or HEAD.",
    headers: { allow: header("The allowed methods.") },
    content: asJson(closed({ error: { const: "method" }, message: { type: "string" } })),
  },
  503: { description: "The store does not respond, or none is configured.", content: asJson(ref("Health")) },
};
