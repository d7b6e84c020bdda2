import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { conversionStatus, deliverConversions } from "../../src/metrics/conversions/deliver-conversions.ts";
import { CONVERSIONS_KEY, CONVERSIONS_LOCK } from "../../src/metrics/log/keys.ts";
import type { BookingChange, BookingReport } from "../../src/metrics/store/metrics-store.ts";
import { answers, hangs, startReceiver, type Receiver } from "../fixtures/receiver.ts";
import { startGa4, type Ga4Server } from "../fixtures/ga4-server.ts";
import { ENGINES, type Connection, type Engine } from "../fixtures/kv/kv-engines.ts";
import { full, NOW, now, openStore, POST, uuid, type TestStore } from "./store-samples.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const ID = HASH.slice(0, 32);
const OPENING = uuid(1);

const order = { receivers: ["ga4", "webhook"] };
const webhook: BookingReport = { uidHash: HASH, source: "webhook", at: NOW, conversion: order };
const browser: BookingReport = { uidHash: HASH, source: "browser", sampleId: OPENING, at: NOW };
const cancelled: BookingChange = { uidHash: HASH, kind: "cancelled", at: NOW, conversion: order };

const entry = (i: number) => ({ at: NOW.getTime() + i, next: NOW.getTime() + DAY, tries: 3, to: ["webhook"] });
const off: BookingReport = { uidHash: HASH, source: "webhook", at: NOW };

