import { describe, expect, test } from "vitest";
import { isIntentEvent, parseBookingEvent, parseIntentEvent } from "../../../../src/metrics/ingest/event-schemas.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";
import { FIELDS, type Field } from "../../../../src/metrics/fields.ts";
import { SENT_FIELDS, type CalSample } from "../../../../src/metrics/shared/sample.ts";

const MINIMAL = { id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 } as const;
/** Every field at the largest value that it may have. */
const FULL = Object.fromEntries(SENT_FIELDS.map((name) => [name, largest(FIELDS[name])])) as unknown as Required<CalSample>;

function largest(field: Field): unknown {
  switch (field.kind) {
    case "text":
    case "origin":
      return "é".repeat(field.max);
    case "token":
      return "x".repeat(field.max);
    case "path":
      return `/${"p".repeat(field.max - 1)}`;
    case "choice":
      return field.values.includes("failed") ? "failed" : field.values[0];
    case "instant":
      return "9999-12-31T23:59:59.999Z";
    case "flag":
      return true;
    default:
      return field.max;
  }
}

function fieldsRefused(sample: object): string[] {
  const parsed = parseSample(sample);
  return "problems" in parsed ? parsed.problems.map(({ field }) => field) : [];
}

const more = (value: unknown) => (typeof value === "number" ? value + 1 : `${String(value)}x`);

describe("a sample is accepted", () => {
  test("with the minimal payload", () => {
    expect(parseSample(MINIMAL)).toEqual({ sample: MINIMAL });
  });

  test("with every field at its bound", () => {
    expect(parseSample(FULL)).toEqual({ sample: FULL });
  });

  test("with every number at 0", () => {
    const zeros = Object.fromEntries(Object.entries(FULL).map(([name, value]) => [name, typeof value === "number" ? 0 : value]));
    expect(parseSample(zeros)).toEqual({ sample: zeros });
  });

  test("without its unknown keys", () => {
    expect(parseSample({ ...MINIMAL, surprise: 1, constructor: 2 })).toEqual({ sample: MINIMAL });
  });
});

test("the bounds are these", () => {
    const bounds = Object.entries(FULL).flatMap(([name, value]) => (typeof value === "number" ? [[name, value]] : typeof value === "string" ? [[name, value.length]] : []));
    expect(Object.fromEntries(bounds)).toMatchObject({ id: 100, sampleId: 64, totalDuration: 120_000, cls: 100, page: 200, placement: 50, release: 50, viewportWidth: 20_000, errorClass: 50, error: 300, dropped: 10_000, userAgent: 1_000 });
});

describe("no field exceeds its bound", () => {
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
    "%s has no control characters and no broken text, and is text",
    (name) => {
      for (const value of ["a\u0000", "a\nb", "\u001b[31m", "a\u2028b", "\ud800", "\udc00x", 7, null, ["a"], { toString: "a" }]) {
        expect(fieldsRefused({ ...FULL, [name]: value })).toContain(name);
      }
    },
  );

  // Right-to-left override and isolate, left-to-right and Arabic letter mark, zero-width space, joiner and no-break space, soft hyphen, a tag.
  test.each(Object.keys(FULL).filter((name) => typeof FULL[name as keyof CalSample] === "string"))("%s has no invisible format characters", (name) => {
    for (const character of ["\u202e", "\u2067", "\u200e", "\u061c", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u{e0041}"]) {
      expect(fieldsRefused({ ...FULL, [name]: `/a${character}b` })).toContain(name);
    }
  });

  test("the reason names the characters", () => {
    expect(parseSample({ ...MINIMAL, page: "/\u202ecod.exe" })).toEqual({
      problems: [{ field: "page", reason: "must not contain control or format characters, such as those that change the direction of writing" }],
    });
    expect(parseBookingEvent({ bookingUid: "a\u200bb" })).toMatchObject({ problems: [{ field: "bookingUid" }] });
  });
});

describe("a page is a path", () => {
  test.each(["", "services", "https://shop.example/", "/services?utm=1", "/services#faq"])("%j is not a path", (page) => {
    expect(fieldsRefused({ ...MINIMAL, page })).toEqual(["page"]);
  });
});

describe("where a visit came from", () => {
  test.each(["source", "medium", "campaign"])("%s is any text, but no e-mail address", (name) => {
    for (const value of ["news.example", "Frühling 2026", "a+b"]) expect(fieldsRefused({ ...MINIMAL, [name]: value })).toEqual([]);
    for (const value of ["ada@example.com", "ada%40example.com", "ada\uff20example.com"]) {
      expect(parseSample({ ...MINIMAL, [name]: value })).toEqual({ problems: [{ field: name, reason: "must not contain an e-mail address: remove the @" }] });
    }
    expect(fieldsRefused({ ...MINIMAL, [name]: "x".repeat(51) })).toEqual([name]);
  });

  test("the country is not the sender's to say", () => {
    expect(parseSample({ ...MINIMAL, country: "DE" })).toEqual({ sample: MINIMAL });
  });
});

