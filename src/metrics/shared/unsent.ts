/**
 * Where a browser keeps what it has not sent yet: one entry of `localStorage` for each message, under
 * this and the message's own id, as the JSON that is sent. An entry each, because a list would lose
 * what two tabs write at once.
 */
export const UNSENT = "booking-sample:";
