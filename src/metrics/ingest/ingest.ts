/**
 * Processes a post from a browser: gatekeeper, schema, store, and after the answer the work that can wait.
 * A refused sender gets the reason, and the refusal is counted. An error of the store reaches the caller: then
 * either nothing was stored, or everything was and the sender's retry is not counted again.
 */
import { createHash } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { checkRate } from "../../host/http/rate-limit.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";
import type { BookingEvent, CalSample, IntentEvent, StoredSample, Summary } from "../shared/sample.ts";
import { countDrop } from "./drops.ts";
import type { FieldProblem } from "./field-rules.ts";
import { isBookingEvent, isIntentEvent, parseBookingEvent, parseIntentEvent } from "./event-schemas.ts";
import { summaryOf } from "../statistics/figures.ts";
import { admit, type Refusal } from "./gatekeeper.ts";
import type { MetricsStore } from "../store/metrics-store.ts";
import { parseSample } from "./sample-schema.ts";
import { intentValues, slowOpening, storedSample } from "./stored-sample.ts";
import { visitorFacts, type VisitorFacts } from "./visitor-facts.ts";

export interface IngestContext {
  /** Called when the store is needed: most invalid posts are refused without it. */
  connect(): { kv: Pick<Kv, "client" | "writer">; store: Pick<MetricsStore, "record" | "recordBooking" | "recordIntent" | "keepSynthetic"> };
  /** Posts per address and minute. */
  ratePerMinute: number;
  now: Date;
  /** Whether Vercel's edge wrote the request's headers. */
  isOnVercel: boolean;
  /** Receives the work that the sender does not wait for; it never rejects. */
  waitUntil(work: Promise<unknown>): void;
  /** Called after the answer, if something was counted. */
  afterIngest?(now: Date): Promise<unknown>;
}

/** `counted` is false for a message that was counted before, and for one that is never counted. The answers to a booking and an intent have no statistics. */
export type Ingested =
  | { counted: boolean; metrics?: StoredSample; summary?: Summary }
  | { counted: false; synthetic: true; metrics: StoredSample }
  | { refusal: Refusal; problems?: FieldProblem[] };

/** Counts one sample, booking or intent, or refuses it. */
export async function ingest(request: Request, context: IngestContext): Promise<Ingested> {
  const { connect, ratePerMinute, now } = context;
  const admission = await admit(request, () =>
    checkRate(connect().kv.client, visitorAddress(request.headers), { perMinute: ratePerMinute, now }),
  );
  const ingested =
    "refusal" in admission ? admission : await countMessage(admission.body, visitorFacts(request.headers, context), context);
  if ("refusal" in ingested) context.waitUntil(countDrop(() => connect().kv, ingested.refusal.reason, now));
  return ingested;
}

async function countMessage(body: unknown, visitor: VisitorFacts, context: IngestContext): Promise<Ingested> {
  if (isBookingEvent(body)) {
    const parsed = parseBookingEvent(body);
    return "booking" in parsed ? countBooking(parsed.booking, context) : invalid("booking", parsed.problems);
  }
  if (isIntentEvent(body)) {
    const parsed = parseIntentEvent(body);
    return "intent" in parsed ? countIntent(parsed.intent, visitor, context) : invalid("intent", parsed.problems);
  }
  const parsed = parseSample(body);
  return "sample" in parsed ? countSample(parsed.sample, visitor, context) : invalid("sample", parsed.problems);
}

async function countSample(sample: CalSample, visitor: VisitorFacts, context: IngestContext): Promise<Ingested> {
  const metrics = storedSample(sample, visitor, context.now);
  if (sample.synthetic) return { counted: false, synthetic: true, metrics: await context.connect().store.keepSynthetic(metrics) };
  const { counted, today } = await context.connect().store.record(metrics);
  if (counted) context.waitUntil(afterAnswer(context, slowOpening(metrics)));
  return { counted, metrics, summary: summaryOf(today, "value") };
}

async function countBooking({ sampleId, bookingUid, paymentPending }: BookingEvent, context: IngestContext): Promise<Ingested> {
  const uidHash = createHash("sha256").update(bookingUid).digest("hex");
  const { counted } = await context.connect().store.recordBooking({
    uidHash,
    source: "browser",
    state: paymentPending ? "pending" : "booked",
    at: context.now,
    ...(sampleId !== undefined && { sampleId }),
  });
  if (counted) context.waitUntil(afterAnswer(context));
  return { counted };
}

async function countIntent(intent: IntentEvent, visitor: VisitorFacts, context: IngestContext): Promise<Ingested> {
  return context.connect().store.recordIntent({ sampleId: intent.sampleId, values: intentValues(intent, visitor), at: context.now });
}

function invalid(what: string, problems: FieldProblem[]): Ingested {
  return { refusal: { status: 400, reason: "schema", message: `The ${what} is not valid; see errors.` }, problems };
}

async function afterAnswer({ now, afterIngest }: IngestContext, warning?: string): Promise<void> {
  // The operator reads the host's log.
  // oxlint-disable-next-line no-console
  if (warning !== undefined) console.warn(warning);
  try {
    await afterIngest?.(now);
  } catch (error) {
    logError("The sample was stored, but the work after the answer failed.", error);
  }
}