describe("a name consists of letters, digits and . _ : / + -", () => {
  test.each(["placement", "release", "errorClass", "sampleId"])("%s", (name) => {
    expect(fieldsRefused({ ...MINIMAL, [name]: "section-2_a.b:c/d+e" })).toEqual([]);
    for (const value of ["<b>", "two words", "a\u00a0b", "größe", "a\n"]) expect(fieldsRefused({ ...MINIMAL, [name]: value })).toEqual([name]);
  });
});

describe("a timestamp", () => {
  test.each(["2026-03-09T08:30:00Z", "2026-03-09T08:30:00.123456Z", "2026-03-09T09:30:00+01:00", "1970-01-01T00:00:00Z"])("%s is accepted", (timestamp) => {
    expect(fieldsRefused({ ...MINIMAL, timestamp })).toEqual([]);
  });

  test.each(["yesterday", "2026-03-09", "2026-02-30T08:30:00Z", "2026-03-09T08:30:00", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "+012026-01-01T00:00:00Z"])(
    "%s is refused",
    (timestamp) => {
      expect(fieldsRefused({ ...MINIMAL, timestamp })).toContain("timestamp");
    },
  );
});

describe("which times are required", () => {
  test.each([
    ["all three, of a ready opening", {}, ["calLoadTime", "iframeLoadTime", "totalDuration"]],
    ["all three, if the outcome is sent", { outcome: "ready", openKind: "cold" }, ["calLoadTime", "iframeLoadTime", "totalDuration"]],
    ["the missing ones", { calLoadTime: 1 }, ["iframeLoadTime", "totalDuration"]],
    ["only the total, of a reopened calendar", { openKind: "reopened" }, ["totalDuration"]],
    ["none, of an error", { error: "script-failed: 404" }, []],
    ["none, of an opening without free times", { outcome: "opened" }, []],
    ["none, of a failed opening", { outcome: "failed" }, []],
    ["none, of one that timed out", { outcome: "timed-out" }, []],
    ["none, of an abandoned one", { outcome: "abandoned" }, []],
  ])("%s", (_name, fields, missing) => {
    expect(fieldsRefused({ id: "30min", ...fields })).toEqual(missing);
  });

  test.each(["ready", "opened"])("an opening with the outcome %s has no error", (outcome) => {
    expect(parseSample({ ...MINIMAL, outcome, error: "no" })).toEqual({
      problems: [{ field: "outcome", reason: `must not be ${outcome} when there is an error` }],
    });
  });
});

describe("a booking", () => {
  const BOOKING = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", bookingUid: "qWeRtY123" };

  test("has the event, the opening and Cal's uid", () => {
    expect(parseBookingEvent({ ...BOOKING, attendee: "somebody@example.com" })).toEqual({ booking: BOOKING });
  });

  test("may have a pending payment, and may have no known opening", () => {
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
  ])("with %j is refused", (fields, name) => {
    const parsed = parseBookingEvent({ ...BOOKING, ...fields });
    expect("problems" in parsed && parsed.problems.map(({ field }) => field)).toEqual([name]);
  });
});

describe("an intent without an opening", () => {
  const INTENT = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", intent: true } as const;
  const FULL_INTENT = { ...INTENT, page: FULL.page, placement: FULL.placement, variant: "baseline", release: FULL.release, source: "letter", medium: "email", campaign: "spring" } as const;

  test("has the event and its own id, optionally what the table of fields says of an intent, and nothing else", () => {
    expect(parseIntentEvent(INTENT)).toEqual({ intent: INTENT });
    expect(parseIntentEvent({ ...FULL_INTENT, device: "phone", openKind: "cold", totalDuration: 1, userAgent: "Mozilla" })).toEqual({ intent: FULL_INTENT });
  });

  test.each([false, "true", 1, null, {}])("has intent: true; %j is refused with the reason", (intent) => {
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
  ])("with %j is refused", (fields, name) => {
    const parsed = parseIntentEvent({ ...FULL_INTENT, ...fields });
    expect("problems" in parsed && parsed.problems.map(({ field }) => field)).toEqual([name]);
  });

  test("is recognised by its own field intent", () => {
    const inherited: unknown = Object.create({ intent: true });
    for (const other of [MINIMAL, inherited, null, "intent", ["intent"], 7]) expect(isIntentEvent(other)).toBe(false);
  });
});
