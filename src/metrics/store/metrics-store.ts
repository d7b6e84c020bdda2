/**
 * Where samples and their figures are kept: an append-only log of each hour, and rollups of it. `../log` has the log: `keys.ts`
 * the layout, `record-text.ts` the form of a record, and `group-commit.ts` how records are appended and counted once.
 *
 * Failure policy: an error of the store reaches the caller, and no figure is ever made up. A record and its idempotency
 * key are written in one transaction, so a record is in every figure or in none. If the reply is lost on the way, it may
 * have been kept nevertheless: sent again under its id, it is not counted again.
 *
 * An instance remembers what it need not ask or say twice, so keep one per process; any number of them agree.
 */
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import type { ConversionOrder } from "../conversions/conversion-queue.ts";
import { createGroupCommit } from "../log/group-commit.ts";
import { createGroupReads } from "../log/group-reads.ts";
import { DEMO_DATA_KEY, KEPT, NOTES_KEY, syntheticKey } from "../log/keys.ts";
import { createLogs } from "../log/logs.ts";
import { createPostCounter, type PostCount } from "../log/post-counter.ts";
import { createRollups, type RetentionReport } from "../rollups/rollups.ts";
import { createSamples } from "../rollups/samples.ts";
import { createSums } from "../rollups/sums.ts";
import type { Dimension, StoredSample } from "../shared/sample.ts";
import type { BookingSource, BookingState } from "../statistics/booking-counts.ts";
import type { Breakdowns, Figures } from "../statistics/figures.ts";
import { periodsOf, type Period } from "../statistics/periods.ts";
import { createBookings } from "./bookings.ts";
import { createNewest } from "./newest.ts";
import { createRecorder } from "./recorder.ts";
import { createStatistics } from "./statistics.ts";
import { createToday } from "./today.ts";

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

/** The same of one or more periods. */
export interface BrokenDownPart extends BrokenDown {
  /** The releases that had an opening, and the start of the period in which each was first seen: ISO 8601. */
  readonly releases: ReadonlyMap<string, string>;
}

/** Who posted a message. */
export interface Post {
  /** 6 characters; salted per day. Its posts are counted. */
  readonly sender: string;
  /** The same of the sender's whole network, which is one in statistics; by default the sender. */
  readonly network?: string;
  /** The sender says that it has sent this message before. */
  readonly isAgain?: boolean | undefined;
  /** The capped dimensions whose value is one of the site's own (its pages, placements, events and current release). They are never merged into "other". */
  readonly ownValues?: readonly Dimension[];
}

/** A page view that ended without an opening although its visitor had shown intent. */
export interface IntentReport {
  readonly sampleId: string;
  /** What is known of it: page, placement, variant, release, device. */
  readonly values: Filter;
  /** By the server's clock. */
  readonly at: Date;
}

/** A booking as one source saw it. */
export interface BookingReport {
  /** SHA-256 of Cal's uid, so that nothing kept leads back to a person. */
  readonly uidHash: string;
  readonly source: BookingSource;
  /** "booked" if not given. */
  readonly state?: Exclude<BookingState, BookingChange["kind"]>;
  /** The opening that led to it, if the source knows. */
  readonly sampleId?: string;
  /** By the server's clock. */
  readonly at: Date;
  /** By the visitor's clock. */
  readonly madeAt?: Date | undefined;
  /** Makes it a conversion, once per uid. */
  readonly conversion?: ConversionOrder | undefined;
}

export interface BookingChange {
  readonly uidHash: string;
  readonly kind: "rescheduled" | "cancelled";
  readonly at: Date;
  /** Reports the cancellation of a booking that was a conversion. */
  readonly conversion?: ConversionOrder | undefined;
}

export interface BookingCounted {
  readonly counted: boolean;
  /** There is a conversion that can be sent now: its opening is known. */
  readonly conversion?: true;
}

export interface NewestQuery {
  /** 1 to 10,000. */
  readonly limit: number;
  /** Only failed and timed-out ones. */
  readonly errorOnly?: boolean;
  /** Only those received at this instant or after it; by default the last 90 days. */
  readonly since?: Date;
  /** Only the newest of each sender. */
  readonly isOnePerSender?: boolean;
  readonly matches?: (sample: StoredSample) => boolean;
}

export interface CompactLimits {
  /** Whether to end; after 7 s if not given. Nothing begins after that. */
  readonly isLate?: () => boolean;
}

