/**
 * Sends the conversions that `store/bookings.ts` has queued, with the count of their booking, to every receiver that is
 * configured. A receiver that does not accept one gets it again, after a minute, two, four and so on up to six hours, for three
 * days; GA4 takes no older ones. The queue is a hash in the store, so it survives a function's end, a restart and a deployment.
 *
 * Sending follows Cal's webhook, a browser's report of the booking, other posts (once a minute at most) and the host's cron job.
 * One instance at a time holds the lock. If it ends between an answer and the note of it, the receiver gets the conversion again,
 * under the same id.
 *
 * Without a receiver there is no command. With one: two commands more for a booking, in its transaction; six to send it; one a
 * minute and instance while there are posts and nothing waits.
 */
import { randomUUID } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import { CONVERSIONS_LOCK, markKey } from "../log/keys.ts";
import { isBookingMark } from "../statistics/booking-counts.ts";
import { readQueue, writeQueue, type Queue, type QueuedConversion } from "./conversion-queue.ts";
import { receiversOf, type Conversion, type ConversionEnv, type Outcome, type Receiver } from "./receivers.ts";

export interface ConversionContext {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly env: ConversionEnv;
  readonly now: Date;
  /** Even if this instance has looked within the last minute. */
  readonly isForced?: boolean;
  /** The timeout of each post, in ms. */
  readonly timeLimitMs?: number;
}

