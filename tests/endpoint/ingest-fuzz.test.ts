import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext } from "astro";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { DROP_REASONS, readDrops } from "../../src/metrics/ingest/drops.ts";
import { intentCount, summaryOf } from "../../src/metrics/statistics/figures.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { CONNECTIONS, DEVICES, OPEN_KINDS, OUTCOMES, VARIANTS, type CalSample, type IntentEvent, type Summary } from "../../src/metrics/shared/sample.ts";
import { POST } from "../../src/pages/api/cal-metrics.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { HOSTILE_BODIES, HOSTILE_TEXTS } from "../fixtures/requests/hostile-bodies.ts";

/** npm run test:all sets TEST_TIER. */
const RUNS = process.env.TEST_TIER === "full" ? 20_000 : 2_000;
/** The same every time, so that a failure is one for everybody; fast-check prints it with the smallest body that fails. */
const SEED = 20_260_309;

const GOOD: CalSample = {
  id: "30min",
  sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b",
  leadTime: 640,
  codeTime: 30,
  calLoadTime: 456,
  frameTime: 380,
  slotsTime: 120,
  iframeLoadTime: 500,
  totalDuration: 836,
  lcp: 1_200,
  inp: 80,
  ttfb: 40,
  cls: 0.02,
  page: "/services",
  placement: "hero",
  variant: "optimized",
  release: "5aa99df",
  openKind: "warmed",
  outcome: "ready",
  connection: "4g",
  viewportWidth: 390,
  viewportHeight: 844,
  timestamp: "2026-03-09T08:30:00.000Z",
  dropped: 0,
};
const GOOD_INTENT: IntentEvent = {
  id: "30min",
  sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3c",
  intent: true,
  page: "/services",
  placement: "hero",
  variant: "optimized",
  release: "5aa99df",
};
const FIELDS = [...Object.keys(GOOD), "error", "errorClass", "bookingUid", "intent", "userAgent", "__proto__", "constructor", "toJSON", ""];

/** All possible messages: none contains a text of a library, of the runtime or of a file. */
const MESSAGES = [
  "Send the sample as application/json (or text/plain, as sendBeacon does).",
  "The body may have at most 8192 bytes.",
  "Only pages of this site may send samples.",
  "Crawlers may not send samples.",
  "The body is not valid JSON in UTF-8.",
  "The sample is not valid; see errors.",
  "The booking is not valid; see errors.",
  "The intent is not valid; see errors.",
];

interface Post {
  body: string | Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

const hostileText = fc.constantFrom(...HOSTILE_TEXTS);
const edgeNumber = fc.constantFrom(-0, -1, 0.5, 1e-320, 120_000, 120_000.000_1, 2 ** 53, 1e308, 20_001);
const value = fc.oneof(hostileText, edgeNumber, fc.double(), fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 3 }));
/** Own keys, whatever they are called: an assignment to `__proto__` would be none. */
const changes = fc.dictionary(fc.constantFrom(...FIELDS), value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const mutationsOf = (good: CalSample | IntentEvent) => fc.tuple(changes, fc.subarray(Object.keys(good), { maxLength: 4 }), fc.option(fc.uuid())).map(([changed, gone, sampleId]) => {
  const entries = new Map<string, unknown>(Object.entries(good).filter(([name]) => !gone.includes(name)));
  if (sampleId !== null && entries.has("sampleId")) entries.set("sampleId", sampleId);
  for (const [name, changedTo] of Object.entries(changed)) entries.set(name, changedTo);
  return `{${[...entries].map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(",")}}`;
});
const damaged = fc.tuple(fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([at, gone, put]) => {
  const bytes = new TextEncoder().encode(JSON.stringify(GOOD));
  const start = at % bytes.length;
  return new Uint8Array([...bytes.subarray(0, start), ...put, ...bytes.subarray(start + (gone % 20))]);
});
const body = fc.oneof(
  { weight: 8, arbitrary: mutationsOf(GOOD) },
  { weight: 2, arbitrary: mutationsOf(GOOD_INTENT) },
  { weight: 3, arbitrary: damaged },
  { weight: 2, arbitrary: fc.json() },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_BODIES.map(([, text]) => text)) },
);
const header = fc.string({ unit: "grapheme-ascii", maxLength: 60 }).map((text) => text.trim());
const headers = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom("content-type", "origin", "user-agent", "sec-fetch-site", "host", "x-real-ip", "x-forwarded-for"), header, { maxKeys: 2, noNullPrototype: true }) },
);

