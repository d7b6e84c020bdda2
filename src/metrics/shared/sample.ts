/**
 * The wire between the browser and `/api/cal-metrics`. This file imports nothing, so that the
 * browser can share it without receiving the server's schema library.
 */

/** What an opening tells about itself. All times in whole or fractional ms, 0–120,000. */
export interface CalSample {
  /** The event that was opened, e.g. "30min". */
  id: string;
  /** Random, made in the browser, one per opening: however often it arrives, it is counted once. */
  sampleId?: string;

  /** From the first sign of intent until the click. */
  leadTime?: number;
  /** From asking for our booking code until it runs; only of the first opening of a page view. */
  codeTime?: number;
  /** From asking for embed.js until it runs. */
  calLoadTime?: number;
  /** From mounting the frame until the calendar is painted, its slots perhaps still on their way (`linkReady`). */
  frameTime?: number;
  /** From there until its slots are painted (`bookerReady`). */
  slotsTime?: number;
  /** From mounting the frame until its slots are painted. */
  iframeLoadTime?: number;
  /** From the click until the usable calendar is on the screen. */
  totalDuration?: number;

  /** The page's Largest Contentful Paint, Interaction to Next Paint and Time to First Byte, in ms. */
  lcp?: number;
  inp?: number;
  ttfb?: number;
  /** The page's Cumulative Layout Shift, a score without a unit. */
  cls?: number;

  /** The page's path, without query and fragment. */
  page?: string;
  /** Which booking link it was: `data-booking-placement`. */
  placement?: string;
  variant?: Variant;
  /** The commit that the page was built from. */
  release?: string;
  openKind?: OpenKind;
  outcome?: Outcome;
  /** `navigator.connection.effectiveType`. */
  connection?: Connection;
  /** The viewport, in CSS pixels. */
  viewportWidth?: number;
  viewportHeight?: number;

  /** When it happened by the visitor's clock, ISO 8601 in UTC. */
  timestamp?: string;
  /** Why the calendar did not open, as a group: "script-failed". */
  errorClass?: string;
  /** Why the calendar did not open. A sample with an error needs no times. */
  error?: string;
  /** Samples that this browser had to give up before this one. */
  dropped?: number;
  /** Of a smoke test: checked like any other, written and read back, kept apart and in no figure. */
  synthetic?: true;
  /** Accepted from older senders, and not kept. */
  userAgent?: string;
}

/** A booking that the browser saw being made. */
export interface BookingEvent {
  /** The event, and the opening that the booking was made in. Not known on a thank-you page that is reached without an opening in the same tab. */
  id?: string;
  sampleId?: string;
  /** Cal's uid of the booking. Kept as a hash only, so that no number leads back to a person. */
  bookingUid: string;
  /** Cal still waits for the payment. The booking counts once Cal's webhook reports that it is paid. */
  paymentPending?: true;
}

/**
 * A page view that ended without an opening although its visitor had shown intent. Sent once, when
 * the page is left, and not kept for a later try: a lost one makes the funnel's first step too small.
 */
export interface IntentEvent extends Pick<CalSample, "id" | "page" | "placement" | "variant" | "release"> {
  sampleId: string;
  intent: true;
}

/** How the visitor got the calendar: started by intent, or loaded the usual way, on the click. */
export const VARIANTS = ["optimized", "baseline"] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * `cold`: nothing had been started before the gesture that clicked. `warmed`: intent had started it.
 * `reopened`: the calendar had been shown before.
 */
export const OPEN_KINDS = ["cold", "warmed", "reopened"] as const;
export type OpenKind = (typeof OPEN_KINDS)[number];

/**
 * `opened`: Cal's page was on the screen, but Cal did not report free times before the timeout: a page
 * without a calendar (a routing form, a profile), an old Cal or slow slots. Not an error.
 * `abandoned`: closed or left before it was decided.
 */