export interface ConversionStatus {
  /** To be sent, or to be sent again. */
  readonly waiting: number;
  /** Given up in the last seven days. */
  readonly failed: number;
  /** One has failed and waits for its next attempt, or was given up within a day. */
  readonly isFailing: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS;
const MAX_AGE_MS = 3 * DAY_MS;
const FAILED_FOR_MS = 7 * DAY_MS;
/** More than this wait only if a receiver has been down for long; the oldest are given up. */
const MOST = 1_000;
/** At once, and in one pass: a function may run for 60 s, and the lock is held as long. */
const AT_ONCE = 5;
const PASS_MS = 20_000;
const LOCK_MS = MINUTE_MS;

/** When each store's next look is due, as far as this instance knows: on the monotonic clock, because a clock that is set back would stop them. */
const due = new WeakMap<KvClient, number>();
/** The pass of this instance, and the newest call that came meanwhile. */
const passes = new WeakMap<KvClient, { wanted?: ConversionContext | undefined; readonly work: Promise<ConversionStatus> }>();

/** Sends what is due; undefined without a receiver, or if there was nothing to look for. Never rejects: an error is logged. */
export async function deliverConversions(context: ConversionContext): Promise<ConversionStatus | undefined> {
  try {
    const { kv: { client }, isForced = false } = context;
    const receivers = receiversOf(context.env, context);
    if (receivers.length === 0 || (!isForced && performance.now() < (due.get(client) ?? 0))) return undefined;
    due.set(client, performance.now() + MINUTE_MS);
    const running = passes.get(client);
    // What was queued after its look is found by one more.
    if (running) running.wanted = context;
    return await (running?.work ?? startPass(context, receivers));
  } catch (error) {
    logError("The conversions could not be sent.", error);
    return undefined;
  }
}

async function startPass(context: ConversionContext, receivers: readonly Receiver[]): Promise<ConversionStatus> {
  const { client } = context.kv;
  const work = runPass(context, receivers);
  const pass: { wanted?: ConversionContext | undefined; readonly work: Promise<ConversionStatus> } = { work };
  passes.set(client, pass);
  const status = await work.finally(() => passes.delete(client));
  return pass.wanted ? startPass(pass.wanted, receivers) : status;
}

async function runPass(context: ConversionContext, receivers: readonly Receiver[]): Promise<ConversionStatus> {
  const { kv: { client, writer }, now } = context;
  const seen = await readQueue(client);
  if (changesOf(seen, now).length === 0) return statusOf(seen, now);
  const holder = randomUUID();
  if ((await writer.set(CONVERSIONS_LOCK, holder, { nx: true, px: LOCK_MS })) === null) return statusOf(seen, now);
  const started = performance.now();
  // Once more, now that nobody else sends.
  const queue = new Map(await readQueue(client));
  const names = changesOf(queue, now);
  for (let i = 0; i < names.length && performance.now() - started < PASS_MS; i += AT_ONCE) {
    const batch = names.slice(i, i + AT_ONCE);
    const after = await sendBatch(batch, queue, receivers, context);
    await writeQueue(writer, new Map([...after].filter(([name, entry]) => entry !== queue.get(name))));
    for (const [name, entry] of after) {
      if (entry) queue.set(name, entry);
      else queue.delete(name);
    }
  }
  if (performance.now() - started < LOCK_MS / 2) await client.del(CONVERSIONS_LOCK);
  return statusOf(queue, now);
}

/** The entries with something to do: those that are due or wait for their opening, are too many, or were given up long ago. The oldest first. */
function changesOf(queue: Queue, now: Date): string[] {
  const time = now.getTime();
  const surplus = surplusOf(queue);
  return oldestFirst(queue).filter(([name, { next, tries, failed }]) => surplus.has(name) || (failed === undefined ? next <= time || tries === 0 : time - failed > FAILED_FOR_MS)).map(([name]) => name);
}

const oldestFirst = (queue: Queue) => [...queue].toSorted(([, a], [, b]) => a.at - b.at);

/** The names of the oldest conversions that wait, beyond the number that may. */
function surplusOf(queue: Queue): ReadonlySet<string> {
  const waiting = oldestFirst(queue).filter(([, { failed }]) => failed === undefined);
  return new Set(waiting.slice(0, Math.max(0, waiting.length - MOST)).map(([name]) => name));
}

/** What becomes of these entries; undefined: nothing is left to do. */
async function sendBatch(names: readonly string[], queue: Queue, receivers: readonly Receiver[], { kv, now }: ConversionContext): Promise<Map<string, QueuedConversion | undefined>> {
  const surplus = surplusOf(queue);
  const marks = await kv.client.mget<unknown[]>(...names.map((name) => markKey("booking", name.replace(/\..*/, ""))));
  const after = await Promise.all(names.map(async (name, i): Promise<[string, QueuedConversion | undefined]> => {
    // Safe: the names are the queue's.
    const entry = queue.get(name) as QueuedConversion;
    if (entry.failed !== undefined) return [name, undefined];
    if (now.getTime() - entry.at > MAX_AGE_MS || surplus.has(name)) return [name, givenUp(entry, now, "three days have passed, or too many wait")];
    const mark = marks[i];
    if (entry.next > now.getTime() && !(isBookingMark(mark) && mark.opening)) return [name, entry];
    const conversion = conversionOf(name, entry, mark);
    // A receiver that is no longer configured gets nothing more.
    const open = receivers.filter((receiver) => entry.to.includes(receiver.name));
    const outcomes = await Promise.all(open.map((receiver) => receiver.send(conversion, now)));
    return [name, nextOf(entry, open.map(({ name: to }, k) => ({ to, outcome: outcomes[k] as Outcome })), now)];
  }));
  return new Map(after);
}

function nextOf(entry: QueuedConversion, sent: readonly { to: string; outcome: Outcome }[], now: Date): QueuedConversion | undefined {
  const unknown = sent.find(({ outcome }) => outcome.is === "unknown");
  const again = sent.filter(({ outcome }) => outcome.is === "again");
  if (unknown?.outcome.is === "unknown") logError(`A conversion was sent to ${unknown.to}, and no answer came. It may have been counted, so it is not sent again. ${unknown.outcome.why}`);
  if (again.length === 0) return unknown ? { ...entry, to: [], failed: now.getTime() } : undefined;
  const tries = entry.tries + 1;
  const asked = Math.max(0, ...again.map(({ outcome }) => (outcome.is === "again" ? (outcome.after ?? 0) : 0))) * 1_000;
  const pause = Math.min(LONGEST_PAUSE_MS, Math.max(asked, MINUTE_MS * 2 ** (tries - 1)));
  const [first] = again;
  logError(`A conversion was not accepted (attempt ${tries}); it is sent again. ${first?.outcome.is === "again" ? first.outcome.why : ""}`);
  return { ...entry, tries, next: now.getTime() + pause, to: again.map(({ to }) => to) };
}

function givenUp(entry: QueuedConversion, now: Date, why: string): QueuedConversion {
  logError(`A conversion was given up after ${entry.tries} attempts: ${why}.`);
  return { ...entry, failed: now.getTime() };
}

function conversionOf(name: string, { at, campaign }: QueuedConversion, mark: unknown): Conversion {
  const [uidHash = "", kind = ""] = name.split(".");
  const { id: event, page, placement, variant, source, medium, campaign: own } = (isBookingMark(mark) && mark.opening?.values) || {};
  const hasOrigin = source ?? medium ?? own;
  const origin = hasOrigin === undefined ? campaign : { source, medium, campaign: own };
  const values = Object.entries({ event, page, placement, variant, ...origin }).filter(([, text]) => text !== undefined);
  return { id: `${uidHash.slice(0, 32)}.${kind}`, kind: kind === "cancelled" ? "cancelled" : "confirmed", at: new Date(at), values: Object.fromEntries(values) };
}

/** What waits and what has failed; undefined without a receiver, which costs nothing. */
export async function conversionStatus({ kv, env, now }: ConversionContext): Promise<ConversionStatus | undefined> {
  if (receiversOf(env).length === 0) return undefined;
  return statusOf(await readQueue(kv.client), now);
}

function statusOf(queue: Queue, now: Date): ConversionStatus {
  const entries = [...queue.values()];
  const waiting = entries.filter(({ failed }) => failed === undefined);
  const failed = entries.filter((entry) => entry.failed !== undefined && now.getTime() - entry.failed <= FAILED_FOR_MS);
  return { waiting: waiting.length, failed: failed.length, isFailing: waiting.some(({ tries }) => tries > 0) || failed.some((entry) => now.getTime() - (entry.failed ?? 0) <= DAY_MS) };
}
