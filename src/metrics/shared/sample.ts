/**
 * What travels between the browser, `/api/cal-metrics` and its readers. The types of a sample and the lists of its fields
 * derive from the table in `fields.ts`.
 */
import { fieldEntries, FIELDS, type Field, type FieldName, type FieldsWith, type FieldValue } from "../fields.ts";

type Sent = Exclude<FieldName, FieldsWith<{ from: "server" }>>;
type Stored = Exclude<FieldName, FieldsWith<{ isStored: false }>>;
type AlwaysSent = FieldsWith<{ required: "sent" }>;
type AlwaysStored = AlwaysSent | FieldsWith<{ required: "stored" }>;

/** Some fields of the table, of which some are always there. */
type RecordOf<Names extends FieldName, Always extends FieldName> = { [Name in FieldName as Name extends Names & Always ? Name : never]: FieldValue<Name> } & {
  [Name in FieldName as Name extends Exclude<Names, Always> ? Name : never]?: FieldValue<Name>;
};

/** What a browser sends about an opening. */
export interface CalSample extends RecordOf<Sent, AlwaysSent> {}

/** A sample as it is stored: whole milliseconds, the server's clock beside the visitor's, and no user agent. */
export interface StoredSample extends RecordOf<Stored, AlwaysStored> {}

/** A booking that the browser saw being made. */
export interface BookingEvent {
  /** The event, and the opening that the booking was made in. Unknown on a thank-you page that was reached without an opening in the same tab. */
  id?: string;
  sampleId?: string;
  /** Cal's uid of the booking. Stored as a hash only, so that no statistic leads back to a person. */
  bookingUid: string;
  /** When Cal reported it to the page, by the visitor's clock: ISO 8601. */
  timestamp?: string | undefined;
  /** Cal is waiting for the payment. The booking counts once Cal's webhook reports that it is paid. */
  paymentPending?: true;
}

/**
 * A page view that ended without an opening although its visitor had shown intent. Sent once, when
 * the page is left, and not kept for a retry: a lost one makes the funnel's first step too small.
 */
export interface IntentEvent extends Pick<CalSample, "id" | IntentField> {
  sampleId: string;
  intent: true;
}

/** What an intent event can say about its page. */
export type IntentField = Sent & FieldsWith<{ isIntent: true | "sometimes" }>;

export type Variant = FieldValue<"variant">;
export type OpenKind = FieldValue<"openKind">;
export type Outcome = FieldValue<"outcome">;
export type Connection = FieldValue<"connection">;
export type Device = FieldValue<"device">;

/** A phase that every ready opening has; a reopened one has `totalDuration` only. */
export type WirePhase = FieldsWith<{ isWire: true }>;
export type Phase = FieldsWith<{ measure: "phase" }>;
/** A phase of the free times in the dialog. An opening has no other phases that count, and others do not have these. */
export type TimesPhase = FieldsWith<{ way: "times" }>;
/** A phase of Cal's frame. */
export type FramePhase = Exclude<Phase, TimesPhase>;
/** A phase that has percentiles for each value of a dimension. */
export type ValuePhase = WirePhase | TimesPhase;
export type Vital = FieldsWith<{ measure: "vital" }>;
/** A field that reports can be filtered and broken down by. */
export type Dimension = FieldsWith<{ dimension: number }>;
/** A dimension's name in URLs and reports. */
export type DimensionName = { [D in Dimension]: (typeof FIELDS)[D] extends { readonly alias: infer Alias extends string } ? Alias : D }[Dimension];

/** In the order in which they are shown: the newest way first. */
export const VARIANTS = ["instant", "optimized", "baseline"] as const satisfies readonly Variant[];
export const OPEN_KINDS = FIELDS.openKind.values;
export const OUTCOMES = FIELDS.outcome.values;
export const CONNECTIONS = FIELDS.connection.values;
export const DEVICES = FIELDS.device.values;

