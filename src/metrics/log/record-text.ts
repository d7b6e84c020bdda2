/**
 * A record of the log as short text, about 130 characters: a letter for its kind, its token and sender, when it was received, which
 * fields it has, which of its values are the site's own, the fields one after the other, and of a booking the change as JSON.
 *
 * Numbers are written as in `number-text.ts`, choices by their place in the list of values, texts after their length.
 */
import { FIELDS, type Field } from "../fields.ts";
import { DIMENSIONS, type Dimension, type StoredSample } from "../shared/sample.ts";
import type { Countable, Delta, RecordFields } from "../statistics/fold.ts";
import { TextReader, toText } from "../statistics/number-text.ts";

/**
 * The place of each field in a record's bits. Names are only ever added at the end: a place that changes its meaning spoils the
 * records of 400 days. So do values of a choice (`fields.ts`) that change their places. The most frequent fields come first.
 */
export const FIELD_ORDER = [
  "id", "outcome", "openKind", "variant", "page", "placement", "release", "device", "source", "medium", "campaign", "country",
  "browser", "system", "connection", "sampleId", "leadTime", "codeTime", "calLoadTime", "frameTime", "slotsTime", "iframeLoadTime", "totalDuration",
  "lcp", "inp", "ttfb", "cls", "viewportWidth", "viewportHeight", "errorClass", "error", "dropped", "timesTime", "formTime", "picked", "hero",
] as const;

/** An opening, an opening without an id (which always counts), an intent, a change of a booking, what an opening turned out to be, an idempotency key. */
export type RecordKind = "S" | "A" | "I" | "D" | "P" | "K";

export interface LogRecord extends Countable {
  readonly kind: RecordKind;
  /** 6 characters. A record counts if the idempotency key of its id has its token. */
  readonly token: string;
  /** When the server received it, in ms since the start of its hour. Of an idempotency key: when it happened by the visitor's clock, in epoch ms. */
  readonly offset: number;
  /** By how many ms the visitor's clock was behind. 0 of an idempotency key. */
  readonly delay?: number;
}

const TOKEN = 6;
const NO_SENDER = "......";
const SCORE_SCALE = 1_000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const UUID_CHARACTERS = 22;
const DIMENSION_NAMES: ReadonlySet<string> = new Set(DIMENSIONS);

const ENTRIES = FIELD_ORDER.map((name, place) => ({ name, bit: 2 ** place, field: (FIELDS as Readonly<Record<string, Field>>)[name] }));

export function recordText({ kind, token, sender, offset, delay = 0, fields, ownValues, delta }: LogRecord): string {
  const known: Readonly<Record<string, unknown>> = fields;
  let [bits, own, text] = [0, 0, ""];
  for (const { name, bit, field } of ENTRIES) {
    const value = known[name];
    if (field === undefined || value === undefined) continue;
    bits += bit;
    if (ownValues.includes(name as Dimension)) own += bit;
    text += fieldText(field, value);
  }
  const signed = delay < 0 ? -2 * delay - 1 : 2 * delay;
  return kind + token + (sender || NO_SENDER) + toText(offset) + toText(signed) + toText(bits) + toText(own) + text + (delta === undefined ? "" : JSON.stringify(delta));
}

/** The record that was written; undefined for what is none, which spoils nothing but itself. */
export function readRecord(text: unknown): LogRecord | undefined {
  if (typeof text !== "string" || !/^[SAIDPK]/.test(text)) return undefined;
  try {
    const reader = new TextReader(text, 1);
    const [token, sender] = [reader.take(TOKEN), reader.take(TOKEN)];
    const [offset, signed, bits, own] = [reader.number(), reader.number(), reader.number(), reader.number()];
    const fields: Record<string, unknown> = {};
    const ownValues: Dimension[] = [];
    for (const { name, bit, field } of ENTRIES) {
      if (Math.floor(bits / bit) % 2 === 0) continue;
      // A field that this code does not know, of a newer release: what follows it cannot be read.
      if (field === undefined) return undefined;
      fields[name] = readField(field, reader);
      if (DIMENSION_NAMES.has(name) && Math.floor(own / bit) % 2 === 1) ownValues.push(name as Dimension);
    }
    return {
      kind: text.charAt(0) as RecordKind, token, sender: sender === NO_SENDER ? "" : sender, offset,
      delay: signed % 2 === 1 ? -(signed + 1) / 2 : signed / 2, fields: fields as RecordFields, ownValues,
      ...(/^[DP]/.test(text) && { delta: JSON.parse(reader.take()) as Delta }),
    };
  } catch {
    return undefined;
  }
}

/** The token of a record or an idempotency key. */
export function tokenOf(text: unknown): string | undefined {
  return typeof text === "string" ? text.slice(1, 1 + TOKEN) : undefined;
}

/** The sample that a record was made from. */
export function sampleOf({ fields, offset, delay = 0 }: LogRecord, hour: number): StoredSample {
  const receivedAt = hour + offset;
  return { ...fields, timestamp: new Date(receivedAt - delay).toISOString(), receivedAt: new Date(receivedAt).toISOString() } as StoredSample;
}

/** The record's fields of a sample, and its times. */
export function partsOf({ receivedAt, timestamp, ...fields }: RecordFields & Pick<StoredSample, "receivedAt" | "timestamp">, hour: number): Pick<LogRecord, "fields" | "offset" | "delay"> {
  const received = Date.parse(receivedAt);
  return { fields, offset: received - hour, delay: received - Date.parse(timestamp) };
}

/** @throws {RangeError} for a number that is negative or not finite. */
function fieldText(field: Field, value: unknown): string {
  if (typeof value === "number" && !(value >= 0 && value < Infinity)) throw new RangeError(`${value} is not a time in ms: expected 0 or more.`);
  if (field.kind === "flag") return "";
  if (field.kind === "choice") return toText(field.values.indexOf(String(value)));
  if (typeof value === "number") return toText(field.kind === "score" ? Math.round(value * SCORE_SCALE) : Math.round(value));
  const text = String(value);
  // No text that is kept is empty, so the length 0 is free to announce a UUID.
  return UUID.test(text) ? toText(0) + Buffer.from(text.replaceAll("-", ""), "hex").toString("base64url") : toText(text.length + 1) + text;
}

function readField(field: Field, reader: TextReader): unknown {
  // That it is there says it all.
  if (field.kind === "flag") return true;
  const number = reader.number();
  if (field.kind === "choice") return field.values[number];
  if (field.kind === "score") return number / SCORE_SCALE;
  if (field.kind === "time" || field.kind === "pixels" || field.kind === "count") return number;
  return number === 0 ? uuidOf(reader.take(UUID_CHARACTERS)) : reader.take(number - 1);
}

function uuidOf(text: string): string {
  const hex = Buffer.from(text, "base64url").toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
