import { innermostMessage } from "../../src/booking/server/fetch-embed-script.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The time until the response was complete. */
  readonly ms: number;
}

/** The server did not answer, or not in time. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/** In ms. Leaves time for a function's cold start. */
const LIMIT = 10_000;

/**
 * Sends a request to a running site. Redirects are returned, not followed.
 *
 * @throws {NoAnswerError} with the reason, if there is no response.
 */
export async function ask(url: URL, init: RequestInit = {}): Promise<Answer> {
  const started = performance.now();
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(LIMIT), ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ms: Math.round(performance.now() - started) };
  } catch (error) {
    throw new NoAnswerError(`${url.origin} does not answer: ${whyNot(error)}.`, { cause: error });
  }
}

/** The reason of a failed request, in a few words. */
export function whyNot(error: unknown): string {
  return error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : innermostMessage(error);
}

/** "66.7 KB" */
export function bytesText(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(1)} KB`;
}
