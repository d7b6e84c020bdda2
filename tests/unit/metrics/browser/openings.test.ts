import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Mark } from "../../../../src/booking/events.ts";
import { createOpeningReader, type OpeningReader } from "../../../../src/metrics/browser/openings.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";
import type { BookingEvent, CalSample } from "../../../../src/metrics/shared/sample.ts";

/** Each report replaces an earlier one of the same sample. */
let samples: CalSample[];
/** How often something was reported, and of which samples that was the last time. */
let reports: number;
let over: (string | undefined)[];
let bookings: BookingEvent[];
let reader: OpeningReader;
/** The click that the inline script has reported, in ms. */
let reported: number | undefined;

beforeEach(() => {
  samples = [];
  reports = 0;
  over = [];
  bookings = [];
  let ids = 0;
  reported = undefined;
  reader = createOpeningReader({
    facts: () => ({ page: "/services", variant: "optimized", release: "abc1234" }),
    newId: () => `00000000-0000-4000-8000-00000000000${++ids}`,
    reportedId: (click) => (click === reported ? "reported before" : undefined),
    onSample(sample, isOver) {
      reports += 1;
      if (isOver) over.push(sample.sampleId);
      samples = [...samples.filter(({ sampleId }) => sampleId !== sample.sampleId), sample];
    },
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

  test("has the time of its click, however late its marks are read", () => {
    vi.useFakeTimers({ now: new Date("2026-03-09T08:30:00.000Z") });
    const at = performance.now();
    vi.advanceTimersByTime(4_000);
    read(["click", at], ["failed", at + 10, "script-failed: 404"]);
    vi.useRealTimers();
    expect(samples).toMatchObject([{ timestamp: "2026-03-09T08:30:00.000Z" }]);
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

describe("an opening whose dialog shows free times", () => {
  const TIMES: At[] = [["times-start", 700], ["click", 1_000, "hero"], ["times-end", 1_080], ["times", 1_120.4]];
  const FRAME: At[] = [["load-start", 9_000], ["load-end", 9_050], ["iframe-start", 9_060]];
  const times = { outcome: "times", openKind: "warmed", leadTime: 300, timesTime: 120 };

  test("is reported at once, and not over: a pick may follow", () => {
    read(...TIMES);
    expect(samples).toMatchObject([times]);
    expect(Object.keys(samples[0] ?? {})).not.toEqual(expect.arrayContaining(["picked"]));
    expect(samples[0]).not.toHaveProperty("totalDuration");
    expect(over).toEqual([]);
  });

  test("is over with Cal's form, whose time begins at the pick", () => {
    read(...TIMES, ...FRAME, ["pick", 9_500, "2026-12-01T10:00:00.000Z"], ["painted", 10_000], ["form", 10_020]);
    expect(samples).toMatchObject([{ ...times, picked: true, formTime: 520, calLoadTime: 50, frameTime: 940 }]);
    expect(over).toEqual([samples[0]?.sampleId]);
    expect(JSON.stringify(samples)).not.toContain("2026-12-01");
  });

  test("has its pick also if embed.js is asked for only then, as with consent", () => {
    read(...TIMES, ["pick", 8_000], ...FRAME, ["painted", 10_000], ["form", 10_020]);
    expect(samples).toMatchObject([{ ...times, picked: true, formTime: 2_020, calLoadTime: 50 }]);
  });

  test("keeps the form of its first pick, and takes the last pick before a form", () => {
    read(...TIMES, ["pick", 2_000], ["pick", 5_000], ["form", 5_400], ["pick", 8_000], ["form", 9_900]);
    expect(samples).toMatchObject([{ picked: true, formTime: 400 }]);
    expect(reports).toBe(4);
  });

  test.each([
    ["closed", () => read(["closed", 4_000])],
    ["followed by another click", () => read(["click", 4_000])],
  ] as const)("is over when it is %s, and a success", (_how, end) => {
    read(...TIMES);
    end();
    expect(samples[0]).toMatchObject(times);
    expect(over).toEqual([samples[0]?.sampleId]);
  });

  test("is not reported again when the page is left: the delivery has it", () => {
    read(...TIMES, ["pick", 3_000]);
    const before = reports;
    reader.leave();
    expect([reports, samples[0]?.outcome, samples[0]?.picked]).toEqual([before, "times", true]);
    // Back from the back/forward cache.
    read(["form", 60_000]);
    expect(samples).toMatchObject([{ picked: true, formTime: 57_000 }]);
  });

  test("stays a success if the whole calendar comes later, or a frame in the background fails", () => {
    read(...TIMES, ...FRAME, ["failed", 9_100, "frame-silent: loaded"], ["ask", 12_000], ["iframe-end", 12_900], ["shown", 13_000], ["closed", 20_000]);
    expect(samples).toHaveLength(1);
    expect(samples).toMatchObject([times]);
    expect(samples[0]).not.toHaveProperty("totalDuration");
    expect(samples[0]).not.toHaveProperty("error");
  });

  test.each([
    ["the form that was asked for", ["pick", 8_000], { picked: true }],
    ["the calendar that was asked for", ["ask", 8_000], {}],
  ] as [string, At, object][])("is a failure without %s, and keeps what the visitor had", (_what, wish, fields) => {
    read(...TIMES, wish, ["failed", 12_000, "frame-timeout: 4000 ms"]);
    expect(samples).toMatchObject([{ outcome: "timed-out", errorClass: "frame-timeout", timesTime: 120, ...fields }]);
    expect(over).toHaveLength(1);
    expect(parseSample(samples[0])).not.toHaveProperty("problems");
  });

  test("that fell back to the calendar is one like any other, with the wait since it was asked for", () => {
    read(["click", 1_000], ["ask", 1_000], ["load-start", 1_000], ["load-end", 1_100], ["iframe-start", 1_101], ["painted", 1_700], ["iframe-end", 1_900], ["shown", 1_916]);
    expect(samples).toMatchObject([{ outcome: "ready", totalDuration: 916 }]);
    expect(samples).toHaveLength(1);
    expect(samples[0]).not.toHaveProperty("timesTime");
  });

  test("after an empty list counts the calendar's wait from the click that asked for it", () => {
    read(["click", 1_000], ["load-start", 1_000], ["load-end", 1_100], ["iframe-start", 1_101], ["iframe-end", 1_900], ["ask", 21_000], ["shown", 21_040]);
    expect(samples).toMatchObject([{ outcome: "ready", totalDuration: 40 }]);
  });

  test("after an empty list and more days has a pick without a wait", () => {
    read(["click", 1_000], ["pick", 30_000], ["form", 30_500]);
    expect(samples).toMatchObject([{ outcome: "times", picked: true, formTime: 500 }]);
    expect(samples[0]).not.toHaveProperty("timesTime");
    expect(parseSample(samples[0])).not.toHaveProperty("problems");
  });

  test("that was open before is reopened, also when a frame has begun in between, and has nothing of the former one", () => {
    read(...TIMES, ...FRAME, ["pick", 9_500], ["form", 9_900], ["closed", 12_000], ["click", 15_000], ["times", 15_020]);
    expect(samples[1]).toMatchObject({ openKind: "reopened", outcome: "times", timesTime: 20 });
    for (const name of ["picked", "formTime", "leadTime", "calLoadTime"]) expect(samples[1]).not.toHaveProperty(name);
  });

  test("is the same whether its marks come one by one or all at once", () => {
    const marks: At[] = [...TIMES, ...FRAME, ["pick", 9_500], ["form", 9_900]];
    for (const mark of marks) read(mark);
    const [one] = samples;
    read(...marks.map(([name, at, detail]): At => [name, at + 50_000, detail]));
    expect({ ...samples[1], sampleId: "", timestamp: "", openKind: "", leadTime: 0, calLoadTime: 0 }).toMatchObject({ outcome: one?.outcome, timesTime: one?.timesTime, formTime: one?.formTime });
  });

  test("takes a booking, however it is reported", () => {
    read(...TIMES, ["pick", 2_000], ["form", 2_500], ["booked", 60_000, "uid-1"]);
    expect(bookings).toEqual([{ id: "30min", sampleId: samples[0]?.sampleId, bookingUid: "uid-1" }]);
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
