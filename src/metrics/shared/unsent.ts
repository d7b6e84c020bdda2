/**
 * Where a browser keeps what it has not sent yet: one entry of `localStorage` for each message, under
 * this and the message's own id, as the JSON that is sent. An entry each, because a list would lose
 * what two tabs write at once.
 */
export const UNSENT = "booking-sample:";

/** Where a tab keeps its last opening's sample, in `sessionStorage`, as JSON: a booking that ends on another page of ours belongs to it. */
export const LAST_OPENING = "booking-opening";

/** What `act` returns; undefined where it throws: a browser that keeps nothing for a page throws at any use of its storage. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
