import { createHash } from "node:crypto";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { APIContext, APIRoute } from "astro";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { reportQuerySchema } from "../../src/metrics/report/report-query.ts";
import type { Report } from "../../src/metrics/report/report-model.ts";
import type { Dashboard } from "../../src/metrics/report/dashboard/dashboard-model.ts";
import { parseSample } from "../../src/metrics/ingest/sample-schema.ts";
import * as metrics from "../../src/pages/api/cal-metrics.ts";
import * as webhook from "../../src/pages/api/cal-webhook.ts";
import { startDemoCal, type DemoCal } from "../../scripts/demo-cal/server.ts";
import * as slots from "../../src/pages/api/slots.ts";
import * as health from "../../src/pages/api/health.ts";
import * as openapi from "../../src/pages/api/openapi.json.ts";
import { openSession } from "../../src/host/auth/admin-session.ts";
import { peopleOf, type Person } from "../../src/host/auth/people.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { cookieJar } from "../fixtures/requests/cookie-jar.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const ORIGIN = "http://localhost:4321";
const SECRET = "cal's and ours";
const SAMPLE_ID = "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b";
const SAMPLE = { id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 };
const FULL_SAMPLE = {
  ...SAMPLE,
  sampleId: SAMPLE_ID,
  leadTime: 1_200.4,
  codeTime: 40.2,
  frameTime: 300.1,
  slotsTime: 79.9,
  lcp: 1_100.5,
  inp: 90,
  ttfb: 12.3,
  cls: 0.012_345,
  page: "/services",
  placement: "hero",
  variant: "optimized",
  release: "5aa99df",
  openKind: "warmed",
  outcome: "ready",
  connection: "4g",
  viewportWidth: 390.5,
  viewportHeight: 844,
  timestamp: "2026-03-09T09:30:00+01:00",
  dropped: 2,
  userAgent: "Mozilla/5.0",
};
const INTENT = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3c", intent: true, page: "/services", placement: "hero", variant: "baseline", release: "5aa99df" };
const BOOKING = { id: "30min", sampleId: SAMPLE_ID, bookingUid: "qWeRtY123" };
const PENDING = { id: "30min", bookingUid: "aSdFgH456", paymentPending: true };
const FIREFOX = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" };

interface Operation {
  parameters?: { name: string; in: string; description: string; schema: { default?: unknown; enum?: string[] } }[];
  security: Record<string, string[]>[];
  responses: Record<string, { headers?: Record<string, { required: boolean }>; content?: Record<string, object> }>;
}
interface OpenApi extends Record<string, unknown> {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, unknown> };
}

let document: OpenApi;
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
addFormats.default(ajv);
beforeAll(async () => {
  document = (await (await callInProcess(openapi.GET, new Request(`${ORIGIN}/api/openapi.json`))).json()) as OpenApi;
  // OpenAPI's own keywords are not part of JSON Schema.
  for (const word of Object.keys(document)) ajv.addKeyword(word);
  ajv.addSchema({ ...document, $id: "openapi" });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader");
  vi.stubEnv("METRICS_RATE_PER_MINUTE", "");
  vi.stubEnv("CAL_WEBHOOK_SECRET", SECRET);
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function operationOf(path: string, method: string): Operation {
  const operation = document.paths[path]?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not documented.`);
  return operation;
}

/** The errors of a value by the schema at this place of the document. */
function errorsOf(value: unknown, ...place: string[]): unknown[] {
  const pointer = place.map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
  const validate = ajv.getSchema(`openapi#/${pointer}`);
  if (validate === undefined) throw new Error(`There is no schema at ${pointer}.`);
  validate(value);
  return validate.errors ?? [];
}

/** Everything about an answer that is not documented: its status, its headers, its content type, every field of its body. */
async function undocumented(path: string, method: string, response: Response): Promise<{ status: number; errors: unknown[] }> {
  const { status, headers } = response;
  const text = await response.text();
  const answer = operationOf(path, method).responses[status];
  if (answer === undefined) return { status, errors: [`${status} ${text}`] };

  const missing = Object.entries(answer.headers ?? {}).filter(([name, { required }]) => required && !headers.has(name));
  const errors: unknown[] = missing.map(([name]) => `no ${name}`);
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  if (answer.content === undefined) return { status, errors: text === "" ? errors : [...errors, `a body: ${text}`] };
  if (!(type in answer.content)) return { status, errors: [...errors, `a body of type ${type}`] };

  const body: unknown = type === "application/json" ? JSON.parse(text) : text;
  errors.push(...errorsOf(body, "paths", path, method, "responses", String(status), "content", type, "schema"));
  return { status, errors };
}

/** The result of `undocumented` for a documented answer. */
const documented = (status: number) => ({ status, errors: [] });

describe("/api/openapi.json", () => {
  test("is valid OpenAPI 3.1, as JSON", async () => {
    const response = await callInProcess(openapi.GET, new Request(`${ORIGIN}/api/openapi.json`));
    expect(response.headers.get("content-type")).toBe("application/json");
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(openapi.prerender).toBe(true);
  });

  test("every operation has its own name, and every security scheme is described", () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => (operation as { operationId?: string }).operationId);
    expect(new Set(ids).size).toBe(operations.length);
    const schemes = operations.flatMap(({ security }) => security.flatMap((one) => Object.keys(one)));
    expect(new Set(schemes)).toEqual(new Set(Object.keys(document.components.securitySchemes)));
  });
});

