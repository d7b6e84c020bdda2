import type { CalEmbed } from "./cal-embed.ts";

/** What the session tells the instruments about the calendar of an event. All times are theirs to take. */
export interface BookingInstruments {
  clicked(event: string, at: number): void;
  loadStarted(event: string): void;
  loadEnded(event: string): void;
  mountStarted(event: string): void;
  /** The calendar could be used, if it were shown. */
  ready(event: string): void;
  failed(event: string, error: Error): void;
  /**
   * Sets a mark and nothing else. `painted`: Cal's page is painted, its slots may still be loading. `shown`: the
   * usable calendar is on the screen. `opened`: Cal's page is, and its slots were not reported in time.
   * `closed`: the dialog was closed, whatever the calendar was about to do. `booked` and `unpaid`: a booking
   * was made, and has to be paid first or not; the detail is Cal's uid.
   */
  mark(event: string, name: "painted" | "shown" | "opened" | "closed" | "booked" | "unpaid", at?: number, detail?: unknown): void;
}

/** What the session works with. */
export interface BookingSurroundings {
  readonly embed: CalEmbed;
  readonly instruments: BookingInstruments;
  /** Resolves when what has been changed is on the screen, at `at` ms on the page's clock or later. */
  whenPainted(at: number): Promise<void>;
}
