/**
 * The one table of the fields that a record of an opening can have. The schemas of what browsers send and of what is
 * stored, the columns of the CSV, the query parameters of `/api/cal-metrics` and `/admin/metrics`, the OpenAPI document,
 * and the types in `shared/sample.ts` derive from it. Its names on the admin page are in src/host/words.
 *
 * This file imports nothing, so that the browser can use its types and bounds without receiving the server's code.
 * The order of the fields is the order of the CSV's columns; the phases are in the order in which they happen.
 */

/** The bounds that the browser applies as well. Separate constants, so that the browser does not receive the table. */
export const MAX_TIME_MS = 120_000;
export const MAX_ERROR_LENGTH = 300;
export const MAX_PAGE_LENGTH = 200;
export const MAX_ORIGIN_LENGTH = 50;
/**
 * An invisible character that changes how the text around it is shown or compared: control characters, line and paragraph
 * separators, at which some logs break the line, and format characters. Some of these reverse the direction of writing
 * (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** The sign of an e-mail address, as it is or percent-encoded. */
export const AT_SIGN = /[@\uFE6B\uFF20]|%40/i;

/** How a field is checked, stored and documented. */
export type FieldKind =
  /** Milliseconds, 0 to `MAX_TIME_MS`, longer than any timeout in the booking code. Stored as whole milliseconds. */
  | { readonly kind: "time"; readonly max: number }
  /** A number without a unit, stored with three decimals. */
  | { readonly kind: "score"; readonly max: number }
  /** CSS pixels, stored as whole pixels. */
  | { readonly kind: "pixels"; readonly max: number }
  /** A whole number. */
  | { readonly kind: "count"; readonly max: number }
  /** Any text on one line; `max` in Unicode code points, as JSON Schema counts. */
  | { readonly kind: "text"; readonly max: number }
  /** Text that a visitor arrived with. It is never an e-mail address. */
  | { readonly kind: "origin"; readonly max: number }
  /** A name made by a program: letters, digits and . _ : / + - */
  | { readonly kind: "token"; readonly max: number }
  /** The path of a page, without query and fragment. */
  | { readonly kind: "path"; readonly max: number }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  /** ISO 8601. */
  | { readonly kind: "instant" }
  /** `true`, or left out. */
  | { readonly kind: "flag" };

export type Field = FieldKind & {
  /** What it means, for the OpenAPI document. */
  readonly text: string;
  /** The server adds it. Without this, the browser sends it. */
  readonly from?: "server";
  /** Accepted, but not stored. */
  readonly isStored?: false;
  /** Whether every sample that is sent has it, or every sample that is stored. Without this it is optional. */
  readonly required?: "sent" | "stored";
  /** The reason to give when the text is empty. Without this it may be empty, which is the same as left out. */
  readonly empty?: string;
  /** A time of the opening, or a vital of the page. Both get percentiles. */
  readonly measure?: "phase" | "vital";
  /** The measure's letter in the store. A letter never changes its meaning. */
  readonly code?: string;
  /** A phase that every ready opening must have. These, and those with a `way`, have percentiles for each value of a dimension. */
  readonly isWire?: true;
  /**
   * A phase of the free times that the dialog itself shows. All other phases are those of Cal's frame. An opening is counted in
   * the phases of one way only, so no percentile mixes them.
   */
  readonly way?: "times";
  /** Reports can be filtered and broken down by it. The number is its place among the dimensions. */
  readonly dimension?: number;
  /** The dimension's name in URLs and reports, unless it is the field's. */
  readonly alias?: string;
  /** How many distinct values of a dimension are counted a day; more are counted as "other". A choice needs no cap. */
  readonly cap?: number;
  /** Known for a page view with intent but without an opening, too: always, or of some visits only. */
  readonly isIntent?: true | "sometimes";
};

