/**
 * The prefix of the `localStorage` entries in which a browser keeps its unsent messages: one entry for each message, named by
 * this and the message's id, with the JSON to send. One entry each, because a list would lose
 * messages when two tabs write at once.
 */
export const UNSENT = "booking-sample:";

/** The `sessionStorage` entry with the sample of a tab's last opening, as JSON: a booking that ends on another page of this site belongs to it. */
export const LAST_OPENING = "booking-opening";

/** The `sessionStorage` entry with where a tab's visit came from, as JSON. */
export const VISIT_ORIGIN = "booking-origin";

const isGiven = (scope: "calendar" | "measuring") => !!document.documentElement.dataset.consent?.includes(scope);

/** Whether the visitor may be measured, where the site asks for that (`CONSENT` is "all"). */
export const mayMeasure = () => isGiven("measuring");

/** Whether the visitor's browser may keep anything for the metrics, where the site asks for consent (`CONSENT` is not "none"). */
export const mayKeep = () => isGiven(CONSENT === "all" ? "measuring" : "calendar");

/** What `act` returns; undefined where it throws: a browser that keeps nothing for a page throws at any use of its storage. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
