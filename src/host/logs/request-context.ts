import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** The request that the running code works for, as its log lines name it. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route: an address may contain personal data. */
  readonly route?: string;
}

/** Per process: the server and the function that it has loaded have this module each. */
const STORAGE = Symbol.for("readyslot.logged-request");
const shared = globalThis as { [STORAGE]?: AsyncLocalStorage<LoggedRequest> };
const storage = (shared[STORAGE] ??= new AsyncLocalStorage<LoggedRequest>());

/** Also in work that goes on after the response. */
export function loggedRequest(): LoggedRequest | undefined {
  return storage.getStore();
}

export function forRequest<T>(request: LoggedRequest, work: () => T): T {
  return storage.run(request, work);
}

/** Vercel's edge replaces whatever a client sends in x-vercel-id: "fra1::iad1::6qv9h-1764460800000-0a1b2c3d4e5f". */
const VERCELS_ID = /^[\w:-]{8,160}$/;
/**
 * What proxies and load balancers make: UUIDs, hex, base62. An IP address, an email address and a telephone number (15
 * digits at most, E.164) do not match, nor do several values, or anything that could end a line.
 */
const PROXYS_ID = /^[\w-]{16,128}$/;

/** The id of a request: the host's, or that of the proxy in front if it has a usual form, or a new one. */
export function requestIdOf(headers: Pick<Headers, "get">, { VERCEL }: { readonly VERCEL?: string | undefined }): string {
  const given = VERCEL ? headers.get("x-vercel-id") : headers.get("x-request-id");
  return given !== null && (VERCEL ? VERCELS_ID : PROXYS_ID).test(given) ? given : randomUUID();
}
