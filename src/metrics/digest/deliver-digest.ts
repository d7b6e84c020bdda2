/**
 * Sends the digest of each week once: on Monday from 7:00 in the site's time zone, with the host's cron. If the cron runs less than every three
 * hours (once a day on Vercel's Hobby plan), with its first run after midnight.
 *
 *     readyslot:v3:digest        JSON of `DigestState`; 60 days
 *     readyslot:v3:digest-seen   when the cron ran, noted once an hour at most; 60 days
 *     readyslot:v3:digest-lock   there while an instance sends, a minute at most
 *
 * A channel is noted as "sending" before the message goes out, and as "sent" after it. What an instance that died has left as "sending" may have
 * been sent: it goes out again only where the provider recognises a repeated message (Resend), and otherwise the admin is told that it is
 * not known. A message that was refused is sent again after 5 minutes, 10, 20 and so on up to 6 hours, for three days.
 *
 * Without a channel there is no command. With one: one for each run of the cron, another one once an hour, and six more for a week's digest besides
 * what its numbers cost.
 */
import { createHash, randomUUID } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { noticeLanguage, type LanguageEnv } from "../../host/words/admin-language.ts";
import { wordsIn } from "../../host/words/words.ts";
import type { Delivery, ReceiverAnswer } from "../../host/messages/post-message.ts";
import { reportSite } from "../report/report.ts";
import type { MetricsStore } from "../store/metrics-store.ts";
import { endOf, lastWeek, readDigest } from "./digest.ts";
import { channelsOf, type Channel, type DigestChannel, type DigestEnv } from "./digest-channels.ts";
import { digestContent } from "./digest-content.ts";

export interface DigestContext {
  readonly store: Pick<MetricsStore, "figures" | "breakdowns">;
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly env: DigestEnv & LanguageEnv & Parameters<typeof reportSite>[0];
  /** The site's address, for the link. */
  readonly siteUrl: string | undefined;
  readonly now: Date;
  /** The timeout of each message, in ms. */
  readonly timeLimitMs?: number;
}

export type DigestStatus = Readonly<Partial<Record<DigestChannel, ChannelStatus>>>;

export interface ChannelStatus {
  readonly is: "sending" | Delivery["is"];
  /** Epoch ms: the first attempt, and the newest. */
  readonly first: number;
  readonly at: number;
  /** Epoch ms: when it may be sent again. */
  readonly next: number;
  readonly tries: number;
  readonly answer?: ReceiverAnswer;
}

interface DigestState {
  /** The Monday of the week that the digest is about. */
  readonly week: string;
  readonly channels: DigestStatus;
}

const STATE = "readyslot:v3:digest";
const SEEN = "readyslot:v3:digest-seen";
const LOCK = "readyslot:v3:digest-lock";
const KEPT_SECONDS = 60 * 86_400;
const LOCK_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM_HOUR = 7;
/** Longer than an hour, because a run is noted once an hour, and it may be late. */
const SELDOM_MS = 3 * HOUR_MS;
/** Late records have been counted by then. */
const SETTLED_MS = 3 * MINUTE_MS;
const LATEST_MS = 3 * 24 * HOUR_MS;
const LONGEST_PAUSE_MS = 6 * HOUR_MS;
/** Resend recognises a message for 24 hours. */
const REPEATS_MS = 23 * HOUR_MS;

/** Sends what is due, and gives each channel's outcome; undefined without a channel. Never rejects: an error is logged. */
export async function deliverDigest(context: DigestContext): Promise<Partial<Record<DigestChannel, ChannelStatus["is"]>> | undefined> {
  try {
    const status = await deliver(context);
    return status && Object.fromEntries(Object.entries(status).map(([name, { is }]) => [name, is]));
  } catch (error) {
    logError("The digest could not be sent; the next run of the cron tries again.", error);
    return undefined;
  }
}

async function deliver(context: DigestContext): Promise<DigestStatus | undefined> {
  const { kv: { client, writer }, env, now } = context;
  const channels = channelsOf(env, context);
  if (channels.length === 0) return undefined;
  const [value, seen] = await client.mget<[unknown, unknown]>(STATE, SEEN);
  const state = isState(value) ? value : undefined;
  const gap = typeof seen === "number" ? now.getTime() - seen : 0;
  if (typeof seen !== "number" || Math.abs(gap) >= HOUR_MS) await client.set(SEEN, now.getTime(), { ex: KEPT_SECONDS });
  // The week that was over when the digest was set up is not sent: its Monday may be long ago.
  if (state === undefined) {
    await writer.set(STATE, { week: lastWeek(now, reportSite(env).zone).from, channels: {} } satisfies DigestState, { nx: true, ex: KEPT_SECONDS });
    return {};
  }
  if (dueChannels(channels, state, { ...context, isSeldom: gap >= SELDOM_MS }).length === 0) return state.channels;
  if ((await writer.set(LOCK, 1, { nx: true, px: LOCK_MS })) === null) return state.channels;
  const started = performance.now();
  const sent = await sendUnderLock(channels, { ...context, isSeldom: gap >= SELDOM_MS });
  if (performance.now() - started < LOCK_MS / 2) await client.del(LOCK);
  return sent;
}

