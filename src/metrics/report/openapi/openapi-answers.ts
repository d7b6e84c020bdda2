/** The answers of our endpoints, by status, as OpenAPI describes them. */
import { closed, ref, type JsonSchema } from "./openapi-schemas.ts";

export type Answers = Readonly<Record<string, JsonSchema>>;

const header = (description: string, required = true): JsonSchema => ({ description, required, schema: { type: "string" } });
const RETRY_AFTER = "Whole seconds until it makes sense to ask again.";

/** With `errors`, each field or parameter that is wrong has its reason. */
function refusal(codes: readonly string[], { errors = false } = {}): JsonSchema {
  const fields = {
    success: { const: false },
    error: { enum: codes, description: "The reason's name." },
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
  etag: header("A strong tag; send it back as If-None-Match."),
  "cache-control": header("private, no-cache: keep it, and ask each time."),
  vary: header("cookie, authorization"),
};

const CSV =
  "One table with a header. samples: the listed ones. series, histogram: those of the report. phases: the summary's. breakdowns: a line for each " +
  "value, the empty one for openings that did not say. errors: the groups. What a spreadsheet would take for a formula has an apostrophe in front.";

export const REPORT_ANSWERS: Answers = {
  200: {
    description: "The report.",
    headers: { ...validators, "content-disposition": header("A file name, for CSV.", false) },
    content: {
      ...asJson({ oneOf: [ref("Report"), ref("Dashboard")], description: "The Dashboard with detail=full." }),
      "text/csv": { schema: { type: "string", description: CSV } },
    },
  },
  304: { description: "The report is the one that If-None-Match names.", headers: validators },
  400: invalid("A parameter is wrong, unknown, given twice, of no use for this format, or a second dimension.", ["parameters"]),
  401: refused("Neither the admin's session nor the token.", ["not-signed-in"], { "www-authenticate": header('Bearer realm="metrics"') }),
  503: refused("The store is not set up or does not answer.", ["store-not-configured", "store-unavailable"], { "retry-after": header(RETRY_AFTER) }),
};

const sampleTaken = closed({ success: { const: true }, metrics: ref("StoredSample"), summary: ref("Summary") });
const eventTaken = closed({ success: { const: true } });
const syntheticTaken = closed({ success: { const: true }, synthetic: { const: true }, metrics: ref("StoredSample") });
const taken = { oneOf: [sampleTaken, eventTaken, syntheticTaken], description: "A booking and an intent are answered without figures, a synthetic sample with what the store has of it. The summary is over the day, in UTC." };

export const INGEST_ANSWERS: Answers = {
  200: { description: "It had been counted before, under the same sampleId or bookingUid.", content: asJson(taken) },
  201: { description: "It is kept and counted; a synthetic sample is kept.", content: asJson(taken) },
  400: invalid("The body is broken, no JSON, or no sample.", ["broken-body", "not-json", "schema"]),
  403: refused("Another site's page, or a crawler.", ["foreign-origin", "bot"]),
  405: refused("Any method but GET, HEAD and POST.", ["method"], { allow: header("The methods that there are.") }),
  413: refused("The body is longer than 8,192 bytes.", ["too-large"]),
  415: refused("The content type is neither application/json nor text/plain.", ["content-type"]),
  429: refused("Too many from this address in this minute.", ["rate"], { "retry-after": header(RETRY_AFTER) }),
  503: refused(
    "The store is not set up, does not answer, or another instance is counting the same right now. Send it again under the same sampleId: it is counted once.",
    ["store-not-configured", "store-unavailable", "store-busy"],
    { "retry-after": header(RETRY_AFTER) },
  ),
};

const webhookTaken = closed(
  { success: { const: true }, counted: { type: "boolean" }, ignored: { type: "string", description: "A trigger that is of no use here." } },
  { optional: ["ignored"] },
);

export const WEBHOOK_ANSWERS: Answers = {
  200: { description: "Taken; counted says whether it changed a number.", content: asJson(webhookTaken) },
  400: invalid("The body is broken, no JSON, or not what Cal sends.", ["broken-body", "not-json", "payload"]),
  401: refused("The signature is missing or wrong.", ["signature"]),
  405: refused("Any method but POST.", ["method"], { allow: header("The methods that there are.") }),
  413: refused("The body is longer than 262,144 bytes.", ["too-large"]),
  415: refused("The content type is not application/json.", ["content-type"]),
  503: refused(
    "No secret is set here, or the store is not set up, does not answer or is busy.",
    ["not-configured", "store-not-configured", "store-unavailable", "store-busy"],
    { "retry-after": header(RETRY_AFTER, false) },
  ),
};

export const HEALTH_ANSWERS: Answers = {
  200: { description: "The store answers.", content: asJson(ref("Health")) },
  405: {
    description: "Any method but GET and HEAD.",
    headers: { allow: header("The methods that there are.") },
    content: asJson(closed({ error: { const: "method" }, message: { type: "string" } })),
  },
  503: { description: "It does not, or none is set up.", content: asJson(ref("Health")) },
};
