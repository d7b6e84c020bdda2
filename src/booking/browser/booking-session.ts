import type { BookingLink } from "../booking-link.ts";
import type { BookingInstruments, BookingPage } from "./booking-surroundings.ts";
import { CalError, type CalEmbed, type CalFrameEvent } from "./cal-embed.ts";

/**
 * One visitor's way to a calendar, as a state machine without DOM and without React: a store that
 * React and tests subscribe to.
 *
 *     idle ──warm▶ warming ──mount, open▶ mounting ──ready▶ ready ──stale▶ warming
 *      └───────mount, open──┘│                │
 *                            └─failed, timed out──▶ failed ──mount, open▶ warming
 *
 * Beside the state the dialog is open or closed: a calendar is mounted while it is closed, when a
 * visitor is about to open it, and stays when it is closed again. Every step settles: ready, failed
 * or timed out. A calendar that becomes ready after we gave up on it is shown after all.
 */
export type BookingState = "idle" | "warming" | "mounting" | "ready" | "failed";

export interface BookingSnapshot {
  readonly state: BookingState;
  readonly isOpen: boolean;
  /** The event whose calendar is mounted or on its way; undefined before anybody was about to open one. */
  readonly link?: BookingLink;
  /** The calendar is painted and may be shown, its slots perhaps still on their way. */
  readonly isPainted: boolean;
  /** From the click until the usable calendar is on the screen, in ms; of the opening that is on show. */
  readonly readyAfter?: number | undefined;
  /** Why it has failed; gone with the next change. */
  readonly error?: CalError | undefined;
}

export interface BookingSession {
  subscribe(listener: () => void): () => void;
  getSnapshot(): BookingSnapshot;
  /** Somebody came near a booking link: fetches embed.js. */
  warm(link: BookingLink): void;
  /** Somebody is about to follow it: mounts its calendar in the closed dialog. */
  mount(link: BookingLink): void;
  /** Somebody clicked it, or wants to try again after a failure, at `at` ms on the page's clock. */
  open(link: BookingLink, at: number): void;
  close(): void;
  /** Replaces a closed, stale calendar, if anybody can see the page. */
  refresh(): void;
  /** The page is back from the back/forward cache: what was on its way has been cut off. */
  resume(): void;
}

/**
 * How long each step may take, in ms, under the name of what it then is. Generous on purpose: giving
 * up early on a slow line costs a booking, waiting costs patience.
 */
export const LIMITS = {
  "script-timeout": 8_000,
  /** A document that has loaded and whose script says nothing for this long is not Cal's. */
  "frame-silent": 3_000,
  "frame-timeout": 12_000,
  /** From ready; then its slots are too old to offer. Cal's own page reloads itself after as long. */
  stale: 900_000,
} as const;

export const IDLE: BookingSnapshot = { state: "idle", isOpen: false, isPainted: false };

