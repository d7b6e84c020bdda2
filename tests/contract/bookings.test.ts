import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mergeFigures, percentileOf, summaryOf } from "../../src/metrics/statistics/figures.ts";
import { BusyError } from "../../src/metrics/store/bookings.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import type { BookingReport } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, full, HOUR_MS, NOW, now, POST, sample, TODAY, todayOf, uuid, openStore, type TestStore } from "./store-samples.ts";

const ID = uuid(1);
const SCOPE = { dimension: "page", value: "/services" } as const;
const NONE = { total: 0, browser: 0, webhook: 0, both: 0, elsewhere: 0, counted: 0, pending: 0, rescheduled: 0, cancelled: 0 };
const SEEN_BY_BROWSER = { ...NONE, total: 1, browser: 1, counted: 1 };
const SEEN_BY_BOTH = { ...NONE, total: 1, browser: 1, webhook: 1, both: 1, counted: 1 };

const browser: BookingReport = { uidHash: "a1", source: "browser", sampleId: ID, at: NOW };
const webhook: BookingReport = { uidHash: "a1", source: "webhook", at: NOW };

/** What a visitor's browser and Cal's webhook report of a booking that has to be paid. */
const REPORTS = {
  "pending in the browser": { ...browser, state: "pending" },
  "payment initiated": { ...webhook, state: "pending" },
  "requested": { ...webhook, state: "requested" },
  "created": webhook,
  "paid": webhook,
  "thank-you page": browser,
  "thank-you page in a new tab": { uidHash: "a1", source: "browser", at: NOW },
} as const satisfies Record<string, BookingReport>;
type Report = keyof typeof REPORTS | "cancelled";

