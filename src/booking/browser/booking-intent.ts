/** What a visitor wants, on its way from the inline directive to the island. Types only: it costs no bytes. */
export type BookingIntent =
  /** Comes near a booking link: get ready. */
  | { kind: "warm"; link: string }
  /** Clicked it. `at` is the click's own time stamp, in ms on the page's clock (`performance.now()`). */
  | { kind: "open"; link: string; at: number };

/**
 * The dialog carries what was wanted before the island could listen; the island takes what lies
 * there and everything that is pushed later. A push is never lost, whoever comes first.
 */
export interface BookingDialogElement extends HTMLDialogElement {
  bookingIntents?: { push(intent: BookingIntent): unknown };
}
