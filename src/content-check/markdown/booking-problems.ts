import { bookingKind, isOtherPage, parseBookingLink } from "../../booking/booking-link.ts";
import { withDoubtfulPluses, withPluses } from "../../site/markdown/pluses.ts";
import type { ReferenceWords } from "../content-problem.ts";
import type { ContentIndex } from "../content-index.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

type Booking = Pick<ContentIndex, "events" | "bookingOrigins">;

const LISTED = "New events are listed under booking.events in src/content/site.yaml.";

/**
 * What is wrong with an `event:` field. `write` is the event alone, or a step to take: an event that is not
 * listed is more often a new one than a mistyped one, and another event is never proposed in its place.
 */
export function eventWords(value: string, { events, bookingOrigins }: Booking): ReferenceWords | undefined {
  const found = quoted(excerpt(value));
  const path = eventPath(value);
  if (path === undefined || /^[a-z]+:\/\//i.test(value.trim())) {
    const meant = bookingPath(value, bookingOrigins);
    return {
      found,
      expected: `The event's path at the booking site, two or three names with slashes between them: "studio/30min".${/[?#]/.test(value) ? " What fills in its form goes into a link in the text." : ""}`,
      write: meant ?? "Copy the path from the address of the event's page: what follows https://cal.com/, up to a ? or a #.",
    };
  }
  if (!events || events.has(path) || isUnlisted(path)) return undefined;
  return { found, ...unlisted(path, events) };
}

/** What to say of an event that is not listed. `address` is how another one would be written in its place. */
function unlisted(path: string, events: ReadonlySet<string>, address = (event: string) => event): Omit<ReferenceWords, "found"> {
  const meant = didYouMean(path, events);
  const step = `add it to booking.events in src/content/site.yaml: - ${path}`;
  return {
    expected: `${meant ? `Did you mean ${quoted(meant)}? ` : ""}An event that exists: ${[...events].join(", ")}. ${LISTED}`,
    write: meant ? address(meant) : `If it is a new event, ${step}`,
    ...(meant && { otherwise: `if it is another event, ${step}` }),
  };
}

/**
 * What is wrong with a link to the booking site: an event that is not known, or something that was
 * meant to be one. `write` is the whole address, or a step to take. The site's other pages are links like any other.
 */
export function bookingLinkWords(url: string, booking: Booking): ReferenceWords | undefined {
  const { origin, pathname, search, hash } = new URL(url);
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length < 2 || (segments.length > 3 && segments[0] !== "org") || isOtherPage(segments.join("/"))) return undefined;
  const found = quoted(excerpt(url));
  const address = (path: string) => `${origin}/${path}${search}${hash}`;
  if (eventPath(pathname) === undefined || pathname.includes("//")) {
    const path = segments.map((part) => part.replace(/%20|[^a-z0-9._~+-]+/gi, "-")).join("/");
    const meant = booking.events?.has(path) ? path : booking.events && didYouMean(path, booking.events);
    return {
      found,
      expected: "The address of an event: the booking site, then two or three names with a slash between them.",
      write: meant ? address(meant) : "Copy the address from the booking site once more.",
    };
  }
  const event = segments.join("/");
  if (booking.events && !booking.events.has(event) && !isUnlisted(event)) return { found, ...unlisted(event, booking.events, address) };
  if (withDoubtfulPluses(search) === withPluses(search)) return undefined;
  return { found, expected: "No + in what a link fills in, because it is read as a space there.", write: "Write %2B for a plus, and %20 for a space." };
}

/** What is not listed as an event: a routing form, a visitor's own booking, and a private link, which may be used once. */
function isUnlisted(path: string): boolean {
  return ["form", "private", "reschedule"].includes(bookingKind(parseBookingLink(path)));
}

function eventPath(text: string): string | undefined {
  try {
    return parseBookingLink(text).path;
  } catch {
    return undefined;
  }
}

/** The event in an address of the booking site, whole or from its path on, whatever follows it. */
function bookingPath(value: string, origins: ReadonlySet<string>): string | undefined {
  const text = value.trim();
  const url = [text, `https://${text}`].filter((one) => URL.canParse(one)).map((one) => new URL(one)).find(({ origin }) => origins.has(origin));
  return eventPath(url ? url.pathname : text.replace(/[?#].*$/, ""));
}
