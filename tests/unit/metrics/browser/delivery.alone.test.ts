import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDelivery, type Delivery } from "../../../../src/metrics/browser/delivery.ts";
import type { CalSample } from "../../../../src/metrics/shared/sample.ts";
import { UNSENT } from "../../../../src/metrics/shared/unsent.ts";

const START = Date.parse("2026-03-09T08:30:00Z");
const DAY = 24 * 60 * 60 * 1_000;

type Answer = { status: number; retryAfter?: string } | "no network";
interface Message {
  sampleId: string;
  bookingUid?: string;
  dropped?: number;
  again?: true;
}

let answer: (message: Message) => Answer | Promise<Answer>;
let posted: Message[];
let requests: unknown[];
let beacons: Message[];
let disk: Record<string, string>;
let listeners: Map<string, (() => void)[]>;
let isHidden: boolean;
let beaconsFit: boolean;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  vi.spyOn(Math, "random").mockReturnValue(1);
  answer = () => ({ status: 201 });
  [posted, requests, beacons] = [[], [], []];
  disk = {};
  listeners = new Map();
  [isHidden, beaconsFit] = [false, true];
  const addEventListener = (type: string, listener: () => void) => void listeners.set(type, [...(listeners.get(type) ?? []), listener]);
  vi.stubGlobal("localStorage", disk);
  vi.stubGlobal("addEventListener", addEventListener);
  vi.stubGlobal("document", { addEventListener, get hidden() { return isHidden; } });
  vi.stubGlobal("navigator", {
    sendBeacon(url: string, body: string) {
      if (url !== "/api/cal-metrics") throw new Error(`A beacon to ${url}.`);
      if (beaconsFit) beacons.push(JSON.parse(body) as Message);
      return beaconsFit;
    },
  });
  vi.stubGlobal("fetch", async (url: string, { method, keepalive, body, headers }: RequestInit) => {
    requests.push({ url, method, keepalive, headers });
    const message = JSON.parse(String(body)) as Message;
    posted.push(message);
    const given = await answer(message);
    if (given === "no network") throw new TypeError("Failed to fetch");
    return new Response(null, { status: given.status, headers: given.retryAfter === undefined ? {} : { "retry-after": given.retryAfter } });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sample = (sampleId: string, more: Partial<CalSample> = {}): CalSample & { sampleId: string } => ({ id: "30min", ...more, sampleId });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const settle = () => pass(0);
const happens = (type: string) => listeners.get(type)?.forEach((listener) => listener());
const ids = (messages: readonly Message[]) => messages.map(({ sampleId }) => sampleId);
const kept = () => Object.keys(disk).filter((key) => key.startsWith(UNSENT)).map((key) => key.slice(UNSENT.length));

async function deliver(delivery: Delivery, ...sampleIds: string[]) {
  for (const id of sampleIds) {
    delivery.keep(sample(id));
    vi.setSystemTime(Date.now() + 1);
  }
  delivery.flush();
  await settle();
}

describe("a sample", () => {
  test("is kept before it is sent, and until the server has answered for it", async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    answer = () => promise;
    const delivery = createDelivery();
    delivery.keep(sample("a"));
    expect(posted).toEqual([]);
    expect(kept()).toEqual(["a"]);
    delivery.flush();
    await settle();
    expect(ids(posted)).toEqual(["a"]);
    expect(kept()).toEqual(["a"]);
    resolve({ status: 201 });
    await settle();
    expect(disk).toEqual({});
  });

  test("is posted as JSON, so that it may outlive its page", async () => {
    await deliver(createDelivery(), "a");
    expect(requests).toEqual([
      { url: "/api/cal-metrics", method: "POST", keepalive: true, headers: { "content-type": "application/json" } },
    ]);
  });

  test("carries its own time, or else the time at which it was kept", async () => {
    const delivery = createDelivery();
    delivery.keep(sample("a", { timestamp: "2026-03-09T08:00:00.000Z" }));
    delivery.keep(sample("b"));
    delivery.flush();
    await settle();
    expect(posted).toMatchObject([{ timestamp: "2026-03-09T08:00:00.000Z" }, { timestamp: "2026-03-09T08:30:00.000Z" }]);
  });

  test("kept again takes the place of its earlier self", async () => {
    const delivery = createDelivery();
    delivery.keep(sample("a"));
    delivery.keep(sample("a", { lcp: 900 }));
    delivery.flush();
    await settle();
    expect(posted).toMatchObject([{ sampleId: "a", lcp: 900 }]);
  });

  test("that changed while it was under way is sent once more, as it is now", async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    answer = () => promise;
    const delivery = createDelivery();
    await deliver(delivery, "a");
    delivery.keep(sample("a", { lcp: 900 }));
    delivery.flush();
    resolve({ status: 201 });
    await settle();
    expect(posted).toMatchObject([{ sampleId: "a" }, { sampleId: "a", lcp: 900 }]);
    expect(kept()).toEqual([]);
  });

  test.each([200, 201])("counts as delivered with %d", async (status) => {
    answer = () => ({ status });
    await deliver(createDelivery(), "a");
    expect(kept()).toEqual([]);
  });

  test("goes out in order, one after the other, its booking behind it", async () => {
    const delivery = createDelivery();
    delivery.keep(sample("b"));
    vi.setSystemTime(START + 10);
    delivery.keep({ id: "30min", sampleId: "b", bookingUid: "uid-1" });
    vi.setSystemTime(START - 10);
    delivery.keep(sample("a"));
    delivery.flush();
    await settle();
    expect(posted.map(({ sampleId, bookingUid }) => [sampleId, bookingUid])).toEqual([["a", undefined], ["b", undefined], ["b", "uid-1"]]);
  });

  test("that comes while others are being sent goes out behind them", async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    answer = () => promise;
    const delivery = createDelivery();
    await deliver(delivery, "a");
    await deliver(delivery, "b");
    expect(ids(posted)).toEqual(["a"]);
    resolve({ status: 201 });
    await settle();
    expect(ids(posted)).toEqual(["a", "b"]);
  });
});

