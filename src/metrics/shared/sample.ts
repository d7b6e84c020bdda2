/**
 * The wire between the browser and `/api/cal-metrics`. This file imports nothing, so that the
 * browser can share it without receiving the server's schema library.
 */

/** What one opening of the calendar took. All times in whole or fractional ms, 0–120,000. */
export interface CalSample {
  /** The event that was opened, e.g. "30min". */
  id: string;
  /** From asking for embed.js until it runs. */
  calLoadTime?: number;
  /** From mounting the frame until its slots are painted. */
  iframeLoadTime?: number;
  /** From the click until the usable calendar is on the screen. */
  totalDuration?: number;
  /** How the visitor got the calendar: started by intent, or loaded the usual way, on the click. */
  variant?: (typeof VARIANTS)[number];
  /** When it happened by the visitor's clock, ISO 8601 in UTC. */
  timestamp?: string;
  /** Why the calendar did not open. A sample with an error needs no times. */
  error?: string;
  /** Accepted from older senders, and not kept. */
  userAgent?: string;
}

export const VARIANTS = ["optimized", "baseline"] as const;

/** The three times of a sample, in the order in which they pass. */
export const PHASES = ["calLoadTime", "iframeLoadTime", "totalDuration"] as const;
export type Phase = (typeof PHASES)[number];

export const BOUNDS = {
  /** Longer than any watchdog of ours; what claims more is broken or forged. */
  timeMs: 120_000,
  idLength: 100,
  errorLength: 300,
  userAgentLength: 1_000,
  /** The whole body of a POST, in bytes. */
  bodyBytes: 8_192,
} as const;

/** A sample as it is kept: times rounded to whole ms, and the server's clock beside the visitor's. */
export interface StoredSample {
  id: string;
  calLoadTime?: number;
  iframeLoadTime?: number;
  totalDuration?: number;
  variant?: (typeof VARIANTS)[number];
  error?: string;
  /** ISO 8601, the visitor's clock where it sent one, else the server's. */
  timestamp: string;
  /** ISO 8601, the server's clock. */
  receivedAt: string;
}

/** Figures over the successful openings of one phase; null where there was none. All in whole ms. */
export interface PhaseSummary {
  /** How many openings the figures stand on. */
  n: number;
  avgLoadTime: number | null;
  minLoadTime: number | null;
  maxLoadTime: number | null;
  p50LoadTime: number | null;
  p95LoadTime: number | null;
  p99LoadTime: number | null;
}

/** The answer's summary: the load time is `calLoadTime`; the same figures per phase beside it. */
export interface Summary extends Omit<PhaseSummary, "n"> {
  /** All samples, failed ones included. */
  total: number;
  errors: number;
  phases: Record<Phase, PhaseSummary>;
}
