/** The kind of page at one of Cal's paths, without `/embed` at its end. */
export type PageKind =
  /** An event with its booker. */
  | "event"
  /** Several people's common times, `a+b/30min`: a booker whose event has no id. */
  | "dynamic-group"
  /** A private link, `d/<hash>/<event>`: a booker that cannot be embedded. */
  | "private"
  | "routing-form"
  /** The list of somebody's events: a user, a team or an organisation. */
  | "profile";

/** The user whose profile the demo shows. Every other name has events only. */
export const STUDIO_USER = "studio";

const SEGMENT = /^[a-z0-9][a-z0-9._~+-]{0,63}$/i;

/** First segments of an address that no user has. "nobody" is there so that tests can ask for an unknown user. */
const RESERVED = new Set(["api", "assets", "booking", "embed", "nobody", "payment", "reschedule", "v2"]);

/** The page at a path without a leading slash; undefined if Cal has no page there. */
export function kindOfPath(path: string): PageKind | undefined {
  const segments = path.split("/");
  const [first = "", second, third] = segments;
  if (RESERVED.has(first) || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  switch (first) {
    case "forms":
      return segments.length === 2 ? "routing-form" : undefined;
    case "d":
      return segments.length === 3 ? "private" : undefined;
    case "team":
      return segments.length === 2 ? "profile" : segments.length === 3 ? "event" : undefined;
    case "org":
      if (second === undefined || second === "org") return undefined;
      return third === undefined ? "profile" : kindOfMember(segments.slice(2).join("/"));
    default:
      if (segments.length === 1) return first === STUDIO_USER ? "profile" : undefined;
      if (segments.length > 2) return undefined;
      return first.includes("+") ? "dynamic-group" : "event";
  }
}

/** Whether times can be booked at the path. */
export function isBookable(path: string): boolean {
  const kind = kindOfPath(path);
  return kind === "event" || kind === "dynamic-group" || kind === "private";
}

/** Inside an organisation every user has a profile. */
function kindOfMember(path: string): PageKind | undefined {
  const isUser = !path.includes("/") && !["team", "d", "forms"].includes(path);
  return isUser ? "profile" : kindOfPath(path);
}
