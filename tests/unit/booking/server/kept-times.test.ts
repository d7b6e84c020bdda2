import { describe, expect, test } from "vitest";
import { CalApiError } from "../../../../src/booking/server/free-times/ask-cal.ts";
import type { CalTimes } from "../../../../src/booking/server/free-times/cal-answer.ts";
import { AGE, keepTimes, type SharedCopies, type Wanted } from "../../../../src/booking/server/free-times/kept-times.ts";

const TIMES: CalTimes = { starts: [29_932_830], minutes: 30 };
const NEWER: CalTimes = { starts: [29_932_860], minutes: 30 };
const MINUTE = 60_000;

/** A clock and a shared store that all instances have, and a Cal that the test answers for. */
function createHouse() {
  let time = Date.UTC(2026, 10, 29, 12);
  const values = new Map<string, { value: unknown; until: number }>();
  const read = (key: string) => {
    const entry = values.get(key);
    return entry && entry.until > time ? entry.value : null;
  };
  const house = {
    now: () => time,
    pass: (ms: number) => void (time += ms),
    /** What the shared store does before each request: nothing, fail, or hang. */
    store: () => Promise.resolve(),
    looks: 0,
    values,
    /** Requests to Cal, of all instances. */
    asked: 0,
    cal: (): Promise<CalTimes> => Promise.resolve(TIMES),
    instance({ waitMs = 30_000 } = {}) {
      const log: string[] = [];
      const background: Promise<unknown>[] = [];
      const shared: SharedCopies = {
        async look(key, lockMs) {
          house.looks += 1;
          await house.store();
          const isMine = lockMs !== undefined && read(`${key}:lock`) === null;
          if (isMine) values.set(`${key}:lock`, { value: 1, until: time + lockMs });
          return { value: read(key), isMine };
        },
        async keep(key, value, keptMs) {
          await house.store();
          values.set(key, { value: JSON.parse(JSON.stringify(value)) as unknown, until: time + keptMs });
        },
      };
      const askCal = () => {
        house.asked += 1;
        return house.cal();
      };
      const kept = keepTimes({ shared, now: house.now, waitUntil: (work) => background.push(work), log: (line) => log.push(line), waitMs });
      return {
        log,
        get: (key = "studio/30min", allowedAt = house.now) => kept({ key, allowedAt, ask: askCal } satisfies Wanted),
        /** Waits for what went on behind the answers. */
        settled: () => Promise.all(background.splice(0)),
      };
    },
  };
  return house;
}

const fails = (message = "Cal answered 500.") => () => Promise.reject(new CalApiError("status", message));
const never = () => new Promise<never>(() => {});

describe("an instance", () => {
  test("asks Cal once for two hundred visitors at once, and for everybody within 30 s", async () => {
    const house = createHouse();
    const { get } = house.instance();
    const at = house.now();
    const answers = await Promise.all(Array.from({ length: 200 }, () => get()));
    expect(answers).toEqual(Array.from({ length: 200 }, () => ({ ...TIMES, at })));
    house.pass(AGE.fresh - 1);
    await get();
    expect([house.asked, house.looks]).toEqual([1, 1]);
  });

  test("asks for each event and window", async () => {
    const house = createHouse();
    const { get } = house.instance();
    await Promise.all([get("a"), get("b"), get("a")]);
    expect(house.asked).toBe(2);
  });

  test("serves older times at once while one request renews them", async () => {
    const house = createHouse();
    const { get, settled } = house.instance();
    const at = house.now();
    await get();
    house.pass(AGE.fresh);
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    for (const one of await Promise.all([get(), get(), get()])) expect(one).toEqual({ ...TIMES, at });
    house.pass(12_000);
    slow.resolve(NEWER);
    await settled();
    expect(await get()).toEqual({ ...NEWER, at: at + AGE.fresh + 12_000 });
    expect(house.asked).toBe(2);
  });

  test("serves the last times for ten minutes while Cal is down, asks once in 30 s, and logs it once", async () => {
    const house = createHouse();
    const { get, settled, log } = house.instance();
    const at = house.now();
    await get();
    house.cal = fails();
    for (let n = 0; n < 19; n++) {
      house.pass(AGE.fresh);
      for (const one of await Promise.all([get(), get()])) expect(one).toEqual({ ...TIMES, at });
      await settled();
    }
    expect(house.asked).toBe(20);
    house.pass(AGE.fresh);
    expect(await get()).toEqual({ missing: "times", retryAfterMs: AGE.fresh });
    expect(log).toEqual(["Cal's free times (studio/30min): Cal answered 500. The times of 30 s ago are served."]);
    house.pass(AGE.fresh);
    house.cal = () => Promise.resolve(NEWER);
    expect(await get()).toMatchObject(NEWER);
  });

  test("says within moments that there is nothing, for 30 s after a failure", async () => {
    const house = createHouse();
    house.cal = fails();
    const { get, log } = house.instance();
    expect(await get()).toEqual({ missing: "times", retryAfterMs: AGE.fresh });
    house.pass(10_000);
    expect(await Promise.all([get(), get()])).toEqual(Array.from({ length: 2 }, () => ({ missing: "times", retryAfterMs: AGE.fresh - 10_000 })));
    expect(house.asked).toBe(1);
    expect(log).toEqual(["Cal's free times (studio/30min): Cal answered 500. Visitors get the calendar without times in front of it."]);
  });

  test("reports an event that Cal does not know", async () => {
    const house = createHouse();
    house.cal = () => Promise.reject(new CalApiError("event", "https://api.cal.com has no such event."));
    expect(await house.instance().get()).toMatchObject({ missing: "event" });
  });

  test("lets a visitor wait for a slow Cal for a limited time only, and keeps the answer that comes later", async () => {
    const house = createHouse();
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    const { get, settled } = house.instance({ waitMs: 20 });
    expect(await Promise.all([get(), get()])).toEqual(Array.from({ length: 2 }, () => ({ missing: "times", retryAfterMs: 5_000 })));
    house.pass(38_000);
    slow.resolve(TIMES);
    await settled();
    expect(await get()).toEqual({ ...TIMES, at: house.now() });
    expect(house.asked).toBe(1);
  });

  test("asks again at once when a slow request ends in a failure after the 30 s", async () => {
    const house = createHouse();
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    const { get, settled } = house.instance({ waitMs: 20 });
    await get();
    house.pass(50_000);
    slow.reject(new CalApiError("timeout", "Cal did not answer within 50000 ms."));
    await settled();
    house.cal = () => Promise.resolve(NEWER);
    expect(await get()).toMatchObject(NEWER);
  });

  test("asks Cal for nothing before it is allowed, and says when that is", async () => {
    const house = createHouse();
    const { get } = house.instance();
    const later = house.now() + 45_000;
    expect(await get("a", () => later)).toEqual({ missing: "times", retryAfterMs: 45_000 });
    expect(house.asked).toBe(0);
  });

  test("does not keep times for ever because a clock was set back", async () => {
    const house = createHouse();
    const { get, settled } = house.instance();
    await get();
    house.pass(-60 * MINUTE);
    // Its expiry does not depend on this clock.
    house.values.clear();
    house.cal = () => Promise.resolve(NEWER);
    expect(await get()).toMatchObject(NEWER);
    await settled();
  });
});