describe("GET /api/cal-metrics answers as documented", () => {
  const PATH = "/api/cal-metrics";
  const ask = (query = "", headers: Record<string, string> = { authorization: "Bearer reader" }, handler: APIRoute = metrics.GET) =>
    callInProcess(handler, new Request(`${ORIGIN}${PATH}${query}`, { headers, method: handler === metrics.HEAD ? "HEAD" : "GET" }));

  async function keepSomething(): Promise<void> {
    const error = { id: "30min", error: "blocked", errorClass: "frame-silent" };
    for (const body of [SAMPLE, FULL_SAMPLE, error, { id: "30min", outcome: "abandoned" }, { id: "forms/x", outcome: "opened" }, BOOKING, PENDING, INTENT]) {
      await callInProcess(metrics.POST, postOf(PATH, body, FIREFOX));
    }
  }

  test.each(["", "?compare=previous&window=24h", "?page=/services", "?page=/&compare=previous", "?outcome=failed", "?format=csv", "?format=csv&table=phases", "?detail=full", "?detail=full&device=phone&compare=previous"])(
    "an empty store, %s",
    async (query) => {
      expect(await undocumented(PATH, "get", await ask(query))).toEqual(documented(200));
    },
  );

  test.each(["", "?window=24h", "?window=90d&compare=previous", "?page=/services", "?device=desktop&outcome=ready", "?errorOnly=true&limit=1", "?format=csv", "?format=csv&table=errors",
    "?detail=full", "?detail=full&window=24h&compare=previous", "?detail=full&openKind=warmed", "?detail=full&errorOnly=true&page=/"])(
    "a store with all that samples can be, %s",
    async (query) => {
      await keepSomething();
      expect((await (await ask()).json()) as Report).toMatchObject({ summary: { total: 5, outcomes: { opened: 1 }, bookings: { total: 0, unconfirmed: 1, pending: 1 } } });
      expect(await undocumented(PATH, "get", await ask(query))).toEqual(documented(200));
    },
  );

  test("in full with a complete experiment", async () => {
    const { store } = connectStore(environment());
    const time = new Date().toISOString();
    for (let i = 0; i < 40; i++) {
      const variant = i % 2 === 0 ? "optimized" : "baseline";
      await store.record({ ...SAMPLE, outcome: "ready", variant, timestamp: time, receivedAt: time }, { sender: `abcde${i % 5}` });
    }
    const answer = await ask("?detail=full");
    expect((await answer.clone().json()) as Dashboard).toMatchObject({ experiment: { comparisons: [{ speed: { value: 0 }, conversion: { value: 0 } }] }, status: { state: "working" } });
    expect(await undocumented(PATH, "get", answer)).toEqual(documented(200));
  });

  test("an answer matches exactly one of the two reports", async () => {
    await keepSomething();
    const [usual, full] = await Promise.all(["", "?detail=full"].map(async (query) => (await ask(query)).json()));
    expect([usual, full].map((value) => ["Report", "Dashboard"].filter((name) => errorsOf(value, "components", "schemas", name).length === 0))).toEqual([["Report"], ["Dashboard"]]);
  });

  test("again with its tag: 304", async () => {
    const etag = (await ask()).headers.get("etag") ?? "";
    expect(await undocumented(PATH, "get", await ask("", { authorization: "Bearer reader", "if-none-match": etag }))).toEqual(documented(304));
  });

  test("HEAD", async () => {
    expect(await undocumented(PATH, "head", await ask("", { authorization: "Bearer reader" }, metrics.HEAD))).toEqual(documented(200));
  });

  test("a wrong parameter: 400", async () => {
    expect(await undocumented(PATH, "get", await ask("?limit=0&windw=7d"))).toEqual(documented(400));
  });

  test("a stranger: 401", async () => {
    expect(await undocumented(PATH, "get", await ask("", {}))).toEqual(documented(401));
  });

  test("a viewer gets the numbers and no single visits: 403 for their table, an empty list in JSON", async () => {
    vi.stubEnv("ADMINS", `Ben viewer scrypt:32768:8:3:${"b".repeat(22)}:${"c".repeat(43)}, Anna admin scrypt:32768:8:3:${"a".repeat(22)}:${"c".repeat(43)}`);
    await keepSomething();
    const askAs = async (name: string, query: string) => {
      const request = new Request(`http://localhost:4321${PATH}${query}`);
      const { cookies } = cookieJar();
      const person = peopleOf(process.env).find((one) => one.name === name) as Person;
      await openSession({ cookies, url: new URL(request.url), request }, person);
      return (await metrics.GET({ request, url: new URL(request.url), cookies } as unknown as APIContext)) as Response;
    };
    expect(await undocumented(PATH, "get", await askAs("Ben", "?format=csv"))).toEqual(documented(403));
    for (const query of ["", "?detail=full"]) {
      const answer = await askAs("Ben", query);
      expect((await answer.clone().json()) as Report).toMatchObject({ summary: { total: 5 }, metrics: [] });
      expect(await undocumented(PATH, "get", answer)).toEqual(documented(200));
      expect(((await (await askAs("Anna", query)).json()) as Report).metrics).toHaveLength(5);
    }
    for (const table of ["series", "breakdowns", "errors"]) expect((await askAs("Ben", `?format=csv&table=${table}`)).status).toBe(200);
  });

  test("no store: 503", async () => {
    vi.stubEnv("VERCEL", "1");
    expect(await undocumented(PATH, "get", await ask())).toEqual(documented(503));
  });

  test("every parameter is documented, and every documented value is accepted", async () => {
    const { parameters = [] } = operationOf(PATH, "get");
    expect(parameters.map(({ name }) => name).toSorted()).toEqual(Object.keys(reportQuerySchema.shape).toSorted());
    const today = new Date().toISOString().slice(0, 10);
    const examples: Record<string, unknown[]> = {
      from: [today], to: [today], page: ["/services", "other"], placement: ["hero"], release: ["5aa99df"], hero: ["short-heading:b"], event: ["30min"], source: ["news.example"], medium: ["email"],
      campaign: ["Frühling 2026"], country: ["DE", "other"], browser: ["Firefox"], system: ["iOS"], limit: [1, 1_000], errorOnly: [true, false],
    };
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({ in: "query", description: expect.stringMatching(/^\S.*\.$/) });
      const values = parameter.schema.enum ?? examples[parameter.name] ?? [];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        const index = String(parameters.indexOf(parameter));
        expect(errorsOf(value, "paths", PATH, "get", "parameters", index, "schema")).toEqual([]);
        const needed = { table: "&format=csv", to: `&from=${today}` }[parameter.name] ?? "";
        expect((await ask(`?${parameter.name}=${encodeURIComponent(String(value))}${needed}`)).status).toBe(200);
      }
    }
  });

  test("a parameter left out has the documented default", async () => {
    const deerrors = (operationOf(PATH, "get").parameters ?? []).flatMap(({ name, schema }) => (schema.default === undefined ? [] : [[name, String(schema.default)]]));
    expect(deerrors).toHaveLength(6);
    await keepSomething();
    expect(await (await ask(`?${new URLSearchParams(deerrors)}`)).json()).toEqual(await (await ask()).json());
  });
});

