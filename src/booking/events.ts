/**
 * The public contract of the booking room: the DOM events, the User Timing marks and the few properties of the dialog
 * that a page, an analytics script or the metrics may rely on. The booking room knows none of its listeners. This
 * file imports nothing, so that any listener can share its types.
 *
 * The events are dispatched on the dialog and bubble, so listen on `document`:
 *
 *     document.addEventListener("readyslot:booked", ({ detail }) => count(detail.path, detail.placement));
 *
 *     intent ─▶ open ─┬─▶ times ─▶ picked ─▶ form ─▶ booked ─▶ close
 *                     ├─▶ ready ─▶ booked                      close comes whenever the dialog is closed
 *                     └─▶ failed ─▶ open (again) …
 *
 * No event contains personal data: no name, no address, no text that a visitor has typed. Leaving the page dispatches
 * nothing; listen to `pagehide`.
 */

/**
 * What a visitor gets: free times at once and Cal's form for the one that is picked; the calendar, started by intent; or
 * the calendar loaded the usual way, on the click.
 */
export type Variant = "instant" | "optimized" | "baseline";

/** The opening that an event is about: each event has these keys in its `detail`. */
export interface Opening {
  /** The link's path at Cal as the editor wrote it, without its query: "studio/30min". */
  readonly path: string;
  /** Where on the page the link is: `data-booking-placement`, e.g. "hero". */
  readonly placement: string | undefined;
  /** Undefined in a browser without `<dialog>`, where there is no variant. */
  readonly variant: Variant | undefined;
  /** When the visitor showed intent or clicked, in ms on the page's clock (`performance.now()`). Identifies the opening. */
  readonly at: number;
}

/** The keys that an event has beside those of its opening. */
export interface BookingEventExtras {
  /** The first sign on this page view that a visitor wants to book: the pointer on a booking link, its focus, a touch, a click. Once. */
  intent: object;
  /** The dialog opens. */
  open: {
    /** `click`: on a booking link. `retry`: on "Try again". `online`: an opening that had failed goes on, now that there is a network; not a new one. */
    readonly cause: "click" | "retry" | "online";
  };
  /** The dialog's own list of free times is on the screen, with at least one time, and can be used. Only under `instant`. */
  times: {
    /** From the click until the first time could be seen and pressed, in whole ms. */
    readonly duration: number;
    /** How old the times are: whole seconds since Cal has answered. */
    readonly age: number;
  };
  /** Cal's calendar is on the screen and can be used. Under `instant` only if the visitor asks for it, or there is no list. */
  ready: {
    /** From the click that asked for it until the free times were on the screen, in whole ms. Absent where Cal's page reports no free times, such as a routing form. */
    readonly duration?: number;
  };
  /** The visitor has picked a time in the dialog's list and has still to fill in the form. Cal's own calendar does not report it. */
  picked: {
    /** The start of the time that was picked, ISO 8601 in UTC. */
    readonly slot: string;
  };
  /** Cal's form for the time that was picked is on the screen. */
  form: {
    /** From the pick, in whole ms. */
    readonly duration: number;
  };
  /**
   * A booking was made, in the dialog, or on Cal's page if Cal has sent the visitor back to this one. Then only
   * `variant` is known of the opening, and the event comes once the page has loaded.
   */
  booked: {
    /** Cal's uid of the booking. It leads to the booking: hash it before you store it. */
    readonly uid: string;
    /** The visitor has still to pay. */
    readonly paymentRequired: boolean;
  };
  /** There is no calendar, and the dialog offers other ways to book. In a browser without `<dialog>`: the link was followed. */
  failed: {
    /** Groups failures: "frame-timeout". Without a network it is "offline", whatever failed. */
    readonly errorClass: string;
    /** The class, a colon and what was found: "frame-timeout: 6500 ms". */
    readonly error: string;
  };
  /** The dialog was closed. */
  close: object;
}

export type BookingEventType = keyof BookingEventExtras;

/** The `detail` of each event. */
export type BookingEventDetails = {
  [Type in BookingEventType]: (Type extends "booked" ? Partial<Opening> : Opening) & BookingEventExtras[Type];
};

