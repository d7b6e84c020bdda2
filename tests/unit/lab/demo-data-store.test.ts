import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { VercelKV } from "@vercel/kv";
import { demoMonth, type DemoEvent } from "../../lab/demo-data/demo-month.ts";
import { fillStore } from "../../lab/demo-data/fill-store.ts";
import { groupRequests } from "../../lab/demo-data/grouped-requests.ts";
import { refuseFilledStore, refuseVercel } from "../../lab/demo-data/refusals.ts";
import { visitorDevice } from "../../../src/metrics/ingest/visitor-device.ts";
import { storedSample } from "../../../src/metrics/ingest/stored-sample.ts";
import { intentCount, mergeFigures, summaryOf } from "../../../src/metrics/statistics/figures.ts";
import { createMetricsStore, type MetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodsOf } from "../../../src/metrics/statistics/periods.ts";
import { startEmbedded, type EmbeddedClient } from "../../fixtures/kv/embedded-client.ts";

const NOW = new Date("2026-03-12T15:30:00.000Z");
const now = () => NOW;
const EVENTS = demoMonth({ days: 10, perDay: 8, seed: 1, now: NOW });
const QUIET = { now: NOW, onProgress: () => {} };

function newStore(engine: EmbeddedClient): MetricsStore {
  return createMetricsStore({ client: engine.another(), writer: engine.another() }, { now });
}

function countOf(kind: DemoEvent["kind"], is: (event: DemoEvent) => boolean = () => true): number {
  return EVENTS.filter((event) => event.kind === kind && is(event)).length;
}

describe("a filled store", () => {
  let engine: EmbeddedClient;
  let counts: Record<string, number>;
  let whenFirst: Promise<Date | null> | undefined;
  let looks: { before: number[]; after: number[] };

  beforeAll(async () => {
    engine = startEmbedded(now);
    const before = await look();
    counts = await fillStore(engine, EVENTS, { now: NOW, onProgress: () => void (whenFirst ??= newStore(engine).demoDataSince()) });
    looks = { before, after: await look() };
  });
  afterAll(() => engine.close());

  /** The openings that an instance which has just been started finds in some days, some hours, of a page, and of all pages. */
  async function look(): Promise<number[]> {
    const store = newStore(engine);
    const [days, hours] = [periodsOf("28d", NOW), periodsOf("24h", NOW)];
    const figures = [await store.figures(days), await store.figures(hours), await store.figures(days, { page: "/" })].map((parts) => parts.map((one) => one.figures));
    const values = (await store.breakdowns(days)).flatMap((day) => [...(day.values.get("page")?.values() ?? [])]);
    return [...figures, values].map((parts) => summaryOf(mergeFigures(...parts), "value").total);
  }

  test("counts every event exactly once", async () => {
    const whole = mergeFigures(...(await newStore(engine).figures(periodsOf("28d", NOW))).map(({ figures }) => figures));
    const { total, outcomes, bookings, phases } = summaryOf(whole, "all");

    expect(counts).toEqual({ opening: countOf("opening"), intent: countOf("intent"), booking: countOf("booking"), rescheduled: countOf("rescheduled"), cancelled: countOf("cancelled") });
    expect(total).toBe(countOf("opening"));
    expect(outcomes.ready).toBe(countOf("opening", (event) => event.kind === "opening" && event.sample.outcome === "ready"));
    expect(phases.totalDuration.n).toBe(outcomes.ready);
    expect(intentCount(whole)).toBe(countOf("intent"));
    expect(bookings.browser).toBe(countOf("booking", (event) => event.kind === "booking" && event.source === "browser"));
    expect(bookings.webhook).toBe(countOf("booking", (event) => event.kind === "booking" && event.source === "webhook"));
    expect(bookings.browser + bookings.webhook - bookings.both).toBe(bookings.total);
    expect(bookings.total).toBeGreaterThan(10);
  });

  test("knows which openings led to a booking", async () => {
    const whole = mergeFigures(...(await newStore(engine).figures(periodsOf("28d", NOW))).map(({ figures }) => figures));
    const tied = countOf("booking", (event) => event.kind === "booking" && event.sampleId !== undefined);
    const times = new Set(EVENTS.flatMap((event) => (event.kind === "opening" && event.sample.outcome === "times" ? [event.sample.sampleId] : [])));
    const tiedTimes = countOf("booking", (event) => event.kind === "booking" && event.sampleId !== undefined && times.has(event.sampleId));
    expect(whole.counts["booked:times"]).toBe(tiedTimes);
    expect(tiedTimes).toBeGreaterThan(0);
    expect(whole.measures.get("booked")?.n).toBe(tied - tiedTimes);
  });

  test("has the intents' device and place among its values", async () => {
    const days = await newStore(engine).breakdowns(periodsOf("28d", NOW));
    for (const dimension of ["device", "page", "placement", "variant", "release"] as const) {
      const values = days.flatMap((day) => [...(day.values.get(dimension)?.values() ?? [])]);
      expect(values.reduce((sum, figures) => sum + intentCount(figures), 0)).toBe(countOf("intent"));
    }
  });

  test("lists the newest openings first", async () => {
    const listed = await newStore(engine).newest({ limit: 500 });
    const made = EVENTS.flatMap((event) => (event.kind === "opening" ? [storedSample(event.sample, visitorDevice(event.userAgent), event.at)] : []));
    expect(listed).toEqual(made.toReversed());
  });

  test("is marked as demo data before the first opening", async () => {
    expect(await whenFirst).toEqual(NOW);
  });

  test("shows its days to a new instance, even if they were read while they were empty", () => {
    const openings = EVENTS.flatMap((event) => (event.kind === "opening" ? [event] : []));
    const inHours = openings.filter(({ at }) => at >= (periodsOf("24h", NOW)[0]?.start ?? NOW));
    const onPage = openings.filter(({ sample }) => sample.page === "/");
    expect(inHours.length).toBeGreaterThan(0);
    expect(looks).toEqual({ before: [0, 0, 0, 0], after: [openings.length, inHours.length, onPage.length, openings.length] });
  });

  test("keeps an hour as long as if it had been counted at its time", async () => {
    const first = EVENTS.find(({ kind }) => kind === "opening")?.at ?? NOW;
    const left = await engine.client.ttl(`readyslot:v3:log:${first.toISOString().slice(0, 13)}`);
    expect(left).toBeGreaterThan(9 * 86_400 - 1);
    expect(left).toBeLessThan(9 * 86_400 + 3_601);
  });
});