describe("POST /api/cal-metrics answers as documented", () => {
  const PATH = "/api/cal-metrics";
  const send = (body: unknown, headers: Record<string, string> = {}) => callInProcess(metrics.POST, postOf(PATH, body, { ...FIREFOX, ...headers }));

  test.each([
    ["the minimal sample", SAMPLE],
    ["a sample with every field", FULL_SAMPLE],
    ["an error", { id: "30min", error: "blocked", errorClass: "frame-silent" }],
    ["a booking", BOOKING],
    ["a booking that has to be paid, made in no known opening", PENDING],
    ["an opening without free times", { id: "forms/x", outcome: "opened" }],
    ["an intent", INTENT],
    ["an intent without optional fields", { id: "30min", sampleId: SAMPLE_ID, intent: true }],
  ])("%s: 201", async (_name, body) => {
    expect(errorsOf(body, "paths", PATH, "post", "requestBody", "content", "application/json", "schema")).toEqual([]);
    expect(await undocumented(PATH, "post", await send(body))).toEqual(documented(201));
  });

  test.each([["a sample", FULL_SAMPLE], ["a booking", BOOKING], ["a pending booking", PENDING], ["an intent", INTENT]])("%s that was sent before: 200", async (_name, body) => {
    await send(body);
    expect(await undocumented(PATH, "post", await send(body))).toEqual(documented(200));
  });

  test.each([
    ["another site's page", 403, SAMPLE, { origin: "https://evil.example" }],
    ["a crawler", 403, SAMPLE, { "user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)" }],
    ["a long body", 413, { ...SAMPLE, error: "x".repeat(9_000) }, {}],
    ["another content type", 415, SAMPLE, { "content-type": "text/html" }],
    ["an invalid sample", 400, { id: "" }, {}],
    ["an invalid booking", 400, { bookingUid: 1 }, {}],
    ["an invalid intent", 400, { ...INTENT, intent: false }, {}],
    ["an incomplete body", 400, '{"id"', {}],
  ])("%s: %i", async (_name, status, body, headers: Record<string, string>) => {
    expect(await undocumented(PATH, "post", await send(body, headers))).toEqual(documented(status));
  });

  test("too many from one address: 429", async () => {
    vi.stubEnv("METRICS_RATE_PER_MINUTE", "1");
    await send(SAMPLE);
    expect(await undocumented(PATH, "post", await send(SAMPLE))).toEqual(documented(429));
  });

  test("another method: 405", async () => {
    expect(await undocumented(PATH, "post", await callInProcess(metrics.ALL, new Request(ORIGIN + PATH, { method: "DELETE" })))).toEqual(documented(405));
  });

  test("no store: 503", async () => {
    vi.stubEnv("VERCEL", "1");
    expect(await undocumented(PATH, "post", await send(SAMPLE))).toEqual(documented(503));
  });

  test("a booking that another instance is counting: 503", async () => {
    const uidHash = createHash("sha256").update("qWeRtY123").digest("hex");
    await connectStore(environment()).kv.writer.set(`readyslot:v3:lock:booking:${uidHash}`, "another", { px: 60_000 });
    expect(await undocumented(PATH, "post", await send({ id: "30min", bookingUid: "qWeRtY123" }))).toEqual(documented(503));
  });

  const { totalDuration, ...WITHOUT_TOTAL } = SAMPLE;
  test.each([
    SAMPLE,
    FULL_SAMPLE,
    WITHOUT_TOTAL,
    { id: "30min" },
    { id: "30min", totalDuration, openKind: "reopened" },
    { id: "30min", totalDuration, openKind: "cold" },
    { id: "30min", outcome: "abandoned" },
    { id: "30min", outcome: "opened" },
    { id: "30min", error: "blocked", outcome: "opened" },
    { id: "30min", outcome: "times" },
    { id: "30min", outcome: "times", timesTime: 120 },
    { id: "30min", outcome: "times", picked: true },
    { id: "30min", outcome: "times", timesTime: 120, error: "blocked" },
    { id: "30min", outcome: "times", totalDuration, openKind: "reopened" },
    { ...SAMPLE, outcome: "times" },
    { id: "30min", outcome: "timed-out", timesTime: 120, picked: true, error: "frame-timeout: 6500 ms" },
    { ...SAMPLE, picked: false },
    { id: "30min", outcome: "ready" },
    { id: "30min", error: "blocked" },
    { id: "30min", error: "blocked", outcome: "timed-out" },
    { ...SAMPLE, error: "blocked", outcome: "ready" },
    { ...SAMPLE, id: "" },
    { ...SAMPLE, id: "x".repeat(101) },
    { ...SAMPLE, totalDuration: 120_001 },
    { ...SAMPLE, calLoadTime: -1 },
    { ...SAMPLE, page: "services" },
    { ...SAMPLE, device: "made up" },
    { ...SAMPLE, outcome: "fine" },
    { ...SAMPLE, timestamp: "yesterday" },
    { ...SAMPLE, dropped: 1.5 },
    [],
  ])("the document and the endpoint agree whether %j is a sample", (body) => {
    expect(errorsOf(body, "components", "schemas", "Sample").length === 0).toBe("sample" in parseSample(body));
  });
});