let folder: string;
let behindTheAnswer: Promise<unknown>[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_RATE_PER_MINUTE", "1000000");
  vi.spyOn(console, "warn").mockImplementation(() => {});
  behindTheAnswer = [];
  const host = { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) };
  vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, host);
});
afterEach(async () => {
  await Promise.all(behindTheAnswer);
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  text: string;
  body: { success: boolean; error?: string; message?: string; errors?: { field: string; reason: string }[]; metrics?: object; summary?: Summary };
}

async function post({ body: sent, headers: more }: Post): Promise<Answer> {
  const request = new Request("http://localhost:4321/api/cal-metrics", {
    method: "POST",
    headers: { "content-type": "application/json", ...more },
    body: sent,
  });
  const response = (await POST({ request } as unknown as APIContext)) as Response;
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Answer["body"] };
}

const wholeTo = (max: number) => (one: unknown) => Number.isInteger(one) && Number(one) >= 0 && Number(one) <= max;
const oneLine = (max: number) => (one: unknown) => typeof one === "string" && one.length <= max && one.isWellFormed() && !/\p{Cc}/u.test(one);
const name = (max: number) => (one: unknown) => typeof one === "string" && one !== "" && one.length <= max && /^[\w.:/+-]+$/.test(one);
const isOneOf = (values: readonly string[]) => (one: unknown) => typeof one === "string" && values.includes(one);
const clock = (one: unknown) => typeof one === "string" && new Date(one).toISOString() === one && one.length === 24;
const time = wholeTo(120_000);

