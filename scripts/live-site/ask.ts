import { innermostMessage } from "../../src/booking/server/fetch-embed-script.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Until the whole answer was there. */
  readonly ms: number;
}

/** Nobody answered, or not in time. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/** In ms. A function that has to start first has that much. */
const LIMIT = 10_000;

/**
 * Asks a running site. A redirect is an answer like any other.
 *
 * @throws {NoAnswerError} that says why there is no answer, without a stack of causes.
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

/** Why nobody answered, in a few words. */
export function whyNot(error: unknown): string {
  return error instanceof Error && error.name === "TimeoutError" ? "nothing came in time" : innermostMessage(error);
}
