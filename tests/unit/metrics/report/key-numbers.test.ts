import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyNumbersOf, readings, readKeyNumbers } from "../../../../src/metrics/report/dashboard/key-numbers.ts";
import { keyNumberText } from "../../../../src/metrics/report/dashboard/key-number-text.ts";
import { ENGLISH, wordsIn, type Words } from "../../../../src/host/words/words.ts";
import { keyNumbersSchema } from "../../../../src/metrics/report/dashboard/dashboard-model.ts";
import { createMetricsStore, type MetricsStore, type Statistics } from "../../../../src/metrics/store/metrics-store.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const SITE = { hasWebhook: false };

function statistics(openings: MadeOpenings, kept = 1): Statistics {
  const figures = madeFigures(openings);
  const of = (openings.ready?.length ?? 0) + (openings.times?.length ?? 0) + (openings.failed ?? 0);
  return { figures, basis: { kept: Math.round(of * kept), of } };
}

function numbersOf(now: MadeOpenings, before: MadeOpenings, { days = 7, running = {}, kept = 1 }: { days?: number; running?: MadeOpenings; kept?: number } = {}) {
  const pairs = Array.from({ length: days }, () => ({ now: statistics(now, kept), before: statistics(before, kept) }));
  const [over, earlier] = [pairs.map((pair) => pair.now), pairs.map((pair) => pair.before)];
  return keyNumbersOf({ inside: readings([...over, statistics(running)]), now: readings(over), before: readings(earlier) }, SITE);
}

describe("the four numbers", () => {
  const usual: MadeOpenings = { ready: times(40, 800), booked: times(4, 800) };

  test("have the values of the whole window, and the changes of what is over", () => {
    const numbers = numbersOf({ ready: times(40, 800), booked: times(12, 800) }, usual, { running: { ready: times(10, 800), booked: times(10, 800) } });
    expect(numbers.openings).toMatchObject({ value: 290, now: 280, before: 280, judgement: "chance" });
    expect(numbers.bookings).toMatchObject({ value: 94, now: 84, before: 28, change: { value: 2 }, judgement: "better" });
    expect(numbers.conversion).toMatchObject({ value: 94 / 290, now: 0.3, before: 0.1, judgement: "better" });
    expect(numbers.conversion.change?.value).toBeCloseTo(0.2, 10);
    expect(numbers.wait).toMatchObject({ phase: "totalDuration", n: 290, now: 800, before: 800, judgement: "chance" });
  });

  test("a longer wait is worse, a shorter one better", () => {
    expect(numbersOf({ ready: times(40, 1_600) }, { ready: times(40, 800) }).wait).toMatchObject({ judgement: "worse" });
    expect(numbersOf({ ready: times(40, 800) }, { ready: times(40, 1_600) }).wait).toMatchObject({ judgement: "better" });
  });

  test("the wait is that of more openings, the same one on both sides", () => {
    const { wait } = numbersOf({ times: times(40, 90), ready: times(5, 900) }, { ready: times(40, 900) });
    expect(wait).toMatchObject({ phase: "timesTime", now: 90, before: null, change: null, judgement: "too-few" });
  });

  test("conversion is bookings by openings", () => {
    const { bookings, openings, conversion } = numbersOf({ ready: times(33, 800), failed: 2, booked: times(5, 800) }, usual);
    expect(conversion.value).toBe((bookings.value ?? 0) / (openings.value ?? 0));
  });

  test("one or two senders make no judgement", () => {
    for (const [senders, judgement] of [[2, "too-few"], [3, "better"]] as const) {
      expect(numbersOf({ ready: times(90, 800), senders }, { ready: times(30, 800), senders: 16 }).openings.judgement).toBe(judgement);
    }
  });

  test("without a past there is no change, with too few openings no share and no median", () => {
    const numbers = numbersOf({ ready: [800], booked: [800] }, {});
    expect(numbers.openings).toEqual({ value: 7, now: 7, before: 0, change: null, judgement: "no-past" });
    expect(numbers.conversion).toMatchObject({ value: null, judgement: "no-past" });
    expect(numbers.wait).toMatchObject({ value: null, n: 7 });
  });

  test("bookings that end are worse", () => {
    expect(numbersOf({ ready: times(40, 800) }, usual).bookings).toMatchObject({ value: 0, change: { value: -1 }, judgement: "worse" });
  });

  test("an estimate has the value of all records and the certainty of those that were kept", () => {
    const [all, some] = [1, 0.1].map((kept) => numbersOf({ ready: times(70, 800), booked: times(20, 800) }, { ready: times(70, 800), booked: times(10, 800) }, { kept }));
    expect(some?.bookings.change?.value).toBeCloseTo(all?.bookings.change?.value ?? 0, 10);
    expect([all?.bookings.judgement, some?.bookings.judgement]).toEqual(["better", "chance"]);
    expect([all?.conversion.judgement, some?.conversion.judgement]).toEqual(["better", "chance"]);
  });
});

const said = (name: keyof typeof ENGLISH.keyNumbers.names, now: MadeOpenings, before: MadeOpenings, words: Words = ENGLISH) => keyNumberText(name, numbersOf(now, before)[name], words);

