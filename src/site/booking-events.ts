import { PUBLIC_CAL_LINK, PUBLIC_CAL_ORIGIN, PUBLIC_CAL_SITE } from "astro:env/client";
import type { CollectionEntry } from "astro:content";
import { bookingKind, knownBookingLink, parseBookingLink } from "../booking/booking-link.ts";
import type { Prefill } from "../booking/prefill.ts";
import { bookingAddress } from "./markdown/booking-address.ts";

/**
 * What `booking` in site.yaml says of each event: its title, label, prefill and the page after a booking. Titles and pages
 * go into the dialog of each page that links to the event, by the event's path; what is for all other events has the key "".
 */

type Booking = CollectionEntry<"site">["data"]["booking"];

/** The words and values of an event in site.yaml. */
export interface EventDetails {
  readonly link?: string;
  readonly title?: string | undefined;
  readonly label?: string | undefined;
  readonly prefill?: Prefill | undefined;
  readonly after?: string | undefined;
}

/** Where a button leads and what it says, as an editor writes it. */
export interface Target {
  readonly label?: string | undefined;
  readonly event?: string | undefined;
  readonly href?: string | undefined;
  readonly prefill?: Prefill | undefined;
}

/** The details of the event with this path; none for an event that site.yaml does not list, or lists by its link alone. */
export function detailsOf(path: string, { events }: Booking): EventDetails {
  return events.find(({ link }) => parseBookingLink(link).path === path) ?? {};
}

/** The path of the event that a button books, by default the site's or that of the page's language; undefined if it leads elsewhere. */
export function bookedEvent({ event, href }: Target, booking: Pick<Booking, "event">): string | undefined {
  if (href !== undefined) return bookingAddress(href, { origin: PUBLIC_CAL_ORIGIN, site: PUBLIC_CAL_SITE })?.link.path;
  return parseBookingLink(event ?? booking.event ?? PUBLIC_CAL_LINK).path;
}

/** For each of these events, its title; undefined if none of them has one of its own. */
export function titlesOf(paths: readonly string[], booking: Booking): Record<string, string> | undefined {
  const titles = ownOf("title", paths, booking);
  return titles && { ...titles, "": booking.title };
}

/** For each of these events, the page after a booking; undefined if there is none. */
export function pagesAfter(paths: readonly string[], booking: Booking): Record<string, string> | undefined {
  const pages = ownOf("after", paths, booking);
  return booking.after === undefined ? pages : { ...pages, "": booking.after };
}

/** The addresses of all pages that follow a booking. */
export function allPagesAfter({ after, events }: Booking): Set<string> {
  return new Set([after, ...events.map((one: EventDetails) => one.after)].filter((path) => path !== undefined));
}

function ownOf(name: "title" | "after", paths: readonly string[], booking: Booking): Record<string, string> | undefined {
  const own = paths.flatMap((path): [string, string][] => {
    const value = detailsOf(path, booking)[name];
    // A private link opens no dialog.
    return value === undefined || bookingKind(knownBookingLink(path)) === "private" ? [] : [[path, value]];
  });
  return own[0] && Object.fromEntries(own);
}
