import { storeFailure } from "../kv/store-failure.ts";

/** A JSON answer that nobody may cache: what our endpoints say is private or momentary. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** Runs what needs the store. A store that is not set up or does not answer is a 503, never a 500. */
export async function storeAnswer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { code, message, retryAfter } = storeFailure(error);
    return json(503, { success: false, error: code, message }, { "retry-after": String(retryAfter) });
  }
}
