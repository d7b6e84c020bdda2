/**
 * Counts what is reported: samples, intents, bookings and their changes. Each is one transaction, over
 * all and under each of its values, and each is counted once: `counted-once.ts`.
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { StoredSample } from "../shared/sample.ts";
import { tallyBooking, toBookingMark, toOpening } from "./booking-counts.ts";
import type { BookingNews, BookingSource, BookingState, Opening } from "./booking-counts.ts";
import { countOnce } from "./counted-once.ts";
import type { Batch } from "./counted-once.ts";
import { createCountedValues } from "./counted-values.ts";
import type { DimensionValues } from "./counted-values.ts";
import { INTENT } from "../statistics/figures.ts";
import type { Figures } from "../statistics/figures.ts";
import { createFirstWrites } from "./first-writes.ts";
import type { Novelties } from "./first-writes.ts";
import { KEPT_SECONDS, markKey } from "./metrics-keys.ts";
import { periodAt } from "../statistics/periods.ts";
import type { Period } from "../statistics/periods.ts";
import { keepRecent } from "./recent-samples.ts";
import { askFigures, FIGURE_REPLIES, toFigures } from "./stored-figures.ts";
import { addTally, dimensionValues, scopesOf, tallySample } from "./tally.ts";
import type { Tally } from "./tally.ts";

/** A page view that ended without an opening although its visitor had shown intent. */
export interface IntentReport {
  readonly sampleId: string;
  /** What is known of it: page, placement, variant, release, device. */
  readonly values: DimensionValues;
  /** By the server's clock. */
  readonly at: Date;
}

/** A booking as one source saw it. */
export interface BookingReport {
  /** SHA-256 of Cal's uid, so that nothing kept leads back to a person. */
  readonly uidHash: string;
  readonly source: BookingSource;
  /** "booked" if not given. */
  readonly state?: Exclude<BookingState, "cancelled">;
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

/** All throw `BusyError` where another instance is counting the same thing. */
export interface Recorder {
  /** Counts one sample once, keeps it among the newest, and gives its day's figures (UTC, all samples, of the wire phases) that contain it; without figures where it had been counted. */
  record(sample: StoredSample): Promise<{ counted: true; today: Figures } | { counted: false }>;
  /** Counts a page view with intent and without an opening, once per `sampleId`. It is no sample: no outcome, and not among the newest. */
  recordIntent(intent: IntentReport): Promise<{ counted: boolean }>;
  /** Counts what one source saw of a booking, once per source, state and uid. `counted` is false where no number changes. */
  recordBooking(booking: BookingReport): Promise<{ counted: boolean }>;
  /** Counts a change of a booking, once per uid and kind. */
  recordBookingChange(change: BookingChange): Promise<{ counted: boolean }>;
}

/** A browser gives up on a sample after 3 days; a mark has to outlive that. */
const SAMPLE_MARK_SECONDS = 4 * 86_400;
const BOOKING_MARK_SECONDS = KEPT_SECONDS.day;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function createRecorder(kv: Pick<Kv, "client" | "writer">, now: () => Date): Recorder {
  const { client, writer } = kv;
  const firstWrites = createFirstWrites();
  const countedValues = createCountedValues();

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

  const record = async (sample: StoredSample): ReturnType<Recorder["record"]> => {
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
      return { counted: true as const, today: toFigures(replies.slice(figuresAt, figuresAt + FIGURE_REPLIES.main), "main") };
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
    return counted.counted ? kept(counted.replies) : { counted: false };
  };

  /** Counts one more of what has a counter and nothing else. */
  const countUp = async (
    counter: string,
    { values, at, ...once }: { what: string; id: string; keptSeconds: number; values: DimensionValues; at: Date },
  ): Promise<{ counted: boolean }> => {
    const day = periodAt("day", at);
    const unknown = countedValues.unknown(values, day);
    const novelties = firstWrites.begin();
    const tally: Tally = { counts: { [counter]: 1 }, measures: [] };
    const { counted } = await countOnce(kv, {
      ...once,
      ask: (batch) => countedValues.ask(batch, unknown, day),
      decide(mark, answers) {
        if (mark !== null) return undefined;
        countedValues.learn(answers, unknown, day);
        return {
          fill(tx) {
            add(tx, novelties, at, values, { all: tally, value: tally });
            return { at: at.toISOString() };
          },
        };
      },
    }, now);
    if (counted) novelties.kept();
    return { counted };
  };

  const countBooking = async (
    { uidHash, source, state, opening, at }: BookingNews & { uidHash: string; at: Date },
  ): Promise<{ counted: boolean }> => {
    const novelties = firstWrites.begin();
    let isNumber = false;
    const { counted } = await countOnce(kv, {
      what: "booking",
      id: uidHash,
      keptSeconds: BOOKING_MARK_SECONDS,
      async decide(mark) {
        const tally = tallyBooking(toBookingMark(mark), { source, state, opening });
        if (tally === undefined) return undefined;
        isNumber = Object.keys({ ...tally.all.counts, ...tally.value.counts }).length > 0;
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
    return { counted: counted && isNumber };
  };

  return {
    record,

    recordIntent: ({ sampleId, values, at }) => countUp(INTENT, { what: "intent", id: sampleId, keptSeconds: SAMPLE_MARK_SECONDS, values, at }),

    async recordBooking({ uidHash, source, state = "booked", sampleId, at }) {
      const opening = sampleId === undefined ? undefined : toOpening(await client.get(markKey("sample", sampleId)));
      return countBooking({ uidHash, source, state, opening, at });
    },

    recordBookingChange: ({ uidHash, kind, at }) =>
      kind === "cancelled"
        ? countBooking({ uidHash, source: "webhook", state: kind, opening: undefined, at })
        : countUp(kind, { what: kind, id: uidHash, keptSeconds: BOOKING_MARK_SECONDS, values: {}, at }),
  };
}

/** What a sample is counted once by. A minimal sample may use its `id`, if that is as good as random. */
function sampleIdOf(sample: StoredSample): string | undefined {
  return sample.sampleId ?? (UUID.test(sample.id) ? sample.id : undefined);
}
