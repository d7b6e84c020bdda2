import type { CalError } from "./cal-embed.ts";

/** What the session tells the instruments about the calendar of an event. All times are theirs to take. */
export interface BookingInstruments {
  clicked(event: string, at: number): void;
  loadStarted(event: string): void;
  loadEnded(event: string): void;
  mountStarted(event: string): void;
  /** The calendar could be used, if it were shown. */
  ready(event: string): void;
  failed(event: string, error: CalError): void;
  /**
   * What needs nothing but a mark: the calendar is `painted`, its slots perhaps still on their way; the
   * usable one is on the screen, `shown`; the dialog was `closed`, whatever the calendar was about to do;
   * a booking was made, with Cal's uid as the detail: `booked`.
   */
  mark(event: string, name: "painted" | "shown" | "closed" | "booked", at?: number, detail?: unknown): void;
}

/** The page around the session, in so far as the session depends on it. */
export interface BookingPage {
  /** Resolves when what has been changed is on the screen. */
  nextPaint(): Promise<void>;
  /** Whether anybody can see the page. */
  isVisible(): boolean;
  /** The frame asks to be closed. */
  closeDialog(): void;
}
