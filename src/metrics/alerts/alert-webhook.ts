import { createHmac } from "node:crypto";

export interface AlertWebhook {
  /** ALERT_WEBHOOK_URL. Whoever has it can post there: no part of it beyond its host is ever shown. */
  readonly url: string;
  /** The key of the signature; unsigned without one. */
  readonly secret: string | undefined;
  readonly now: Date;
  /** For each of the two attempts. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 3_000;

/**
 * Posts a JSON body to a webhook, a second time if the first failed. The receiver can tell that it is
 * from us, and from now: `x-readyslot-signature-256` is `sha256=` and the hex HMAC-SHA256 of the
 * `x-readyslot-timestamp` (Unix seconds), a dot and the body. Redirects are not followed: a body that
 * is meant for one receiver does not go to another.
 *
 * @throws {Error} if neither attempt was answered with 2xx within 3 s, or the address is malformed.
 */
export async function postToWebhook(body: string, { url: address, secret, now, timeLimitMs = TIME_LIMIT_MS }: AlertWebhook): Promise<void> {
  const url = parseWebhookUrl(address);
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const headers: Record<string, string> = { "content-type": "application/json", "x-readyslot-timestamp": timestamp };
  if (secret) {
    headers["x-readyslot-signature-256"] = `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
  }
  const attempt = async () => {
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeLimitMs) });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  };
  try {
    await attempt().catch(attempt);
  } catch (error) {
    throw new Error(`The webhook at ${url.host} did not take an alert, asked twice: ${reason(error, timeLimitMs)}.`, { cause: error });
  }
}

/**
 * Reads ALERT_WEBHOOK_URL. fetch refuses a user name in an address with a message that repeats all of it.
 *
 * @throws {TypeError} that repeats nothing of it.
 */
export function parseWebhookUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new TypeError('ALERT_WEBHOOK_URL is no http(s) address, or has a user name in it. Write the whole address, for example "https://hooks.slack.com/services/…".');
}

/** What lies at the bottom of "fetch failed", for example "connect ECONNREFUSED 127.0.0.1:9". */
function reason(error: unknown, timeLimitMs: number): string {
  if (!(error instanceof Error)) return "no reason given";
  if (error.name === "TimeoutError") return `no answer within ${timeLimitMs} ms`;
  return error.cause instanceof Error ? reason(error.cause, timeLimitMs) : error.message;
}