describe("an undelivered message", () => {
  test.each<[string, Answer]>([
    ["the network is away", "no network"],
    ["the server is down", { status: 503 }],
    ["the function is broken", { status: 500 }],
    ["it was too much at once", { status: 429 }],
  ])("is sent again when %s: with pauses that double up to 5 minutes", async (_why, failure) => {
    answer = () => failure;
    await deliver(createDelivery(), "a");
    for (const pause of [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      const before = posted.length;
      await pass(pause * 1_000 - 1);
      expect(posted).toHaveLength(before);
      await pass(1);
      expect(posted).toHaveLength(before + 1);
    }
    answer = () => ({ status: 201 });
    await pass(300_000);
    expect(kept()).toEqual([]);
  });

  test("waits for a part of the pause that chance decides", async () => {
    vi.mocked(Math.random).mockReturnValue(0.25);
    answer = () => "no network";
    await deliver(createDelivery(), "a");
    await pass(499);
    expect(posted).toHaveLength(1);
    await pass(1);
    expect(posted).toHaveLength(2);
  });

  test.each([[{ status: 429, retryAfter: "40" }], [{ status: 503, retryAfter: "40" }]])("waits as long as the server asks for: %j", async (failure) => {
    vi.mocked(Math.random).mockReturnValue(0);
    answer = () => failure;
    await deliver(createDelivery(), "a");
    await pass(39_999);
    expect(posted).toHaveLength(1);
    await pass(1);
    expect(posted).toHaveLength(2);
  });

  test("does not mind a Retry-After that is a date", async () => {
    answer = () => ({ status: 503, retryAfter: "Mon, 09 Mar 2026 09:00:00 GMT" });
    await deliver(createDelivery(), "a");
    await pass(1_999);
    expect(posted).toHaveLength(1);
    await pass(1);
    expect(posted).toHaveLength(2);
  });

  test("starts with the short pause again after a success", async () => {
    answer = () => "no network";
    const delivery = createDelivery();
    await deliver(delivery, "a");
    await pass(2_000);
    await pass(4_000);
    answer = () => ({ status: 201 });
    await pass(8_000);
    expect(kept()).toEqual([]);
    answer = () => "no network";
    await deliver(delivery, "b");
    const before = posted.length;
    await pass(2_000);
    expect(posted).toHaveLength(before + 1);
  });

  test("goes out at once when the browser is back online, and the pause is over", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "a");
    answer = () => ({ status: 201 });
    happens("online");
    await settle();
    expect(posted).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("holds up later messages, so that the order is kept", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "a", "b");
    expect(ids(posted)).toEqual(["a"]);
    expect(kept()).toEqual(["a", "b"]);
  });

  test("is sent by the next page view", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "a", "b");
    vi.clearAllTimers();
    [posted, answer] = [[], () => ({ status: 200 })];
    createDelivery().flush();
    await settle();
    expect(ids(posted)).toEqual(["a", "b"]);
    expect(kept()).toEqual([]);
  });
});

