import { reason } from "../http/signed-post.ts";

/** How a receiver answered. */
export interface ReceiverAnswer {
  /** Its host: a webhook's path is a secret. */
  readonly host: string;
  /** Missing if it did not answer. */
  readonly status?: number;
  /** What it said, on one line, or why there was no answer. */
  readonly said: string;
}

/** `again`: it was not accepted, and can be sent again. `unknown`: it may have been accepted, and a second time would be a second message. */
export interface Delivery {
  readonly is: "sent" | "again" | "unknown";
  readonly answer: ReceiverAnswer;
  /** Not before this many seconds. */
  readonly after?: number;
}

export interface Message {
  readonly url: URL;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 10_000;
const LONGEST_ANSWER = 200;

/** Errors of a connection that was never made. After any other one the message may have arrived. */
const NOT_CONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|DEPTH_ZERO\w+|SELF_SIGNED\w+|UNABLE_TO\w+|ERR_TLS\w+)$/;

/** Posts JSON once. Never rejects. Redirects are not followed: the message is meant for this receiver only. */
export async function postMessage({ url, body, headers = {}, timeLimitMs = TIME_LIMIT_MS }: Message): Promise<Delivery> {
  const { host } = url;
  try {
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body, redirect: "manual", signal: AbortSignal.timeout(timeLimitMs) });
    const said = sentenceIn(await answer.text().catch(() => ""));
    const after = Number(answer.headers.get("retry-after"));
    return { is: answer.ok ? "sent" : "again", answer: { host, status: answer.status, said }, ...(!answer.ok && after > 0 && { after }) };
  } catch (error) {
    return { is: isNotConnected(error) ? "again" : "unknown", answer: { host, said: oneLine(reason(error, timeLimitMs)) } };
  }
}

function isNotConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // fetch refuses some ports itself.
  if (error.message === "bad port" || ("code" in error && NOT_CONNECTED.test(String(error.code)))) return true;
  return isNotConnected(error instanceof AggregateError ? error.errors[0] : error.cause);
}

/** What an answer says: Resend's `name` and `message`, Postmark's `Message`, Slack's text. */
function sentenceIn(text: string): string {
  try {
    const { name, message, Message } = JSON.parse(text) as Record<string, unknown>;
    return oneLine([name, message ?? Message].filter((part) => typeof part === "string").join(": "));
  } catch {
    return oneLine(text);
  }
}

function oneLine(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").replaceAll(/\s+/g, " ").trim()].slice(0, LONGEST_ANSWER).join("");
}