type Run = DigestContext & { readonly isSeldom: boolean };

async function sendUnderLock(channels: readonly Channel[], run: Run): Promise<DigestStatus> {
  const { kv: { client, writer }, env, now, siteUrl } = run;
  // Once more, now that nobody else sends.
  const value = await client.get<unknown>(STATE);
  const state = isState(value) ? value : undefined;
  const due = state ? dueChannels(channels, state, run) : [];
  if (state === undefined || due.length === 0) return state?.channels ?? {};
  const site = reportSite(env);
  const week = lastWeek(now, site.zone).from;
  const before = state.week === week ? state.channels : {};
  const write = (after: DigestStatus) => writer.set(STATE, { week, channels: after } satisfies DigestState, { ex: KEPT_SECONDS });
  // Read before anything is noted: if the store fails here, nothing was sent.
  const content = digestContent(await readDigest({ ...run, site }, now), { siteUrl, siteName: SITE_NAME }, wordsIn(noticeLanguage(env, SITE_LANGUAGE)));
  const began = (channel: Channel): ChannelStatus => {
    const status = before[channel.name];
    return { is: "sending", first: status?.first ?? now.getTime(), at: now.getTime(), next: now.getTime() + LOCK_MS, tries: (status?.tries ?? 0) + 1 };
  };
  await write({ ...before, ...Object.fromEntries(due.map((channel) => [channel.name, began(channel)])) });
  const deliveries = await Promise.all(due.map(async (channel) => [channel, await channel.send(content, messageKey(week, env))] as const));
  const after: DigestStatus = { ...before, ...Object.fromEntries(deliveries.map(([channel, delivery]) => [channel.name, ended(began(channel), delivery, before[channel.name])])) };
  await write(after);
  for (const [name, { is, answer }] of Object.entries(after)) if (is !== "sent" && answer) logError(`The digest was not accepted (${name}): ${answer.host} ${answer.status ?? ""} ${answer.said}`);
  return after;
}

/** If an earlier attempt may have been accepted, a later refusal does not make that certain. */
function ended(began: ChannelStatus, { is, answer }: Delivery, before: ChannelStatus | undefined): ChannelStatus {
  const isUnsure = before?.is === "sending" || before?.is === "unknown";
  return { ...began, is: is === "again" && isUnsure ? "unknown" : is, answer, next: began.at + Math.min(LONGEST_PAUSE_MS, 5 * MINUTE_MS * 2 ** (began.tries - 1)) };
}

/** The channels that are to be sent to now. */
function dueChannels(channels: readonly Channel[], { week, channels: known }: DigestState, { env, now, isSeldom }: Pick<Run, "env" | "now" | "isSeldom">): Channel[] {
  const { zone } = reportSite(env);
  const newest = lastWeek(now, zone).from;
  const over = endOf(newest, zone).getTime();
  const from = over + (isSeldom ? SETTLED_MS : FROM_HOUR * HOUR_MS);
  const time = now.getTime();
  // Dates compare as text. A clock that was set back finds a later week, which is done.
  if (newest < week || time < from || time > over + LATEST_MS) return [];
  return channels.filter(({ name, knowsRepeats }) => {
    const status = newest === week ? known[name] : undefined;
    if (status === undefined) return newest > week;
    if (time < status.next) return false;
    return status.is === "again" || (status.is !== "sent" && knowsRepeats && time - status.first < REPEATS_MS);
  });
}

/** Under which a provider recognises the message: of this week, from and to these addresses. */
function messageKey(week: string, { DIGEST_TO = "", DIGEST_FROM = "" }: DigestEnv): string {
  return `readyslot-digest-${week}-${createHash("sha256").update(`${DIGEST_FROM}\n${DIGEST_TO}`).digest("hex").slice(0, 16)}`;
}

/** How the newest digest went; undefined without a channel, which costs nothing. */
export async function digestStatus({ kv, env }: Pick<DigestContext, "kv" | "env">): Promise<{ week: string; channels: DigestStatus } | undefined> {
  if (channelsOf(env).length === 0) return undefined;
  const value = await kv.client.get<unknown>(STATE);
  return isState(value) ? value : { week: "", channels: {} };
}

/** Sends the newest week's digest at once, marked as a test. It changes nothing of what is sent on Monday. */
export async function sendTestDigest(context: DigestContext): Promise<{ name: DigestChannel; delivery: Delivery }[]> {
  const { env, now, siteUrl } = context;
  const channels = channelsOf(env, context);
  if (channels.length === 0) return [];
  const content = digestContent(await readDigest({ ...context, site: reportSite(env) }, now), { siteUrl, siteName: SITE_NAME, isTest: true }, wordsIn(noticeLanguage(env, SITE_LANGUAGE)));
  return Promise.all(channels.map(async (channel) => ({ name: channel.name, delivery: await channel.send(content, `readyslot-test-${randomUUID()}`) })));
}

/** The client has parsed the JSON; a value of another shape is no state. */
function isState(value: unknown): value is DigestState {
  return typeof value === "object" && value !== null && "week" in value && typeof value.week === "string" && "channels" in value && typeof value.channels === "object" && value.channels !== null;
}
