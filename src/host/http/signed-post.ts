/** Posts to receivers that the operator names: their addresses, signatures and answers. */
import { createHmac } from "node:crypto";

/** The headers of a signed post. */
export function signedHeaders(body: string, { secret, now }: { secret: string | undefined; now: Date }): Record<string, string> {
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

/** `after`: not before this many seconds. `isSilent`: no answer came, so it may have been accepted. */
export type Posted = { readonly is: "done" } | { readonly is: "again"; readonly why: string; readonly after?: number; readonly isSilent?: boolean };

/**
 * Posts once. Redirects are not followed: the body is meant for this receiver only. Of its answer, the status and Retry-After are
 * read, and nothing else. Never rejects.
 */
export async function postOnce(url: URL, body: string, headers: Record<string, string>, timeLimitMs: number): Promise<Posted> {
  try {
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeLimitMs) });
    await answer.body?.cancel();
    if (answer.ok) return { is: "done" };
    const after = Number(answer.headers.get("retry-after"));
    return { is: "again", why: `${url.host} answered with status ${answer.status}`, ...(after > 0 && { after }) };
  } catch (error) {
    const isSilent = error instanceof Error && error.name === "TimeoutError";
    return { is: "again", why: `${url.host}: ${reason(error, timeLimitMs)}`, isSilent };
  }
}
