import type { BookingLink } from "../booking-link.ts";
import { CalError, type CalEmbed, type CalFrameEvent } from "./cal-embed.ts";

/**
 * One visitor's way to a calendar, as a state machine without DOM and without React: a store that
 * React and tests subscribe to.
 *
 *     idle ─warm▶ warming ─loaded▶ idle        embed.js is there, no calendar yet
 *     idle ─open▶ warming ─loaded▶ mounting ─ready▶ ready
 *                    └─failed, timed out──┴──────▶ failed ─retry▶ warming
 *
 * Every step settles: ready, failed or timed out. A calendar that becomes ready after we gave up on
 * it is shown after all.
 */
export type BookingState = "idle" | "warming" | "mounting" | "ready" | "failed";

export interface BookingSnapshot {
  readonly state: BookingState;
  readonly isOpen: boolean;
  /** The event on show; undefined before the first opening. */
  readonly link?: BookingLink;
  /** The calendar is painted and may be shown, its slots perhaps still on their way. */
  readonly isPainted: boolean;
  /** It takes longer than usual. */
  readonly isLate: boolean;
  /** From the click to the usable calendar, in ms; of the opening that is on show. */
  readonly readyAfter?: number | undefined;
  readonly error?: CalError | undefined;
}

/** What the session tells the instruments. All times are theirs to take. */
export interface BookingInstruments {
  clicked(link: BookingLink, at: number): void;
  loadStarted(link: BookingLink): void;
  loadEnded(link: BookingLink): void;
  mountStarted(link: BookingLink): void;
  /** The calendar can be used. Returns the ms since the click. */
  ready(link: BookingLink): number | undefined;
  failed(link: BookingLink, error: CalError): void;
  /** The opening is decided, one way or the other: once per opening that had to load a calendar. */
  settled(link: BookingLink): void;
}

export interface BookingClock {
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

export interface BookingSession {
  subscribe(listener: () => void): () => void;
  getSnapshot(): BookingSnapshot;
  warm(link: BookingLink): void;
  open(link: BookingLink, clickedAt: number): void;
  close(): void;
  /** Starts over after a failure: a new opening for the instruments, clicked at `at`. */
  retry(at: number): void;
}

/** All in ms. Generous on purpose: giving up early on a slow line costs a booking, waiting costs patience. */
export const LIMITS = {
  /** Then the visitor is told that it takes longer than usual. */
  late: 3_000,
  /** Then embed.js counts as lost. */
  script: 8_000,
  /** A document that has loaded and whose script says nothing for this long is not Cal's. */
  silence: 3_000,
  /** From mounting; then the calendar counts as lost. */
  frame: 12_000,
} as const;

export const IDLE: BookingSnapshot = { state: "idle", isOpen: false, isPainted: false, isLate: false };

export function createBookingSession(options: {
  embed: CalEmbed;
  instruments: BookingInstruments;
  clock: BookingClock;
  /** The frame asks to be closed. */
  onClose: () => void;
}): BookingSession {
  const { embed, instruments, clock, onClose } = options;
  const listeners = new Set<() => void>();
  const timers = new Map<keyof typeof LIMITS, number>();
  let snapshot = IDLE;
  /** Counts mounts, so that an answer to an earlier one changes nothing. */
  let attempt = 0;
  let isAlive = false;
  let isSettled = true;
  /** The load that a warm-up started; the first opening of its event takes it, time and all. */
  let warmUp: { event: string; load: Promise<void> } | undefined;

  function update(change: Partial<BookingSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  function limit(name: keyof typeof LIMITS, then: () => void): void {
    lift(name);
    timers.set(name, clock.setTimeout(then, LIMITS[name]));
  }

  function lift(...names: (keyof typeof LIMITS)[]): void {
    for (const name of names) {
      const timer = timers.get(name);
      if (timer !== undefined) clock.clearTimeout(timer);
      timers.delete(name);
    }
  }

  function settle(wanted: BookingLink): void {
    if (isSettled) return;
    isSettled = true;
    instruments.settled(wanted);
  }

  function fail(wanted: BookingLink, error: CalError): void {
    lift("late", "script", "silence", "frame");
    instruments.failed(wanted, error);
    update({ state: "failed", error, isLate: false });
    settle(wanted);
  }

  async function load(wanted: BookingLink): Promise<void> {
    instruments.loadStarted(wanted);
    await embed.load(wanted);
    instruments.loadEnded(wanted);
  }

  function begin(wanted: BookingLink, at: number): void {
    isSettled = false;
    instruments.clicked(wanted, at);
    update({ isOpen: true, link: wanted });
    void start(wanted);
  }

  async function start(wanted: BookingLink): Promise<void> {
    lift("script", "silence", "frame");
    isAlive = false;
    const mine = ++attempt;
    update({ state: "warming", isPainted: false, isLate: false, error: undefined, readyAfter: undefined });
    limit("late", () => update({ isLate: true }));
    limit("script", () => fail(wanted, new CalError("script-timeout", `embed.js has not come within ${LIMITS.script} ms`)));
    const warmed = warmUp?.event === wanted.event ? warmUp.load : undefined;
    warmUp = undefined;
    try {
      await (warmed ?? load(wanted));
      if (mine !== attempt) return;
      lift("script");
      update({ state: "mounting", error: undefined });
      instruments.mountStarted(wanted);
      limit("frame", () => fail(wanted, new CalError("frame-timeout", `no calendar within ${LIMITS.frame} ms`)));
      await embed.mount(wanted, (event) => {
        if (mine === attempt) hear(wanted, event);
      });
    } catch (error) {
      if (mine !== attempt) return;
      fail(wanted, error instanceof CalError ? error : new CalError("script-broken", String(error)));
    }
  }

  function hear(wanted: BookingLink, event: CalFrameEvent): void {
    switch (event.type) {
      case "alive":
        isAlive = true;
        return lift("silence");
      case "loaded":
        if (isAlive || snapshot.state !== "mounting") return;
        return limit("silence", () =>
          fail(wanted, new CalError("frame-silent", "the booking page has loaded and does not speak: an error page, or blocked")),
        );
      case "painted":
        return update({ isPainted: true });
      case "ready":
        if (snapshot.state === "ready") return;
        lift("late", "silence", "frame");
        update({ state: "ready", isPainted: true, isLate: false, error: undefined, readyAfter: instruments.ready(wanted) });
        return settle(wanted);
      case "failed":
        return fail(wanted, new CalError("link-failed", `the booking page answers ${event.code}`));
      case "close":
        return onClose();
      case "booked":
        return;
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,

    warm(wanted) {
      if (warmUp || snapshot.state !== "idle") return;
      warmUp = { event: wanted.event, load: load(wanted) };
      // A failure is nobody's concern before a click, and the click tries again.
      warmUp.load.catch(() => (warmUp = undefined));
    },

    open(wanted, clickedAt) {
      const isThere = snapshot.link?.path === wanted.path && snapshot.state !== "idle" && snapshot.state !== "failed";
      if (snapshot.isOpen && isThere) return;
      if (isThere) return update({ isOpen: true, readyAfter: undefined });
      begin(wanted, clickedAt);
    },

    close() {
      update({ isOpen: false });
    },

    retry(at) {
      if (snapshot.link && snapshot.state === "failed") begin(snapshot.link, at);
    },
  };
}
