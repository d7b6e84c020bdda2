import { beforeEach, describe, expect, test } from "vitest";
import type { Mark } from "../../../../src/booking/events.ts";
import { createOpeningReader, type OpeningReader } from "../../../../src/metrics/browser/openings.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";
import type { BookingEvent, CalSample } from "../../../../src/metrics/shared/sample.ts";

let samples: CalSample[];
let bookings: BookingEvent[];
let reader: OpeningReader;
/** The click that the inline script has reported, in ms. */
let reported: number | undefined;

beforeEach(() => {
  samples = [];
  bookings = [];
  let ids = 0;
  reported = undefined;
  reader = createOpeningReader({
    facts: () => ({ page: "/services", variant: "optimized", release: "abc1234" }),
    newId: () => `00000000-0000-4000-8000-00000000000${++ids}`,
    reportedId: (click) => (click === reported ? "reported before" : undefined),
    onSample: (sample) => samples.push(sample),
    onBooking: (event) => bookings.push(event),
  });
});

type At = [Mark, number, unknown?];
const marksOf = (marks: At[], id = "30min") => marks.map(([name, startTime, detail]) => ({ name: `booking:${id}:${name}`, startTime, detail }));
const read = (...marks: At[]) => reader.read(marksOf(marks));

const COLD: At[] = [
  ["click", 1_000, "hero"],
  ["load-start", 1_000],
  ["load-end", 1_100],
  ["iframe-start", 1_101],
  ["painted", 1_700],
  ["iframe-end", 1_900],
  ["shown", 1_916.4],
];

