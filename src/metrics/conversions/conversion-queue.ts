/** The queue of conversions: a hash in the store, with an entry for each booking, or its cancellation, that a receiver has still to get. */
import type { KvClient } from "../../host/kv/kv.ts";
import { CONVERSIONS_KEY, KEPT } from "../log/keys.ts";
import type { BookingMark } from "../statistics/booking-counts.ts";

/** Who is to get a conversion, and what the report knows of its campaign; a known opening knows better. */
export interface ConversionOrder {
  readonly receivers: readonly string[];
  readonly campaign?: Campaign | undefined;
}

export type Campaign = Readonly<Partial<Record<"source" | "medium" | "campaign", string>>>;

/** What is still to be sent of a booking; in the hash of conversions, JSON. */
export interface QueuedConversion {
  /** When the booking was reported, in epoch ms. */
  readonly at: number;
  /** When the next attempt is due, in epoch ms. */
  readonly next: number;
  readonly tries: number;
  /** The receivers that have not accepted it yet. */
  readonly to: readonly string[];
  readonly campaign?: ConversionOrder["campaign"];
  /** When it was given up, in epoch ms. */
  readonly failed?: number;
}

/** A conversion of an unknown opening waits this long for the browser's report, in ms. */
export const WAIT_FOR_OPENING_MS = 120_000;

export type Queue = ReadonlyMap<string, QueuedConversion>;

/** What the change of a booking's mark adds to the queue: the conversion itself, its cancellation, or nothing. */
export function queuedBy(before: BookingMark | undefined, after: BookingMark, { uidHash, at, receivers, campaign }: ConversionOrder & { uidHash: string; at: Date }): Record<string, QueuedConversion> | undefined {
  const isNew = after.converted && !before?.converted;
  const isCancelled = before?.converted && after.states.includes("cancelled") && !before.states.includes("cancelled");
  if (!isNew && !isCancelled) return undefined;
  const now = at.getTime();
  const next = after.opening === undefined && isNew ? now + WAIT_FOR_OPENING_MS : now;
  return { [`${uidHash}.${isNew ? "confirmed" : "cancelled"}`]: { at: now, next, tries: 0, to: receivers, ...(campaign && { campaign }) } };
}

/** A value of another shape is left out, and stays. */
export async function readQueue(client: KvClient): Promise<Queue> {
  const fields = (await client.hgetall<Record<string, unknown>>(CONVERSIONS_KEY)) ?? {};
  return new Map(Object.entries(fields).flatMap(([name, value]) => (isQueued(value) ? [[name, value]] : [])));
}

export async function writeQueue(writer: KvClient, after: ReadonlyMap<string, QueuedConversion | undefined>): Promise<void> {
  if (after.size === 0) return;
  const gone = [...after].flatMap(([name, entry]) => (entry ? [] : [name]));
  const changed = [...after].flatMap(([name, entry]) => (entry ? [[name, entry] as const] : []));
  const tx = writer.multi();
  if (gone.length > 0) tx.hdel(CONVERSIONS_KEY, ...gone);
  if (changed.length > 0) tx.hset(CONVERSIONS_KEY, Object.fromEntries(changed)).expire(CONVERSIONS_KEY, KEPT.conversions);
  await tx.exec();
}

function isQueued(value: unknown): value is QueuedConversion {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "number" && "next" in value && "tries" in value && "to" in value && Array.isArray(value.to);
}
