/**
 * Where samples and their figures are kept. `metrics-keys.ts` has the layout, and `counted-once.ts`
 * how a sample is counted once, however often it arrives.
 *
 * Failure policy: whatever the store throws reaches the caller, and no figure is ever made up. One
 * sample is one transaction, so it is in every figure or in none. When the reply is lost on the
 * way, it may have been kept all the same: sent again under its id, it is not counted again.
 *
 * An instance remembers what it need not ask or say twice, so keep one per process; any number of
 * them agree.
 */
import type { Kv } from "../../../platform/kv.ts";
import type { StoredSample } from "../../shared/sample.ts";
import { tallyBooking, toBookingMark, toOpening } from "./booking-counts.ts";
import type { BookingSource, Opening } from "./booking-counts.ts";
import { countOnce } from "./counted-once.ts";
import type { Batch } from "./counted-once.ts";
import { createCountedValues } from "./counted-values.ts";
import type { DimensionValues } from "./counted-values.ts";
import { NO_FIGURES } from "./figures.ts";
import type { Figures } from "./figures.ts";
import { createFirstWrites } from "./first-writes.ts";
import type { Novelties } from "./first-writes.ts";
import { KEPT_SECONDS, markKey } from "./metrics-keys.ts";
import type { Scope } from "./metrics-keys.ts";
import { readFigures } from "./period-figures.ts";
import type { EndedFigures } from "./period-figures.ts";
import { periodAt } from "./periods.ts";
import type { Period } from "./periods.ts";
import { keepRecent, newestSamples } from "./recent-samples.ts";
import type { NewestQuery } from "./recent-samples.ts";
import { askFigures, FIGURE_REPLIES, toFigures } from "./stored-figures.ts";
import { addTally, dimensionValues, scopesOf, tallySample } from "./tally.ts";
import type { Tally } from "./tally.ts";

export type { Scope } from "./metrics-keys.ts";
export type { NewestQuery } from "./recent-samples.ts";

/** A booking as one source saw it. */
export interface BookingReport {
  /** SHA-256 of Cal's uid, so that nothing kept leads back to a person. */
  readonly uidHash: string;
  readonly source: BookingSource;
  /** The opening that led to it, where the source knows. */
  readonly sampleId?: string;
  /** By the server's clock. */
  readonly at: Date;
}

export interface BookingChange {
  readonly uidHash: string;
  readonly kind: "rescheduled" | "cancelled";
  readonly at: Date;
}

/** All but `figures` and `newest` throw `BusyError` where another instance is counting the same thing. */
export interface MetricsStore {
  /** Counts one sample once, keeps it among the newest, and gives its day's figures (UTC, all samples, of the wire phases) that contain it. */
  record(sample: StoredSample): Promise<{ counted: boolean; today: Figures }>;
  /** Counts what one source saw of a booking, once per source and uid. */
  recordBooking(booking: BookingReport): Promise<{ counted: boolean }>;
  /** Counts a change of a booking, once per uid and kind. */
  recordBookingChange(change: BookingChange): Promise<{ counted: boolean }>;
  /** The figures of each period, in the order asked for; over all samples, or over those with one value. */
  figures(periods: readonly Period[], scope?: Scope): Promise<Figures[]>;
  /** The newest samples that match, newest first. Looks at the newest 10,000 only. */
  newest(query: NewestQuery): Promise<StoredSample[]>;
}

