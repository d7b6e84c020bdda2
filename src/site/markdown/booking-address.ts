import { bookingKind, bookingPageUrl, parseBookingLink, type BookingLink, type CalHosts } from "../../booking/booking-link.ts";
import { withPluses } from "./pluses.ts";

/** The address of a link to a booking in a text. */
export interface BookingAddress {
  link: BookingLink;
  /** The query as written, with its question mark; empty if there is none. */
  search: string;
  /** The fragment with its hash; empty if there is none. */
  hash: string;
}

/** Cal.com's own addresses, which editors copy from there whatever Cal instance the site uses. */
const CALS_OWN = ["https://cal.com", "https://app.cal.com"];

/**
 * Parses a link to something that can be booked on the booking site. Undefined for any other link, including links
 * to other pages of the booking site.
 */
export function bookingAddress(href: string, hosts: CalHosts): BookingAddress | undefined {
  if (!URL.canParse(href)) return undefined;
  const { origin, pathname, search, hash } = new URL(href);
  if (![...CALS_OWN, hosts.site, hosts.origin].includes(origin)) return undefined;
  try {
    return { link: parseBookingLink(pathname), search, hash };
  } catch {
    return undefined;
  }
}

/**
 * The address that a link leads to: for a booking, its page on this site's own booking site, with the values for its
 * form. A private link stays on the site that it was copied from.
 */
export function linkAddress(href: string, hosts: CalHosts): string {
  const address = bookingAddress(href, hosts);
  if (!address) return href;
  const { link, search, hash } = address;
  const site = bookingKind(link) === "private" ? new URL(href).origin : hosts.site;
  return bookingPageUrl(link, { ...hosts, site }) + withPluses(search) + hash;
}
