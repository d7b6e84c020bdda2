import { canonicalAddress } from "./ip-address.ts";

/**
 * The address that a request came from, as the host's edge saw it, in its one spelling; undefined where
 * nothing names it.
 *
 * Vercel sets `x-real-ip` and `x-forwarded-for` itself, both to the client's public address, and
 * overwrites what a client sent under these names (https://vercel.com/docs/headers/request-headers);
 * the server of `npm start` does the same. Elsewhere `x-forwarded-for` may be a list that grows to the
 * right: only the last entry was written by somebody other than the sender.
 */
export function visitorAddress(headers: Headers): string | undefined {
  return canonicalAddress(headers.get("x-real-ip") ?? "") ?? canonicalAddress(headers.get("x-forwarded-for")?.split(",").at(-1) ?? "");
}