type BookingEventMap = { [Type in BookingEventType as `readyslot:${Type}`]: CustomEvent<BookingEventDetails[Type]> };

/** What a visitor can agree to, where the site asks for consent (`CONSENT`): loading Cal's calendar, and being measured. */
export type ConsentScope = "calendar" | "measuring";

/**
 * The `detail` of `readyslot:consent`, which anybody may dispatch on `document`: the choice for each scope, or for both. A
 * scope that is left out keeps its choice. By the time a listener on `document` hears it, `<html data-consent="…">` has the
 * scopes that are given, separated by a space.
 */
export type ConsentChange = boolean | { readonly [Scope in ConsentScope]?: boolean | undefined };

declare global {
  interface DocumentEventMap extends BookingEventMap {
    "readyslot:consent": CustomEvent<ConsentChange>;
  }
  interface HTMLElementEventMap extends BookingEventMap {}
}

/**
 * The stopwatch's User Timing marks are named `booking:<event>:<mark>`, where `<event>` is the last segment of the
 * link's path. They hold every time that is measured; a `PerformanceObserver` with `buffered: true` gets those that
 * were set before it came.
 *
 * | mark | when | detail |
 * |---|---|---|
 * | `click` | the visitor clicked, or clicked "Try again" | the placement |
 * | `times-start`, `times-end` | the free times are asked for; they have come | |
 * | `times` | the first free time of the dialog's list can be seen and pressed | |
 * | `pick` | the visitor picked a time of that list | the time, ISO 8601 in UTC |
 * | `form` | Cal's form for it is on the screen | |
 * | `ask` | the visitor asked for Cal's calendar instead of that list, or there is no list | |
 * | `load-start`, `load-end` | embed.js is asked for; it runs | |
 * | `iframe-start` | the calendar's frame is mounted | |
 * | `painted` | Cal's page is painted; its free times may still be loading | |
 * | `iframe-end` | the calendar can be used, if it is shown | |
 * | `shown` | the free times are on the screen | |
 * | `opened` | Cal's page is on the screen, and it reported no free times in time | |
 * | `failed` | there is no calendar | the error: its class, a colon and what was found |
 * | `closed` | the dialog was closed | |
 * | `booked`, `unpaid` | a booking was made; it has to be paid first | Cal's uid |
 */
export type Mark =
  | "click"
  | "times-start"
  | "times-end"
  | "times"
  | "pick"
  | "form"
  | "ask"
  | "load-start"
  | "load-end"
  | "iframe-start"
  | "painted"
  | "iframe-end"
  | "shown"
  | "opened"
  | "failed"
  | "closed"
  | "booked"
  | "unpaid";

/** The mark of a booking after which Cal has sent the visitor to this page; its detail is Cal's uid. The event is not known. */
export type ArrivalMark = "booking:booked";

/** The measure from asking for the booking code until it runs. */
export type CodeMeasure = "booking-code";

/** The dialog, `dialog[data-booking-dialog]`, as other rooms may use it. */
export interface BookingDialog extends HTMLDialogElement {
  /**
   * Starts what the dialog's template of this name holds, once. "report" holds what pages pass to the dialog in the slot
   * of that name; it is started when a calendar is mounted, too.
   */
  begin?: (template?: "island" | "report" | "errors") => void;
  /**
   * There once the booking code has taken over. From then on the marks record how each opening goes; before that, only
   * the events do.
   */
  bookingSession?: object;
  /**
   * The parameters of the visit's newest campaign, each with "&" in front of it; "" without one. Absent where the site keeps
   * none (`attribution` in src/site.config.ts). It contains click ids: report no more than the tags that you name.
   */
  touch?: string;
  readonly dataset: DOMStringMap & {
    /** `loading`: free times or a calendar are on their way. `ready` and `failed` may also be about what is prepared while the dialog is closed. */
    state?: "idle" | "loading" | "ready" | "failed";
    /** Which of the two is on show, or will be. Absent where there is only the calendar. */
    view?: "times" | "calendar";
    variant?: Variant;
    /** The commit that the page was built from. */
    release?: string;
    /** Present where openings are an experiment and belong in no statistics. */
    synthetic?: string;
  };
}
