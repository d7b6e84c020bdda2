/**
 * What the admin's page shows: the report and what is told from it. One model for the page and for
 * `/api/cal-metrics?detail=full`, so that whoever asks the API sees exactly what stands on the page.
 */
import type { Dimension, Outcome, StoredSample, Summary, Variant } from "../../shared/sample.ts";
import type { Report } from "../report.ts";

export interface Dashboard extends Report {
  status: Status;
  /** When `npm run demo:data` filled this store with made-up openings, ISO 8601; null for a real one. */
  demoDataSince: string | null;
  /** The periods of the window that have ended against as many before, aligned by weekday; the running one would not be fair. */
  compared: { now: ComparedSide; before: ComparedSide };
  /** When a release was first seen inside the window, the oldest first. */
  releases: ReleaseChange[];
  /** Over everything in the window, whatever the filter: figures are kept by one dimension at a time. */
  breakdowns: Breakdown[];
  experiment: Experiment;
  /** Under the report's filter, like what follows; without the step "intent" by openKind and by connection, which only an opening has. */
  funnel: FunnelStep[];
  bands: LoadTimeBand[];
  /** Of the window; whatever the filter. */
  errorGroups: ErrorGroups;
}

/** Is booking working right now: judged by the newest openings of the last 24 hours, whatever window and filter. */
export interface Status {
  state: "working" | "degraded" | "failing" | "no-data";
  /** One sentence: what was seen, and against which budget. */
  reason: string;
  /** How many openings it was judged by. Abandoned ones tell nothing. */
  n: number;
  /** The newest opening of all, however old. */
  newest: Pick<StoredSample, "receivedAt" | "outcome" | "openKind" | "totalDuration"> | null;
}

/** `from` and `to` are ISO 8601. */
export interface ComparedSide {
  from: string;
  to: string;
  summary: Summary;
}

export interface ReleaseChange {
  release: string;
  /** The start of the hour or day in which it was first seen, as in `series`. */
  start: string;
}

export interface Breakdown {
  dimension: Dimension | "outcome";
  /** The most openings first. */
  rows: BreakdownRow[];
}

/** The percentiles are those of totalDuration, in ms, over `n` ready openings. */
export interface BreakdownRow {
  /** null: the openings that did not say. */
  value: string | null;
  total: number;
  /** Of all openings in the window, 0–1. */
  share: number;
  n: number;
  ready: number;
  errors: number;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  /** Made in these openings, by the browser's own account. */
  bookings: number;
}

export interface Experiment {
  arms: Record<Variant, ExperimentArm>;
  /** Of the medians of totalDuration, in ms: baseline − optimized, so that above 0 optimized is faster. */
  speed: Difference | null;
  /** Of the shares of openings that were booked, 0–1: optimized − baseline. */
  conversion: Difference | null;
  /** A plain sentence each. */
  speedVerdict: string;
  conversionVerdict: string;
}

export interface ExperimentArm {
  openings: number;
  /** Ready openings, which the median stands on. */
  n: number;
  p50: number | null;
  bookings: number;
  /** bookings / openings, 0–1; null without openings. */
  conversion: number | null;
}

/** With its 95 % confidence interval. */
export interface Difference {
  value: number;
  low: number;
  high: number;
  /** About how many more openings, of both arms together, would decide it; 0 where it is decided. */
  openingsNeeded: number;
}

export interface FunnelStep {
  step: "intent" | "opened" | "ready" | "booked";
  count: number;
  /** Of the step before, 0–1; null for the first and after nothing. Of the bookings: of the openings whose outcome is ready or opened. */
  share: number | null;
}

/** Ready openings that took more than `from` and up to `to` ms, and what came of them. */
export interface LoadTimeBand {
  from: number;
  /** null: whatever is longer. */
  to: number | null;
  openings: number;
  bookings: number;
  /** bookings / openings with its 95 % confidence interval, 0–1; null without openings. */
  conversion: { value: number; low: number; high: number } | null;
}

export interface ErrorGroups {
  /** The most frequent first. */
  groups: ErrorGroup[];
  /** How many of the newest errors were grouped, and whether there are more in the window. */
  looked: number;
  isCut: boolean;
}

export interface ErrorGroup {
  errorClass: string;
  outcome: Outcome;
  count: number;
  /** ISO 8601, by the server's clock. */
  firstSeen: string;
  lastSeen: string;
  /** The newest one's message. */
  message: string | null;
}
