import { expect, test } from "vitest";
import { ENGLISH, wordsIn } from "../../../../src/host/words/words.ts";
import { heroTestsOf, LEAST_VISITORS } from "../../../../src/metrics/report/dashboard/hero-tests.ts";
import { heroTestSchema } from "../../../../src/metrics/report/dashboard/comparisons-model.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const site = { hasWebhook: false };

interface Version extends MadeOpenings {
  visitors?: number;
}

function tested(a: Version, b: Version, words = ENGLISH) {
  const values = new Map([["short:a", madeFigures(a)], ["short:b", madeFigures(b)]]);
  const views = a.visitors === undefined ? undefined : new Map([["short:a", a.visitors], ["short:b", b.visitors ?? 0]]);
  const [found] = heroTestsOf(values, { views, site }, words);
  return heroTestSchema.parse(found);
}

test("the versions have their visitors, openings and bookings, the shares of these, and how long a booking takes", () => {
  const { name, arms } = tested({ visitors: 1_000, ready: times(80, 400), booked: times(10, 400) }, { visitors: 1_000, ready: times(60, 400), failed: 40, booked: times(30, 400), bookingTimes: [50_000, 60_000, 70_000] });
  expect(name).toBe("short");
  expect(arms).toEqual({ a: { visitors: 1_000, openings: 80, bookings: 10, opened: 0.08, booked: 0.01, bookingTimeN: 0, bookingTimeP50: null }, b: { visitors: 1_000, openings: 100, bookings: 30, opened: 0.1, booked: 0.03, bookingTimeN: 3, bookingTimeP50: expect.closeTo(60_000, -3) as number } });
});

test("a clear difference is named with its interval, in either direction", () => {
  const found = tested({ visitors: 5_000, ready: times(500, 400), booked: times(50, 400) }, { visitors: 5_000, ready: times(400, 400), booked: times(150, 400) });
  expect(found.opened).toMatchObject({ value: expect.closeTo(-0.02) as number, visitorsNeeded: 0 });
  expect(found.opened?.high).toBeLessThan(0);
  expect(found.openedVerdict).toMatch(/^Of the visitors who see B, 2\.0 percentage points fewer open the calendar than of those who see A \(95 % confidence interval: 0\.\d to 3\.\d\)\.$/);
  expect(found.bookedVerdict).toMatch(/^Of the visitors who see B, 2\.0 percentage points more book /);
  expect(tested({ visitors: 5_000, ready: times(500, 400) }, { visitors: 5_000, ready: times(400, 400) }, wordsIn("de")).openedVerdict).toMatch(/^Von den Besuchern mit B öffnen 2,0 Prozentpunkte weniger den Kalender/);
});

test("without enough visitors there is no verdict, and the page says how many are missing", () => {
  expect(tested({ visitors: LEAST_VISITORS - 1, ready: times(9, 400) }, { visitors: 300, ready: times(9, 400) })).toMatchObject({ opened: null, openedVerdict: "No verdict yet: A has 99 and B has 300 of the 100 visitors needed." });
  const found = tested({ visitors: 500, ready: times(50, 400) }, { visitors: 500, ready: times(60, 400) });
  expect(found.opened?.visitorsNeeded).toBeGreaterThan(1_000);
  expect(found.openedVerdict).toMatch(/^No verdict yet: about [\d,]+ more visitors needed\.$/);
});

test("the same in both is said to be the same, once enough visitors have come", () => {
  expect(tested({ visitors: 100_000, ready: times(5_000, 400) }, { visitors: 100_000, ready: times(5_010, 400) }).openedVerdict).toBe("No relevant difference: it is below 1 percentage point in either direction.");
});

test("one sender's openings decide nothing", () => {
  expect(tested({ visitors: 500, ready: times(60, 400), senders: 1 }, { visitors: 500, ready: [], senders: 0 }).openedVerdict).toBe("No verdict yet: the openings have to come from at least 3 senders.");
});

test("where visitors are not counted, the openings are shown alone", () => {
  const { arms, opened, openedVerdict } = tested({ ready: times(50, 400) }, { ready: times(60, 400) });
  expect(arms.b).toEqual({ visitors: null, openings: 60, bookings: 0, opened: null, booked: null, bookingTimeN: 0, bookingTimeP50: null });
  expect([opened, openedVerdict]).toEqual([null, ENGLISH.heroTests.verdicts.notCounted]);
});

test("there are never more openings than visitors", () => {
  const { arms, opened } = tested({ visitors: 200, ready: times(300, 400) }, { visitors: 200, ready: times(10, 400) });
  expect([arms.a.opened, opened?.value]).toEqual([1, -0.95]);
});

test("without visitors and openings there is no test", () => {
  expect(heroTestsOf(new Map(), { views: new Map(), site })).toEqual([]);
  expect(heroTestsOf(new Map([["short:a", madeFigures({ intent: 3, senders: 0 })]]), { views: undefined, site })).toEqual([]);
});
