import type { Delivery } from "../../metrics/browser/delivery.ts";
import type { AskForCal } from "./cal-embed.ts";
import type { BookingSession } from "./booking-session.ts";

/** What a visitor wants, on its way from the inline script to the session. Types only: it costs no bytes. */
export interface BookingIntent {
  /** `warm`: came near a booking link. `mount`: is about to follow it. `open`: clicked it. */
  readonly kind: "warm" | "mount" | "open";
  readonly link: HTMLAnchorElement;
  /** The event's own time stamp, in ms on the page's clock (`performance.now()`). */
  readonly at: number;
}

/** What went wrong where nobody had expected it to. */
export interface BookingFault {
  readonly error: unknown;
  /** React's, where a component threw. */
  readonly componentStack?: string;
}

/**
 * The dialog is where the parts meet that arrive one after the other: the inline script, the
 * booking code, the island. Whoever comes first leaves its part here, and nothing is lost.
 */
export interface BookingDialogElement extends HTMLDialogElement {
  /** What was wanted. A plain array until the booking code takes over its `push`. */
  bookingIntents?: BookingIntent[] | { push(intent: BookingIntent): unknown };
  /** The inline script has told what became of the click at `at`, in ms on the page's clock. */
  told?: { at: number; sampleId: string };
  /** The inline script's: starts what a template of this name holds, once. */
  begin?: (template: "island" | "report" | "faults") => void;
  /**
   * The inline script's: an opening that still waits for its code has failed, for a reason that begins
   * with the error's class. What has a session is the session's to decide, and this changes nothing.
   */
  fail?: (why: string) => void;
  /** What has gone wrong. A plain array until the code that reports it takes over its `push`. */
  bookingFaults?: { push(fault: BookingFault): unknown };
  /** The booking code's for the baseline, announced by the event "booking": starts the session with a way to ask for embed.js. */
  startBooking?: (ask: AskForCal) => BookingSession;
  /** There once it has started. */
  bookingSession?: BookingSession;
  /** The query with which Cal has sent a visitor here, which is gone from the address; see success-page.ts. Until the reporting code takes it. */
  calQuery?: string;
  /** The reporting code watches: what is left undecided when the page goes is its concern. */
  isReported?: boolean;
  /** Where the samples of a synthetic page (`data-synthetic`) go. Those of any other page go to the server. */
  delivery?: Delivery;
}
