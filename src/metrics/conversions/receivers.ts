/**
 * Who gets the conversions: Google Analytics by its Measurement Protocol, and a webhook of the operator's. Each is there if its
 * settings are.
 */
import { parseWebhookUrl, postOnce, signedHeaders } from "../../host/http/signed-post.ts";
import { ga4Body } from "./ga4-body.ts";

/** A booking that Cal has confirmed, or the cancellation of one, without anything that leads to a person. */
export interface Conversion {
  /** The same at every attempt: the first 32 hex digits of SHA-256 of Cal's uid, a dot and the kind. */
  readonly id: string;
  readonly kind: "confirmed" | "cancelled";
  /** When Cal reported it. */
  readonly at: Date;
  /** Of its opening, where that is known; the campaign may be known without it. */
  readonly values: Readonly<Partial<Record<"event" | "page" | "placement" | "variant" | "source" | "medium" | "campaign", string>>>;
}

/**
 * `done`: accepted. `again`: it was not accepted, and may be sent again, `after` this many seconds at the earliest. `unknown`: it may
 * have been counted, and a second time would be counted twice.
 */
export type Outcome = { readonly is: "done" } | { readonly is: "again"; readonly why: string; readonly after?: number } | { readonly is: "unknown"; readonly why: string };

export interface Receiver {
  readonly name: "ga4" | "webhook";
  /** Never rejects. */
  send(conversion: Conversion, now: Date): Promise<Outcome>;
}

export interface ConversionEnv {
  readonly GA4_MEASUREMENT_ID?: string | undefined;
  readonly GA4_API_SECRET?: string | undefined;
  readonly GA4_COLLECT_URL?: string | undefined;
  readonly CONVERSION_WEBHOOK_URL?: string | undefined;
  readonly CONVERSION_WEBHOOK_SECRET?: string | undefined;
}

const GOOGLE = "https://www.google-analytics.com/mp/collect";
const TIME_LIMIT_MS = 10_000;

/** @throws {TypeError} for an address that is none; the settings' checks have refused it before. */
export function receiversOf(env: ConversionEnv, { timeLimitMs = TIME_LIMIT_MS } = {}): Receiver[] {
  const { GA4_MEASUREMENT_ID: measurementId, GA4_API_SECRET: apiSecret, CONVERSION_WEBHOOK_URL: address, CONVERSION_WEBHOOK_SECRET: secret } = env;
  const receivers: Receiver[] = [];
  if (measurementId && apiSecret) {
    const url = ga4Url(env);
    receivers.push({
      name: "ga4",
      async send(conversion) {
        const outcome = await postOnce(url, ga4Body(conversion), { "content-type": "application/json" }, timeLimitMs);
        // Google counts what has arrived, and drops no second one.
        return outcome.is === "again" && outcome.isSilent ? { is: "unknown", why: outcome.why } : outcome;
      },
    });
  }
  if (address && secret) {
    const url = parseWebhookUrl(address, "CONVERSION_WEBHOOK_URL");
    receivers.push({
      name: "webhook",
      send(conversion, now) {
        const body = webhookBody(conversion);
        return postOnce(url, body, { ...signedHeaders(body, { secret, now }), "idempotency-key": conversion.id }, timeLimitMs);
      },
    });
  }
  return receivers;
}

/** The address of the Measurement Protocol; with `isTest`, of its validation, which counts nothing. */
export function ga4Url({ GA4_MEASUREMENT_ID, GA4_API_SECRET, GA4_COLLECT_URL }: ConversionEnv, isTest = false): URL {
  const url = parseWebhookUrl(GA4_COLLECT_URL || GOOGLE, "GA4_COLLECT_URL");
  if (isTest) url.pathname = `/debug${url.pathname}`;
  url.searchParams.set("measurement_id", GA4_MEASUREMENT_ID ?? "");
  url.searchParams.set("api_secret", GA4_API_SECRET ?? "");
  return url;
}

/** @throws {TypeError} if it is no measurement ID of a web stream. */
export function checkMeasurementId(value: string): void {
  if (/^G-[A-Z0-9]{4,20}$/.test(value)) return;
  throw new TypeError(`GA4_MEASUREMENT_ID is "${value}". Write the measurement ID of the web stream, for example "G-1A2B3C4D5E".`);
}

/** The body of the webhook: keys without a value are left out. */
export function webhookBody({ id, kind, at, values }: Conversion): string {
  const { source, medium, campaign, ...opening } = values;
  return JSON.stringify({ id, type: `booking.${kind}`, at: at.toISOString(), booking: id.replace(/\..*/, ""), ...opening, attribution: { source, medium, campaign } });
}
