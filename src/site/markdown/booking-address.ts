import { parseBookingLink, type BookingLink, type CalHosts } from "../../booking/booking-link.ts";

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