describe("POST /api/cal-webhook answers as documented", () => {
  const PATH = "/api/cal-webhook";
  const send = (body: unknown, headers: Record<string, string> = {}) => {
    const signature = createHmac("sha256", SECRET).update(JSON.stringify(body)).digest("hex");
    return callInProcess(webhook.POST, postOf(PATH, body, { "x-cal-signature-256": signature, ...headers }));
  };
  const created = { triggerEvent: "BOOKING_CREATED", payload: { uid: "qWeRtY123" } };

  test.each([
    ["a booking", 200, created, {}],
    ["a trigger that is not used", 200, { triggerEvent: "MEETING_ENDED" }, {}],
    ["not a message of Cal's webhook", 400, { triggerEvent: "BOOKING_CREATED" }, {}],
    ["a wrong signature", 401, created, { "x-cal-signature-256": "0".repeat(64) }],
    ["a long body", 413, { ...created, notes: "x".repeat(300_000) }, {}],
    ["another content type", 415, created, { "content-type": "text/plain" }],
  ])("%s: %i", async (_name, status, body, headers: Record<string, string>) => {
    expect(await undocumented(PATH, "post", await send(body, headers))).toEqual(documented(status));
  });

  test("another method: 405", async () => {
    expect(await undocumented(PATH, "post", await callInProcess(webhook.ALL, new Request(ORIGIN + PATH)))).toEqual(documented(405));
  });

  test.each([["CAL_WEBHOOK_SECRET", ""], ["VERCEL", "1"]])("%s=%s: 503", async (name, value) => {
    vi.stubEnv(name, value);
    expect(await undocumented(PATH, "post", await send(created))).toEqual(documented(503));
  });
});