describe("when the page goes", () => {
  test.each([
    ["pagehide", false],
    ["visibilitychange", true],
  ])("what is left leaves as beacons, once, and stays kept (%s)", async (event, hidden) => {
    answer = () => "no network";
    await deliver(createDelivery(), "a", "b");
    isHidden = hidden;
    happens(event);
    happens("pagehide");
    expect(ids(beacons)).toEqual(["a", "b"]);
    expect(kept()).toEqual(["a", "b"]);
  });

  test("a message that was sent before says so, and only then", async () => {
    const delivery = createDelivery();
    delivery.keep(sample("a"));
    for (const listener of listeners.get("pagehide") ?? []) listener();
    expect(beacons.map(({ again }) => again)).toEqual([undefined]);
    answer = () => ({ status: 503 });
    createDelivery().flush();
    await settle();
    answer = () => ({ status: 201 });
    await pass(600_000);
    expect(posted.map(({ sampleId, again }) => [sampleId, again])).toEqual([["a", true], ["a", true]]);
    expect(disk).toEqual({});
  });

  test("a message that is kept anew after it was sent says so, too: the server may know its id", async () => {
    const delivery = createDelivery();
    delivery.keep(sample("a", { outcome: "times" }));
    happens("pagehide");
    delivery.keep(sample("a", { outcome: "times", picked: true }));
    happens("pagehide");
    expect(beacons).toMatchObject([{ sampleId: "a" }, { sampleId: "a", picked: true, again: true }]);
    expect(beacons[0]).not.toHaveProperty("again");
  });

  test("a message that is kept anew unchanged leaves once", async () => {
    const delivery = createDelivery();
    const same = sample("a", { timestamp: new Date(START).toISOString() });
    delivery.keep(same);
    happens("pagehide");
    delivery.keep(same);
    happens("pagehide");
    expect(beacons).toHaveLength(1);
  });

  test("a beacon that the browser does not take is tried again", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "a");
    beaconsFit = false;
    happens("pagehide");
    beaconsFit = true;
    happens("pagehide");
    expect(ids(beacons)).toEqual(["a"]);
  });

  test("nothing leaves while the page is only looked at again", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "a");
    happens("visibilitychange");
    expect(beacons).toEqual([]);
  });
});

