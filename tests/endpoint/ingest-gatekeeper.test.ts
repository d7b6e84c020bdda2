import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { readDrops, type DropReason } from "../../src/metrics/ingest/drops.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { ALL, POST } from "../../src/pages/api/cal-metrics.ts";
import { environment } from "../../src/host/settings/environment.ts";

const ENDPOINT = "http://localhost:4321/api/cal-metrics";
const SAMPLE = JSON.stringify({ id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 });
const INTENT = JSON.stringify({ id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", intent: true, page: "/" });
const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

let folder: string;
let behindTheAnswer: Promise<unknown>[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  behindTheAnswer = [];
  const host = { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) };
  // stubGlobal takes a symbol as well; only its type does not say so.
  vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, host);
});
afterEach(async () => {
  await Promise.all(behindTheAnswer);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Headers;
  body: { success?: boolean; error?: string; message?: string };
}

async function call(handler: typeof POST, request: Request): Promise<Answer> {
  const response = (await handler({ request } as unknown as APIContext)) as Response;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
}

function post(body: RequestInit["body"] = SAMPLE, headers: Record<string, string> = {}): Promise<Answer> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body, duplex: "half" };
  return call(POST, new Request(ENDPOINT, init));
}

const from = (address: string) => post(SAMPLE, { "x-real-ip": address });

