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
 * visitor is about to open it, and stays when it is closed again. Whoever has clicked is told within
 * `LIMITS.patience` how it stands: ready, failed or timed out. What can be made good is, once and in
 * silence, before that: by another script (cal-embed.ts) or another frame. A calendar that becomes
 * ready after we gave up on it is shown after all.
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
}

export interface BookingSession {
  subscribe(listener: () => void): () => void;
  getSnapshot(): BookingSnapshot;
  /** Somebody came near a booking link: fetches embed.js. */
  warm(link: BookingLink): void;
  /** Somebody is about to follow it: mounts its calendar in the closed dialog. In the open one, what has failed may work now. */
  mount(link: BookingLink): void;
  /** Somebody clicked it, or wants to try again after a failure, at `at` ms on the page's clock. */
  open(link: BookingLink, at: number): void;
  close(): void;
  /** Replaces a closed, stale calendar, if anybody can see the page. */
  refresh(): void;
  /** The page is back from the back/forward cache: what was on its way has been cut off. */
  resume(): void;
}

/** In ms. */
export const LIMITS = {
  /**
   * From the click until its visitor is offered other ways: the 5 s that are promised, less what it
   * takes to paint them. The calendar that is late is still waited for, so this gives up nothing.
   */
  patience: 4_900,
  /** The same while the calendar's document is coming in: what is only slow has not failed. */
  slow: 15_000,
  /**
   * From the mount. A server that has not begun to answer by then is asked anew, which costs nothing
   * that has arrived; what is slow and has begun to come is left alone.
   */
  unanswered: 3_000,
  /**
   * From the end of the document's loading, at least: Cal's script speaks before that or just after.
   * A slow machine gets as long again as it took to load the document.
   */
  silent: 800,
  /** From ready; then its slots are too old to offer. Cal's own page reloads itself after as long. */
  stale: 900_000,
} as const;

export const IDLE: BookingSnapshot = { state: "idle", isOpen: false, isPainted: false };

