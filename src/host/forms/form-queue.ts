/**
 * The messages of forms that no receiver has accepted yet, those that look like spam, and all of them on a site without a
 * receiver:
 *
 *     readyslot:v3:forms        hash: id → JSON of `StoredMessage`; a message leaves it once all receivers have it, when the admin
 *                               deletes it, or FORM_KEEP_DAYS after it was sent. The key expires as long after the newest
 *     readyslot:v3:forms-lock   there while an instance sends, a minute at most
 */
import type { Kv, KvClient } from "../kv/kv.ts";
import type { FormMessage } from "./form-receivers.ts";

export interface StoredMessage extends FormMessage {
  /** When the next attempt is due, in epoch ms. */
  readonly next: number;
  readonly tries: number;
  /** The receivers that have not accepted it yet. */
  readonly to: readonly string[];
  /** When it was given up, in epoch ms. */
  readonly failed?: number | undefined;
  /** It fell into a trap: it is kept for the admin, and sent to nobody. */
  readonly isSpam?: boolean | undefined;
}

export const FORMS_KEY = "readyslot:v3:forms";
export const FORMS_LOCK = "readyslot:v3:forms-lock";

/** Together with the longest message, below what the store returns at once. */
const MOST = 500;
/** Spam must not take the room of messages. */
const MOST_SPAM = 100;
const DAY_MS = 86_400_000;

export type StoredMessages = ReadonlyMap<string, StoredMessage>;

/** The messages, the newest first, without those whose time is up; a value of another shape is left out. */
export async function readMessages(client: KvClient, { now, days }: { now: Date; days: number }): Promise<{ messages: StoredMessages; expired: readonly string[] }> {
  const fields = (await client.hgetall<Record<string, unknown>>(FORMS_KEY)) ?? {};
  const read = Object.entries(fields).flatMap(([id, value]): [string, StoredMessage][] => (isStored(value) ? [[id, value]] : []));
  const isExpired = ([, { at }]: [string, StoredMessage]) => now.getTime() - Date.parse(at) > days * DAY_MS;
  const sorted = read.filter((one) => !isExpired(one)).toSorted(([, a], [, b]) => b.at.localeCompare(a.at));
  return { messages: new Map(sorted), expired: read.filter(isExpired).map(([id]) => id) };
}

/**
 * Stores a message. A second one with the same id, which a double click sends, changes nothing.
 *
 * @returns false if as many wait as there is room for. Spam then replaces nothing and is dropped.
 */
export async function storeMessage({ client, writer }: Pick<Kv, "client" | "writer">, message: StoredMessage, kept: { now: Date; days: number }): Promise<boolean> {
  const { messages, expired } = await readMessages(client, kept);
  if (messages.has(message.id)) return true;
  if (messages.size >= MOST || (message.isSpam && [...messages.values()].filter(({ isSpam }) => isSpam).length >= MOST_SPAM)) return false;
  const tx = writer.multi().hset(FORMS_KEY, { [message.id]: message }).expire(FORMS_KEY, kept.days * 86_400);
  if (expired.length > 0) tx.hdel(FORMS_KEY, ...expired);
  await tx.exec();
  return true;
}

/** Changes messages that are still there; undefined removes one. */
export async function writeMessages({ client, writer }: Pick<Kv, "client" | "writer">, after: ReadonlyMap<string, StoredMessage | undefined>): Promise<void> {
  if (after.size === 0) return;
  const gone = [...after].flatMap(([id, message]) => (message ? [] : [id]));
  const changed = [...after].flatMap(([id, message]) => (message ? [[id, message] as const] : []));
  // Meanwhile the admin may have deleted one.
  const there = changed.length > 0 ? await client.hmget<Record<string, unknown>>(FORMS_KEY, ...changed.map(([id]) => id)) : null;
  const kept = changed.filter(([id]) => there?.[id]);
  if (gone.length + kept.length === 0) return;
  const tx = writer.multi();
  if (gone.length > 0) tx.hdel(FORMS_KEY, ...gone);
  if (kept.length > 0) tx.hset(FORMS_KEY, Object.fromEntries(kept));
  await tx.exec();
}

/** Deletes the messages whose time is up. Reading leaves them out before. */
export async function deleteExpired(kv: Pick<Kv, "client" | "writer">, kept: { now: Date; days: number }): Promise<number> {
  const { expired } = await readMessages(kv.client, kept);
  await writeMessages(kv, new Map(expired.map((id) => [id, undefined])));
  return expired.length;
}

function isStored(value: unknown): value is StoredMessage {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "string" && "form" in value && "to" in value && Array.isArray(value.to) && "fields" in value && Array.isArray(value.fields);
}
