import { describe, expect, test } from "vitest";
import { parseBookingEvent } from "../../../../src/metrics/ingest/booking-event-schema.ts";
import { isIntentEvent, parseIntentEvent } from "../../../../src/metrics/ingest/intent-event-schema.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";
import type { CalSample } from "../../../../src/metrics/shared/sample.ts";

const MINIMAL = { id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 } as const;
/** Every field at the largest value that it may have. */
const FULL: Required<CalSample> = {
  id: "é".repeat(100),
  sampleId: "f".repeat(64),
  leadTime: 120_000,
  codeTime: 120_000,
  calLoadTime: 120_000,
  frameTime: 120_000,
  slotsTime: 120_000,
  iframeLoadTime: 120_000,
  totalDuration: 120_000,
  lcp: 120_000,
  inp: 120_000,
  ttfb: 120_000,
  cls: 100,
  page: `/${"p".repeat(199)}`,
  placement: "s".repeat(50),
  variant: "optimized",
  release: "a".repeat(50),
  openKind: "warmed",
  outcome: "failed",
  connection: "slow-2g",
  viewportWidth: 20_000,
  viewportHeight: 20_000,
  timestamp: "9999-12-31T23:59:59.999Z",
  errorClass: "x".repeat(50),
  error: "e".repeat(300),
  dropped: 10_000,
  synthetic: true,
  userAgent: "u".repeat(1_000),
};

function fieldsRefused(sample: object): string[] {
  const parsed = parseSample(sample);
  return "problems" in parsed ? parsed.problems.map(({ field }) => field) : [];
}

const more = (value: unknown) => (typeof value === "number" ? value + 1 : `${String(value)}x`);

describe("a sample is taken", () => {
  test("with the minimal payload", () => {
    expect(parseSample(MINIMAL)).toEqual({ sample: MINIMAL });
  });

  test("with every field at its bound", () => {
    expect(parseSample(FULL)).toEqual({ sample: FULL });
  });

  test("with every amount at nothing", () => {
    const nothing = Object.fromEntries(Object.entries(FULL).map(([name, value]) => [name, typeof value === "number" ? 0 : value]));
    expect(parseSample(nothing)).toEqual({ sample: nothing });
  });

  test("without what it does not know", () => {
    expect(parseSample({ ...MINIMAL, surprise: 1, constructor: 2 })).toEqual({ sample: MINIMAL });
  });
});

describe("no field goes beyond its bound", () => {
  test.each(Object.keys(FULL))("%s", (name) => {
    const beyond = { ...FULL, [name]: more(FULL[name as keyof CalSample]) };
    expect(fieldsRefused(beyond)).toContain(name);
  });

  test.each(Object.keys(FULL).filter((name) => typeof FULL[name as keyof CalSample] === "number"))("%s is not negative, and is a number", (name) => {
    for (const value of [-1, "1", null, Number.NaN, Infinity, [1], { valueOf: 1 }]) {
      expect(fieldsRefused({ ...FULL, [name]: value })).toContain(name);
    }
  });

  test.each(Object.keys(FULL).filter((name) => typeof FULL[name as keyof CalSample] === "string"))(
    "%s has no control characters, no broken text, and is text",
    (name) => {
      for (const value of ["a\u0000", "a\nb", "\u001b[31m", "a\u2028b", "\ud800", "\udc00x", 7, null, ["a"], { toString: "a" }]) {
        expect(fieldsRefused({ ...FULL, [name]: value })).toContain(name);
      }
    },
  );
});

describe("a page is a path", () => {
  test.each(["", "services", "https://shop.example/", "/services?utm=1", "/services#faq"])("%j is none", (page) => {
    expect(fieldsRefused({ ...MINIMAL, page })).toEqual(["page"]);
  });
});

describe("a name is letters, digits and a few signs", () => {
  test.each(["placement", "release", "errorClass", "sampleId"])("%s", (name) => {
    expect(fieldsRefused({ ...MINIMAL, [name]: "section-2_a.b:c/d+e" })).toEqual([]);
    for (const value of ["<b>", "two words", "a\u00a0b", "größe", "a\n"]) expect(fieldsRefused({ ...MINIMAL, [name]: value })).toEqual([name]);
  });
});

describe("a time of the clock", () => {
  test.each(["2026-03-09T08:30:00Z", "2026-03-09T08:30:00.123456Z", "2026-03-09T09:30:00+01:00", "1970-01-01T00:00:00Z"])("%s is one", (timestamp) => {
    expect(fieldsRefused({ ...MINIMAL, timestamp })).toEqual([]);
  });

  test.each(["yesterday", "2026-03-09", "2026-02-30T08:30:00Z", "2026-03-09T08:30:00", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "+012026-01-01T00:00:00Z"])(
    "%s is none",
    (timestamp) => {
      expect(fieldsRefused({ ...MINIMAL, timestamp })).toContain("timestamp");
    },
  );
});