export function createBookingSession(parts: { embed: CalEmbed; instruments: BookingInstruments; page: BookingPage }): BookingSession {
  const { embed, instruments, page } = parts;
  const listeners = new Set<() => void>();
  let snapshot = IDLE;
  /** Counts mounts, so that an answer to an earlier one changes nothing. */
  let attempt = 0;
  /** Of the visitor's patience, and once the calendar is ready, of its age. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the frame's sign of life. */
  let check: ReturnType<typeof setTimeout> | undefined;
  let isAlive = false;
  let isLoaded = false;
  /** In ms on the page's clock. */
  let mountedAt = 0;
  /** The one silent retry of this calendar's frame is used up. */
  let isRetried = false;
  /** What speaks against this calendar, as long as nothing speaks for it. */
  let blame: CalError | undefined;
  /** In ms on the page's clock; of the opening that is on show. */
  let clickedAt = 0;
  /** In ms on the page's clock; infinitely late before it is ready, infinitely early when it is used up. */
  let readyAt = Infinity;
  /** The load that a warm-up started; the first calendar of its event takes it, time and all. */
  let warmUp: { event: string; load: Promise<void> } | undefined;
  /** A page that nobody uses is refreshed once, not for as long as its tab is open. */
  let mayRefresh = false;

  function update(change: Partial<BookingSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  function waitFor(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  /**
   * A visitor who has just clicked waits as long as any other, however long the calendar has been on its way.
   *
   * @param since in ms on the page's clock.
   */
  function beginPatience(since: number, limit: number = LIMITS.patience): void {
    waitFor(since + limit - performance.now(), () => {
      const { isPainted, state } = snapshot;
      const step = isPainted ? "slots" : state === "mounting" ? "frame" : "script";
      const isComing = step === "frame" && !blame && !isLoaded && embed.isAnswered();
      if (isComing && limit < LIMITS.slow) beginPatience(since, LIMITS.slow);
      else fail(blame ?? new CalError(`${step}-timeout`, `${limit} ms`));
    });
  }

  /** Whether this event's calendar is there or on its way, and worth showing. */
  function isUsable(wanted: BookingLink): boolean {
    return snapshot.link?.path === wanted.path && snapshot.state !== "failed" && !isStale();
  }

  function isStale(): boolean {
    return performance.now() - readyAt >= LIMITS.stale;
  }

  function fail(error: CalError): void {
    clearTimeout(timer);
    clearTimeout(check);
    update({ state: "failed" });
    if (snapshot.link) instruments.failed(snapshot.link.event, error);
  }

  async function load(event: string): Promise<void> {
    instruments.loadStarted(event);
    await embed.load(event);
    instruments.loadEnded(event);
  }

  async function start(link: BookingLink, since = performance.now()): Promise<void> {
    clearTimeout(timer);
    clearTimeout(check);
    isRetried = false;
    blame = undefined;
    readyAt = Infinity;
    const mine = ++attempt;
    const warmed = warmUp?.event === link.event ? warmUp.load : undefined;
    warmUp = undefined;
    update({ state: "warming", link, isPainted: false });
    if (snapshot.isOpen) beginPatience(since);
    try {
      await (warmed ?? load(link.event));
      if (mine !== attempt) return;
      // Later than anybody waits: what the visitor is told stands until there is a calendar.
      if (snapshot.state === "warming") update({ state: "mounting" });
      instruments.mountStarted(link.event);
      mount(link);
    } catch (error) {
      if (mine === attempt) fail(error as CalError);
    }
  }

  function mount(link: BookingLink): void {
    const mine = attempt;
    isAlive = false;
    isLoaded = false;
    mountedAt = performance.now();
    checkIn(LIMITS.unanswered, () => {
      if (!embed.isAnswered()) mountAgain(link, new CalError("frame-timeout", "unanswered"));
    });
    try {
      embed.mount(link, (event) => {
        if (mine === attempt) hear(link, event);
      });
    } catch (error) {
      fail(new CalError("script-broken", error));
    }
  }

  function checkIn(ms: number, then: () => void): void {
    clearTimeout(check);
    check = setTimeout(then, ms);
  }

  /** What a new frame may mend, it mends unseen. */
  function mountAgain(link: BookingLink, error: CalError): void {
    if (isRetried || snapshot.state !== "mounting") return fail(error);
    isRetried = true;
    blame = error;
    update({ isPainted: false });
    mount(link);
  }

  function hear(link: BookingLink, { type, detail }: CalFrameEvent): void {
    if (type === "loaded") {
      isLoaded = true;
      if (isAlive || snapshot.state !== "mounting") return;
      const error = (blame = new CalError("frame-silent", type));
      return checkIn(Math.max(LIMITS.silent, performance.now() - mountedAt), () => mountAgain(link, error));
    }
    blame = undefined;
    isAlive = true;
    clearTimeout(check);
    if (type === "painted") {
      instruments.mark(link.event, "painted");
      update({ isPainted: true });
    } else if (type === "ready" && snapshot.state !== "ready") {
      readyAt = performance.now();
      waitFor(LIMITS.stale, expire);
      instruments.ready(link.event);
      update({ state: "ready", isPainted: true });
      void show();
    } else if (type === "failed") {
      const error = new CalError("link-failed", detail);
      // A server's bad moment may pass; a page that is gone or closed stays so.
      if (/ 5/.test(error.message)) mountAgain(link, error);
      else fail(error);
    } else if (type === "booked") {
      instruments.mark(link.event, "booked", undefined, detail);
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
    instruments.mark(link.event, "shown");
    update({ readyAfter: Math.round(performance.now() - clickedAt) });
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
    if (!usable) void start(link, at);
    else if (snapshot.state === "ready") void show();
    else beginPatience(at);
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
      if ((snapshot.isOpen && snapshot.state !== "failed") || isUsable(link)) return;
      mayRefresh = true;
      void start(link);
    },

    open(link, at) {
      if (!snapshot.isOpen || !isUsable(link)) begin(link, at);
    },

    close() {
      // Nobody waits any more; what is on its way may take its time.
      if (snapshot.state !== "ready") clearTimeout(timer);
      update({ isOpen: false });
      if (snapshot.link) instruments.mark(snapshot.link.event, "closed");
      refresh();
    },

    refresh,

    resume() {
      const { link, state, isOpen } = snapshot;
      if (!link || state === "ready" || state === "failed") return refresh();
      // The time away is not the calendar's.
      if (isOpen) note(link, performance.now());
      void start(link);
    },
  };
}
