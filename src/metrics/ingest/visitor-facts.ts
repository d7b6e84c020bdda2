import type { StoredSample } from "../shared/sample.ts";
import { visitorDevice } from "./visitor-device.ts";

/** What the server adds to an opening and to an intent. */
export type VisitorFacts = Pick<StoredSample, "device" | "browser" | "system" | "country">;

/**
 * The families of the visitor's device, browser and system, and the country as Vercel's edge reports it
 * (https://vercel.com/docs/headers/request-headers#x-vercel-ip-country). Only there is the header the edge's own: anywhere
 * else a client could send it, so it is ignored.
 */
export function visitorFacts(headers: Headers, { isOnVercel }: { isOnVercel: boolean }): VisitorFacts {
  const country = isOnVercel ? headers.get("x-vercel-ip-country") : null;
  return { ...visitorDevice(headers.get("user-agent")), ...(country !== null && /^[A-Z]{2}$/.test(country) && { country }) };
}
