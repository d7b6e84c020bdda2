import { bookingKind, isOtherPage, parseBookingLink } from "../../booking/booking-link.ts";
import type { Words } from "./content-problem.ts";
import type { ContentIndex } from "./content-index.ts";
import { didYouMean } from "./did-you-mean.ts";
import { excerpt, quoted } from "./quoted.ts";

type Booking = Pick<ContentIndex, "events" | "bookingOrigins">;

const LISTED = "New events are listed under booking.events in src/content/site.yaml.";

/** What is wrong with an `event:` field. `write` is the event alone. */
export function eventWords(value: string, { events, bookingOrigins }: Booking): Words | undefined {
  const found = quoted(excerpt(value));
  const path = eventPath(value);
  if (path === undefined || /^[a-z]+:\/\//i.test(value.trim())) {
    const meant = bookingPath(value, bookingOrigins) ?? (events && didYouMean(value, events));
    return { found, expected: 'The event\'s path at the booking site, two or three names with slashes between them: "studio/30min".', write: meant ?? example(events) };
  }
  if (!events || events.has(path) || isUnlisted(path)) return undefined;
  const meant = didYouMean(path, events) ?? byLastName(path, events);
  return {
    found,
    expected: `${meant ? `Did you mean ${quoted(meant)}? ` : ""}An event that exists: ${[...events].join(", ")}. ${LISTED}`,
    write: meant ?? example(events),
  };
}

/**
 * What is wrong with a link to the booking site: an event that is not known, or something that was
 * meant to be one. `write` is the whole address. The site's other pages are links like any other.
 */
export function bookingLinkWords(url: string, booking: Booking): Words | undefined {
  const { origin, pathname, search, hash } = new URL(url);
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length < 2 || (segments.length > 3 && segments[0] !== "org") || isOtherPage(segments.join("/"))) return undefined;
  const address = (path: string) => `${origin}/${path}${search}${hash}`;
  if (eventPath(pathname) === undefined || pathname.includes("//")) {
    const path = segments.map((part) => part.replace(/%20|[^a-z0-9._~+-]+/gi, "-")).join("/");
    const meant = booking.events?.has(path) ? path : ((booking.events && didYouMean(path, booking.events)) ?? example(booking.events));
    return { found: quoted(excerpt(url)), expected: "The address of an event: the booking site, then two or three names with a slash between them.", write: address(meant) };
  }
  const words = eventWords(segments.join("/"), booking);
  return words && { ...words, found: quoted(excerpt(url)), write: address(words.write) };
}

/** What nobody lists as an event: a visitor's own booking, and a private link, which may be used once. */
function isUnlisted(path: string): boolean {
  return ["private", "reschedule"].includes(bookingKind(parseBookingLink(path)));
}

function eventPath(text: string): string | undefined {
  try {
    return parseBookingLink(text).path;
  } catch {
    return undefined;
  }
}

/** The event in a whole address of the booking site. */
function bookingPath(value: string, origins: ReadonlySet<string>): string | undefined {
  const text = value.trim();
  const url = URL.canParse(text) ? new URL(text) : URL.canParse(`https://${text}`) ? new URL(`https://${text}`) : undefined;
  return url && origins.has(url.origin) ? eventPath(url.pathname) : undefined;
}

function byLastName(path: string, events: ReadonlySet<string>): string | undefined {
  const name = path.split("/").at(-1);
  return [...events].find((event) => event.split("/").at(-1) === name);
}

function example(events: ReadonlySet<string> | undefined): string {
  return [...(events ?? [])][0] ?? "studio/30min";
}
