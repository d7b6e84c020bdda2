import type { BookingDialog, Opening } from "../events.ts";
import type { BookingSession, EmitBookingEvent } from "./booking-session-types.ts";
import type { AskForCal } from "./cal-embed.ts";

/** A visitor's wish, on its way from the inline script to the session. Types only: it costs no bytes. */
export interface BookingIntent {
  /** `warm`: came near a booking link. `mount`: is about to follow it. `open`: clicked it. */
  readonly kind: "warm" | "mount" | "open";
  readonly link: HTMLAnchorElement;
  /** The event's own time stamp, in ms on the page's clock (`performance.now()`). */
  readonly at: number;
  /** The event whose free times the visitor gets, as `/api/slots` takes it: "studio/30min&duration=60". */
  readonly times?: string | undefined;
}

/** What the list of free times wants of Cal's frame, on its way to the session. */
export interface FrameIntent extends Omit<BookingIntent, "kind"> {
  /** `hide`: the frame is out of sight again. */
  readonly kind: BookingIntent["kind"] | "hide";
  /** The time whose form is wanted, ISO 8601 in UTC; the link's query has it as well. Without it: the calendar. */
  readonly slot?: string | undefined;
}

/** An error that no code expected. */
export interface BookingError {
  readonly error: unknown;
  /** React's, where a component threw. */
  readonly componentStack?: string;
}

/**
 * The dialog is where the parts meet that arrive one after the other: the inline script, the booking code, the island.
 * The one that comes first leaves its part here, and nothing is lost. What other rooms may use is in `BookingDialog`.
 */
export interface BookingDialogElement extends BookingDialog {
  /** The wishes so far. A plain array until the booking code takes over its `push`; undefined where booking links are plain links. */
  bookingIntents?: BookingIntent[] | { push(intent: BookingIntent): unknown } | undefined;
  /**
   * The answers with the free times of the events that intent was shown for, by `BookingIntent.times`; undefined once the list
   * of times has read them. There only if the visitor's variant is `instant`. The key stays.
   */
  freeTimes?: Record<string, Promise<unknown> | undefined>;
  /** Between the list of times, which may come first, and the session. */
  frameIntents?: FrameIntent[] | { push(intent: FrameIntent): unknown };
  /** The booking code's: makes the dialog's state and frame agree with `data-view`, after that has changed. */
  showState?: () => void;
  /** From the click until the newest opening's free times were on the screen, in whole ms. */
  timesAfter?: number;
  begin?: (template?: "hints" | "island" | "report" | "errors") => void;
  /** The inline script's, as are `emit` and `fail`: the newest opening; before the first one, the first intent. */
  opening?: Opening;
  emit?: EmitBookingEvent;
  /**
   * Where the site asks for consent: shows the notice in the open dialog, and calls `goOn` once the visitor has agreed, with
   * the time of that in ms on the page's clock. Not if the dialog is closed before.
   */
  ask?: (goOn: (at: number) => void) => void;
  /** The open dialog has no calendar to show, for a reason that begins with the error's class: says so, and dispatches it. */
  fail?: (why: string) => void;
  /** The errors so far. A plain array until the code that reports it takes over its `push`. */
  bookingErrors?: { push(error: BookingError): unknown };
  /** The booking code's for the baseline, announced by the event "booking": starts the session with a way to ask for embed.js. */
  startBooking?: (ask: AskForCal) => BookingSession;
  bookingSession?: BookingSession;
  /** The query with which Cal has sent a visitor here, which is gone from the address; see success-page.ts. */
  calQuery?: string;
}
