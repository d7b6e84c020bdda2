/** Where the free times come from: Cal's API (v2). The build reads it, so that the pages know whether there are times, and the server does. */
import { bookingKind, knownBookingLink } from "./booking-link.ts";
import type { CalSettings } from "./cal-settings.ts";

/** What a build knows of the free times; the constant `FREE_TIMES`. */
export interface FreeTimesBuild {
  /** The base address of Cal's API; "" if no times are offered. */
  readonly api: string;
  /** The paths of the site's own events that have times. The endpoint answers for no other. */
  readonly events: readonly string[];
}

const CALS_API = "https://api.cal.com";

/** The free times of a build whose booking links lead to these paths. @throws {TypeError} for a malformed CAL_API_URL. */
export function freeTimesOf(env: Readonly<Record<string, string | undefined>>, cal: Pick<CalSettings, "origin" | "isDemo">, paths: readonly string[]): FreeTimesBuild {
  const events = paths.filter((path) => ["event", "group"].includes(bookingKind(knownBookingLink(path))));
  return { api: calApi(env, cal) ?? "", events: [...new Set(events)].toSorted() };
}

/**
 * The base address of Cal's API, from `CAL_API_URL`. Without it: Cal.com's own, or the demo calendar's; undefined for a
 * self-hosted Cal, which may not run the API.
 *
 * @throws {TypeError} for a malformed value.
 */
export function calApi({ CAL_API_URL }: Readonly<Record<string, string | undefined>>, { origin, isDemo }: Pick<CalSettings, "origin" | "isDemo">): string | undefined {
  if (CAL_API_URL?.trim()) return parseCalApiUrl(CAL_API_URL.trim());
  if (isDemo) return origin;
  return /^https:\/\/(?:[a-z\d-]+\.)?cal\.com$/.test(origin) ? CALS_API : undefined;
}

/** The base address in CAL_API_URL, without a slash at its end; undefined for "off". @throws {TypeError} that does not repeat a password. */
export function parseCalApiUrl(text: string): string | undefined {
  if (text === "off") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const path = url?.pathname.replace(/\/+$/, "") ?? "";
  if (url && /^https?:$/.test(url.protocol) && !/[@?#]/.test(text) && !/\/v\d+(?:\/|$)/.test(path)) return url.origin + path;
  const found = text.includes("@") ? "contains a user name or is not a web address" : `is "${text}"`;
  throw new TypeError(`CAL_API_URL ${found}. Write the address of Cal's API without "/v2", for example "https://api.cal.com", or "off" to show no free times.`);
}

/** The slug of the organisation that has this host at Cal.com: "acme" of https://acme.cal.com. */
export function organizationOf(origin: string): string | undefined {
  return /^https:\/\/(?!(?:api|app|www)\.)([a-z\d-]+)\.cal\.com$/.exec(origin)?.[1];
}
