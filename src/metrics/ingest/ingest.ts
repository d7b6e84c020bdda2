/**
 * Takes in what browsers post: gatekeeper, schema, store, in this order, and what can wait behind the
 * answer. Whoever is refused is told why and counted. What the store throws reaches the caller: then
 * nothing was kept, or everything was and the sender's next try finds it counted.
 */
import { createHash } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { checkRate } from "../../host/http/rate-limit.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";
import type { BookingEvent, CalSample, IntentEvent, StoredSample, Summary } from "../shared/sample.ts";
import { isBookingEvent, parseBookingEvent } from "./booking-event-schema.ts";
import { countDrop } from "./drops.ts";
import type { FieldProblem } from "./field-rules.ts";
import { isIntentEvent, parseIntentEvent } from "./intent-event-schema.ts";
import { summaryOf } from "../store/figures.ts";
import { admit, type Refusal } from "./gatekeeper.ts";
import type { MetricsStore } from "../store/metrics-store.ts";
import { parseSample } from "./sample-schema.ts";
import { slowOpening } from "./slow-opening.ts";
import { storedSample } from "./stored-sample.ts";
import { visitorDevice } from "./visitor-device.ts";

export interface IngestContext {
  /** Asked when it is needed: most of what a sender does wrong can be told without a store. */
  connect(): { kv: Pick<Kv, "client" | "writer">; store: Pick<MetricsStore, "record" | "recordBooking" | "recordIntent" | "keepSynthetic"> };
  /** Posts per address and minute. */
  ratePerMinute: number;
  now: Date;
  /** Takes the work that the sender need not wait for; it never rejects. */
  waitUntil(work: Promise<unknown>): void;
  /** Called behind the answer, once something has been counted. */
  afterIngest?(now: Date): Promise<unknown>;
}

/** `counted` is false for what had been counted before, and for what is never counted. A booking and an intent are answered without figures. */
export type Ingested =
  | { counted: boolean; metrics?: StoredSample; summary?: Summary }
  | { counted: false; synthetic: true; metrics: StoredSample }
  | { refusal: Refusal; problems?: FieldProblem[] };

/** Takes in one sample, booking or intent, or says why not. */
export async function ingest(request: Request, context: IngestContext): Promise<Ingested> {
  const { connect, ratePerMinute, now } = context;
  const admission = await admit(request, () =>
    checkRate(connect().kv.client, visitorAddress(request.headers), { perMinute: ratePerMinute, now }),
  );
  const ingested =
    "refusal" in admission ? admission : await takeIn(admission.body, request.headers.get("user-agent"), context);
  if ("refusal" in ingested) context.waitUntil(countDrop(() => connect().kv, ingested.refusal.reason, now));
  return ingested;
}

async function takeIn(body: unknown, userAgent: string | null, context: IngestContext): Promise<Ingested> {
  if (isBookingEvent(body)) {
    const parsed = parseBookingEvent(body);
    return "booking" in parsed ? countBooking(parsed.booking, context) : invalid("booking", parsed.problems);
  }
  if (isIntentEvent(body)) {
    const parsed = parseIntentEvent(body);
    return "intent" in parsed ? countIntent(parsed.intent, userAgent, context) : invalid("intent", parsed.problems);
  }
  const parsed = parseSample(body);
  return "sample" in parsed ? countSample(parsed.sample, userAgent, context) : invalid("sample", parsed.problems);
}

async function countSample(sample: CalSample, userAgent: string | null, context: IngestContext): Promise<Ingested> {
  const metrics = storedSample(sample, userAgent, context.now);
  if (sample.synthetic) return { counted: false, synthetic: true, metrics: await context.connect().store.keepSynthetic(metrics) };
  const { counted, today } = await context.connect().store.record(metrics);
  if (counted) context.waitUntil(afterwards(context, slowOpening(metrics)));
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
  if (counted) context.waitUntil(afterwards(context));
  return { counted };
}

async function countIntent({ sampleId, page, placement, variant, release }: IntentEvent, userAgent: string | null, context: IngestContext): Promise<Ingested> {
  const named = { page, placement, variant, release, device: visitorDevice(userAgent).device };
  const values = Object.fromEntries(Object.entries(named).filter(([, value]) => value));
  return context.connect().store.recordIntent({ sampleId, values, at: context.now });
}

function invalid(what: string, problems: FieldProblem[]): Ingested {
  return { refusal: { status: 400, reason: "schema", message: `The ${what} is not valid; see errors.` }, problems };
}

async function afterwards({ now, afterIngest }: IngestContext, complaint?: string): Promise<void> {
  // For the host's log, where an operator looks first.
  // oxlint-disable-next-line no-console
  if (complaint !== undefined) console.warn(complaint);
  try {
    await afterIngest?.(now);
  } catch (error) {
    logError("The sample is kept, but what follows it failed.", error);
  }
}
