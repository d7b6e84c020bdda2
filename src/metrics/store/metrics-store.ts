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
import { randomBytes } from "node:crypto";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import { DIMENSIONS, OUTCOMES, type Dimension, type StoredSample } from "../shared/sample.ts";
import type { BookingSource, BookingState } from "../statistics/booking-counts.ts";
import { capped, CAPPED, foldOf, scaled, type Counted, type RecordFields } from "../statistics/fold.ts";
import { INTENT, NO_FIGURES, OTHER, type Breakdowns, type Figures } from "../statistics/figures.ts";
import { sampleDelta } from "../statistics/sample-delta.ts";
import { periodAt, type Period } from "../statistics/periods.ts";
import { createBookings } from "./bookings.ts";
import { createGroupCommit } from "../log/group-commit.ts";
import { DEMO_DATA_KEY, KEPT, syntheticKey } from "../log/keys.ts";
import { BLOCK_RECORDS, createLogs, markOf, sampleIdOf, type Kept } from "../log/logs.ts";
import { partsOf, readRecord, recordText, type LogRecord } from "../log/record-text.ts";
import { joined } from "../log/rollup-text.ts";
import { createPostCounter, type PostCount } from "./post-counter.ts";
import { createRollups } from "./rollups.ts";
import { createSamples, type Records } from "./samples.ts";
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
  /**
   * Appends one sample, counts it once, and gives the figures of its day (the site's, over all samples, of the phases that values have)
   * with it. If it arrives again with a pick, only that is added.
   */
  record(sample: StoredSample, post: Post): Promise<{ counted: boolean; today: Figures; posts: PostCount }>;
  /** Counts a page view with intent and without an opening, once per `sampleId`. It is no sample: no outcome, and not among the newest. */
  recordIntent(intent: IntentReport, post: Post): Promise<{ counted: boolean; posts: PostCount }>;
  /** Counts a source's report of a booking, once per source, state and uid. `counted` is false if no number changes. */
  recordBooking(booking: BookingReport, post?: Post): Promise<{ counted: boolean; posts?: PostCount }>;
  /** Counts a change of a booking, once per uid and kind. */
  recordBookingChange(change: BookingChange): Promise<{ counted: boolean }>;
  /** Counts a post that adds no record: one that was refused. */
  countPost(sender: string): Promise<PostCount>;
  /**
   * The figures of each period, in the order asked for, over the records that match the filter. Exact without a filter. With one
   * dimension: exact, counts and wire phases. With more: from the records that are kept, which `basis` counts.
   */
  figures(periods: readonly Period[], filter?: Filter): Promise<Statistics[]>;
  /** The figures of every value of every dimension, one entry per period, in the order asked for; with a filter from the records that are kept. */
  breakdowns(periods: readonly Period[], filter?: Filter): Promise<BrokenDown[]>;
  /** The newest samples that match, newest first: of the last 9 days all, before that those that are kept of each day. */
  newest(query: NewestQuery): Promise<StoredSample[]>;
  /** Keeps the sample of a smoke test by itself, under its id, and gives what was then read back. It is in no figure. */
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
  /** The clock of the store. Nothing is packed while `now` differs from it by more than 2 minutes. By default the server's that answers, or `now` if that is given. */
  readonly storeNow?: () => Promise<Date>;
  /** The site's time zone, in which its days begin; an IANA name, by default "UTC". */
  readonly zone?: string | undefined;
}

const TIME_LIMIT_MS = 7_000;

