import { describe, expect, test } from "vitest";
import { FIELD_ORDER, partsOf, readRecord, recordText, sampleOf, tokenOf, type LogRecord } from "../../../../src/metrics/log/record-text.ts";
import { storedSample } from "../../../../src/metrics/ingest/stored-sample.ts";
import { visitorDevice } from "../../../../src/metrics/ingest/visitor-device.ts";
import { STORED_FIELDS, type StoredSample } from "../../../../src/metrics/shared/sample.ts";
import { exampleFields } from "../../../fixtures/example-fields.ts";
import { demoMonth } from "../../../lab/demo-data/demo-month.ts";

const HOUR = Date.parse("2026-11-22T15:00:00.000Z");
const AT = "2026-11-22T15:30:00.123Z";

/** Written by the release before free times in the dialog. */
const OLD_RECORD = "SAb_-09senderFAvgggEAG30minAAB0oB";

const recordOf = (sample: StoredSample, more: Partial<LogRecord> = {}): LogRecord => ({ kind: "S", token: "Ab_-09", sender: "sender", ownValues: [], ...partsOf(sample, HOUR), ...more });
const read = (record: LogRecord) => readRecord(recordText(record)) as LogRecord;

describe("a record", () => {
  test("has a place for every field that is stored", () => {
    expect(STORED_FIELDS.filter((name) => name !== "receivedAt" && name !== "timestamp" && !FIELD_ORDER.some((one) => one === name))).toEqual([]);
    expect(new Set(FIELD_ORDER).size).toBe(FIELD_ORDER.length);
  });

  test("of every made-up opening is read as it was written, in about 130 characters", () => {
    const openings = demoMonth({ days: 5, perDay: 200, seed: 3, now: new Date(AT) }).flatMap((event) => (event.kind === "opening" ? [event] : []));
    const lengths = openings.map(({ sample, userAgent, at }) => {
      const stored = storedSample(sample, visitorDevice(userAgent), at);
      const hour = Math.floor(at.getTime() / 3_600_000) * 3_600_000;
      const record = { ...recordOf(stored), ...partsOf(stored, hour) };
      expect(sampleOf(read(record), hour)).toEqual(stored);
      return recordText(record).length;
    });
    expect(lengths.length).toBeGreaterThan(500);
    expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeLessThan(145);
  });

  test("keeps every field, its token, its sender and which values are the site's own", () => {
    const { receivedAt: _received, timestamp: _time, ...example } = exampleFields(STORED_FIELDS);
    const sample = { ...example, receivedAt: AT, timestamp: "2026-11-22T15:29:59.000Z" } as StoredSample;
    const record = recordOf(sample, { ownValues: ["page", "release"] });
    expect(read(record)).toMatchObject({ token: "Ab_-09", sender: "sender", ownValues: ["page", "release"], kind: "S" });
    expect(sampleOf(read(record), HOUR)).toEqual(sample);
    expect(tokenOf(recordText(record))).toBe("Ab_-09");
  });

  test.each(["é 😀", "A", "0", "\"\\\u0000", "{}", "a".repeat(300), "00000000-0000-4000-8000-00000000000A", "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b"])("keeps any text: %j", (text) => {
    const sample: StoredSample = { id: text, error: text, page: `/${text}`, outcome: "failed", receivedAt: AT, timestamp: AT };
    expect(sampleOf(read(recordOf(sample)), HOUR)).toEqual(sample);
  });

  test.each(["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])("keeps a visitor's clock that says %s", (timestamp) => {
    const sample: StoredSample = { id: "30min", outcome: "ready", receivedAt: AT, timestamp };
    expect(sampleOf(read(recordOf(sample)), HOUR)).toEqual(sample);
  });

  test("of a booking keeps what changes", () => {
    const delta = { all: { booked: 1, pending: -1 }, value: {}, booked: 1_300 };
    expect(read({ kind: "D", token: "abcdef", sender: "", offset: 0, fields: { page: "/" }, ownValues: ["page"], delta })).toMatchObject({ sender: "", delta, fields: { page: "/" } });
  });

  test("of what an opening turned out to be keeps what changes, with the opening's id", () => {
    const delta = { all: { picked: 1 }, value: { picked: 1 }, formTime: 400 };
    expect(read({ kind: "P", token: "abcdef", sender: "", offset: 0, fields: { page: "/", sampleId: "id-1" }, ownValues: [], delta })).toMatchObject({ kind: "P", delta, fields: { page: "/", sampleId: "id-1" } });
  });

  test("that an older release has written is read as it was: new fields and values come last", () => {
    // A ready opening of the variant baseline, as it was written before there were free times in the dialog.
    const fields = { id: "30min", outcome: "ready", openKind: "cold", variant: "baseline", totalDuration: 1_300 } as const;
    expect(recordText({ kind: "S", token: "Ab_-09", sender: "sender", offset: 5, ownValues: [], fields })).toBe(OLD_RECORD);
    expect(readRecord(OLD_RECORD)?.fields).toEqual(fields);
  });

  test.each([undefined, null, 7, {}, "", "S", "Sabcdef", "Xabcdefsender", "SabcdefsenderAAgggg", "Dabcdef......AAAA{", "SabcdefsenderAA________________A"])("that is none is no error: %j", (text) => {
    expect(readRecord(text)).toBeUndefined();
  });

  test.each([NaN, -1, Infinity])("refuses a time of %d", (totalDuration) => {
    expect(() => recordText(recordOf({ id: "30min", outcome: "ready", receivedAt: AT, timestamp: AT, totalDuration }))).toThrow(RangeError);
  });
});