describe.each(ENGINES)("conversions on $name", ({ start }) => {
  let engine: Engine;
  let store: TestStore;
  let receiver: Receiver;
  let ga4: Ga4Server;
  let clock: Date;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = openStore(engine.kv, { now });
    clock = NOW;
    [receiver, ga4] = await Promise.all([startReceiver(), startGa4(() => clock.getTime())]);
    vi.spyOn(console, "error").mockImplementation(() => {});
    await store.record(full({ sampleId: OPENING, source: "letter", medium: "email", campaign: "november" }), POST);
  });
  afterEach(() => Promise.all([receiver.close(), ga4.close()]));
  afterAll(() => engine.close());

  const env = () => ({ GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", GA4_API_SECRET: "secret", GA4_COLLECT_URL: ga4.url, CONVERSION_WEBHOOK_URL: receiver.origin, CONVERSION_WEBHOOK_SECRET: "Tc5wXj2GsFq9LhVb" });
  const deliver = (kv: Connection = engine.kv, timeLimitMs = 60_000) => deliverConversions({ kv, env: env(), now: clock, isForced: true, timeLimitMs });
  const look = () => deliverConversions({ kv: engine.kv, env: env(), now: clock });
  const status = () => conversionStatus({ kv: engine.kv, env: env(), now: clock });
  const after = (ms: number) => (clock = new Date(clock.getTime() + ms));
  const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as { id: string; type: string; attribution: object });
  const asked = async (work: () => Promise<unknown>) => {
    const before = engine.sent().length;
    await work();
    return engine.sent().slice(before).map((commands) => commands.map(([name = ""]) => name.toLowerCase()));
  };
  const idsAtGoogle = () => ga4.counted.filter(({ name }) => name !== "campaign_details").map(({ name, params }) => `${name} ${String(params.transaction_id)}`);

  describe("a booking that Cal confirms", () => {
    it.each([
      ["the browser's report first", [browser, webhook]],
      ["Cal's first", [webhook, browser]],
      ["each twice", [webhook, browser, webhook, browser]],
    ])("is sent once to each receiver, with its opening's campaign: %s", async (_order, reports) => {
      for (const report of reports) {
        const { conversion } = await store.recordBooking(report);
        if (conversion) await deliver();
      }
      await deliver();
      expect(bodies()).toEqual([expect.objectContaining({ id: `${ID}.confirmed`, type: "booking.confirmed", booking: ID, page: "/services", placement: "hero", attribution: { source: "letter", medium: "email", campaign: "november" } })]);
      expect(idsAtGoogle()).toEqual([`generate_lead ${ID}`]);
      expect(await status()).toEqual({ waiting: 0, failed: 0, isFailing: false });
    });

    it("is sent once, although two instances count and send it at the same time", async () => {
      await store.recordBooking(browser);
      const other = engine.another();
      const stores = [store, openStore(other, { now })] as const;
      await Promise.all([0, 1, 0, 1].map((i) => stores[i as 0 | 1].recordBooking(webhook)));
      await Promise.all([deliver(), deliver(other), deliver(), deliver(other)]);
      expect([bodies().length, idsAtGoogle().length]).toEqual([1, 1]);
    });

    it("waits two minutes for its opening, and then goes without, with the campaign that Cal's message has", async () => {
      await store.recordBooking({ ...webhook, conversion: { ...order, campaign: { source: "ad", campaign: "spring" } } });
      await deliver();
      after(2 * MINUTE - 1);
      await deliver();
      expect(bodies()).toEqual([]);
      after(1);
      await deliver();
      expect(bodies()).toEqual([expect.objectContaining({ id: `${ID}.confirmed`, attribution: { source: "ad", campaign: "spring" } })]);
      expect(bodies()[0]).not.toHaveProperty("page");
    });

    it("is found by another process, which has the same store", async () => {
      await store.recordBooking(browser);
      await store.recordBooking(webhook);
      await deliver(engine.another());
      expect(bodies()).toHaveLength(1);
    });

    it("is not sent before it is paid and accepted, and once after that", async () => {
      await store.recordBooking({ ...browser, state: "pending" });
      for (const state of ["pending", "requested"] as const) await store.recordBooking({ ...webhook, state });
      // The visitor's browser is not asked.
      await store.recordBooking(browser);
      await deliver();
      expect(bodies()).toEqual([]);
      await store.recordBooking(webhook);
      await deliver();
      await store.recordBooking(webhook);
      await deliver();
      expect(bodies()).toHaveLength(1);
    });

    it("is not sent if it was cancelled first", async () => {
      await store.recordBookingChange(cancelled);
      await store.recordBooking(browser);
      await store.recordBooking(webhook);
      after(DAY);
      await deliver();
      expect(bodies()).toEqual([]);
    });
  });

  it("a cancellation is sent once, and only of a booking that was sent", async () => {
    await store.recordBooking(browser);
    await store.recordBooking(webhook);
    await deliver();
    await store.recordBookingChange(cancelled);
    await deliver();
    await store.recordBookingChange(cancelled);
    await store.recordBookingChange({ ...cancelled, uidHash: "never-sent" });
    await deliver();
    expect(bodies().map(({ type }) => type)).toEqual(["booking.confirmed", "booking.cancelled"]);
    expect(idsAtGoogle()).toEqual([`generate_lead ${ID}`, `booking_cancelled ${ID}`]);
  });

  it("a booking that is moved is not sent", async () => {
    await store.recordBookingChange({ uidHash: "moved", kind: "rescheduled", at: NOW, conversion: order });
    after(DAY);
    await deliver();
    expect([bodies(), idsAtGoogle()]).toEqual([[], []]);
  });

  describe("a receiver", () => {
    beforeEach(async () => {
      await store.recordBooking(browser);
      await store.recordBooking(webhook);
    });

    it("that fails gets it again after 1, 2, 4 minutes under the same id, and the other one does not", async () => {
      receiver.answer = (response, n) => answers(n < 4 ? 500 : 200)(response, n);
      await deliver();
      expect(await status()).toEqual({ waiting: 1, failed: 0, isFailing: true });
      for (const minutes of [1, 2, 4]) {
        const before = receiver.received.length;
        after(minutes * MINUTE - 1);
        await deliver();
        expect(receiver.received).toHaveLength(before);
        after(1);
        await deliver();
        expect(receiver.received).toHaveLength(before + 1);
      }
      expect(new Set(bodies().map(({ id }) => id)).size).toBe(1);
      expect(idsAtGoogle()).toHaveLength(1);
      expect(await status()).toEqual({ waiting: 0, failed: 0, isFailing: false });
    });

    it("that answers 429 gets the pause that it asks for", async () => {
      receiver.answer = answers(429, { "retry-after": "600" });
      await deliver();
      after(10 * MINUTE - 1);
      await deliver();
      expect(receiver.received).toHaveLength(1);
      after(1);
      await deliver();
      expect(receiver.received).toHaveLength(2);
    });

    it("that never answers does not keep the other one waiting, and gets it again", async () => {
      receiver.answer = hangs;
      await deliver(engine.kv, 50);
      expect(idsAtGoogle()).toHaveLength(1);
      expect(await status()).toEqual({ waiting: 1, failed: 0, isFailing: true });
      receiver.answer = answers(200);
      after(MINUTE);
      await deliver();
      expect(await status()).toEqual({ waiting: 0, failed: 0, isFailing: false });
    });

    it("Google that counts and does not answer is not asked twice: it is a failure to look at", async () => {
      ga4.hold = () => new Promise(() => {});
      await deliver(engine.kv, 50);
      ga4.hold = () => undefined;
      after(DAY);
      await deliver();
      expect(idsAtGoogle()).toHaveLength(1);
      expect(await status()).toEqual({ waiting: 0, failed: 1, isFailing: true });
    });

    it("that has not accepted it for three days gets it no more; a week later it is forgotten", async () => {
      receiver.answer = answers(503);
      let passes = 0;
      while ((await status())?.waiting === 1 && passes < 200) {
        passes += 1;
        await deliver();
        after(30 * MINUTE);
      }
      // 1 + 2 + 4 … + 256 minutes, then every six hours.
      expect(receiver.received.length).toBeGreaterThan(15);
      expect(receiver.received.length).toBeLessThan(25);
      expect(await status()).toMatchObject({ waiting: 0, failed: 1, isFailing: true });
      after(DAY);
      expect(await status()).toMatchObject({ failed: 1, isFailing: false });
      after(7 * DAY);
      await deliver();
      expect(await engine.client.hgetall(CONVERSIONS_KEY)).toBeNull();
    });

    it("that is no longer configured gets nothing, and nothing waits for it", async () => {
      await deliverConversions({ kv: engine.kv, env: { ...env(), CONVERSION_WEBHOOK_URL: undefined }, now: clock, isForced: true });
      expect([bodies().length, idsAtGoogle().length]).toEqual([0, 1]);
      expect(await status()).toMatchObject({ waiting: 0 });
    });

    it("gets nothing while another instance sends", async () => {
      await engine.client.set(CONVERSIONS_LOCK, "another", { px: MINUTE });
      await deliver();
      expect(bodies()).toEqual([]);
      await engine.client.del(CONVERSIONS_LOCK);
      await deliver();
      expect(bodies()).toHaveLength(1);
    });
  });

  it("the queue is bounded: of more than 1,000, the oldest are given up", async () => {
    await engine.client.hset(CONVERSIONS_KEY, Object.fromEntries(Array.from({ length: 1_003 }, (_, i) => [`${String(i).padStart(64, "0")}.confirmed`, entry(i)])));
    after(MINUTE);
    await deliver();
    expect(await status()).toEqual({ waiting: 1_000, failed: 3, isFailing: true });
    expect(bodies()).toEqual([]);
  });

  it("an entry of another shape neither stops the others nor disappears", async () => {
    await engine.client.hset(CONVERSIONS_KEY, { "from-a-newer-version": { v: 9 } });
    await store.recordBooking(browser);
    await store.recordBooking(webhook);
    await deliver();
    expect(bodies()).toHaveLength(1);
    expect(await engine.client.hgetall(CONVERSIONS_KEY)).toEqual({ "from-a-newer-version": { v: 9 } });
  });

  describe("the commands", () => {
    it("of a webhook are the same as ever without a receiver", async () => {
      await store.recordBooking(browser);
      expect(await asked(() => store.recordBooking(off))).toEqual([["set", "get", "get"], ["set", "lpush", "del"]]);
      expect(await asked(() => deliverConversions({ kv: engine.kv, env: {}, now: clock, isForced: true }))).toEqual([]);
      expect(await asked(() => conversionStatus({ kv: engine.kv, env: {}, now: clock }))).toEqual([]);
    });

    it("are two more with one, in the same round trip, and six to send it", async () => {
      await store.recordBooking(browser);
      expect(await asked(() => store.recordBooking(webhook))).toEqual([["set", "get", "get"], ["set", "lpush", "del", "hset", "expire"]]);
      expect(await asked(() => deliver())).toEqual([["hgetall"], ["set"], ["hgetall"], ["mget"], ["hdel"], ["del"]]);
    });

    it("are one where nothing waits, once a minute, also while the wall clock is set back", async () => {
      const elapsed = vi.spyOn(performance, "now").mockReturnValue(DAY);
      after(DAY);
      expect(await asked(async () => { await look(); await look(); })).toEqual([["hgetall"]]);
      after(-DAY);
      elapsed.mockReturnValue(DAY + MINUTE);
      expect(await asked(look)).toEqual([["hgetall"]]);
    });
  });
});
