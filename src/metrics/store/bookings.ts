/**
 * Counts bookings and their changes. The visitor's browser and Cal's webhook may report the same booking, in any order and more than
 * once, so what is known of a booking is read, decided on and written under a lock; the write is one transaction of what is then known and
 * the record of what changes. A crash before it leaves a lock that expires, and nothing counted.
 *
 * One case remains: a transaction that the network holds back until its lock has expired. Locks last longer than a writer
 * waits, and a writer that was held up itself (a function can be frozen at any line) writes no more.
 */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Kv } from "../../host/kv/kv.ts";
import { bookingDelta, isBookingMark, type BookingMark, type BookingNews, type Opening } from "../statistics/booking-counts.ts";
import { BOOKING_TIME_UNIT } from "../statistics/figures.ts";
import { periodAt } from "../statistics/periods.ts";
import { queuedBy, type QueuedConversion } from "../conversions/conversion-queue.ts";
import { CONVERSIONS_KEY, KEPT, lockKey, logKey, markKey, secondsLeft, writtenKey } from "../log/keys.ts";
import type { BookingChange, BookingCounted, BookingReport } from "./metrics-store.ts";
import { newToken } from "./recorder.ts";
import { readRecord, recordText } from "../log/record-text.ts";

/** Another instance is counting the same booking. Asking again a little later helps. */
export class BusyError extends Error {
  override name = "BusyError";
  readonly retryAfterSeconds = Math.ceil(LOCK_MS / 1_000);
}

export interface Bookings {
  /** Each is counted once per source, state and uid. `counted` is false if no number changes. */
  book(report: BookingReport): Promise<BookingCounted>;
  change(change: BookingChange): Promise<BookingCounted>;
}

const LOCK_MS = 5_000;
/** Longer ones count as long as this, in tenths of a second: an hour. No percentile that anybody asks for is so long. */
const LONGEST_BOOKING = 36_000;
/** By then more of a lock is left than `writer` waits for its reply, 2 s. */
const WRITE_WITHIN_MS = 2_500;
const ATTEMPTS = 4;
const ATTEMPT_AFTER_MS = 150;

export function createBookings({ client, writer }: Pick<Kv, "client" | "writer">, now: () => Date): Bookings {
  /** The last hour whose log this process has announced, and given its expiry. */
  let lastHour: string | undefined;

  async function count(uidHash: string, at: Date, news: Omit<BookingNews, "opening" | "time" | "converts">, { sampleId, madeAt, conversion }: Pick<BookingReport, "sampleId" | "madeAt" | "conversion">): Promise<BookingCounted> {
    const [lock, mark] = [lockKey("booking", uidHash), markKey("booking", uidHash)];
    const holder = randomUUID();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) await setTimeout(ATTEMPT_AFTER_MS);
      const started = performance.now();
      const look = client.pipeline();
      // In this order: a mark that is not there after the lock was got will not be written by another.
      look.set(lock, holder, { nx: true, px: LOCK_MS });
      look.get(mark);
      // The lock in the way may be ours, if the reply was lost and the client asked again.
      look.get(lock);
      if (sampleId !== undefined) look.get(markKey("sample", sampleId));
      const [, known, held, opened] = await look.exec<unknown[]>();
      const before = isBookingMark(known) ? known : undefined;
      const decided = bookingDelta(before, { ...news, ...openingOf(opened, madeAt), converts: conversion !== undefined && news.state === "booked" });
      if (decided === undefined) {
        if (held === holder) await client.del(lock);
        return { counted: false };
      }
      if (held !== holder) continue;
      if (performance.now() - started >= WRITE_WITHIN_MS) break;
      const queued = conversion && queuedBy(before, decided.known, { uidHash, at, ...conversion });
      await write(mark, lock, at, decided, queued);
      const isReady = decided.known.converted && decided.known.opening !== undefined && (queued !== undefined || before?.opening === undefined);
      return { counted: Object.keys({ ...decided.delta.all, ...decided.delta.value }).length > 0, ...(isReady && { conversion: true }) };
    }
    throw new BusyError("Another instance is counting this booking.");
  }

  async function write(mark: string, lock: string, at: Date, { known, delta }: NonNullable<ReturnType<typeof bookingDelta>>, queued: Record<string, QueuedConversion> | undefined): Promise<void> {
    const hour = periodAt("hour", at);
    const { values = {}, ownValues = [] } = known.opening ?? {};
    const record = recordText({ kind: "D", token: newToken(), sender: "", offset: at.getTime() - hour.start.getTime(), fields: values, ownValues, delta });
    const tx = writer.multi();
    tx.set(mark, known satisfies BookingMark, { ex: KEPT.booking });
    tx.lpush(logKey(hour), JSON.stringify(record));
    tx.del(lock);
    // With the mark that says so: a booking is queued once, or not at all.
    if (queued) tx.hset(CONVERSIONS_KEY, queued).expire(CONVERSIONS_KEY, KEPT.conversions);
    const ex = secondsLeft(hour, KEPT.log, now());
    if (lastHour !== hour.key) tx.set(writtenKey(hour), 1, { ex }).expire(logKey(hour), ex);
    await tx.exec();
    lastHour = hour.key;
  }

  return {
    book: ({ uidHash, source, state = "booked", at, ...report }) => count(uidHash, at, { source, state }, report),
    change: ({ uidHash, kind, at, conversion }) => count(uidHash, at, { source: "webhook", state: kind }, { conversion }),
  };
}

/** The opening that a sample's idempotency key keeps, and the time from its click to a booking, both by the visitor's clock. */
function openingOf(mark: unknown, madeAt: Date | undefined): Pick<BookingNews, "opening" | "time"> {
  const record = readRecord(mark);
  if (record === undefined) return { opening: undefined };
  const { totalDuration, outcome, picked: _, ...values } = record.fields;
  const opening: Opening = {
    values: values as Opening["values"], ownValues: record.ownValues, ...(totalDuration !== undefined && { totalDuration }), ...(outcome === "times" && { isTimes: true as const }),
  };
  // An earlier release kept no click. A clock that was set back in between gives no time.
  const ms = record.offset === 0 || madeAt === undefined ? -1 : madeAt.getTime() - record.offset;
  return { opening, ...(ms >= 0 && { time: Math.min(Math.round(ms / BOOKING_TIME_UNIT), LONGEST_BOOKING) }) };
}