describe("requests that come at the same time", () => {
  test("are sent as one, and each gets its own answer", async () => {
    const client = new VercelKV(groupRequests({ request: async (request) => (await engineRequest(request)) as never }));
    const sent: unknown[] = [];
    async function engineRequest({ body }: { body?: unknown }): Promise<unknown> {
      sent.push(body);
      return (body as unknown[][]).map(([command, key]) => ({ result: `${command} ${key}` }));
    }
    const batch = client.pipeline().get("a").get("b");
    const answers = await Promise.all([client.get("x"), batch.exec(), client.get("y")]);
    expect(answers).toEqual(["get x", ["get a", "get b"], "get y"]);
    expect(sent).toHaveLength(1);
    expect(await client.get("later")).toBe("get later");
    expect(sent).toHaveLength(2);
  });

  test("fail together if the store fails", async () => {
    const client = new VercelKV(groupRequests({ request: () => Promise.reject(new Error("disk full")) }));
    const asked = await Promise.allSettled([client.get("x"), client.get("y")]);
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("made-up openings are refused", () => {
  let engine: EmbeddedClient;
  beforeEach(() => {
    engine = startEmbedded(now);
  });
  afterEach(() => engine.close());

  test.each([
    { KV_REST_API_URL: "https://kv.example" },
    { KV_REST_API_TOKEN: "token" },
    { REDIS_URL: "redis://cache" },
    { VERCEL: "1" },
  ])("if the store is not on this machine: %o", (env) => {
    expect(() => refuseVercel(env)).toThrow(Object.keys(env)[0]);
  });

  test("not if these settings are empty", () => {
    expect(() => refuseVercel({ KV_REST_API_URL: "", KV_REST_API_TOKEN: " ", VERCEL: "" })).not.toThrow();
  });

  const file = ".data/metrics.db";

  test("not by an empty store", async () => {
    await expect(refuseFilledStore(engine, { file, now: NOW })).resolves.toBeUndefined();
  });

  test("by a store with a real opening, with a command to use another one", async () => {
    await newStore(engine).record({ id: "30min", outcome: "abandoned", timestamp: NOW.toISOString(), receivedAt: "2026-03-05T00:00:00.000Z" }, { sender: "abcdef" });
    await expect(refuseFilledStore(engine, { file, now: NOW })).rejects.toThrow(/^\.data\/metrics\.db already has openings\.[^]*DATA_DIR=\.data\/demo npm run demo:data/);
  });

  test("by a store with only a booking", async () => {
    await newStore(engine).recordBooking({ uidHash: "a".repeat(64), source: "webhook", at: new Date("2026-03-05T10:00:00.000Z") });
    await expect(refuseFilledStore(engine, { file, now: NOW })).rejects.toThrow("already has openings");
  });

  test("by a store with made-up openings, with the way to replace them", async () => {
    await fillStore(engine, EVENTS.slice(0, 20), QUIET);
    await expect(refuseFilledStore(engine, { file, now: NOW })).rejects.toThrow(/already has made-up openings, added at 2026-03-12 15:30 UTC\.\n.*delete \.data\/metrics\.db,/);
  });
});
