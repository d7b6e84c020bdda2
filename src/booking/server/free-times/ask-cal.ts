import { innermostMessage } from "../fetch-embed-script.ts";
import { parseCalAnswer, type CalTimes } from "./cal-answer.ts";
import type { EventParameters } from "./event-parameters.ts";
import { limitedUntil } from "./rate-limits.ts";
import { dateOf, type Days } from "./windows.ts";

/** "event": Cal has no such event. "key": it refuses the key. "limit": too many requests. */
export type CalApiErrorKind = "unreachable" | "timeout" | "event" | "key" | "limit" | "status" | "size" | "answer";

/** Why there are no times. The message is for the server's log; it never contains the key. */
export class CalApiError extends Error {
  override name = "CalApiError";
  readonly kind: CalApiErrorKind;
  constructor(kind: CalApiErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface CalQuestion {
  /** The base address of the API. */
  readonly api: string;
  readonly key?: string | undefined;
  readonly event: EventParameters;
  readonly days: Days;
  /** In ms, for the whole answer. */
  readonly timeLimitMs: number;
  /** Called if Cal takes no more requests before then, in ms since 1970. */
  onLimit?(until: number): void;
  now?(): number;
}

/** The version of the endpoint. Without it Cal answers as in April 2024, when `/v2/slots` did not exist. */
const VERSION = "2024-09-04";

/** Bytes, after decompression. Sixteen days of five-minute meetings around the clock have 370 KB. */
const MOST_BYTES = 512 * 1024;

/**
 * The free times of these days.
 *
 * Cal is asked for a day more on both sides, because it cuts the host's working hours at the ends of the span: a time
 * across midnight UTC would be missing, and the times after it would begin at other minutes than in Cal's own calendar.
 *
 * @throws {CalApiError}
 */
export async function askCal({ api, key, event, days, timeLimitMs, onLimit, now = Date.now }: CalQuestion): Promise<CalTimes> {
  const query = new URLSearchParams({ ...event, start: dateOf(days.from - 1), end: dateOf(days.until), format: "range" });
  const limit = AbortSignal.timeout(timeLimitMs);
  const done = new AbortController();
  try {
    const response = await fetch(`${api}/v2/slots?${query}`, {
      headers: { accept: "application/json", "cal-api-version": VERSION, ...(key && { authorization: `Bearer ${key}` }) },
      redirect: "manual",
      signal: AbortSignal.any([limit, done.signal]),
    });
    const until = limitedUntil(response.status, response.headers, now());
    if (until !== undefined) onLimit?.(until);
    if (response.status !== 200) throw refusal(response.status, api);
    const times = parseCalAnswer(await readBounded(response));
    if (times === undefined) throw new CalApiError("answer", `${api} did not answer with free times in the format of version ${VERSION}.`);
    return times;
  } catch (error) {
    if (error instanceof CalApiError) throw error;
    if (limit.aborted) throw new CalApiError("timeout", `${api} did not answer within ${timeLimitMs} ms.`);
    throw new CalApiError("unreachable", `${api} cannot be reached: ${innermostMessage(error)}.`, { cause: error });
  } finally {
    // The body of an answer that was refused is still on its way.
    done.abort();
  }
}

function refusal(status: number, api: string): CalApiError {
  if (status === 404) return new CalApiError("event", `${api} has no such event.`);
  if (status === 401 || status === 403) return new CalApiError("key", `${api} refuses the request (${status}). Check CAL_API_KEY.`);
  if (status === 429) return new CalApiError("limit", `${api} takes no more requests for the moment.`);
  return new CalApiError("status", `${api} answered ${status}.`);
}

/** Counts while reading, because a content-length is only a claim of the sender. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new CalApiError("size", `${response.url.split("?")[0]} sent more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
