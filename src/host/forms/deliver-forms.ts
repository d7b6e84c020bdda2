/**
 * Sends the messages of forms to every receiver that is configured, after the visitor has the answer. A receiver that does not
 * accept one gets it again after a minute, two, four and so on up to six hours, for three days; then it waits for the admin.
 * Sending follows posts of forms, other posts (once a minute at most) and the host's cron job. One instance at a time holds the lock. If it ends between an answer and
 * the note of it, the receiver gets the message again, under the same id.
 */
import { logError } from "../errors/error-log.ts";
import type { Kv, KvClient } from "../kv/kv.ts";
import { FORMS_LOCK, readMessages, writeMessages, type StoredMessage, type StoredMessages } from "./form-queue.ts";
import { formReceivers, type FormReceiver } from "./form-receivers.ts";
import { keptDays, type FormEnv } from "./form-settings.ts";

export interface FormContext {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly env: FormEnv;
  readonly now: Date;
  /** Even if this instance has looked within the last minute. */
  readonly isForced?: boolean;
  /** The timeout of each post, in ms. */
  readonly timeLimitMs?: number;
}

export interface FormStatus {
  /** To be sent, or to be sent again. */
  readonly waiting: number;
  /** Given up: only the admin can send them again. */
  readonly failed: number;
  /** Since when the oldest of these has been waiting, in epoch ms. */
  readonly since?: number;
}

const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS;
const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * MINUTE_MS;
const AT_ONCE = 5;
const PASS_MS = 20_000;

/** The passes of this instance, one after the other. */
const passes = new WeakMap<KvClient, Promise<unknown>>();

/** When each store's next look is due, as far as this instance knows, on the monotonic clock. */
const due = new WeakMap<KvClient, number>();

/** Sends what is due; undefined without a receiver, or if this instance has just looked. Never rejects: an error is logged, without anything from a message. */
export async function deliverForms(context: FormContext): Promise<FormStatus | undefined> {
  const { kv: { client }, isForced = false } = context;
  if (!isForced && performance.now() < (due.get(client) ?? 0)) return undefined;
  due.set(client, performance.now() + MINUTE_MS);
  const work = (passes.get(client) ?? Promise.resolve()).then(() => pass(context)).catch((error: unknown) => {
    logError("The messages of forms could not be sent.", error);
    return undefined;
  });
  passes.set(client, work);
  return work;
}

async function pass(context: FormContext): Promise<FormStatus | undefined> {
  const { kv, env, now } = context;
  const receivers = formReceivers(env, context);
  if (receivers.length === 0) return undefined;
  const kept = { now, days: keptDays(env) };
  const first = await readMessages(kv.client, kept);
  if (isIdle(first.messages, now) && first.expired.length === 0) return statusOf(first.messages);
  if ((await kv.writer.set(FORMS_LOCK, 1, { nx: true, px: MINUTE_MS })) === null) return statusOf(first.messages);
  const started = performance.now();
  // Once more, now that nobody else sends.
  const { messages, expired } = await readMessages(kv.client, kept);
  const after = new Map(messages);
  await writeMessages(kv, new Map(expired.map((id) => [id, undefined])));
  const open = [...messages].filter(([, message]) => isDue(message, now)).toReversed();
  for (let i = 0; i < open.length && performance.now() - started < PASS_MS; i += AT_ONCE) {
    const sent = new Map(await Promise.all(open.slice(i, i + AT_ONCE).map(async ([id, message]) => [id, await sendOne(message, receivers, now)] as const)));
    await writeMessages(kv, sent);
    for (const [id, message] of sent) {
      if (message) after.set(id, message);
      else after.delete(id);
    }
  }
  await kv.client.del(FORMS_LOCK);
  return statusOf(after);
}

function isDue({ next, failed, isSpam }: StoredMessage, now: Date): boolean {
  return !isSpam && failed === undefined && next <= now.getTime();
}

function isIdle(messages: StoredMessages, now: Date): boolean {
  return ![...messages.values()].some((message) => isDue(message, now));
}

/** What is left of a message; undefined if every receiver has it. */
async function sendOne(message: StoredMessage, receivers: readonly FormReceiver[], now: Date): Promise<StoredMessage | undefined> {
  // A receiver that is no longer configured gets nothing more. A message from a time without one goes to all.
  const open = receivers.filter(({ name }) => message.to.length === 0 || message.to.includes(name));
  const outcomes = await Promise.all(open.map(async (receiver) => ({ name: receiver.name, outcome: await receiver.send(message, now) })));
  const again = outcomes.filter(({ outcome }) => outcome.is === "again");
  const [first] = again;
  if (first?.outcome.is !== "again") return undefined;
  const tries = message.tries + 1;
  const asked = Math.max(0, ...again.map(({ outcome }) => (outcome.is === "again" ? (outcome.after ?? 0) : 0))) * 1_000;
  const pause = Math.min(LONGEST_PAUSE_MS, Math.max(asked, MINUTE_MS * 2 ** (tries - 1)));
  const isOver = now.getTime() - Date.parse(message.at) > GIVEN_UP_AFTER_MS;
  logError(`A message of the form "${message.form}" was not accepted by the ${first.name} receiver (attempt ${tries}); ${isOver ? "it was given up and waits at /admin/forms" : "it is sent again"}. ${first.outcome.why}`);
  return { ...message, tries, next: now.getTime() + pause, to: again.map(({ name }) => name), ...(isOver && { failed: now.getTime() }) };
}

/** What waits and what has failed; undefined without a receiver, which costs nothing. */
export async function formStatus({ kv, env, now }: Pick<FormContext, "kv" | "env" | "now">): Promise<FormStatus | undefined> {
  if (formReceivers(env).length === 0) return undefined;
  return statusOf((await readMessages(kv.client, { now, days: keptDays(env) })).messages);
}

function statusOf(messages: StoredMessages): FormStatus {
  const open = [...messages.values()].filter(({ isSpam }) => !isSpam);
  const failed = open.filter((message) => message.failed !== undefined).length;
  return { waiting: open.length - failed, failed, ...(open.length > 0 && { since: Math.min(...open.map(({ at }) => Date.parse(at))) }) };
}
