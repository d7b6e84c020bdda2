/**
 * Processes a post from a browser: gatekeeper, schema, store, and after the answer the work that can wait.
 * A refused sender gets the reason, and the refusal is counted. An error of the store reaches the caller: then
 * either nothing was stored, or everything was and the sender's retry is not counted again.
 */
import { createHash } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { hashAddress } from "../../host/http/address-hash.ts";
import { TIERS } from "../../host/http/senders.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";
import type { BookingEvent, CalSample, IntentEvent, StoredSample, Summary } from "../shared/sample.ts";
import { countDrop } from "./drops.ts";
import type { FieldProblem } from "./field-rules.ts";
import { isBookingEvent, isIntentEvent, parseBookingEvent, parseIntentEvent } from "./event-schemas.ts";
import { summaryOf } from "../statistics/figures.ts";
import { admit, tooMany, type Refusal } from "./gatekeeper.ts";
import type { MetricsStore, Post } from "../store/metrics-store.ts";
import { ownValues } from "./own-values.ts";
import { parseSample } from "./sample-schema.ts";
import { noteCount, waitOf } from "./sender-limits.ts";
import { intentValues, slowOpening, storedSample } from "./stored-sample.ts";
import { visitorFacts, type VisitorFacts } from "./visitor-facts.ts";

export interface IngestContext {
  /** Called when the store is needed: most invalid posts are refused without it. */
  connect(): { kv: Pick<Kv, "client" | "writer">; store: Pick<MetricsStore, "record" | "recordBooking" | "recordIntent" | "keepSynthetic" | "countPost"> };
  /** Posts per sender and minute. */
  ratePerMinute: number;
  now(): Date;
  /** Whether Cal's webhook reports the site's bookings. */
  hasWebhook: boolean;
  /** Whether Vercel's edge wrote the request's headers. */
  isOnVercel: boolean;
  /** Receives the work that the sender does not wait for; it never rejects. */
  waitUntil(work: Promise<unknown>): void;
  /** Called after the answer, if something was counted. `hasConversion`: a conversion can be sent now. */
  afterIngest?(now: Date, hasConversion: boolean): Promise<unknown>;
}

/** `counted` is false for a message that was counted before, and for one that is never counted. The answers to a booking and an intent have no statistics. */
export type Ingested =
  | { counted: boolean; metrics?: StoredSample; summary?: Summary }
  | { counted: false; synthetic: true; metrics: StoredSample }
  | { refusal: Refusal; problems?: FieldProblem[] };

/** Counts one sample, booking or intent, or refuses it. */
export async function ingest(request: Request, context: IngestContext): Promise<Ingested> {
  let from: Pick<Post, "sender" | "network"> | undefined;
  const admission = await admit(request, async () => {
    from = await senderOf(request, context);
    return waitOf(from.sender, "posts");
  });
  const visitor = visitorFacts(request.headers, context);
  const ingested = "refusal" in admission ? admission : await countMessage(admission.body, { ...context, visitor, ...(from ?? NOBODY) });
  if ("refusal" in ingested) context.waitUntil(countRefusal(ingested.refusal, from?.sender, context));
  return ingested;
}

/** A post whose sender is known. */
interface Sent extends IngestContext, Pick<Post, "sender" | "network"> {
  readonly visitor: VisitorFacts;
}

const NOBODY = { sender: "" };

/** 36 bits of the hashes of the address and of its network, which have another salt each day. */
async function senderOf(request: Request, { connect, now }: IngestContext): Promise<Required<Pick<Post, "sender" | "network">>> {
  const [{ client }, address, at] = [connect().kv, visitorAddress(request.headers), now()];
  const [sender = "", network = ""] = await Promise.all([undefined, TIERS.network.prefix].map(async (prefix) =>
    Buffer.from(await hashAddress(client, address, at, prefix), "hex").toString("base64url").slice(0, 6)));
  return { sender, network };
}