export const FIELDS = {
  receivedAt: { kind: "instant", text: "When the server received the sample. All counting uses this time.", from: "server", required: "stored" },
  timestamp: { kind: "instant", text: "When it happened by the visitor's clock; the server's time if the visitor sent none.", required: "stored" },
  id: {
    kind: "text", max: 100, text: 'The event that was opened, for example "30min".', required: "sent", empty: 'must name the event, for example "30min"',
    dimension: 8, alias: "event", cap: 30, isIntent: true,
  },
  sampleId: {
    kind: "token", max: 64, empty: "must identify the opening: a random UUID",
    text: "A random id from the browser, one per opening. A sample that arrives again under the same id is counted once.",
  },
  outcome: {
    kind: "choice", values: ["ready", "opened", "failed", "timed-out", "abandoned", "times"], required: "stored",
    text:
      "How the opening ended. times: the dialog showed free times; Cal's frame was not needed, or came later. ready: Cal's frame showed them. " +
      "opened: Cal's page was on the screen, but Cal reported no free times before the timeout (a routing form, a profile, " +
      "an old or slow Cal); this is not an error. abandoned: closed or left before any of these.",
  },
  openKind: {
    kind: "choice", values: ["cold", "warmed", "reopened"], dimension: 1,
    text: "cold: nothing had been loaded before the click. warmed: intent had started the loading. reopened: the calendar had been shown before.",
  },
  variant: {
    kind: "choice", values: ["optimized", "baseline", "instant"], dimension: 2, isIntent: true,
    text: "instant: the click shows free times, and the calendar loads behind them. optimized: the calendar starts to load on intent. baseline: it loads on the click.",
  },
  leadTime: { kind: "time", max: MAX_TIME_MS, text: "From the first sign of intent to the click.", measure: "phase", code: "l" },
  codeTime: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "o",
    text: "From the request for the booking code until it runs. Only the first opening of a page view has it.",
  },
  calLoadTime: { kind: "time", max: MAX_TIME_MS, text: "From the request for embed.js until it runs.", measure: "phase", code: "c", isWire: true },
  frameTime: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "f",
    text: "From mounting the frame until the calendar is painted. Its free times may still be loading.",
  },
  slotsTime: { kind: "time", max: MAX_TIME_MS, text: "From the painted calendar until its free times are painted.", measure: "phase", code: "s" },
  iframeLoadTime: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "i", isWire: true,
    text: "From mounting the frame until the free times are painted.",
  },
  totalDuration: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "t", isWire: true,
    text: "From the click until the usable calendar is on the screen.",
  },
  timesTime: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "m", way: "times",
    text: "From the click until the first free time in the dialog can be seen and clicked.",
  },
  formTime: {
    kind: "time", max: MAX_TIME_MS, measure: "phase", code: "r", way: "times",
    text: "From picking one of these times until Cal's form is on the screen.",
  },
  lcp: { kind: "time", max: MAX_TIME_MS, text: "The page's Largest Contentful Paint.", measure: "vital", code: "p" },
  inp: { kind: "time", max: MAX_TIME_MS, text: "The page's Interaction to Next Paint.", measure: "vital", code: "n" },
  ttfb: { kind: "time", max: MAX_TIME_MS, text: "The page's Time to First Byte.", measure: "vital", code: "b" },
  cls: { kind: "score", max: 100, text: "The page's Cumulative Layout Shift, a score without a unit.", measure: "vital", code: "v" },
  page: { kind: "path", max: MAX_PAGE_LENGTH, text: "The page's path, without query and fragment.", dimension: 3, cap: 50, isIntent: true },
  placement: {
    kind: "token", max: 50, text: "Which booking link was clicked: its data-booking-placement.", dimension: 4, cap: 30, isIntent: true,
  },
  release: { kind: "token", max: 50, text: "The commit that the page was built from.", dimension: 7, cap: 20, isIntent: true },
  source: {
    kind: "origin", max: MAX_ORIGIN_LENGTH, dimension: 9, cap: 30, isIntent: "sometimes",
    text: "Where the visit came from: utm_source, else the host of the page that linked here, without www. The site's own host is none.",
  },
  medium: { kind: "origin", max: MAX_ORIGIN_LENGTH, text: 'The kind of link that the visit came by: utm_medium, for example "email".', dimension: 10, cap: 20, isIntent: "sometimes" },
  campaign: { kind: "origin", max: MAX_ORIGIN_LENGTH, text: "The campaign that the visit came from: utm_campaign.", dimension: 11, cap: 30, isIntent: "sometimes" },
  country: {
    kind: "token", max: 2, from: "server", dimension: 12, cap: 60, isIntent: true,
    text: "The country's ISO 3166-1 code, as the host reports it (on Vercel only). It is never derived from an address.",
  },
  device: {
    kind: "choice", values: ["desktop", "phone", "tablet", "other"], text: "The class of the device, from the user agent.",
    from: "server", dimension: 5, isIntent: true,
  },
  browser: { kind: "text", max: 30, text: 'The browser\'s family, from the user agent, for example "Firefox".', from: "server", dimension: 13, cap: 20, isIntent: true },
  system: { kind: "text", max: 30, text: 'The operating system\'s family, from the user agent, for example "Android".', from: "server", dimension: 14, cap: 20, isIntent: true },
  connection: {
    kind: "choice", values: ["slow-2g", "2g", "3g", "4g"], dimension: 6,
    text: "The class of the connection: navigator.connection.effectiveType. Only Chromium's browsers report it.",
  },
  hero: {
    kind: "token", max: 40, dimension: 15, cap: 20, isIntent: "sometimes",
    text: 'The version of the page\'s hero, on a page where two are tested: the name of the test and a letter, for example "short-heading:b".',
  },
  viewportWidth: { kind: "pixels", max: 20_000, text: "The width of the viewport." },
  viewportHeight: { kind: "pixels", max: 20_000, text: "The height of the viewport." },
  errorClass: { kind: "token", max: 50, text: 'The kind of error, for example "script-failed".' },
  error: {
    kind: "text", max: MAX_ERROR_LENGTH, empty: "must not be empty",
    text: "Why the calendar did not open. A sample with an error needs no times.",
  },
  picked: { kind: "flag", text: "The visitor picked one of the free times that the dialog showed. A pick in Cal's frame is not known." },
  dropped: { kind: "count", max: 10_000, text: "How many earlier samples this browser could not deliver and gave up." },
  synthetic: {
    kind: "flag", isStored: false,
    text: "Marks the sample of a smoke test. It is checked, written and read back like any other, and left out of all statistics.",
  },
  again: {
    kind: "flag", isStored: false,
    text: "Says that the sample has been sent before, so that the server looks whether it has it. A repeated sample is counted once in either case.",
  },
  userAgent: { kind: "text", max: 1_000, text: "Accepted from older senders, and not stored.", isStored: false },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof FIELDS;

/** The names of the fields that have these properties. */
export type FieldsWith<Properties> = { [Name in FieldName]: (typeof FIELDS)[Name] extends Properties ? Name : never }[FieldName];

/** The type of a field's value. */
export type FieldValue<Name extends FieldName> = ValueOf<(typeof FIELDS)[Name]>;

type ValueOf<F extends FieldKind> = F extends { readonly values: readonly (infer Value)[] }
  ? Value
  : F extends { readonly kind: "time" | "score" | "pixels" | "count" }
    ? number
    : F extends { readonly kind: "flag" }
      ? true
      : string;

/** The fields of the table, in its order, typed as what any of them can be. */
export function fieldEntries(): [FieldName, Field][] {
  return Object.entries(FIELDS) as [FieldName, Field][];
}