/** Every field that may be stored, with its bounds: independent of the schema under test. */
const KEPT: Record<string, (one: unknown) => boolean> = {
  id: oneLine(100), sampleId: name(64),
  leadTime: time, codeTime: time, calLoadTime: time, frameTime: time, slotsTime: time, iframeLoadTime: time, totalDuration: time,
  lcp: time, inp: time, ttfb: time, cls: (one) => typeof one === "number" && one >= 0 && one <= 100,
  page: (one) => oneLine(200)(one) && /^\/[^?#]*$/.test(String(one)),
  placement: name(50), release: name(50), errorClass: name(50), error: oneLine(300),
  variant: isOneOf(VARIANTS), openKind: isOneOf(OPEN_KINDS), outcome: isOneOf(OUTCOMES), connection: isOneOf(CONNECTIONS),
  viewportWidth: wholeTo(20_000), viewportHeight: wholeTo(20_000), dropped: wholeTo(10_000),
  timestamp: clock, receivedAt: clock, device: isOneOf(DEVICES), browser: oneLine(30), system: oneLine(30),
};

/** The fields that are out of bounds. */
function outOfBounds(sample: object): unknown[] {
  return Object.entries(sample).filter(([field, one]) => !Object.hasOwn(KEPT, field) || KEPT[field]?.(one) !== true);
}

/** The problems of an answer; empty for a sample within bounds, or a refusal with one of the messages. */
function problemsOf({ status, body: { success, error, message, errors = [], metrics = {} } }: Answer): unknown[] {
  if (status === 200 || status === 201) return success ? outOfBounds(metrics) : ["success"];
  const problems: [problem: unknown, isOne: boolean][] = [
    [status, ![400, 403, 413, 415].includes(status)],
    [success, success],
    [error, !isOneOf(DROP_REASONS)(error)],
    [message, !isOneOf(MESSAGES)(message)],
    // No text of the validation library.
    ...errors.map((one): [unknown, boolean] => [one, !["(body)", ...FIELDS].includes(one.field) || !/^(must |is required)/.test(one.reason)]),
  ];
  return problems.filter(([, isOne]) => isOne).map(([problem]) => problem);
}

test(
  `${RUNS.toLocaleString("en")} bad bodies: each is accepted within bounds or refused with a known message, and the store has what was accepted`,
  async () => {
    const statuses = new Map<number, number>();
    let samples = 0;
    let others = 0;
    await fc.assert(
      fc.asyncProperty(fc.record({ body, headers }), async (one) => {
        const answer = await post(one);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(problemsOf(answer)).toEqual([]);
        if (answer.status === 201 && answer.body.metrics !== undefined) samples += 1;
        else if (answer.status === 201) others += 1;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // The bodies have to reach every room, or all of this shows nothing.
    expect([...statuses.keys()].toSorted()).toEqual([200, 201, 400, 403, 413, 415]);
    expect(samples).toBeGreaterThan(RUNS / 40);

    await Promise.all(behindTheAnswer);
    const { kv, store } = connectStore(environment());
    const now = new Date();
    const kept = await store.newest({ limit: 10_000 });
    expect(kept.flatMap((sample) => outOfBounds(sample))).toEqual([]);
    expect(kept).toHaveLength(Math.min(samples, 10_000));

    // Midnight may pass while it runs.
    const days = [new Date(now.getTime() - 86_400_000), now].map((at) => periodAt("day", at));
    const figures = (await store.figures(days)).map((one) => one.figures);
    const totals = figures.map((one) => summaryOf(one, "all"));
    const intents = figures.reduce((sum, one) => sum + intentCount(one), 0);
    expect(intents).toBeGreaterThan(RUNS / 1_000);
    expect(totals.reduce((sum, { bookings }) => sum + bookings.total, intents)).toBe(others);
    expect(totals.reduce((sum, { total }) => sum + total, 0)).toBe(samples);
    for (const { phases, vitals } of totals) {
      for (const { minLoadTime, maxLoadTime } of Object.values(phases)) {
        expect(minLoadTime ?? 0).toBeGreaterThanOrEqual(0);
        expect(maxLoadTime ?? 0).toBeLessThanOrEqual(120_000);
      }
      expect(vitals?.cls.p75 ?? 0).toBeLessThanOrEqual(100);
    }
    const drops = (await Promise.all(days.map((day) => readDrops(kv, day.start)))).flatMap((reasons) => Object.values(reasons));
    const refused = [...statuses].filter(([status]) => status >= 400).reduce((sum, [, n]) => sum + n, 0);
    expect(drops.reduce((sum, n) => sum + n, 0)).toBe(refused);
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
  300_000,
);

describe("a body made to do harm", () => {
  test.each(HOSTILE_BODIES)("%s", async (_name, hostile, status) => {
    const answer = await post({ body: hostile, headers: {} });
    expect(answer.status).toBe(status);
    expect(problemsOf(answer)).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("a text made to do harm, in any field", () => {
  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))("%s is kept as the text it is, or refused", async (_name, text) => {
    for (const field of FIELDS) {
      const answer = await post({ body: `{"id":"30min","error":"x",${JSON.stringify(field)}:${JSON.stringify(text)}}`, headers: {} });
      expect(problemsOf(answer)).toEqual([]);
      const metrics: Record<string, unknown> = { ...answer.body.metrics };
      // Times are stored in UTC, and a sample without an outcome gets one.
      const asItIs = Object.hasOwn(metrics, field) && field !== "timestamp" && field !== "outcome";
      expect(asItIs ? metrics[field] : text).toBe(text);
    }
  });
});