describe("an opening", () => {
  test("that shows its calendar is ready, with each of its times in whole ms", () => {
    read(...COLD);
    expect(samples).toEqual([
      {
        id: "30min",
        sampleId: "00000000-0000-4000-8000-000000000001",
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        page: "/services",
        variant: "optimized",
        release: "abc1234",
        placement: "hero",
        openKind: "cold",
        outcome: "ready",
        leadTime: 0,
        calLoadTime: 100,
        frameTime: 599,
        slotsTime: 200,
        iframeLoadTime: 799,
        totalDuration: 916,
      },
    ]);
  });

  test("is the same whether its marks come one by one or all at once, in whatever order", () => {
    for (const mark of COLD) read(mark);
    read(["closed", 2_000], ...COLD.toReversed().map(([name, at, detail]): At => [name, at + 5_000, detail]));
    const same = { sampleId: "", timestamp: "" };
    expect({ ...samples[1], ...same }).toEqual({ ...samples[0], ...same });
    expect(samples).toHaveLength(2);
  });

  test.each([
    [0, "cold"],
    [199, "cold"],
    [200, "warmed"],
    [800, "warmed"],
  ] as const)("with %d ms of lead is %s", (lead, openKind) => {
    read(["load-start", 1_000], ["load-end", 1_010], ["iframe-start", 1_010], ["click", 1_000 + lead], ["iframe-end", 3_000], ["shown", 3_010]);
    expect(samples).toMatchObject([{ openKind, leadTime: lead }]);
  });

  test("of a calendar that was on the screen before is reopened and has no time but its own", () => {
    read(...COLD, ["closed", 3_000], ["click", 4_000, "closing"], ["shown", 4_030]);
    expect(samples[1]).toEqual({
      id: "30min",
      sampleId: "00000000-0000-4000-8000-000000000002",
      timestamp: expect.any(String),
      page: "/services",
      variant: "optimized",
      release: "abc1234",
      placement: "closing",
      openKind: "reopened",
      outcome: "ready",
      totalDuration: 30,
    });
  });

  test("of a page that reported no free times is opened, with the times it has and without a total", () => {
    read(...COLD.slice(0, 5), ["opened", 5_900]);
    expect(samples).toMatchObject([{ outcome: "opened", calLoadTime: 100, frameTime: 599 }]);
    expect(samples[0]).not.toHaveProperty("totalDuration");
    expect(samples[0]).not.toHaveProperty("slotsTime");
    expect(parseSample(samples[0])).toHaveProperty("sample");
  });

  test("of such a page that was opened before is reopened", () => {
    read(...COLD.slice(0, 5), ["opened", 5_900], ["closed", 6_000], ["click", 7_000], ["opened", 7_001]);
    expect(samples.map(({ openKind }) => openKind)).toEqual(["cold", "reopened"]);
  });

  test("whose slots came before the calendar was painted has waited for none of them", () => {
    read(["click", 1_000], ["load-start", 1_000], ["iframe-start", 1_100], ["painted", 1_700], ["iframe-end", 1_700], ["shown", 1_716]);
    expect(samples).toMatchObject([{ outcome: "ready", slotsTime: 0, iframeLoadTime: 600 }]);
  });

  test.each([
    ["script-timeout: 8000 ms", "script-timeout", "timed-out"],
    ["frame-timeout: 12000 ms", "frame-timeout", "timed-out"],
    ["frame-silent: 3000 ms", "frame-silent", "timed-out"],
    ["script-failed: https://app.cal.com/embed/embed.js", "script-failed", "failed"],
    ["link-failed: 404", "link-failed", "failed"],
  ])("that fails with %s says so", (error, errorClass, outcome) => {
    read(["click", 1_000], ["load-start", 1_000], ["failed", 2_000, error]);
    expect(samples).toMatchObject([{ outcome, errorClass, error, openKind: "cold", leadTime: 0 }]);
    expect(samples[0]).not.toHaveProperty("totalDuration");
  });

  test("that fails, and is tried again, is two", () => {
    read(["click", 1_000], ["failed", 2_000, "script-failed: x"], ...COLD.map(([name, at, detail]): At => [name, at + 2_000, detail]));
    expect(samples.map(({ outcome }) => outcome)).toEqual(["failed", "ready"]);
    expect(new Set(samples.map(({ sampleId }) => sampleId)).size).toBe(2);
  });

  test.each([
    ["closed", () => read(["closed", 1_500])],
    ["left with the page", () => reader.leave()],
    ["left for another", () => read(["click", 1_500])],
  ] as const)("that is %s before it is decided is abandoned, with the times it had", (_how, end) => {
    read(...COLD.slice(0, 3));
    end();
    expect(samples).toMatchObject([{ outcome: "abandoned", calLoadTime: 100 }]);
    expect(samples[0]).not.toHaveProperty("totalDuration");
  });

  test("is reported once, however it goes on", () => {
    read(...COLD, ["failed", 5_000, "link-failed: 500"], ["shown", 5_100], ["closed", 5_200]);
    reader.leave();
    expect(samples).toHaveLength(1);
  });

  test("is none without a click", () => {
    read(...COLD.slice(1), ["closed", 3_000]);
    reader.leave();
    expect(samples).toEqual([]);
  });

  test("is kept apart from those of other events, and from marks of other scripts", () => {
    reader.read([
      ...marksOf(COLD.slice(1, 6), "15min"),
      { name: "booking", startTime: 1, detail: null },
      { name: "booking:30min", startTime: 1, detail: null },
      { name: "analytics:30min:click", startTime: 1, detail: null },
      ...marksOf([["click", 2_000], ["load-start", 2_000]]),
    ]);
    reader.leave();
    expect(samples).toMatchObject([{ id: "30min", openKind: "cold", leadTime: 0 }]);
  });

  test("measures nothing from an end that lies before its start", () => {
    read(["click", 1_000], ["load-start", 1_000], ["iframe-start", 1_400], ["iframe-end", 1_300], ["failed", 2_000, "link-failed: 500"]);
    expect(samples[0]).not.toHaveProperty("iframeLoadTime");
  });

  test.each([
    ["ready", COLD],
    ["endless", [["click", 0], ["load-start", 0], ["load-end", 1], ["iframe-start", 1], ["iframe-end", 9e8], ["shown", 9e8]]],
    ["failed with a long story", [["click", 0], ["failed", 1, `script-broken: TypeError: x\n\u0000 at y ${"\u{1F44B}".repeat(300)}`]]],
    ["abandoned", [["click", 0], ["closed", 1]]],
  ] as [string, At[]][])("that is %s is reported in words that the endpoint takes", (_name, marks) => {
    read(...marks);
    expect(samples).toHaveLength(1);
    expect(parseSample(samples[0])).not.toHaveProperty("problems");
  });

  test("that has been reported already is not reported again, whatever becomes of it", () => {
    reported = 1_000;
    read(...COLD, ["closed", 2_000]);
    reader.leave();
    expect(samples).toEqual([]);
    read(["click", 3_000], ["shown", 3_016]);
    expect(samples).toMatchObject([{ openKind: "reopened", outcome: "ready" }]);
  });

  test("that has been reported already keeps the name it was reported under: a booking in it is counted with it", () => {
    reported = 1_000;
    read(...COLD, ["booked", 2_000, "uid-1"]);
    expect(bookings).toEqual([{ id: "30min", sampleId: "reported before", bookingUid: "uid-1" }]);
  });
});

describe("a booking", () => {
  test("belongs to the opening that it was made in", () => {
    read(...COLD, ["closed", 3_000], ["click", 4_000], ["shown", 4_030], ["booked", 60_000, "uid-1"]);
    expect(bookings).toEqual([{ id: "30min", sampleId: samples[1]?.sampleId, bookingUid: "uid-1" }]);
  });

  test("that has to be paid first is pending", () => {
    read(...COLD, ["unpaid", 60_000, "uid-1"]);
    expect(bookings).toEqual([{ id: "30min", sampleId: samples[0]?.sampleId, bookingUid: "uid-1", paymentPending: true }]);
  });

  test.each([undefined, null, 7, { uid: "x" }])("without a uid (%j) is none", (detail) => {
    read(...COLD, ["booked", 60_000, detail]);
    expect(bookings).toEqual([]);
  });

  test("of an event that was never opened is none", () => {
    read(["booked", 1, "uid-1"]);
    read(...COLD);
    reader.read(marksOf([["booked", 3_000, "uid-2"]], "15min"));
    expect(bookings).toEqual([]);
  });
});
