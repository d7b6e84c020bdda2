/**
 * Where a browser keeps what it has not sent yet: one entry of `localStorage` for each message, under
 * this and the message's own id, as the JSON that is sent. An entry each, because a list would lose
 * what two tabs write at once.
 */
export const UNSENT = "booking-sample:";

/** Where a tab keeps, in `sessionStorage`, its last opening's `id` and `sampleId` as JSON: a booking that ends on another page of ours belongs to it. */
export const LAST_OPENING = "booking-opening";