/** A browser gives up on a sample after 3 days; a mark has to outlive that. */
const SAMPLE_MARK_SECONDS = 4 * 86_400;
const BOOKING_MARK_SECONDS = KEPT_SECONDS.day;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function createMetricsStore(
  kv: Pick<Kv, "client" | "writer">,
  { now = () => new Date() }: { now?: () => Date } = {},
): MetricsStore {
  const { client, writer } = kv;
  const firstWrites = createFirstWrites();
  const countedValues = createCountedValues();
  const ended: EndedFigures = new Map();

  const learn = async (values: DimensionValues, day: Period): Promise<void> => {
    const unknown = countedValues.unknown(values, day);
    if (unknown.length === 0) return;
    const batch = client.pipeline();
    countedValues.ask(batch, unknown, day);
    countedValues.learn(await batch.exec<unknown[]>(), unknown, day);
  };

  /** Adds to the hour and the day, over all and under each value; gives the values it was counted under. */
  const add = (tx: Batch, novelties: Novelties, at: Date, values: DimensionValues, tally: { all: Tally; value: Tally }): DimensionValues => {
    const day = periodAt("day", at);
    const admitted = countedValues.admit(tx, novelties, values, { day, now: now() });
    for (const period of [periodAt("hour", at), day]) {
      addTally(tx, novelties, tally.all, { period, scope: undefined, now: now() });
      for (const scope of scopesOf(admitted)) addTally(tx, novelties, tally.value, { period, scope, now: now() });
    }
    return admitted;
  };

  const record = async (sample: StoredSample): Promise<{ counted: boolean; today: Figures }> => {
    const tally = tallySample(sample);
    const values = dimensionValues(sample);
    const at = new Date(sample.receivedAt);
    const day = periodAt("day", at);
    const novelties = firstWrites.begin();

    let figuresAt = 0;
    const fill = (tx: Batch): Opening => {
      keepRecent(tx, sample);
      const admitted = add(tx, novelties, at, values, tally);
      figuresAt = tx.length();
      askFigures(tx, day, undefined, "main");
      const isReady = sample.outcome === "ready" && sample.totalDuration !== undefined;
      return { values: admitted, ...(isReady && { totalDuration: sample.totalDuration }) };
    };
    const kept = (replies: readonly unknown[]) => {
      novelties.kept();
      return { counted: true, today: toFigures(replies.slice(figuresAt, figuresAt + FIGURE_REPLIES.main), "main") };
    };

    const id = sampleIdOf(sample);
    if (id === undefined) {
      await learn(values, day);
      const tx = writer.multi();
      fill(tx);
      return kept(await tx.exec<unknown[]>());
    }

    const unknown = countedValues.unknown(values, day);
    const counted = await countOnce(kv, {
      what: "sample",
      id,
      keptSeconds: SAMPLE_MARK_SECONDS,
      ask: (batch) => countedValues.ask(batch, unknown, day),
      decide(mark, answers) {
        if (mark !== null) return undefined;
        countedValues.learn(answers, unknown, day);
        return { fill };
      },
    }, now);
    if (counted.counted) return kept(counted.replies);
    const [today] = await readFigures(client, ended, { periods: [day], now: now() });
    return { counted: false, today: today ?? NO_FIGURES };
  };

  return {
    record,

    async recordBooking({ uidHash, source, sampleId, at }) {
      const opening = sampleId === undefined ? undefined : toOpening(await client.get(markKey("sample", sampleId)));
      const novelties = firstWrites.begin();
      const { counted } = await countOnce(kv, {
        what: "booking",
        id: uidHash,
        keptSeconds: BOOKING_MARK_SECONDS,
        async decide(mark) {
          const tally = tallyBooking(toBookingMark(mark), { source, opening });
          if (tally === undefined) return undefined;
          const values = tally.mark.opening?.values ?? {};
          await learn(values, periodAt("day", at));
          return {
            fill(tx) {
              add(tx, novelties, at, values, tally);
              return tally.mark;
            },
          };
        },
      }, now);
      if (counted) novelties.kept();
      return { counted };
    },

    async recordBookingChange({ uidHash, kind, at }) {
      const novelties = firstWrites.begin();
      const tally = { counts: { [kind]: 1 }, measures: [] };
      const { counted } = await countOnce(kv, {
        what: kind,
        id: uidHash,
        keptSeconds: BOOKING_MARK_SECONDS,
        decide: (mark) => (mark === null ? {
          fill(tx) {
            add(tx, novelties, at, {}, { all: tally, value: tally });
            return { at: at.toISOString() };
          },
        } : undefined),
      }, now);
      if (counted) novelties.kept();
      return { counted };
    },

    figures: (periods, scope) => readFigures(client, ended, { periods, scope, now: now() }),
    newest: (query) => newestSamples(client, query),
  };
}

/** What a sample is counted once by. A minimal sample may use its `id`, if that is as good as random. */
function sampleIdOf(sample: StoredSample): string | undefined {
  return sample.sampleId ?? (UUID.test(sample.id) ? sample.id : undefined);
}