export function createMetricsStore(kv: Pick<Kv, "client" | "writer">, { now, storeNow, zone = "UTC" }: StoreOptions = {}): MetricsStore {
  const { client } = kv;
  const clock = now ?? (() => new Date());
  const commit = createGroupCommit(kv, clock);
  const logs = createLogs(client, clock);
  const samples = createSamples(client, logs, { now: clock, zone });
  const rollups = createRollups({ kv, logs, samples, now: clock, zone, storeNow: storeNow ?? (now === undefined ? () => timeOf(client) : () => Promise.resolve(clock())) });
  const today = createToday(logs, rollups, { now: clock, zone });
  const bookings = createBookings(kv, { now: clock, token: newToken });
  const posts = createPostCounter(commit, clock);

  return {
    async record(sample, post) {
      const hour = periodAt("hour", new Date(sample.receivedAt));
      const record = recordOf(sampleIdOf(sample) === undefined ? "A" : "S", sample, post);
      const mark = markOf(record);
      if (post.isAgain && mark !== undefined) {
        const [known, counted] = await Promise.all([client.get<unknown>(mark), posts.count(post.sender)]);
        if (known !== null) {
          await addLater(known, record, hour);
          return { counted: false, today: await today.known(hour), posts: counted };
        }
      }
      const tailFrom = today.tailFrom(hour);
      const [appended, counted] = await Promise.all([
        commit.append({ hour, text: recordText(record), mark: mark === undefined ? undefined : { key: mark, value: markText(record) }, tailFrom }),
        posts.count(post.sender, { isOpening: true, isCounted: post.isAgain === true && mark !== undefined }),
      ]);
      if (!appended.isNew && mark !== undefined && record.fields.picked) await addLater(await client.get<unknown>(mark), record, hour);
      // Behind the answer. If this process ends before, the next reader makes it.
      if ((appended.place + 1) % BLOCK_RECORDS === 0) void logs.makeBlocks(hour).catch(() => undefined);
      return { counted: appended.isNew, today: await today.after(hour, record, appended, tailFrom), posts: counted };
    },

    async recordIntent({ sampleId, values, at }, post) {
      const received = at.toISOString();
      const record = recordOf("I", { ...values, sampleId, receivedAt: received, timestamp: received }, post);
      const [{ isNew }, counted] = await Promise.all([
        commit.append({ hour: periodAt("hour", at), text: recordText(record), mark: { key: markOf(record) ?? "", value: markText({ ...record, fields: {} }) } }),
        posts.count(post.sender),
      ]);
      return { counted: isNew, posts: counted };
    },

    async recordBooking(report, post) {
      const [{ counted }, count] = await Promise.all([bookings.book(report), post && posts.count(post.sender)]);
      today.forget();
      return { counted, ...(count && { posts: count }) };
    },
    recordBookingChange: (change) => bookings.change(change),

    countPost: (sender) => posts.count(sender),

    async figures(periods, filter = {}) {
      const names = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
      const [dimension] = names;
      if (dimension === undefined) return (await rollups.read(periods, "whole")).map(({ whole }) => exact(whole));
      if (names.length > 1) return (await matching(periods, filter)).map(({ records, factor, ...basis }) => ({ figures: scaled(foldOf(records).whole, factor), basis }));
      const [values, phases] = [await rollups.read(periods, "values"), await rollups.read(periods, "phases")];
      const value = filter[dimension] ?? "";
      return values.map((one, i) => exact(joined(one.values.get(dimension)?.get(value) ?? NO_FIGURES, phases[i]?.values.get(dimension)?.get(value))));
    },

    async breakdowns(periods, filter = {}) {
      if (DIMENSIONS.every((dimension) => filter[dimension] === undefined)) {
        return (await rollups.read(periods, "values")).map(({ values, n }) => ({ values, basis: { kept: n, of: n } }));
      }
      return (await matching(periods, filter)).map(({ records, factor, ...basis }) => {
        const { values } = capped(foldOf(records).counted);
        const estimate = (one: ReadonlyMap<string, Figures>) => new Map([...one].map(([value, figures]) => [value, scaled(figures, factor)]));
        return { values: new Map([...values].map(([dimension, one]) => [dimension, estimate(one)])), basis };
      });
    },
    newest: (query) => samples.newest(query, (hours) => rollups.sizes(hours)),

    async keepSynthetic(sample) {
      const key = syntheticKey(sample.sampleId ?? sample.id);
      await client.set(key, sample, { ex: KEPT.synthetic });
      const kept = await client.get<StoredSample>(key);
      if (kept?.receivedAt !== sample.receivedAt || kept.sampleId !== sample.sampleId) throw new Error("The store took a synthetic sample and does not have it.");
      return kept;
    },
    markDemoData: async (at) => void (await client.set(DEMO_DATA_KEY, { since: at.toISOString() }, { nx: true })),
    async demoDataSince() {
      const mark = await client.get<{ since?: unknown }>(DEMO_DATA_KEY);
      // A mark without a time still says that there are made-up openings.
      const since = new Date(String(mark?.since));
      return mark === null ? null : Number.isNaN(since.getTime()) ? new Date(0) : since;
    },

    compact({ isLate } = {}) {
      const started = performance.now();
      return rollups.compact(isLate ?? (() => performance.now() - started >= TIME_LIMIT_MS));
    },
  };

  /** Adds what a sample that arrived again knows beyond the idempotency key of its first arrival. */
  async function addLater(known: unknown, record: LogRecord, hour: Period): Promise<void> {
    const first = readRecord(known);
    const delta = first && sampleDelta(first.fields, record.fields);
    if (first === undefined || delta === undefined) return;
    const { outcome: _, ...values } = first.fields;
    const later: LogRecord = { ...record, kind: "P", fields: { ...values, sampleId: sampleIdOf(record.fields) ?? "" }, ownValues: first.ownValues, delta };
    await commit.append({ hour, text: recordText(later), mark: { key: markOf(later) ?? "", value: markText({ ...later, fields: {} }) } });
    today.forget();
  }

  /** The records of each period that match the filter, and how many records were kept of how many. */
  async function matching(periods: readonly Period[], filter: Filter) {
    const all = await samples.read(periods);
    // "other" means the values that the period's rollup has no figures for.
    const values = Object.values(filter).includes(OTHER) ? await rollups.read(periods, "values") : [];
    return all.map(({ kept, of }: Records, i) => ({
      records: kept.flatMap(({ record }: Kept) => (matches(record, filter, values[i]?.values) ? [record] : [])),
      kept: kept.length,
      of,
      factor: kept.length === 0 ? 1 : of / kept.length,
    }));
  }
}

