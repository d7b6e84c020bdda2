import { canonicalAddress } from "./ip-address.ts";

/**
 * The client's address as seen by the host's edge, in canonical notation; undefined if no header has it.
 *
 * Vercel sets both `x-real-ip` and `x-forwarded-for` to the client's public address and overwrites values
 * that a client sends (https://vercel.com/docs/headers/request-headers); so does the server of
 * `npm start`. Elsewhere, `x-forwarded-for` may be a list to which proxies append: only its last entry
 * was not written by the client. Empty entries do not count (RFC 9110, 5.6.1).
 */
export function visitorAddress(headers: Headers): string | undefined {
  return canonicalAddress(headers.get("x-real-ip") ?? "") ?? canonicalAddress(headers.get("x-forwarded-for")?.split(",").findLast((entry) => entry.trim() !== "") ?? "");
}