describe("instances that share a store", () => {
  test("ask Cal once together, however many visitors they have", async () => {
    const house = createHouse();
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    const instances = [house.instance(), house.instance(), house.instance()];
    const answers = Promise.all(instances.flatMap(({ get }) => Array.from({ length: 70 }, () => get())));
    await expect.poll(() => house.asked).toBe(1);
    slow.resolve(TIMES);
    expect(await answers).toEqual(Array.from({ length: 210 }, () => ({ ...TIMES, at: house.now() })));
    expect(house.asked).toBe(1);
  });

  test("let late visitors wait for another instance as well", async () => {
    const house = createHouse();
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    const [one, other] = [house.instance(), house.instance()];
    const first = one.get();
    await expect.poll(() => house.asked).toBe(1);
    const early = other.get();
    await expect.poll(() => house.looks).toBe(2);
    const late = other.get();
    slow.resolve(TIMES);
    expect(await Promise.all([first, early, late])).toEqual(Array.from({ length: 3 }, () => ({ ...TIMES, at: house.now() })));
  });

  test("give a new one the last times at once, even old ones, and ask Cal behind them", async () => {
    const house = createHouse();
    const at = house.now();
    await house.instance().get();
    house.pass(AGE.fresh);
    const slow = Promise.withResolvers<CalTimes>();
    house.cal = () => slow.promise;
    const fresh = house.instance();
    expect(await fresh.get()).toEqual({ ...TIMES, at });
    expect(house.asked).toBe(2);
    slow.resolve(NEWER);
    await fresh.settled();
    expect(await fresh.get()).toMatchObject(NEWER);
  });

  test("renew their times from each other", async () => {
    const house = createHouse();
    const [one, other] = [house.instance(), house.instance()];
    await one.get();
    await other.get();
    house.pass(AGE.fresh);
    house.cal = () => Promise.resolve(NEWER);
    await one.get();
    await one.settled();
    // Two looks of one instance are at least 0.4 s apart.
    const renewed = async () => {
      await other.get();
      await other.settled();
      return other.get();
    };
    await expect.poll(renewed).toMatchObject(NEWER);
    expect(house.asked).toBe(2);
  });

  test("do not all ask a Cal that has just failed", async () => {
    const house = createHouse();
    house.cal = fails();
    const [one, other] = [house.instance({ waitMs: 100 }), house.instance({ waitMs: 100 })];
    await one.get();
    expect(await other.get()).toMatchObject({ missing: "times" });
    expect(house.asked).toBe(1);
  });

  test("replace one that has taken the lock and ended", async () => {
    const house = createHouse();
    house.cal = never;
    void house.instance().get();
    await expect.poll(() => house.asked).toBe(1);
    house.pass(AGE.fresh);
    house.cal = () => Promise.resolve(TIMES);
    expect(await house.instance().get()).toMatchObject(TIMES);
  });

  test.each<[string, () => Promise<void>]>([
    ["fails", () => Promise.reject(new Error("down"))],
    ["hangs", never],
  ])("ask Cal themselves if the store %s, and leave it out for 30 s", async (_name, store) => {
    const house = createHouse();
    house.store = store;
    const { get, settled, log } = house.instance();
    expect(await get()).toMatchObject(TIMES);
    await settled();
    house.pass(AGE.fresh - 1);
    await get("another");
    expect([house.asked, house.looks, log]).toEqual([2, 1, []]);
  });

  test.each([null, 7, "x", {}, { at: 1 }, { at: "now", minutes: 30, starts: [] }, { at: 1, minutes: 30, starts: ["a"] }, [1], { at: 8e15, minutes: 30, starts: [1] }])("ignore %j in the store", async (value) => {
    const house = createHouse();
    house.values.set("studio/30min", { value, until: Infinity });
    expect(await house.instance().get()).toEqual({ ...TIMES, at: house.now() });
  });
});