export const OUTCOMES = ["ready", "opened", "failed", "timed-out", "abandoned"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CONNECTIONS = ["slow-2g", "2g", "3g", "4g"] as const;
export type Connection = (typeof CONNECTIONS)[number];

/** Told from the user agent, on the server. */
export const DEVICES = ["desktop", "phone", "tablet", "other"] as const;
export type Device = (typeof DEVICES)[number];

/** The three times that every ready opening has; a reopened one has the last only. */
export const WIRE_PHASES = ["calLoadTime", "iframeLoadTime", "totalDuration"] as const;
export type WirePhase = (typeof WIRE_PHASES)[number];

/** All times of a sample, in the order in which they pass. */
export const PHASES = ["leadTime", "codeTime", "calLoadTime", "frameTime", "slotsTime", "iframeLoadTime", "totalDuration"] as const;
export type Phase = (typeof PHASES)[number];

export const VITALS = ["lcp", "inp", "ttfb", "cls"] as const;
export type Vital = (typeof VITALS)[number];

/** By which value figures can be asked for, one at a time. */
export const DIMENSIONS = ["variant", "openKind", "page", "placement", "device", "connection", "release"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The bounds that the browser keeps to by itself. Apart, so that it receives no others. */
export const MAX_TIME_MS = 120_000;
export const MAX_ERROR_LENGTH = 300;
export const MAX_PAGE_LENGTH = 200;

export const BOUNDS = {
  /** Longer than any watchdog of ours; what claims more is broken or forged. */
  timeMs: MAX_TIME_MS,
  idLength: 100,
  sampleIdLength: 64,
  pageLength: MAX_PAGE_LENGTH,
  placementLength: 50,
  releaseLength: 50,
  errorClassLength: 50,
  errorLength: MAX_ERROR_LENGTH,
  bookingUidLength: 100,
  userAgentLength: 1_000,
  viewportPixels: 20_000,
  cls: 100,
  dropped: 10_000,
  /** The whole body of a POST, in bytes. */
  bodyBytes: 8_192,
} as const;

/** A sample as it is kept: times rounded to whole ms, the server's clock beside the visitor's, and no user agent. */
export interface StoredSample extends Omit<CalSample, "userAgent" | "timestamp" | "outcome" | "synthetic"> {
  outcome: Outcome;
  /** ISO 8601, the visitor's clock where it sent one, else the server's. */
  timestamp: string;
  /** ISO 8601, the server's clock. All counting goes by it: a visitor's clock may say anything. */
  receivedAt: string;
  device?: Device;
  /** Families only, e.g. "Firefox" and "Android". */
  browser?: string;
  system?: string;
}

/** Figures over the successful openings of one phase; null where there was none. All in whole ms. */
export interface PhaseSummary {
  /** How many openings the figures stand on. */
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

/** How many bookings were made, and who saw them. `browser` + `webhook` − `both` is `total`. */
export interface BookingCounts {
  total: number;
  browser: number;
  webhook: number;
  both: number;
  /** Of those that the browser saw: made in no opening that is known, such as on Cal's own page. */
  elsewhere: number;
  /** Not among the total: the visitor has still to pay. */
  pending: number;
  rescheduled: number;
  cancelled: number;
}

/** The answer's summary: its own figures are those of `calLoadTime`; those of each phase beside them. */
export interface Summary extends PhaseSummary {
  /** All openings, whatever their outcome. */
  total: number;
  /** Failed and timed-out openings. */
  errors: number;
  /** `errors` / `total`, 0–1; null where there is no sample. */
  errorRate: number | null;
  outcomes: Record<Outcome, number>;
  bookings: BookingCounts;
  /** Figures for one value of a dimension are kept for the three wire phases only. */
  phases: Record<WirePhase, PhaseSummary> & Partial<Record<Phase, PhaseSummary>>;
  /** Samples that browsers had to give up, by their own account; only where figures are over everything. */
  givenUp?: number;
  /** The pages' own vitals, over all samples that brought them; only where figures are over everything. */
  vitals?: Record<Vital, VitalSummary>;
}

/** In whole ms; `cls` without a unit, to three decimals. */
export interface VitalSummary {
  n: number;
  p75: number | null;
}