const intentOf = (n: number) => post(INTENT.replace(/4c3b"/, `${String(n).padStart(4, "0")}"`), { "x-real-ip": "203.0.113.7" });

/** The reasons that have been counted today, each as often as it was. */
async function dropped(): Promise<Partial<Record<DropReason, number>>> {
  await Promise.all(behindTheAnswer);
  const drops = await readDrops(connectStore(environment()).kv, new Date());
  return Object.fromEntries(Object.entries(drops).filter(([, n]) => n > 0));
}

/** A body that goes on for as long as it is read; `seen` tells how it ended. */
function endless(chunk: Uint8Array<ArrayBuffer>): { body: ReadableStream; seen: { bytes: number; cancelled: boolean } } {
  const seen = { bytes: 0, cancelled: false };
  const body = new ReadableStream({
    pull(controller) {
      seen.bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}

function breaking(): ReadableStream {
  const start = new TextEncoder().encode(SAMPLE.slice(0, 20));
  let pulls = 0;
  return new ReadableStream({
    pull(controller) {
      pulls += 1;
      if (pulls === 1) controller.enqueue(start);
      else controller.error(new Error("The connection was reset."));
    },
  });
}

/** One request per reason, in the order of the checks; each request also has the reasons that are checked later. */
const LATER_REASONS = { origin: "https://evil.example", "user-agent": GOOGLEBOT };
const REFUSALS: { reason: DropReason; status: number; send: () => Promise<Answer> }[] = [
  { reason: "method", status: 405, send: () => call(ALL, new Request(ENDPOINT, { method: "PUT", body: "x".repeat(9_000), headers: LATER_REASONS })) },
  { reason: "content-type", status: 415, send: () => post("x".repeat(9_000), { ...LATER_REASONS, "content-type": "text/html" }) },
  { reason: "too-large", status: 413, send: () => post("x".repeat(8_193), LATER_REASONS) },
  { reason: "broken-body", status: 400, send: () => post(breaking(), LATER_REASONS) },
  { reason: "foreign-origin", status: 403, send: () => post("{", LATER_REASONS) },
  { reason: "bot", status: 403, send: () => post("{", { "user-agent": GOOGLEBOT }) },
  {
    reason: "rate",
    status: 429,
    async send() {
      vi.stubEnv("METRICS_RATE_PER_MINUTE", "1");
      vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-09T08:30:15Z") });
      await post();
      return post("{");
    },
  },
  { reason: "not-json", status: 400, send: () => post("{") },
  { reason: "schema", status: 400, send: () => post("{}") },
];

describe("a post is refused for the first reason that applies, with a message, and counted", () => {
  test.each(REFUSALS)("$reason: $status", async ({ reason, status, send }) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ success: false, error: reason, message: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(await dropped()).toEqual({ [reason]: 1 });
  });

  test("an accepted post is not counted as refused", async () => {
    expect((await post()).status).toBe(201);
    expect((await post(INTENT)).status).toBe(201);
    expect(await dropped()).toEqual({});
  });
});

describe("an intent is refused like a sample, and counted with the samples", () => {
  test.each<[DropReason, number, Record<string, string>, string]>([
    ["content-type", 415, { "content-type": "text/html" }, INTENT],
    ["too-large", 413, {}, INTENT.padEnd(8_193)],
    ["foreign-origin", 403, { origin: "https://evil.example" }, INTENT],
    ["bot", 403, { "user-agent": GOOGLEBOT }, INTENT],
    ["not-json", 400, {}, INTENT.slice(0, -1)],
    ["schema", 400, {}, INTENT.replace("true", "1")],
  ])("%s: %i", async (reason, status, headers, body) => {
    expect(await post(body, headers)).toMatchObject({ status, body: { success: false, error: reason } });
    expect(await dropped()).toEqual({ [reason]: 1 });
    expect(await connectStore(environment()).store.breakdowns([periodAt("day", new Date())])).toEqual([{ values: new Map(), basis: { kept: 0, of: 0 } }]);
  });

  test("rate: 429, one limit for both", async () => {
    vi.stubEnv("METRICS_RATE_PER_MINUTE", "1");
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-09T08:30:15Z") });
    expect((await post(SAMPLE)).status).toBe(201);
    expect(await post(INTENT)).toMatchObject({ status: 429, body: { error: "rate" } });
  });
});

describe("the rate", () => {
  beforeEach(() => {
    vi.stubEnv("METRICS_RATE_PER_MINUTE", "2");
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: new Date("2026-03-09T08:30:15Z") });
  });
  test("an address above the limit waits for a minute, others do not", async () => {
    await from("203.0.113.7");
    await from("203.0.113.7");
    const refused = await from("203.0.113.7");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await from("203.0.113.8")).status).toBe(201);
    vi.advanceTimersByTime(60_000);
    expect((await from("203.0.113.7")).status).toBe(201);
  });

  test("a clock that is set back or ahead changes nothing about the wait", async () => {
    await from("203.0.113.7");
    await from("203.0.113.7");
    for (const clock of ["2026-03-09T08:20:15Z", "2026-03-09T23:59:59Z"]) {
      vi.setSystemTime(new Date(clock));
      expect((await from("203.0.113.7")).status).toBe(429);
    }
  });

  test("posts with content that is not valid count as posts, and a refused sender costs no command", async () => {
    await post("{}", { "x-real-ip": "203.0.113.7" });
    await post("{", { "x-real-ip": "203.0.113.7" });
    await Promise.all(behindTheAnswer);
    const { client, writer } = connectStore(environment()).kv;
    const spies = [client, writer].flatMap((one) => [vi.spyOn(one, "multi"), vi.spyOn(one, "pipeline")]);
    expect((await from("203.0.113.7")).status).toBe(429);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test("posts that are refused earlier do not count", async () => {
    for (let n = 0; n < 5; n++) await post(SAMPLE, { "x-real-ip": "203.0.113.7", origin: "https://evil.example" });
    expect((await from("203.0.113.7")).status).toBe(201);
  });

  test("is 120 a minute by default", async () => {
    vi.stubEnv("METRICS_RATE_PER_MINUTE", undefined);
    for (let n = 0; n < 120; n++) expect((await intentOf(n)).status).toBe(201);
    expect((await intentOf(120)).status).toBe(429);
  });

  test("is 60 openings a day as well, without its bookings and intents, until midnight (UTC)", async () => {
    vi.stubEnv("METRICS_RATE_PER_MINUTE", undefined);
    for (let n = 0; n < 60; n++) expect((await from("203.0.113.7")).status).toBe(201);
    const refused = await from("203.0.113.7");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, String(15 * 3_600 + 29 * 60 + 45)]);
    expect((await post(INTENT, { "x-real-ip": "203.0.113.7" })).status).toBe(201);
    vi.advanceTimersByTime(16 * 3_600_000);
    expect((await from("203.0.113.7")).status).toBe(201);
  });
});

describe("a body", () => {
  test("that never ends is read to 8 KB, and then cancelled", async () => {
    const { body, seen } = endless(new Uint8Array(1_000).fill(0x20));
    expect((await post(body)).status).toBe(413);
    expect(seen.cancelled).toBe(true);
    // One chunk may wait in the stream already.
    expect(seen.bytes).toBeLessThanOrEqual(10_000);
  });

  test("of 8 KB is accepted in any chunks, even split inside a character", async () => {
    const bytes = new TextEncoder().encode(SAMPLE.replace("30min", "é".repeat(50)).padEnd(8_192 - 50));
    expect(bytes).toHaveLength(8_192);
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await post(body)).status).toBe(201);
  });

  test.each([
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)],
    ["an overlong character", Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)],
    ["half a character at its end", Uint8Array.of(0x22, 0xc3)],
    ["a surrogate in UTF-8", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ["UTF-16", new Uint8Array(Buffer.from(SAMPLE, "utf16le"))],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 0x08, 0x00)],
    ["no bytes", null],
  ])("with %s: 400", async (_name, bytes) => {
    const { status, body } = await post(bytes);
    expect([status, body.error]).toEqual([400, "not-json"]);
  });

  test("that was already read: 400", async () => {
    const request = new Request(ENDPOINT, { method: "POST", headers: { "content-type": "application/json" }, body: SAMPLE });
    await request.text();
    expect((await call(POST, request)).status).toBe(400);
  });
});

describe("the origin of a post", () => {
  test.each([{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }])("%j: 403", async (headers) => {
    expect(await post(SAMPLE, headers)).toMatchObject({ status: 403, body: { error: "foreign-origin" } });
  });

  test.each([{ origin: "http://localhost:4321", "sec-fetch-site": "same-origin" }, {}])("%j: accepted", async (headers) => {
    expect((await post(SAMPLE, headers)).status).toBe(201);
  });
});