export const SENT_FIELDS = /* @__PURE__ */ namesOf<Sent>(({ from }) => from !== "server");
export const STORED_FIELDS = /* @__PURE__ */ namesOf<Stored>(({ isStored }) => isStored !== false);
export const INTENT_FIELDS = /* @__PURE__ */ namesOf<IntentField>(({ isIntent, from }) => isIntent !== undefined && from !== "server");
export const WIRE_PHASES = /* @__PURE__ */ namesOf<WirePhase>(({ isWire }) => isWire === true);
/** In the order in which they happen. */
export const PHASES = /* @__PURE__ */ namesOf<Phase>(({ measure }) => measure === "phase");
export const TIMES_PHASES = /* @__PURE__ */ namesOf<TimesPhase>(({ way }) => way === "times");
export const FRAME_PHASES = /* @__PURE__ */ namesOf<FramePhase>(({ measure, way }) => measure === "phase" && way === undefined);
export const VALUE_PHASES: readonly ValuePhase[] = /* @__PURE__ */ namesOf<ValuePhase>(({ isWire, way }) => isWire === true || way !== undefined);
export const VITALS = /* @__PURE__ */ namesOf<Vital>(({ measure }) => measure === "vital");
export const DIMENSIONS = /* @__PURE__ */ dimensions();

/** The dimension's name in URLs and reports. */
export function nameOf(dimension: Dimension): DimensionName {
  const { alias }: Field = FIELDS[dimension];
  return (alias ?? dimension) as DimensionName;
}

function namesOf<Name extends FieldName>(has: (field: Field) => boolean): readonly Name[] {
  return fieldEntries().flatMap(([name, field]) => (has(field) ? [name as Name] : []));
}

function dimensions(): readonly Dimension[] {
  const placeOf = (name: Dimension): number => FIELDS[name].dimension;
  return namesOf<Dimension>(({ dimension }) => dimension !== undefined).toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Statistics of one phase over the openings that have it, in whole ms; null without any. */
export interface PhaseSummary {
  /** How many openings were measured. */
  n: number;
  avgLoadTime: number | null;
  minLoadTime: number | null;
  maxLoadTime: number | null;
  p50LoadTime: number | null;
  p75LoadTime: number | null;
  p90LoadTime: number | null;
  p95LoadTime: number | null;
  p99LoadTime: number | null;
}

/** How many bookings were made, and who reported them. `browser` + `webhook` − `both` is `total`, and with Cal's webhook `total` + `unconfirmed`. */
export interface BookingCounts {
  total: number;
  browser: number;
  webhook: number;
  both: number;
  /** Reported by the browser, but not made in a known opening, for example on Cal's own page. */
  elsewhere: number;
  /** The one number of bookings: made in a known opening, and with Cal's webhook confirmed by it. Conversion is its share of the openings. */
  counted: number;
  /** Not part of the total: the visitor still has to pay. */
  pending: number;
  /** Reported by both, and made in a known opening. Like `unconfirmed`, of a site that receives Cal's webhook. */
  confirmed?: number;
  /** Not part of the total: only a browser has reported them, and the site receives Cal's webhook. */
  unconfirmed?: number;
  rescheduled: number;
  cancelled: number;
}

/** The statistics of an answer. The times on its top level are those of `calLoadTime`. */
export interface Summary extends PhaseSummary {
  /** All openings, whatever their outcome. */
  total: number;
  /** Failed and timed-out openings. */
  errors: number;
  /** `errors` / `total`, 0–1; null where there is no sample. */
  errorRate: number | null;
  outcomes: Record<Outcome, number>;
  /** Openings in which the dialog showed free times, and those of them in which one was picked. */
  timesSeen: number;
  picked: number;
  /** Openings of the variant `instant` that got Cal's frame instead. */
  fellBack: number;
  bookings: BookingCounts;
  /** How long visitors took to make the bookings that are counted, from the click until Cal reported the booking to the page, in ms. */
  bookingTime: PhaseSummary;
  /** With a filter, the wire phases and those of the free times in the dialog only. */
  phases: Record<ValuePhase, PhaseSummary> & Partial<Record<Phase, PhaseSummary>>;
  /** Samples that browsers could not deliver and gave up, as they reported; without a filter only. */
  givenUp?: number;
  /** The pages' vitals, over all samples that have them; without a filter only. */
  vitals?: Record<Vital, VitalSummary>;
}

/** In whole ms; `cls` without a unit, to three decimals. */
export interface VitalSummary {
  n: number;
  p75: number | null;
}