describe("given up, and counted in the next message", () => {
  test.each([400, 403, 413, 415])("is a message that the server refuses with %d", async (status) => {
    answer = ({ sampleId }) => ({ status: sampleId === "bad" ? status : 201 });
    await deliver(createDelivery(), "bad", "good");
    expect(posted).toMatchObject([{ sampleId: "bad" }, { sampleId: "good", dropped: 1 }]);
    expect(kept()).toEqual([]);
  });

  test("is a message older than 3 days", async () => {
    answer = () => "no network";
    await deliver(createDelivery(), "old");
    vi.clearAllTimers();
    [posted, answer] = [[], () => ({ status: 201 })];
    vi.setSystemTime(START + 3 * DAY);
    createDelivery().flush();
    await settle();
    expect(ids(posted)).toEqual(["old"]);

    answer = () => "no network";
    await deliver(createDelivery(), "older");
    vi.clearAllTimers();
    [posted, answer] = [[], () => ({ status: 201 })];
    vi.setSystemTime(START + 6 * DAY + 1);
    await deliver(createDelivery(), "new");
    expect(posted).toMatchObject([{ sampleId: "new", dropped: 1 }]);
  });

  test("are the oldest of more than 50", async () => {
    answer = () => "no network";
    const delivery = createDelivery();
    await deliver(delivery, ...Array.from({ length: 53 }, (_, i) => `s${i}`));
    expect(kept()).toHaveLength(50);
    [posted, answer] = [[], () => ({ status: 201 })];
    happens("online");
    await settle();
    expect(posted).toHaveLength(50);
    expect(posted[0]).toMatchObject({ sampleId: "s3", dropped: 3 });
    expect(posted.filter(({ dropped }) => dropped !== undefined)).toHaveLength(1);
  });

  test("is a message that cannot be read any more", async () => {
    disk[`${UNSENT}half`] = '{"sampleId":';
    disk[`${UNSENT}timeless`] = '{"sampleId":"timeless"}';
    await deliver(createDelivery(), "a");
    expect(posted).toMatchObject([{ sampleId: "a", dropped: 2 }]);
    expect(kept()).toEqual([]);
  });

  test("and repeated until the server has answered", async () => {
    answer = ({ sampleId }) => (sampleId === "bad" ? { status: 400 } : "no network");
    await deliver(createDelivery(), "bad", "a");
    answer = () => ({ status: 200 });
    await pass(2_000);
    expect(posted.slice(1)).toMatchObject([{ sampleId: "a", dropped: 1 }, { sampleId: "a", dropped: 1 }]);
    await deliver(createDelivery(), "b");
    expect(posted.at(-1)).not.toHaveProperty("dropped");
  });
});

test("without storage, everything is kept for as long as the page lives", async () => {
  vi.stubGlobal("localStorage", undefined);
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  answer = () => "no network";
  await deliver(createDelivery(), "a");
  answer = () => ({ status: 201 });
  await pass(2_000);
  expect(ids(posted)).toEqual(["a", "a"]);
});

describe("where the site asks for consent", () => {
  let consent: string;
  const start = (mode: string, given: string) => {
    consent = given;
    vi.stubGlobal("CONSENT", mode);
    vi.stubGlobal("document", { addEventListener: globalThis.addEventListener, get hidden() { return isHidden; }, documentElement: { get dataset() { return { consent }; } } });
    return createDelivery();
  };
  const change = (given: string) => {
    consent = given;
    happens("readyslot:consent");
  };

  test("with calendar, a sample is sent without it, and kept in memory only", async () => {
    answer = () => "no network";
    await deliver(start("calendar", ""), "a");
    expect([ids(posted), disk]).toEqual([["a"], {}]);
    answer = () => ({ status: 201 });
    await pass(2_000);
    expect(ids(posted)).toEqual(["a", "a"]);
  });

  test("with it, a sample is kept as usual, until the visitor withdraws", async () => {
    answer = () => "no network";
    const delivery = start("calendar", "calendar");
    await deliver(delivery, "a");
    expect(kept()).toEqual(["a"]);
    // The consent script removes the entries.
    disk = {};
    vi.stubGlobal("localStorage", disk);
    change("");
    await deliver(delivery, "b");
    expect([ids(posted), disk]).toEqual([["a", "b"], {}]);
  });

  test("with all, nothing is sent or kept without it", async () => {
    const delivery = start("all", "calendar");
    await deliver(delivery, "a");
    isHidden = true;
    happens("visibilitychange");
    happens("pagehide");
    change("calendar measuring");
    delivery.flush();
    await settle();
    expect([posted, beacons, disk]).toEqual([[], [], {}]);
  });

  test("with all, what waits to be sent again is not sent after the withdrawal", async () => {
    answer = () => "no network";
    await deliver(start("all", "measuring"), "a");
    change("");
    await pass(400_000);
    happens("pagehide");
    happens("online");
    await settle();
    expect([ids(posted), beacons]).toEqual([["a"], []]);
  });
});
