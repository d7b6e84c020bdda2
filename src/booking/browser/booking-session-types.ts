import type { BookingLink } from "../booking-link.ts";
import type { BookingEventExtras, BookingEventType, Mark } from "../events.ts";
import type { CalEmbed } from "./cal-embed.ts";

export type BookingState = "idle" | "warming" | "mounting" | "ready" | "failed";

export interface BookingSnapshot {
  readonly state: BookingState;
  readonly isOpen: boolean;
  /** The event whose calendar is mounted or on its way; undefined before a visitor was about to open one. */
  readonly link?: BookingLink | undefined;
  /** Cal's page is painted and stays on show. Its slots may still be loading. */
  readonly isPainted: boolean;
  /** From the click until the free times were on the screen, or from the pick until the form was, in ms; of the opening that is on show. */
  readonly readyAfter?: number | undefined;
}

export interface BookingSession {
  subscribe(listener: () => void): () => void;
  getSnapshot(): BookingSnapshot;
  /** The visitor came near a booking link: fetches embed.js. */
  warm(link: BookingLink): void;
  /** The visitor is about to follow it: mounts its calendar in the closed dialog. In the open dialog it retries a calendar that has failed. */
  mount(link: BookingLink): void;
  /** The visitor clicked it, picked its time, or tries again after a failure, at `at` ms on the page's clock. */
  open(link: BookingLink, at: number): void;
  /** The frame is out of sight: the dialog shows the list of free times. */
  hide(): void;
  /** The dialog was closed. */
  close(): void;
  /** Gives up a form that the visitor has not begun to fill in: Cal would hold its time as long as the page is open. */
  release(): void;
  /** Whether Cal holds this time, ISO 8601 in UTC, for the visitor, or may do so. */
  isHeld(slot: string): boolean;
  /** Whether the visitor has clicked or typed in the mounted frame. */
  isTouched(): boolean;
  /** The page is back from the back/forward cache: what was on its way has been cut off. */
  resume(): void;
  /** The visitor has withdrawn the consent, and the frame is gone: as before the first intent. There only where the site asks for consent. */
  end?: () => void;
}

/** Dispatches an event of the public contract about the newest opening. */
export type EmitBookingEvent = <Type extends BookingEventType>(type: Type, extras?: BookingEventExtras[Type]) => void;

/** The session's dependencies. */
export interface BookingSurroundings {
  readonly embed: CalEmbed;
  /** Sets a mark for an event, at `at` ms on the page's clock or now. The detail of `failed` is the error itself. */
  readonly mark: (event: string, name: Mark, at?: number, detail?: unknown) => void;
  readonly emit: EmitBookingEvent;
  /** Resolves when what has been changed is on the screen, at `at` ms on the page's clock or later. */
  whenPainted(at: number): Promise<void>;
}
