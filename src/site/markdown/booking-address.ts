import { parseBookingLink, type BookingLink, type CalHosts } from "../../booking/booking-link.ts";

/** Where a link in a text leads, if it leads to a booking. */
export interface BookingAddress {
  link: BookingLink;
  /** The query as it was written, with its question mark; empty without one. */
  search: string;
  /** The fragment, with its hash; empty without one. */
  hash: string;
}

/** Cal's own addresses: what an editor copies from there, whichever Cal the site is set up for. */
const CALS_OWN = ["https://cal.com", "https://app.cal.com"];

/**
 * Reads the address of a booking off a link: on the booking site, with the path of something that can be
 * booked. Any other link, also one to another page of the booking site, is undefined.
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