describe("which times are required", () => {
  test.each([
    ["all three of an opening that was ready", {}, ["calLoadTime", "iframeLoadTime", "totalDuration"]],
    ["all three where it says so itself", { outcome: "ready", openKind: "cold" }, ["calLoadTime", "iframeLoadTime", "totalDuration"]],
    ["those that are missing", { calLoadTime: 1 }, ["iframeLoadTime", "totalDuration"]],
    ["the total only of a calendar shown again", { openKind: "reopened" }, ["totalDuration"]],
    ["none of an error", { error: "script-failed: 404" }, []],
    ["none of one whose calendar reported no free times", { outcome: "opened" }, []],
    ["none of an opening that failed", { outcome: "failed" }, []],
    ["none of one that timed out", { outcome: "timed-out" }, []],
    ["none of one that was abandoned", { outcome: "abandoned" }, []],
  ])("%s", (_name, fields, missing) => {
    expect(fieldsRefused({ id: "30min", ...fields })).toEqual(missing);
  });

  test.each(["ready", "opened"])("an opening that was %s has no error", (outcome) => {
    expect(parseSample({ ...MINIMAL, outcome, error: "no" })).toEqual({
      problems: [{ field: "outcome", reason: `must not be ${outcome} where there is an error` }],
    });
  });
});

describe("a booking", () => {
  const BOOKING = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", bookingUid: "qWeRtY123" };

  test("is the event, the opening and Cal's uid", () => {
    expect(parseBookingEvent({ ...BOOKING, attendee: "somebody@example.com" })).toEqual({ booking: BOOKING });
  });

  test("may wait for its payment, and may have been made in no opening that is known", () => {
    expect(parseBookingEvent({ ...BOOKING, paymentPending: true })).toEqual({ booking: { ...BOOKING, paymentPending: true } });
    const { bookingUid } = BOOKING;
    expect(parseBookingEvent({ bookingUid })).toEqual({ booking: { bookingUid } });
  });

  test.each([
    [{ paymentPending: false }, "paymentPending"],
    [{ paymentPending: "true" }, "paymentPending"],
    [{ bookingUid: "" }, "bookingUid"],
    [{ bookingUid: "x".repeat(101) }, "bookingUid"],
    [{ bookingUid: 7 }, "bookingUid"],
    [{ bookingUid: "a\u0000" }, "bookingUid"],
    [{ sampleId: "" }, "sampleId"],
    [{ sampleId: undefined }, "sampleId"],
    [{ id: "" }, "id"],
  ])("with %j is refused for it", (fields, name) => {
    const parsed = parseBookingEvent({ ...BOOKING, ...fields });
    expect("problems" in parsed && parsed.problems.map(({ field }) => field)).toEqual([name]);
  });
});

describe("an intent without an opening", () => {
  const INTENT = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", intent: true } as const;
  const FULL_INTENT = { ...INTENT, page: FULL.page, placement: FULL.placement, variant: "baseline", release: FULL.release } as const;

  test("is the event and an id of its own; where it was shown and by whom may be with it, and nothing else is taken", () => {
    expect(parseIntentEvent(INTENT)).toEqual({ intent: INTENT });
    expect(parseIntentEvent({ ...FULL_INTENT, device: "phone", openKind: "cold", totalDuration: 1, userAgent: "Mozilla" })).toEqual({ intent: FULL_INTENT });
  });

  test.each([false, "true", 1, null, {}])("has intent: true, and %j is refused with the reason", (intent) => {
    expect(isIntentEvent({ ...INTENT, intent })).toBe(true);
    expect(parseIntentEvent({ ...INTENT, intent })).toEqual({
      problems: [{ field: "intent", reason: "must be true: a page view without intent is not reported" }],
    });
  });

  test.each([
    [{ id: "" }, "id"],
    [{ id: "x".repeat(101) }, "id"],
    [{ sampleId: undefined }, "sampleId"],
    [{ sampleId: "" }, "sampleId"],
    [{ sampleId: "f".repeat(65) }, "sampleId"],
    [{ page: "services" }, "page"],
    [{ page: "/a?b" }, "page"],
    [{ page: `/${"p".repeat(200)}` }, "page"],
    [{ placement: "<b>" }, "placement"],
    [{ placement: "s".repeat(51) }, "placement"],
    [{ variant: "best" }, "variant"],
    [{ release: "two words" }, "release"],
    [{ release: "a".repeat(51) }, "release"],
  ])("with %j is refused for it", (fields, name) => {
    const parsed = parseIntentEvent({ ...FULL_INTENT, ...fields });
    expect("problems" in parsed && parsed.problems.map(({ field }) => field)).toEqual([name]);
  });

  test("is told from everything else by its own field", () => {
    const inherited: unknown = Object.create({ intent: true });
    for (const other of [MINIMAL, inherited, null, "intent", ["intent"], 7]) expect(isIntentEvent(other)).toBe(false);
  });
});
