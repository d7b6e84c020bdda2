import type { Conversion } from "./receivers.ts";

/**
 * The body of a post to GA4's Measurement Protocol, within its documented limits: names of up to 40 characters, values of up to
 * 100, 25 parameters an event. Google answers every post with 204, so nothing would say that a body breaks them.
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
 *
 * The visitor's own client id is not known, because the server would have to be told it by the browser: a client of its own is
 * made up for each booking. So GA4 counts a user more, and the campaign is in an event of its own (`campaign_details`).
 */
export function ga4Body({ id, kind, at, values }: Conversion): string {
  const { source, medium, campaign, event, page, placement, variant } = values;
  const seconds = Math.floor(at.getTime() / 1_000);
  // Without these two, an event is in no report of users.
  const session = { session_id: String(seconds), engagement_time_msec: 1 };
  const origin = params({ source, medium, campaign });
  const booking = params({ transaction_id: id.replace(/\..*/, ""), booking_event: event, page, placement, variant, ...origin });
  return JSON.stringify({
    client_id: `${Number.parseInt(id.slice(0, 8), 16)}.${seconds}`,
    timestamp_micros: at.getTime() * 1_000,
    // The visitor's consent to this is not known here.
    consent: { ad_user_data: "DENIED", ad_personalization: "DENIED" },
    events: [
      ...(Object.keys(origin).length > 0 && kind === "confirmed" ? [{ name: "campaign_details", params: { ...origin, ...session } }] : []),
      { name: kind === "confirmed" ? "generate_lead" : "booking_cancelled", params: { ...booking, ...session } },
    ],
  });
}

/** Those that have a value, cut to what GA4 takes. */
function params(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, text]) => (text ? [[name, text.slice(0, 100).toWellFormed()]] : [])));
}
