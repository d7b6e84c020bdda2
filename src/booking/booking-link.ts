/** A page of Cal.com as an editor writes it: "studio/30min" or "team/studio/30min". */
export interface BookingLink {
  /** The path under Cal's host, without slashes at its ends; of a link in a page with its query, which fills in Cal's form. */
  readonly path: string;
  /** The event's name in our statistics, and the embed's namespace: the last segment. */
  readonly event: string;
  /** The time that was picked in the dialog's list, ISO 8601 in UTC; the path's query has it as well. Cal then starts at the form. */
  readonly slot?: string;
}

/** Where a Cal lives: `origin` serves the embed, `site` the pages that people see. */
export interface CalHosts {
  readonly origin: string;
  readonly site: string;
}

/**
 * The kind of page that a booking link opens. Only an `event` is sure to report its free times; the other kinds open in the dialog as
 * well, but Cal never reports any for them. A `private` link has no version for embedding: Cal answers 404.
 */
export type BookingKind = "event" | "group" | "profile" | "form" | "reschedule" | "private";

const SEGMENT = /^[a-z0-9][a-z0-9._~+-]*$/i;

/** The first segments of Cal's own pages, of which none can be booked or embedded. No user can have such a name. */
const OTHER_PAGES =
  /^(?:api|apps|auth|availability|booking|bookings|connect-and-join|embed|enterprise|error|event-types|getting-started|insights|instant-meeting|maintenance|more|onboarding|payment|router|routing|routing-forms|settings|signup|upgrade|video|workflows)(?=\/|$)/;

/** The event's name in a path. A booking that is rescheduled has an id, which is one visitor's; the word before it is the name. */
const EVENT = /^reschedule(?=\/)|[^/?]+(?=\?|$)/;

/**
 * Parses a booking link.
 *
 * @throws {TypeError} that says what was found and what to write instead.
 */
export function parseBookingLink(text: string): BookingLink {
  const link = linkOf(text.trim().replace(/^\/+|\/+$/g, ""));
  if (link) return link;
  throw new TypeError(
    `"${text}" is not a booking link. Write the path of the Cal.com event, for example ` +
      `"${suggestion(text) ?? "studio/30min"}".`,
  );
}

function linkOf(path: string): BookingLink | undefined {
  const segments = path.split("/");
  const event = EVENT.exec(path)?.[0];
  const fits = segments.every((one) => SEGMENT.test(one)) && hasFittingLength(segments) && !isOtherPage(path) && !/^(?:\w+\.)?cal\.com\//.test(path);
  return fits && event !== undefined && event !== "embed" ? { path, event } : undefined;
}

/** The booking link of a path that `parseBookingLink` has checked when the page was built. */
export function knownBookingLink(path: string): BookingLink {
  return { path, event: EVENT.exec(path)?.[0] as string };
}

/** The kind of page that the link opens, as far as its path shows. */
export function bookingKind({ path }: BookingLink): BookingKind {
  const [first = "", ...others] = path.split("/");
  if (first === "d") return "private";
  if (first === "forms") return "form";
  if (first === "reschedule") return "reschedule";
  if (first === "team" && others.length === 1) return "profile";
  if (first === "org" && (others.length < 3 || (others.length === 3 && others[1] === "team"))) return "profile";
  return first.includes("+") ? "group" : "event";
}

/** Whether a path leads to a page of Cal's that is not for booking: "settings/profile". */
export function isOtherPage(path: string): boolean {
  return OTHER_PAGES.test(path);
}

/** The address a visitor reaches without any of our code: the booking page itself. */
export function bookingPageUrl(link: BookingLink, hosts: CalHosts): string {
  return `${hosts.site}/${link.path}`;
}

/** "studio/30min", "team/studio/30min", "org/acme/ada/30min", "org/acme/team/studio/30min", "d/<hash>/30min", "forms/<id>", "reschedule/<uid>". */
function hasFittingLength([first, ...others]: readonly string[]): boolean {
  if (first === "d") return others.length === 2;
  if (first === "forms" || first === "reschedule") return others.length === 1;
  return others.length >= 1 && others.length <= (first === "org" ? 4 : first === "team" ? 2 : 1);
}

/** The path that an editor who pasted a whole address most likely meant. */
function suggestion(text: string): string | undefined {
  const path = /^(?:https?:\/\/[^/]+\/|[\w-]+(?:\.[\w-]+)+\/(?=[^/]+\/))?([^?#]+)/i.exec(text.trim())?.[1]?.replace(/^\/+|\/+$|\/embed\/*$/g, "");
  return path === undefined ? undefined : linkOf(path)?.path;
}
