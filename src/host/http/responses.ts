/** The responses of endpoints, which no cache may store: they are private or change from one moment to the next. */
import { storeFailure } from "../kv/store-failure.ts";

const NO_STORE = { "cache-control": "no-store" };

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...NO_STORE, ...headers } });
}

export function plainText(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", ...NO_STORE } });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: NO_STORE });
}

/** Runs work that needs the store. A store that is not configured or does not answer is a 503, never a 500. */
export async function storeAnswer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { code, message, retryAfter } = storeFailure(error);
    return json(503, { success: false, error: code, message }, { "retry-after": String(retryAfter) });
  }
}
