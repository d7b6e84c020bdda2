import { bookingKind, isOtherPage, parseBookingLink } from "../../booking/booking-link.ts";
import { withDoubtfulPluses, withPluses } from "../../site/markdown/pluses.ts";
import type { ReferenceWords } from "../content-problem.ts";
import type { ContentIndex } from "../content-index.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

type Booking = Pick<ContentIndex, "events" | "bookingOrigins" | "addressed">;

const LISTED = "The site's events are listed under booking.events in src/content/site.yaml.";

/**
 * The problem with an `event:` field. `fix` is the event alone, or a step to take: an unlisted event is more
 * often a new one than a typo, so that another event is never proposed in its place.
 */
export function eventWords(value: string, { events, bookingOrigins, addressed }: Booking): ReferenceWords | undefined {
  const found = quoted(excerpt(value));
  const path = eventPath(value);
  const text = value.trim();
  // site.yaml, which is read without its own list, has no field for other targets.
  if (events && /^(?:[/#]|https?:|mailto:|tel:)/i.test(text) && (addressed.has(text) || bookingPath(value, bookingOrigins) === undefined)) {
    return { found, expected: "An event. A page, an anchor, a web address, an e-mail address or a phone number belongs in href.", fix: `Write it in this form: href: ${/[\s#]/.test(text) ? quoted(text) : text}` };
  }
  if (path === undefined || /^[a-z]+:\/\//i.test(value.trim())) {
    const meant = bookingPath(value, bookingOrigins);
    return {
      found,
      expected: `The path of an event on the booking site: two or three names separated by slashes, e.g. "studio/30min".${/[?#]/.test(value) ? " Values for its form belong in prefill." : ""}`,
      fix: meant ?? "Copy the path from the address of the event's page: the part after https://cal.com/, up to a ? or #.",
    };
  }
  if (!events || events.has(path) || isUnlisted(path)) return undefined;
  return { found, ...unlisted(path, events) };
}

/** The words for an event that is not listed. `address` writes another event in its place. */
function unlisted(path: string, events: ReadonlyMap<string, unknown>, address = (event: string) => event): Omit<ReferenceWords, "found"> {
  const meant = didYouMean(path, events.keys());
  const step = `add it to booking.events in src/content/site.yaml: - ${path}`;
  return {
    expected: `${meant ? `Did you mean ${quoted(meant)}? ` : ""}One of these events: ${[...events.keys()].join(", ")}. ${LISTED}`,
    fix: meant ? address(meant) : `If it is a new event, ${step}`,
    ...(meant && { otherwise: `if it is another event, ${step}` }),
  };
}

/**
 * The problem with a link to an event on the booking site. `fix` is the whole address, or a step to take. Links
 * to other pages there are ordinary links.
 */
export function bookingLinkWords(url: string, booking: Booking): ReferenceWords | undefined {
  const { origin, pathname, search, hash } = new URL(url);
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length < 2 || (segments.length > 3 && segments[0] !== "org") || isOtherPage(segments.join("/"))) return undefined;
  const found = quoted(excerpt(url));
  const address = (path: string) => `${origin}/${path}${search}${hash}`;
  if (eventPath(pathname) === undefined || pathname.includes("//")) {
    const path = segments.map((part) => part.replace(/%20|[^a-z0-9._~+-]+/gi, "-")).join("/");
    const meant = booking.events?.has(path) ? path : booking.events && didYouMean(path, booking.events.keys());
    return {
      found,
      expected: "The address of an event: the booking site, followed by two or three names separated by slashes.",
      fix: meant ? address(meant) : "Copy the address from the booking site again.",
    };
  }
  const event = segments.join("/");
  if (booking.events && !booking.events.has(event) && !isUnlisted(event)) return { found, ...unlisted(event, booking.events, address) };
  if (withDoubtfulPluses(search) === withPluses(search)) return undefined;
  return { found, expected: "No + in the values of a booking link: the form reads it as a space.", fix: "Write %2B for a plus sign and %20 for a space." };
}

/** Links that need no listing: a routing form, a visitor's own booking, and a private link, which works once. */
function isUnlisted(path: string): boolean {
  return ["form", "private", "reschedule"].includes(bookingKind(parseBookingLink(path)));
}

/** The path of an event as it is written; undefined for what is not one. */
export function eventPath(text: string): string | undefined {
  try {
    return parseBookingLink(text).path;
  } catch {
    return undefined;
  }
}

/** The event that an address opens; undefined for any other address. */
export function bookedPath(href: string, { bookingOrigins }: Booking): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url && bookingOrigins.has(url.origin) ? eventPath(url.pathname) : undefined;
}

/** The event in an address on the booking site, or in its path alone. */
function bookingPath(value: string, origins: ReadonlySet<string>): string | undefined {
  const text = value.trim();
  const url = [text, `https://${text}`].filter((one) => URL.canParse(one)).map((one) => new URL(one)).find(({ origin }) => origins.has(origin));
  return eventPath(url ? url.pathname : text.replace(/[?#].*$/, ""));
}