/** A record is an opening, which has an outcome, or an intent. */
function exact(figures: Figures): Statistics {
  const n = [...OUTCOMES, INTENT].reduce((sum, name) => sum + (figures.counts[name] ?? 0), 0);
  return { figures, basis: { kept: n, of: n } };
}

function matches({ fields }: LogRecord, filter: Filter, values: Counted["values"] | undefined): boolean {
  return DIMENSIONS.every((dimension) => {
    const [wanted, found] = [filter[dimension], fields[dimension]];
    if (wanted === undefined || wanted === found) return true;
    return wanted === OTHER && found !== undefined && CAPPED.includes(dimension) && values?.get(dimension)?.has(found) === false;
  });
}

function recordOf(kind: "S" | "A" | "I", fields: RecordFields & Pick<StoredSample, "receivedAt" | "timestamp">, { sender, network = sender, ownValues = [] }: Post): LogRecord {
  return { kind, token: newToken(), sender: network, ownValues, ...partsOf(fields, periodAt("hour", new Date(fields.receivedAt)).start.getTime()) };
}

/** What an idempotency key keeps: the token, and what a booking, or the sample when it arrives again, needs of its opening. */
function markText({ fields, ...record }: LogRecord): string {
  const isReady = fields.outcome === "ready" && fields.totalDuration !== undefined;
  const values = Object.fromEntries(DIMENSIONS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
  const went = fields.outcome === "times" ? { outcome: fields.outcome, ...(fields.picked && { picked: fields.picked }) } : isReady && { totalDuration: fields.totalDuration };
  return recordText({ ...record, kind: "K", offset: 0, delay: 0, fields: { ...values, ...went } });
}

/** 6 characters: 36 random bits. */
function newToken(): string {
  return randomBytes(5).toString("base64url").slice(0, 6);
}

async function timeOf(client: KvClient): Promise<Date> {
  const [seconds] = await client.time();
  return new Date(Number(seconds) * 1_000);
}