describe("GET /api/health answers as documented", () => {
  const PATH = "/api/health";
  const ask = (handler: APIRoute = health.GET) => callInProcess(handler, new Request(ORIGIN + PATH));

  test("while the store responds: 200, with and without samples", async () => {
    expect(await undocumented(PATH, "get", await ask())).toEqual(documented(200));
    await callInProcess(metrics.POST, postOf("/api/cal-metrics", SAMPLE, FIREFOX));
    expect(await undocumented(PATH, "get", await ask())).toEqual(documented(200));
  });

  test("without a store: 503", async () => {
    vi.stubEnv("VERCEL", "1");
    expect(await undocumented(PATH, "get", await ask())).toEqual(documented(503));
  });

  test("another method: 405", async () => {
    expect(await undocumented(PATH, "get", await ask(health.ALL))).toEqual(documented(405));
  });
});

describe("GET /api/slots answers as documented", () => {
  const PATH = "/api/slots";
  const ask = (query = "", handler: APIRoute = slots.GET) => callInProcess(handler, new Request(`${ORIGIN}${PATH}?${query}`));
  const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

  let demo: DemoCal;
  beforeEach(async () => {
    demo = await startDemoCal({ port: 0 });
    vi.stubEnv("CAL_API_URL", demo.origin);
  });
  afterEach(() => demo.close());

  test.each([
    ["event=studio/30min", 200],
    [`event=studio/30min&from=${soon}&days=3`, 200],
    [`event=studio/30min&at=${soon}T09:00:00Z`, 200],
    ["event=studio/30min&days=32&dayz=3", 400],
    ["event=someone/30min", 404],
  ])("%s: %i", async (query, status) => {
    expect(await undocumented(PATH, "get", await ask(query))).toEqual(documented(status));
  });

  test("HEAD: 200", async () => {
    const answer = await ask("event=studio/30min", slots.HEAD);
    expect(await undocumented(PATH, "head", new Response(null, answer))).toEqual(documented(200));
  });

  test("another method: 405", async () => {
    expect(await undocumented(PATH, "get", await ask("", slots.ALL))).toEqual(documented(405));
  });

  test("too many checks: 429", async () => {
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push(await ask(`event=studio/30min&at=${soon}T09:00:00Z`));
    expect(await undocumented(PATH, "get", answers.at(-1) as Response)).toEqual(documented(429));
  });

  test.each([["the API fails", () => demo.setKnobs({ apiMode: "error" })], ["a setting is malformed", () => vi.stubEnv("CAL_API_URL", "nowhere")]])("%s: 503", async (_name, spoil) => {
    spoil();
    expect(await undocumented(PATH, "get", await ask("event=studio/30min"))).toEqual(documented(503));
  });

  test("every parameter has a description", () => {
    for (const { description } of operationOf(PATH, "get").parameters ?? []) expect(description).toMatch(/^\S.*\.$/);
  });
});

function postOf(path: string, body: unknown, headers: Record<string, string>): Request {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Request(ORIGIN + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text });
}