describe.each(ENGINES)("a booking on $name", ({ start }) => {
  let engine: Engine;
  let store: TestStore;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = openStore(engine.kv, { now });
  });
  afterAll(() => engine.close());

  const bookings = async (scope?: typeof SCOPE) => {
    const { day, hours } = await todayOf(store, scope);
    expect(hours.bookings).toEqual(day.bookings);
    return day.bookings;
  };
  /** How many booked openings the time to the calendar is known of. */
  const timed = async (scope?: typeof SCOPE) => {
    const [figures] = await store.figures([TODAY], scope);
    return figures?.measures.get("booked")?.n ?? 0;
  };

  /** The times of bookings over all openings and over those of the scope; in each without and with Cal's webhook. */
  const bookingTimes = async () => {
    const all = await Promise.all([undefined, SCOPE].map(async (scope) => (await store.figures([TODAY], scope))[0]));
    return all.map((figures) => figures && [false, true].map((hasWebhook) => summaryOf(figures, "value", { hasWebhook }).bookingTime));
  };

  it("is counted as seen by the one source that reported it", async () => {
    await store.record(full({ sampleId: ID }));
    expect(await store.recordBooking({ ...browser, uidHash: "b" })).toEqual({ counted: true });
    expect(await store.recordBooking({ ...webhook, uidHash: "w" })).toEqual({ counted: true });
    expect(await bookings()).toEqual({ ...NONE, total: 2, browser: 1, webhook: 1, counted: 1 });
  });

  it.each([
    ["the browser first", [browser, webhook]],
    ["the webhook first", [webhook, browser]],
    ["the browser twice, then the webhook twice", [browser, browser, webhook, webhook]],
    ["the webhook twice, then the browser twice", [webhook, webhook, browser, browser]],
    ["in turns", [browser, webhook, browser, webhook]],
  ])("that both sources report is one booking, and the same in its opening's scopes: %s", async (_order, reports) => {
    await store.record(full({ sampleId: ID }));
    const counted = [];
    for (const report of reports) counted.push((await store.recordBooking(report)).counted);
    expect(counted.filter(Boolean)).toHaveLength(2);
    expect(await bookings()).toEqual(SEEN_BY_BOTH);
    expect(await bookings(SCOPE)).toEqual(SEEN_BY_BOTH);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 1]);
    const [figures] = await store.figures([TODAY], SCOPE);
    expect(figures && percentileOf(figures, "booked", 0.5)).toBe(1_300);
    expect((await todayOf(store)).day.total).toBe(1);
  });

  describe("takes its visitor a time", () => {
    const CLICK = sample().timestamp;
    const madeAfter = (seconds: number): BookingReport => ({ ...browser, madeAt: new Date(Date.parse(CLICK) + seconds * 1_000) });
    const NO_TIME = { n: 0, p50LoadTime: null };

    it("from the click to the browser's report, over all openings and those with its values; confirmed once the webhook has reported it", async () => {
      await store.record(full({ sampleId: ID }));
      await store.recordBooking(madeAfter(72.34));
      const took = { n: 1, avgLoadTime: 72_300, minLoadTime: 72_300, maxLoadTime: 72_300, p50LoadTime: 72_300 };
      for (const of of await bookingTimes()) expect(of).toMatchObject([took, NO_TIME]);
      await store.recordBooking(webhook);
      await store.recordBooking(madeAfter(90));
      for (const of of await bookingTimes()) expect(of).toMatchObject([took, took]);
    });

    it("that counts once a booking is paid", async () => {
      await store.record(full({ sampleId: ID }));
      await store.recordBooking({ ...madeAfter(30), state: "pending" });
      for (const of of await bookingTimes()) expect(of).toMatchObject([NO_TIME, NO_TIME]);
      await store.recordBooking(webhook);
      for (const of of await bookingTimes()) expect(of).toMatchObject([{ n: 1, p50LoadTime: 30_000 }, { n: 1, p50LoadTime: 30_000 }]);
    });

    it.each([
      ["is an hour at most", madeAfter(86_400), { n: 1, p50LoadTime: 3_600_000 }],
      ["is 0 for a booking in the moment of the click", madeAfter(0), { n: 1, p50LoadTime: 0 }],
      ["is not known where the visitor's clock was set back", madeAfter(-1), NO_TIME],
      ["is not known of an earlier page, which did not report it", browser, NO_TIME],
      ["is not known without the opening", { uidHash: "a1", source: "browser", at: NOW, madeAt: NOW } as const, NO_TIME],
    ])("that %s", async (_which, report, expected) => {
      await store.record(full({ sampleId: ID }));
      expect(await store.recordBooking(report)).toEqual({ counted: true });
      expect((await bookingTimes())[0]).toMatchObject([expected, NO_TIME]);
    });

    it("that is the same in the rollup of its day", async () => {
      await store.record(full({ sampleId: ID }));
      await store.recordBooking(madeAfter(72.34));
      await store.recordBooking(webhook);
      const later = openStore(engine.kv, { now: () => new Date(NOW.getTime() + 24 * HOUR_MS) });
      await later.compact();
      for (const scope of [undefined, SCOPE]) {
        const [figures] = await later.figures([TODAY], scope);
        expect(figures && summaryOf(figures, "value", { hasWebhook: true }).bookingTime).toMatchObject({ n: 1, p50LoadTime: 72_300 });
      }
    });
  });

  it("that both sources report at once, twice each and through two connections, is one booking", async () => {
    await store.record(full({ sampleId: ID }));
    const other = openStore(engine.another(), { now });
    const answers = await Promise.all([
      store.recordBooking(browser), other.recordBooking(webhook), other.recordBooking(browser), store.recordBooking(webhook),
    ]);
    expect(answers.filter(({ counted }) => counted)).toHaveLength(2);
    expect(await bookings()).toEqual(SEEN_BY_BOTH);
    expect(await bookings(SCOPE)).toEqual(SEEN_BY_BOTH);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 1]);
  });

  it("whose opening is not known is counted over all and nowhere else", async () => {
    await store.recordBooking({ ...browser, sampleId: uuid(9) });
    expect(await bookings()).toEqual({ ...SEEN_BY_BROWSER, elsewhere: 1, counted: 0 });
    expect([await bookings(SCOPE), await timed()]).toEqual([NONE, 0]);
  });

  it("whose opening the browser knows with its second report only is tied to it then", async () => {
    await store.record(full({ sampleId: ID }));
    await store.recordBooking(REPORTS["thank-you page in a new tab"]);
    expect(await bookings()).toEqual({ ...SEEN_BY_BROWSER, elsewhere: 1, counted: 0 });
    expect(await store.recordBooking(browser)).toEqual({ counted: true });
    expect([await bookings(), await bookings(SCOPE), await timed(SCOPE)]).toEqual([SEEN_BY_BROWSER, SEEN_BY_BROWSER, 1]);
    expect(await store.recordBooking(browser)).toEqual({ counted: false });
  });

  describe("that has to be paid", () => {
    const report = async (...reports: readonly Report[]) => {
      const counted = [];
      for (const name of reports) {
        const done = name === "cancelled" ? store.recordBookingChange({ uidHash: "a1", kind: "cancelled", at: NOW }) : store.recordBooking(REPORTS[name]);
        counted.push((await done).counted);
      }
      return counted;
    };
    beforeEach(() => store.record(full({ sampleId: ID })));

    it.each<[string, Report[]]>([
      ["the browser", ["pending in the browser"]],
      ["the browser twice", ["pending in the browser", "pending in the browser"]],
      ["the browser, then Cal", ["pending in the browser", "payment initiated"]],
      ["Cal, then the browser", ["payment initiated", "pending in the browser", "payment initiated"]],
    ])("is pending once and no booking, in its opening's scopes too: reported by %s", async (_who, reports) => {
      expect((await report(...reports))[0]).toBe(true);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([{ ...NONE, pending: 1 }, { ...NONE, pending: 1 }]);
      expect([await timed(), await timed(SCOPE)]).toEqual([0, 0]);
    });

    it("is pending over all where only Cal's webhook reported it", async () => {
      expect(await report("payment initiated", "payment initiated")).toEqual([true, false]);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([{ ...NONE, pending: 1 }, NONE]);
    });

    it.each<Report[][]>([
      [["pending in the browser", "paid"]],
      [["paid", "pending in the browser"]],
      [["pending in the browser", "pending in the browser", "paid", "paid"]],
      [["pending in the browser", "payment initiated", "created", "paid"]],
      [["pending in the browser", "payment initiated", "paid", "created"]],
      [["created", "pending in the browser", "paid"]],
      [["paid", "created", "payment initiated", "pending in the browser"]],
      [["payment initiated", "created", "paid", "pending in the browser"]],
      [["payment initiated", "thank-you page", "paid"]],
      [["paid", "thank-you page in a new tab", "pending in the browser"]],
      [["pending in the browser", "payment initiated", "requested"]],
      [["requested", "payment initiated", "pending in the browser"]],
      [["pending in the browser", "requested", "created"]],
    ])("is one booking of its opening once it is paid, and not pending any more: %j", async (reports) => {
      await report(...reports);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([SEEN_BY_BOTH, SEEN_BY_BOTH]);
      expect([await timed(), await timed(SCOPE)]).toEqual([1, 1]);
    });

    it("is a booking that the browser saw, with the thank-you page that Cal leads to after the payment", async () => {
      expect(await report("pending in the browser", "thank-you page", "thank-you page")).toEqual([true, true, false]);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([SEEN_BY_BROWSER, SEEN_BY_BROWSER]);
    });

    it.each<Report[][]>([
      [["pending in the browser", "cancelled"]],
      [["cancelled", "pending in the browser"]],
      [["payment initiated", "cancelled", "pending in the browser", "cancelled"]],
    ])("is neither pending nor a cancelled booking if it is cancelled before: %j", async (reports) => {
      await report(...reports);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([NONE, NONE]);
    });

    it.each<Report[][]>([
      [["pending in the browser", "paid", "cancelled"]],
      [["pending in the browser", "cancelled", "paid"]],
      [["cancelled", "paid", "pending in the browser"]],
    ])("is one booking that was cancelled if it is cancelled after the payment, in whatever order that arrives: %j", async (reports) => {
      await report(...reports);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([{ ...SEEN_BY_BOTH, cancelled: 1 }, SEEN_BY_BOTH]);
    });

    it("is not counted where the host is only asked to confirm it", async () => {
      expect(await report("requested", "requested")).toEqual([false, false]);
      expect(await bookings()).toEqual(NONE);
      expect(await report("cancelled")).toEqual([false]);
      expect(await bookings()).toEqual(NONE);
    });

    it("leaves pending on the day on which it is paid, and no day's number is below 0", async () => {
      await store.recordBooking({ ...REPORTS["pending in the browser"], at: ago(24 * HOUR_MS) });
      await store.recordBooking(webhook);
      expect(await bookings()).toEqual(SEEN_BY_BOTH);
      const [yesterday, today] = await store.figures([periodAt("day", ago(24 * HOUR_MS)), TODAY]);
      expect(yesterday && summaryOf(yesterday, "all").bookings).toEqual({ ...NONE, pending: 1 });
      expect(yesterday && today && summaryOf(mergeFigures(yesterday, today), "all").bookings).toEqual(SEEN_BY_BOTH);
    });

    it("is counted once while all of it is reported at once, through two connections", async () => {
      const other = openStore(engine.another(), { now });
      const { "pending in the browser": pending, "payment initiated": initiated } = REPORTS;
      await Promise.all([store.recordBooking(pending), other.recordBooking(webhook), other.recordBooking(initiated), store.recordBooking(webhook)]);
      expect([await bookings(), await bookings(SCOPE)]).toEqual([SEEN_BY_BOTH, SEEN_BY_BOTH]);
    });
  });

  it("of a minimal sample counts its time, and no value that it did not have", async () => {
    await store.record(sample({ id: ID }));
    await store.recordBooking(browser);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 0]);
  });

  it("is counted when it was reported, and not again while the other source is a day late", async () => {
    await store.record(full({ sampleId: ID, receivedAt: ago(24 * HOUR_MS).toISOString() }));
    await store.recordBooking({ ...browser, at: ago(24 * HOUR_MS) });
    await store.recordBooking(webhook);
    expect(await bookings()).toEqual({ ...NONE, webhook: 1, both: 1 });
    expect(await bookings(SCOPE)).toEqual({ ...NONE, webhook: 1, both: 1 });
  });

  it("is rescheduled and cancelled once per uid", async () => {
    for (const kind of ["rescheduled", "cancelled", "rescheduled", "cancelled"] as const) {
      await store.recordBookingChange({ uidHash: "a1", kind, at: NOW });
    }
    expect(await store.recordBookingChange({ uidHash: "a2", kind: "cancelled", at: NOW })).toEqual({ counted: true });
    expect(await store.recordBookingChange({ uidHash: "a2", kind: "cancelled", at: NOW })).toEqual({ counted: false });
    expect(await bookings()).toEqual({ ...NONE, rescheduled: 1, cancelled: 2 });
  });

  it("leaves an idempotency key for as long as a day's figures are kept, and no lock", async () => {
    await store.recordBooking(browser);
    await store.recordBooking(browser);
    await store.recordBookingChange({ uidHash: "a1", kind: "cancelled", at: NOW });
    expect(Math.ceil((await engine.client.ttl("readyslot:v3:mark:booking:a1")) / 86_400)).toBe(400);
    expect(await engine.client.exists("readyslot:v3:lock:booking:a1")).toBe(0);
  });

  it("is a busy answer while another instance holds its lock, and counts when that is gone", async () => {
    await engine.client.set("readyslot:v3:lock:booking:a1", "another", { px: 60_000 });
    await expect(store.recordBooking(browser)).rejects.toThrow(BusyError);
    await engine.client.del("readyslot:v3:lock:booking:a1");
    expect(await store.recordBooking(browser)).toEqual({ counted: true });
    expect(await bookings()).toEqual({ ...SEEN_BY_BROWSER, elsewhere: 1, counted: 0 });
  });

  it("counts for a sender that posts it", async () => {
    expect(await store.recordBooking(browser, POST)).toEqual({ counted: true, posts: { day: 1, openings: 0, minute: 1 } });
  });
});
