import { parseWebhookUrl, reason, signedHeaders } from "../../host/http/signed-post.ts";

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