/** Bookings and their changes throw `BusyError` while another instance is counting the same booking. */
export interface MetricsStore {
  /**
   * Appends one sample, counts it once, and gives the figures of its day (the site's, over all samples, of the phases that values have)
   * with it. If it arrives again with a pick, only that is added.
   */
  record(sample: StoredSample, post: Post): Promise<{ counted: boolean; today: Figures; posts: PostCount }>;
  /** Counts a page view with intent and without an opening, once per `sampleId`. It is no sample: no outcome, and not among the newest. */
  recordIntent(intent: IntentReport, post: Post): Promise<{ counted: boolean; posts: PostCount }>;
  /** Counts a source's report of a booking, once per source, state and uid. `counted` is false if no number changes. */
  recordBooking(booking: BookingReport, post?: Post): Promise<BookingCounted & { posts?: PostCount }>;
  /** Counts a change of a booking, once per uid and kind. */
  recordBookingChange(change: BookingChange): Promise<BookingCounted>;
  /** Counts a post that adds no record: one that was refused. */
  countPost(sender: string): Promise<PostCount>;
  /**
   * The figures of each period, in the order asked for, over the records that match the filter. Exact without a filter. With one
   * dimension: exact, counts and wire phases. With more: from the records that are kept, which `basis` counts.
   */
  figures(periods: readonly Period[], filter?: Filter): Promise<Statistics[]>;
  /** The figures of every value of every dimension, one entry per period, in the order asked for; with a filter from the records that are kept. */
  breakdowns(periods: readonly Period[], filter?: Filter): Promise<BrokenDown[]>;
  /** The same of periods that follow one another, in as few parts as can be read: without a filter, days that are over are one. */
  breakdownParts(periods: readonly Period[], filter?: Filter): Promise<BrokenDownPart[]>;
  /**
   * The newest samples that match, newest first: of the last 9 days all, before that those that are kept of each day. It looks at the
   * newest 10,000 records, and those of intents, bookings and later picks count towards them.
   */
  newest(query: NewestQuery): Promise<StoredSample[]>;
  /** The same for several queries, which share what they read. */
  newestOf(queries: readonly NewestQuery[]): Promise<StoredSample[][]>;
  /** Keeps the sample of a smoke test by itself, under its id, and gives what was then read back. It is in no figure. */
  keepSynthetic(sample: StoredSample): Promise<StoredSample>;
  /** Notes that made-up openings were added at this instant. The first one stays: from then on no figure is real alone. */
  markDemoData(at: Date): Promise<void>;
  /** Since when there have been made-up openings here; null if there never were any. */
  demoDataSince(): Promise<Date | null>;
  /** The notes of admins as they are stored, by their ids: read with the rest of a view, in one round trip. See ../notes/notes.ts. */
  notes(): Promise<Readonly<Record<string, unknown>>>;
  /** Makes the rollups of everything that is over, and heals those of yesterday and the day before. Safe to repeat, and at once. */
  compact(limits?: CompactLimits): Promise<RetentionReport>;
}

export interface StoreOptions {
  readonly now?: () => Date;
  /** The clock of the store. Nothing is packed while `now` differs from it by more than 2 minutes. By default the server's that answers, or `now` if that is given. */
  readonly storeNow?: () => Promise<Date>;
  /** The site's time zone, in which its days begin; an IANA name, by default "UTC". */
  readonly zone?: string | undefined;
}

const TIME_LIMIT_MS = 7_000;

export function createMetricsStore(kv: Pick<Kv, "client" | "writer">, { now: ownNow, storeNow, zone = "UTC" }: StoreOptions = {}): MetricsStore {
  const { client } = kv;
  const now = ownNow ?? (() => new Date());
  const reads = createGroupReads(client);
  const logs = createLogs(reads, client, now);
  const sizes = (hours: readonly Period[]) => rollups.sizes(hours);
  const samples = createSamples({ reads, logs, sizes, now });
  const rollups = createRollups({ kv, reads, logs, sampleOf: (day) => samples.make(day), now, zone, storeNow: storeNow ?? (ownNow === undefined ? () => timeOf(client) : () => Promise.resolve(now())) });
  const sums = createSums(kv, reads, rollups, now);
  const today = createToday(logs, rollups, { now, zone });
  const commit = createGroupCommit(kv, now);
  const posts = createPostCounter(commit, now);
  const bookings = createBookings(kv, now);
  const newestOf = createNewest({ reads, logs, samples, sizes, now, zone });

  return {
    ...createRecorder({ client, commit, posts, logs, today }),
    ...createStatistics({ rollups, sums, samples, now }),
    countPost: (sender) => posts.count(sender),

    async recordBooking(report, post) {
      const [booked, count] = await Promise.all([bookings.book(report), post && posts.count(post.sender)]);
      today.forget();
      return { ...booked, ...(count && { posts: count }) };
    },
    recordBookingChange: (change) => bookings.change(change),

    newest: async (query) => (await newestOf([query]))[0] ?? [],
    newestOf,

    async keepSynthetic(sample) {
      const key = syntheticKey(sample.sampleId ?? sample.id);
      await client.set(key, sample, { ex: KEPT.synthetic });
      const kept = await client.get<StoredSample>(key);
      if (kept?.receivedAt !== sample.receivedAt || kept.sampleId !== sample.sampleId) throw new Error("The store took a synthetic sample and does not have it.");
      return kept;
    },
    markDemoData: async (at) => void (await client.set(DEMO_DATA_KEY, { since: at.toISOString() }, { nx: true })),
    async demoDataSince() {
      const [mark] = (await reads.values([DEMO_DATA_KEY])) as ({ since?: unknown } | null)[];
      // A mark without a time still says that there are made-up openings.
      const since = new Date(String(mark?.since));
      return mark === null || mark === undefined ? null : Number.isNaN(since.getTime()) ? new Date(0) : since;
    },

    notes: () => reads.hash(NOTES_KEY),

    async compact({ isLate: isTooLate } = {}) {
      const started = performance.now();
      const isLate = isTooLate ?? (() => performance.now() - started >= TIME_LIMIT_MS);
      const report = await rollups.compact(isLate);
      // The first reader of a window then need not make its sum.
      for (const window of ["7d", "28d", "90d"] as const) if (!isLate()) await sums.read(periodsOf(window, now(), zone).slice(0, -1));
      return report;
    },
  };
}

async function timeOf(client: KvClient): Promise<Date> {
  const [seconds] = await client.time();
  return new Date(Number(seconds) * 1_000);
}
