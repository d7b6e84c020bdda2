/** A Cal.com event as an editor writes it: "studio/30min" or "team/studio/30min". */
export interface BookingLink {
  /** The path under Cal's host, without slashes at its ends; of a link in a page with its query, which fills in Cal's form. */
  readonly path: string;
  /** The last segment. It names the event in our numbers and is the embed's namespace. */
  readonly event: string;
}

/** Where a Cal lives: `origin` serves the embed, `site` the pages that people see. */
export interface CalHosts {
  readonly origin: string;
  readonly site: string;
}

const SEGMENT = /^[a-z0-9][a-z0-9._~+-]*$/i;

/**
 * Parses a booking link.
 *
 * @throws {TypeError} that says what was found and what to write instead.
 */
export function parseBookingLink(text: string): BookingLink {
  const path = text.trim().replace(/^\/+|\/+$/g, "");
  const segments = path.split("/");
  const event = segments.at(-1);
  const fits = segments.length >= 2 && segments.length <= 3 && segments.every((s) => SEGMENT.test(s));
  if (!fits || event === undefined) {
    throw new TypeError(
      `"${text}" is not a booking link. Write the path of the Cal.com event, for example ` +
        `"${suggestion(text) ?? "studio/30min"}".`,
    );
  }
  return { path, event };
}

/** The booking link of a path that `parseBookingLink` has checked when the page was built. */
export function knownBookingLink(path: string): BookingLink {
  return { path, event: /[^/?]+(?=\?|$)/.exec(path)?.[0] as string };
}

/** The address a visitor reaches without any of our code: the booking page itself. */
export function bookingPageUrl(link: BookingLink, hosts: CalHosts): string {
  return `${hosts.site}/${link.path}`;
}

/** What somebody who pasted a whole address most likely meant. */
function suggestion(text: string): string | undefined {
  const path = /^https?:\/\/[^/]+\/([^?#]+)/i.exec(text.trim())?.[1]?.replace(/\/+$/, "");
  return path?.includes("/") ? path : undefined;
}
