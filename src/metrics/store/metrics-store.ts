/**
 * Where samples and their figures are kept: an append-only log of each hour, and rollups of it. `keys.ts` has the layout,
 * `record-text.ts` the form of a record, and `group-commit.ts` how records are appended and counted once.
 *
 * Failure policy: an error of the store reaches the caller, and no figure is ever made up. A record and its idempotency
 * key are written in one transaction, so a record is in every figure or in none. If the reply is lost on the way, it may
 * have been kept nevertheless: sent again under its id, it is not counted again.
 *
 * An instance remembers what it need not ask or say twice, so keep one per process; any number of them agree.
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { Dimension, StoredSample } from "../shared/sample.ts";
import type { Breakdowns, Figures } from "../statistics/figures.ts";
import type { Period } from "../statistics/periods.ts";

/** The value that each of these dimensions must have; no dimension means every record. */
export type Filter = Readonly<Partial<Record<Dimension, string>>>;

/** How many records statistics were computed from, and how many they stand for. Equal numbers: the statistics are exact. */
export interface Basis {
  readonly kept: number;
  readonly of: number;
}

export interface Statistics {
  readonly figures: Figures;
  readonly basis: Basis;
}

/** The figures of every value of every dimension. A dimension that nothing was counted in has no entry. */
export interface BrokenDown {
  readonly values: Breakdowns;
  readonly basis: Basis;
}

/** Who posted a message. */
export interface Post {
  /** 6 characters; salted per day. */
  readonly sender: string;
  /** The sender says that it has sent this message before. */
  readonly isAgain?: boolean | undefined;
  /** The capped dimensions whose value is one of the site's own (its pages, placements, events and current release). They are never merged into "other". */
  readonly ownValues?: readonly Dimension[];
}

/** How many posts of a sender all instances have counted, this one included. */
export interface PostCount {
  readonly day: number;
  /** Since this process first saw the sender in the current minute. */
  readonly minute: number;
}

/** A page view that ended without an opening although its visitor had shown intent. */
export interface IntentReport {
  readonly sampleId: string;
  /** What is known of it: page, placement, variant, release, device. */
  readonly values: Filter;
  /** By the server's clock. */
  readonly at: Date;
}

export type BookingSource = "browser" | "webhook";

/**
 * The state that a report names. `booked`: made, and paid if it has to be. `pending`: Cal waits for the payment. `requested`:
 * Cal waits for the host, which it asks once the visitor has paid; says nothing about a booking without a payment.
 * `cancelled`: also by a host who declines.
 */
export type BookingState = "booked" | "pending" | "requested" | "cancelled";

/** A booking as one source saw it. */
export interface BookingReport {
  /** SHA-256 of Cal's uid, so that nothing kept leads back to a person. */
  readonly uidHash: string;
  readonly source: BookingSource;
  /** "booked" if not given. */
  readonly state?: Exclude<BookingState, "cancelled">;
  /** The opening that led to it, if the source knows. */
  readonly sampleId?: string;
  /** By the server's clock. */
  readonly at: Date;
}

export interface BookingChange {
  readonly uidHash: string;
  readonly kind: "rescheduled" | "cancelled";
  readonly at: Date;
}

export interface NewestQuery {
  /** 1 to 10,000. */
  readonly limit: number;
  /** Only failed and timed-out ones. */
  readonly errorOnly?: boolean;
  /** Only those received at this instant or after it; by default the last 90 days. */
  readonly since?: Date;
  /** Called once for each sample, newest first, with the hash of its sender. */
  readonly matches?: (sample: StoredSample, sender: string) => boolean;
}

export interface CompactLimits {
  /** Whether to end; after 7 s if not given. Nothing begins after that. */
  readonly isLate?: () => boolean;
}

export interface RetentionReport {
  /** Periods whose rollups were made, and those that still lack them. */
  readonly rollups: { readonly made: number; readonly left: number };
  /** Hours of yesterday and the day before whose log had grown since their rollup, and were made again. */
  readonly healed: number;
  /** Hours whose log is shorter than it was when their rollup was made: the store has lost keys. */
  readonly lost: number;
}

/** Bookings and their changes throw `BusyError` while another instance is counting the same booking. */
export interface MetricsStore {
  /** Appends one sample, counts it once, and gives the figures of its day (the site's, of the wire phases, over all samples) with it. */
  record(sample: StoredSample, post: Post): Promise<{ counted: boolean; today: Figures; posts: PostCount }>;
  /** Counts a page view with intent and without an opening, once per `sampleId`. It is no sample: no outcome, and not among the newest. */
  recordIntent(intent: IntentReport, post: Post): Promise<{ counted: boolean; posts: PostCount }>;
  /** Counts a source's report of a booking, once per source, state and uid. `counted` is false if no number changes. */
  recordBooking(booking: BookingReport, post?: Post): Promise<{ counted: boolean; posts?: PostCount }>;
  /** Counts a change of a booking, once per uid and kind. */
  recordBookingChange(change: BookingChange): Promise<{ counted: boolean }>;
  /** Counts a refused post: of this day (UTC) by its reason, and for its sender if there is one. Written together with others. */
  recordDrop(reason: string, at: Date, sender?: string): Promise<PostCount>;
  /** The refused posts of the day (UTC) by reason. */
  drops(at: Date): Promise<Readonly<Record<string, number>>>;
  /**
   * The figures of each period, in the order asked for, over the records that match the filter. Exact without a filter. With one
   * dimension: exact, counts and wire phases. With more: from the records that are kept, which `basis` counts.
   */
  figures(periods: readonly Period[], filter?: Filter): Promise<Statistics[]>;
  /** The figures of every value of every dimension, one entry per period, in the order asked for; with a filter from the records that are kept. */
  breakdowns(periods: readonly Period[], filter?: Filter): Promise<BrokenDown[]>;
  /** The newest samples that match, newest first: of the last 9 days all, before that those that are kept of each day. */
  newest(query: NewestQuery): Promise<StoredSample[]>;
  /** Keeps the sample of a smoke test by itself, in place of the one before, and gives what was then read back. It is in no figure. */
  keepSynthetic(sample: StoredSample): Promise<StoredSample>;
  /** Notes that made-up openings were added at this instant. The first one stays: from then on no figure is real alone. */
  markDemoData(at: Date): Promise<void>;
  /** Since when there have been made-up openings here; null if there never were any. */
  demoDataSince(): Promise<Date | null>;
  /** Makes the rollups of everything that is over, and heals those of yesterday and the day before. Safe to repeat, and at once. */
  compact(limits?: CompactLimits): Promise<RetentionReport>;
}

export interface StoreOptions {
  readonly now?: () => Date;
  /** The site's time zone, in which its days begin; an IANA name, by default "UTC". */
  readonly zone?: string | undefined;
}

export declare function createMetricsStore(kv: Pick<Kv, "client" | "writer">, options?: StoreOptions): MetricsStore;
