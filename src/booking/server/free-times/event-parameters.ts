import { organizationOf } from "../../cal-api.ts";
import { bookingKind, type BookingLink, type CalHosts } from "../../booking-link.ts";

/** The parameters by which Cal's API finds an event. */
export type EventParameters = Readonly<Record<string, string>>;

/** In minutes. Cal's dynamic event has this length, whatever the last part of its path says (Cal's `dynamicEvent`). */
const GROUP_DURATION = "30";

/**
 * The parameters of a link's event; undefined for pages without times: profiles, forms, reschedule and private links.
 *
 *     ada/intro               username, eventTypeSlug
 *     team/sales/intro        teamSlug, eventTypeSlug
 *     org/acme/ada/intro      organizationSlug and the parameters of the rest; so do links of a Cal at https://acme.cal.com
 *     ada+bob/30min           usernames, duration
 */
export function eventParameters(link: BookingLink, { origin, site }: CalHosts): EventParameters | undefined {
  if (!["event", "group"].includes(bookingKind(link))) return undefined;
  const segments = link.path.split("/");
  const isOrganizations = segments[0] === "org";
  const organization = isOrganizations ? segments[1] : (organizationOf(site) ?? organizationOf(origin));
  const [first = "", second = "", third] = isOrganizations ? segments.slice(2) : segments;
  const ofOrganization: EventParameters = organization === undefined ? {} : { organizationSlug: organization };
  // Cal requires an organisation for a group, and takes an empty one for none.
  if (first.includes("+")) return { usernames: first.split("+").join(","), organizationSlug: "", ...ofOrganization, duration: GROUP_DURATION };
  if (first === "team" && third !== undefined) return { teamSlug: second, eventTypeSlug: third, ...ofOrganization };
  return { username: first, eventTypeSlug: second, ...ofOrganization };
}