export function createBookingSession(parts: { embed: CalEmbed; instruments: BookingInstruments; page: BookingPage }): BookingSession {
  const { embed, instruments, page } = parts;
  const { clock, timers } = page;
  const listeners = new Set<() => void>();
  let snapshot = IDLE;
  /** Counts mounts, so that an answer to an earlier one changes nothing. */
  let attempt = 0;
  let limit: keyof typeof LIMITS = "stale";
  let timer: number | undefined;
  let isAlive = false;
  /** In ms on the page's clock; of the opening that is on show. */
  let clickedAt = 0;
  /** In ms on the page's clock; infinitely late before it is ready, infinitely early when it is used up. */
  let readyAt = Infinity;
  /** The load that a warm-up started; the first calendar of its event takes it, time and all. */
  let warmUp: { event: string; load: Promise<void> } | undefined;
  /** A page that nobody uses is refreshed once, not for as long as its tab is open. */
  let mayRefresh = false;

  function update(change: Partial<BookingSnapshot>): void {
    snapshot = { ...snapshot, error: undefined, ...change };
    for (const listener of listeners) listener();
  }

  /** Only one step is waited for at a time. */
  function waitFor(next: keyof typeof LIMITS): void {
    limit = next;
    timers.clearTimeout(timer);
    timer = timers.setTimeout(() => (next === "stale" ? expire() : fail(new CalError(next, `${LIMITS[next]} ms`))), LIMITS[next]);
  }

  /** Whether this event's calendar is there or on its way, and worth showing. */
  function isUsable(wanted: BookingLink): boolean {
    return snapshot.link?.path === wanted.path && snapshot.state !== "failed" && !isStale();
  }

  function isStale(): boolean {
    return clock.now() - readyAt >= LIMITS.stale;
  }

  function fail(error: CalError): void {
    timers.clearTimeout(timer);
    update({ state: "failed", error });
    if (snapshot.link) instruments.failed(snapshot.link.event, error);
  }

  async function load(event: string): Promise<void> {
    instruments.loadStarted(event);
    await embed.load(event);
    instruments.loadEnded(event);
  }

  async function start(link: BookingLink): Promise<void> {
    isAlive = false;
    readyAt = Infinity;
    const mine = ++attempt;
    const warmed = warmUp?.event === link.event ? warmUp.load : undefined;
    warmUp = undefined;
    update({ state: "warming", link, isPainted: false });
    waitFor("script-timeout");
    try {
      await (warmed ?? load(link.event));
      if (mine !== attempt) return;
      update({ state: "mounting" });
      instruments.mountStarted(link.event);
      waitFor("frame-timeout");
      embed.mount(link, (event) => {
        if (mine === attempt) hear(link, event);
      });
    } catch (error) {
      if (mine === attempt) fail(error instanceof CalError ? error : new CalError("script-broken", String(error)));
    }
  }

  function hear(link: BookingLink, { type, detail }: CalFrameEvent): void {
    if (type === "alive") {
      isAlive = true;
      if (limit === "frame-silent") waitFor("frame-timeout");
    } else if (type === "loaded") {
      if (!isAlive && snapshot.state === "mounting") waitFor("frame-silent");
    } else if (type === "painted") {
      instruments.painted(link.event);
      update({ isPainted: true });
    } else if (type === "ready" && snapshot.state !== "ready") {
      readyAt = clock.now();
      waitFor("stale");
      instruments.ready(link.event);
      update({ state: "ready", isPainted: true });
      void show();
    } else if (type === "failed") {
      fail(new CalError("link-failed", String(detail)));
    } else if (type === "booked") {
      instruments.booked(link.event, detail);
      // It shows the booking from now on.
      expire();
    } else if (type === "close") {
      page.closeDialog();
    }
  }

  /** Takes the time at which a ready calendar is on the screen. */
  async function show(): Promise<void> {
    const mine = attempt;
    await page.nextPaint();
    const { link, isOpen, state, readyAfter } = snapshot;
    if (mine !== attempt || !link || !isOpen || state !== "ready" || readyAfter !== undefined) return;
    instruments.shown(link.event);
    update({ readyAfter: Math.round(clock.now() - clickedAt) });
  }

  function note(link: BookingLink, at: number): void {
    clickedAt = at;
    instruments.clicked(link.event, at);
  }

  function begin(link: BookingLink, at: number): void {
    const usable = isUsable(link);
    note(link, at);
    mayRefresh = true;
    update({ isOpen: true, readyAfter: undefined });
    if (!usable) void start(link);
    else if (snapshot.state === "ready") void show();
    // A visitor who has just clicked waits as long as any other, however long it has been on its way.
    else waitFor(limit);
  }

  function expire(): void {
    readyAt = -Infinity;
    refresh();
  }

  function refresh(): void {
    const { link, isOpen, state } = snapshot;
    if (!link || isOpen || state !== "ready" || !isStale() || !mayRefresh || !page.isVisible()) return;
    mayRefresh = false;
    void start(link);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,

    warm({ event }) {
      mayRefresh = true;
      refresh();
      if (snapshot.state !== "idle") return;
      update({ state: "warming" });
      warmUp = { event, load: load(event) };
      warmUp.load.catch(() => {
        // A calendar that has taken it over learns of it by itself.
        if (snapshot.link) return;
        warmUp = undefined;
        update({ state: "idle" });
      });
    },

    mount(link) {
      if (snapshot.isOpen || isUsable(link)) return;
      mayRefresh = true;
      void start(link);
    },

    open(link, at) {
      if (!snapshot.isOpen || !isUsable(link)) begin(link, at);
    },

    close() {
      update({ isOpen: false });
      if (snapshot.link) instruments.closed(snapshot.link.event);
      refresh();
    },

    refresh,

    resume() {
      const { link, state, isOpen } = snapshot;
      if (!link || state === "ready" || state === "failed") return refresh();
      // The time away is not the calendar's.
      if (isOpen) note(link, clock.now());
      void start(link);
    },
  };
}
