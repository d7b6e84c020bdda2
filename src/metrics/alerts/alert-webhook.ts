import { createHmac } from "node:crypto";

export interface AlertWebhook {
  /** ALERT_WEBHOOK_URL. It is a secret, because anybody who knows it can post there: only its host is ever shown. */
  readonly url: string;
  /** The key of the signature; without one the post is not signed. */
  readonly secret: string | undefined;
  readonly now: Date;
  /** For each of the two attempts. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 3_000;

/**
 * Posts a JSON body to a webhook, and retries once. The receiver can verify the sender and the
 * time: `x-readyslot-signature-256` is `sha256=` and the hex HMAC-SHA256 of the
 * `x-readyslot-timestamp` (Unix seconds), a dot and the body. Redirects are not followed: the body
 * is meant for this receiver only.
 *
 * @throws {Error} if neither attempt was answered with 2xx within 3 s, or the address is not valid.
 */
export async function postToWebhook(body: string, { url: address, secret, now, timeLimitMs = TIME_LIMIT_MS }: AlertWebhook): Promise<void> {
  const url = parseWebhookUrl(address);
  const headers = signedHeaders(body, { secret, now });
  const attempt = async () => {
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeLimitMs) });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`it answered with status ${answer.status}`);
  };
  try {
    await attempt().catch(attempt);
  } catch (error) {
    throw new Error(`The webhook at ${url.host} did not accept an alert after two attempts: ${reason(error, timeLimitMs)}.`, { cause: error });
  }
}

/** The headers of a signed post. */
export function signedHeaders(body: string, { secret, now }: Pick<AlertWebhook, "secret" | "now">): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signature = secret && { "x-readyslot-signature-256": `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}` };
  return { "content-type": "application/json", "x-readyslot-timestamp": timestamp, ...signature };
}

/**
 * Parses the address of a receiver. fetch rejects one with a user name, and its message repeats the whole address.
 *
 * @throws {TypeError} that names the setting, and whose message does not repeat the address.
 */
export function parseWebhookUrl(address: string, setting = "ALERT_WEBHOOK_URL", example = "https://hooks.slack.com/services/…"): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new TypeError(`${setting} must be an http(s) address without a user name. Write the whole address, for example "${example}".`);
}

/** The cause behind fetch's "fetch failed", for example "connect ECONNREFUSED 127.0.0.1:9". */
export function reason(error: unknown, timeLimitMs: number): string {
  if (!(error instanceof Error)) return "unknown error";
  if (error.name === "TimeoutError") return `no answer within ${timeLimitMs} ms`;
  return error.cause instanceof Error ? reason(error.cause, timeLimitMs) : error.message;
}
