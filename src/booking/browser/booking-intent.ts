import type { AskForCal } from "./cal-embed.ts";
import type { BookingSession } from "./booking-session.ts";
import type { Variant } from "./variant.ts";

/** What a visitor wants, on its way from the inline script to the session. Types only: it costs no bytes. */
export interface BookingIntent {
  /** `warm`: came near a booking link. `mount`: is about to follow it. `open`: clicked it. */
  readonly kind: "warm" | "mount" | "open";
  readonly link: HTMLAnchorElement;
  /** The event's own time stamp, in ms on the page's clock (`performance.now()`). */
  readonly at: number;
}

/** What was measured of an opening, in ms; undefined where nothing was. */
export interface LoadTimes {
  readonly calLoadTime: number | undefined;
  readonly iframeLoadTime: number | undefined;
  readonly totalDuration: number | undefined;
}

/** How an opening of event `id` went. */
export interface BookingOutcome extends LoadTimes {
  readonly id: string;
  readonly variant: Variant;
  readonly error: string | undefined;
}

/**
 * The dialog is where the parts meet that arrive one after the other: the inline script, the
 * booking code, the island. Whoever comes first leaves its part here, and nothing is lost.
 */
export interface BookingDialogElement extends HTMLDialogElement {
  /** What was wanted. A plain array until the booking code takes over its `push`. */
  bookingIntents?: { push(intent: BookingIntent): unknown };
  /** The inline script's: starts what a template of this name holds, once. */
  begin?: (template: "island" | "report") => void;
  /** The booking code's for the baseline, announced by the event "booking": starts the session with a way to ask for embed.js. */
  startBooking?: (ask: AskForCal) => BookingSession;
  /** There once it has started. */
  bookingSession?: BookingSession;
  /** How openings went. A plain array until the reporting code takes over its `push`. */
  bookingOutcomes?: { push(outcome: BookingOutcome): unknown };
}
