// @ts-check
/** Where a visitor goes after a booking or a payment; Cal's `useBookingSuccessRedirect`. */

/** Parameters of the frame's address that no redirect passes on. */
const INTERNAL = new Set(["embed", "layout", "embedType", "ui.color-scheme", "overlayCalendar"]);

/**
 * @param {object} options
 * @param {import("./booker.js").Booking} options.booking
 * @param {Record<string, string>} options.query what the page that booked or took the payment adds
 * @param {import("./page.js").PageConfig} options.config
 * @param {boolean} options.isEmbed
 * @param {(address: string) => Promise<void>} options.goTo
 */
export async function leaveAfterBooking({ booking, query, config, isEmbed, goTo }) {
  if (!config.redirectUrl) {
    const search = new URLSearchParams([["flag.coep", "false"], ...Object.entries(query), ...config.demoQuery]);
    return goTo(`/booking/${booking.uid}${isEmbed ? "/embed" : ""}?${search}`);
  }
  const url = new URL(config.redirectUrl);
  if (config.redirectParams === "forwarded") {
    const all = [...ownParameters(), ...Object.entries({ ...query, ...bookingParameters(booking), hostName: config.host, isEmbed: String(isEmbed) })];
    for (const [key, value] of all) if (!INTERNAL.has(key) && !key.startsWith("demo.")) url.searchParams.append(key, value);
  }
  (window.top ?? window).location.href = url.href;
}

/**
 * The parameters of this page's URL. Next.js includes parameters of the path, so a payment page already has a `uid`,
 * and the URL that it leads to has two.
 */
function ownParameters() {
  const parameters = new URLSearchParams(location.search);
  const parts = location.pathname.replace(/\/embed$/, "").split("/").slice(1);
  const names = { payment: ["", "uid"], team: ["", "slug", "type"], d: ["", "link", "slug"] }[parts[0] ?? ""] ?? ["user", "type"];
  for (const [index, name] of names.entries()) if (name) parameters.set(name, parts[index] ?? "");
  return [...parameters];
}

/** @param {import("./booker.js").Booking} booking */
function bookingParameters({ uid, title, startTime, endTime, name, notes }) {
  return {
    uid,
    title,
    ...(notes && { description: notes }),
    startTime,
    endTime,
    location: "integrations:daily",
    attendeeName: name,
    hostStartTime: startTime,
    attendeeStartTime: startTime,
  };
}
