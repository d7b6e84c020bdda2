// @ts-check
/** Days and times as the visitor reads them. */

/**
 * "Monday 23 November", or "Mon 23 Nov".
 *
 * @param {string} date "YYYY-MM-DD"
 * @param {"long" | "short"} [length]
 */
export function dayName(date, length = "long") {
  const name = dateOf(date).toLocaleDateString("en-GB", { timeZone: "UTC", weekday: length, day: "numeric", month: length });
  return name.replace(",", "");
}

/** A day as a moment that means this day in UTC. @param {string} date "YYYY-MM-DD" */
export function dateOf(date) {
  return new Date(`${date}T00:00:00Z`);
}

/** "10:00" @param {string} instant @param {string} [timeZone] the visitor's own when left out */
export function clock(instant, timeZone) {
  return new Date(instant).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
}

/**
 * The time in the visitor's time zone, if it differs from the studio's.
 *
 * @param {string} instant
 * @param {string} studioZone
 */
export function visitorTime(instant, studioZone) {
  return clock(instant) === clock(instant, studioZone) ? "" : `, ${clock(instant)} your time`;
}