async function countMessage(body: unknown, sent: Sent): Promise<Ingested> {
  if (isBookingEvent(body)) {
    const parsed = parseBookingEvent(body);
    return "booking" in parsed ? countBooking(parsed.booking, sent) : invalid("booking", parsed.problems);
  }
  if (isIntentEvent(body)) {
    const parsed = parseIntentEvent(body);
    return "intent" in parsed ? countIntent(parsed.intent, sent) : invalid("intent", parsed.problems);
  }
  const parsed = parseSample(body);
  return "sample" in parsed ? countSample(parsed.sample, sent) : invalid("sample", parsed.problems);
}

async function countSample(sample: CalSample, sent: Sent): Promise<Ingested> {
  const { connect, sender, network, visitor } = sent;
  const retryAfter = waitOf(sender, "openings");
  if (retryAfter !== undefined) return { refusal: tooMany(retryAfter) };
  const metrics = storedSample(sample, visitor, sent.now());
  if (sample.synthetic) {
    const [kept, posts] = await Promise.all([connect().store.keepSynthetic(metrics), connect().store.countPost(sender)]);
    noteCount(sender, posts, sent.ratePerMinute, sent.now());
    return { counted: false, synthetic: true, metrics: kept };
  }
  const post: Post = { sender, ...(network && { network }), isAgain: sample.again, ownValues: ownValues(metrics) };
  const { counted, today, posts } = await connect().store.record(metrics, post);
  noteCount(sender, posts, sent.ratePerMinute, sent.now());
  if (counted) sent.waitUntil(afterAnswer(sent, { warning: slowOpening(metrics) }));
  return { counted, metrics, summary: summaryOf(today, "value", sent) };
}

async function countBooking({ sampleId, bookingUid, timestamp, paymentPending }: BookingEvent, sent: Sent): Promise<Ingested> {
  const { sender } = sent;
  const uidHash = createHash("sha256").update(bookingUid).digest("hex");
  const state = paymentPending ? "pending" : "booked";
  const report = { uidHash, source: "browser", state, at: sent.now(), ...(sampleId !== undefined && { sampleId }), ...(timestamp !== undefined && { madeAt: new Date(timestamp) }) } as const;
  const { counted, conversion = false, posts } = await sent.connect().store.recordBooking(report, { sender });
  if (posts) noteCount(sender, posts, sent.ratePerMinute, sent.now());
  if (counted || conversion) sent.waitUntil(afterAnswer(sent, { hasConversion: conversion }));
  return { counted };
}

async function countIntent(intent: IntentEvent, sent: Sent): Promise<Ingested> {
  const { sender, network, visitor } = sent;
  const values = intentValues(intent, visitor);
  const { counted, posts } = await sent.connect().store.recordIntent({ sampleId: intent.sampleId, values, at: sent.now() }, { sender, ...(network && { network }), ownValues: ownValues(values) });
  noteCount(sender, posts, sent.ratePerMinute, sent.now());
  return { counted };
}

/** Counts a refusal by its reason, and as a post of its sender. A sender that is refused for its number of posts costs no command. */
async function countRefusal({ reason }: Refusal, sender: string | undefined, { connect, now, ratePerMinute }: IngestContext): Promise<void> {
  const isPost = sender !== undefined && reason !== "rate";
  const count = async () => isPost && noteCount(sender, await connect().store.countPost(sender), ratePerMinute, now());
  await Promise.all([countDrop(() => connect().kv, reason, now()), count().catch(() => undefined)]);
}

function invalid(what: string, problems: FieldProblem[]): Ingested {
  return { refusal: { status: 400, reason: "schema", message: `The ${what} is not valid; see errors.` }, problems };
}

async function afterAnswer({ now, afterIngest }: IngestContext, { warning, hasConversion = false }: { warning?: string | undefined; hasConversion?: boolean }): Promise<void> {
  // The operator reads the host's log.
  // oxlint-disable-next-line no-console
  if (warning !== undefined) console.warn(warning);
  try {
    await afterIngest?.(now(), hasConversion);
  } catch (error) {
    logError("The sample was stored, but the work after the answer failed.", error);
  }
}