describe("in words", () => {
  const [few, many] = [{ ready: times(30, 900), booked: times(3, 900) }, { ready: times(60, 700), booked: times(15, 700) }];

  test("with the interval and the judgement", () => {
    expect(said("openings", many, few)).toMatchObject({ value: "420", before: "210 before", change: { size: "+100 %" }, judgement: "more than chance" });
    expect(said("openings", many, few).sentence).toMatch(/^\+100 %, probably between \+\d+(\.\d)? % and \+\d+(\.\d)? %: more than chance$/);
    expect(said("conversion", many, few)).toMatchObject({ value: "25 %", before: "10 % before", change: { size: "+15 points" } });
    expect(said("wait", many, few).change?.size).toMatch(/^(19|20)\d ms faster$/);
    expect(said("wait", few, many).change?.size).toMatch(/^(19|20)\d ms slower$/);
    expect(said("openings", few, few).sentence).toMatch(/^\+0 %, probably between −.* and \+.*: may be chance$/);
  });

  test("and where there is no change to give, with the reason alone", () => {
    expect(said("bookings", many, {})).toEqual({ value: "105", before: undefined, change: undefined, judgement: "nothing before to compare with", sentence: "nothing before to compare with" });
    expect(said("conversion", { ready: [] }, few)).toMatchObject({ value: "—", sentence: "too few to rule out chance" });
    expect(said("bookings", many, { ready: times(30, 900) }).change).toMatchObject({ size: "new", range: expect.stringMatching(/^at least /) });
  });

  test("in German", () => {
    expect(said("openings", many, few, wordsIn("de")).sentence).toMatch(/^\+100 %, wahrscheinlich zwischen .* und .*: mehr als Zufall$/);
  });
});

describe("read from the store", () => {
  const DAY_MS = 86_400_000;
  const NOW = new Date("2026-11-25T15:20:00.000Z");
  let engine: EmbeddedClient;
  let store: MetricsStore;
  let clock = NOW;
  let made = 0;
  beforeAll(async () => {
    engine = startEmbedded(() => clock);
    store = createMetricsStore(engine, { now: () => clock });
    // A year and 6 weeks ago, 2 weeks ago, and the running week: 10, 20 and 30 openings a day, every fifth booked.
    for (const [from, to, n] of [[372, 364, 10], [13, 7, 20], [6, 0, 30]] as const) {
      for (let days = from; days >= to; days--) {
        clock = new Date(NOW.getTime() - days * DAY_MS);
        await store.compact();
        const time = clock.toISOString();
        for (let i = 0; i < n; i++) {
          const sampleId = `key-${++made}`;
          await store.record({ id: "30min", sampleId, outcome: "ready", totalDuration: 700, timestamp: time, receivedAt: time, page: i % 2 === 0 ? "/" : "/services" }, { sender: String(made).padStart(6, "0") });
          if (i % 5 === 0) await store.recordBooking({ uidHash: sampleId, source: "browser", sampleId, at: clock });
        }
      }
      clock = new Date(clock.getTime() + DAY_MS);
      await store.compact();
    }
    clock = NOW;
  });
  afterAll(() => engine.close());

  const read = (question: Parameters<typeof readKeyNumbers>[1]) => readKeyNumbers({ store, site: { ...SITE, zone: "UTC" } }, question, NOW);

  test("against the week before, the running day left out", async () => {
    const numbers = await read({ span: "7d" });
    expect(keyNumbersSchema.parse(numbers)).toEqual(numbers);
    expect(numbers.openings).toMatchObject({ value: 210, now: 180, before: 120, change: { value: 0.5 }, judgement: "better" });
    expect(numbers.bookings).toMatchObject({ value: 42, now: 36, before: 24, judgement: "chance" });
    expect(numbers.conversion).toMatchObject({ value: 0.2, judgement: "chance" });
  });

  test("against the year before, on the same weekdays", async () => {
    expect((await read({ span: "7d", compare: "year" })).openings).toMatchObject({ value: 210, now: 180, before: 60, judgement: "better" });
  });

  test("with a filter, and with several", async () => {
    expect((await read({ span: "7d", filter: { page: "/" } })).openings).toMatchObject({ value: 105, now: 90, before: 60 });
    expect((await read({ span: "7d", filter: { page: "/", id: "30min" } })).openings).toMatchObject({ value: 105, now: 90, before: 60 });
    expect((await read({ span: "7d", filter: { page: "/", id: "none" } })).openings).toMatchObject({ value: 0, judgement: "no-past" });
  });

  test("of days whose counterpart is not kept any more, nothing is compared", async () => {
    expect((await read({ span: { from: "2026-09-01", to: "2026-10-10" }, compare: "year" })).openings).toMatchObject({ now: 0, judgement: "no-past" });
    // Of a longer one, the days that are kept: 13 to 1 days ago, and a year before those 8 of them.
    expect((await read({ span: { from: "2026-09-01" }, compare: "year" })).openings).toMatchObject({ value: 350, now: 320, before: 80 });
    expect((await read({ span: "24h", compare: "year" })).openings.judgement).toBe("no-past");
  });
});
