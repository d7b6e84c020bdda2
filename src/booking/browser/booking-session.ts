import type { BookingLink } from "../booking-link.ts";
import type { BookingInstruments, BookingPage } from "./booking-surroundings.ts";
import { CalError, type CalEmbed, type CalFrameEvent } from "./cal-embed.ts";

/**
 * One visitor's way to a calendar, as a state machine without DOM and without React: a store that
 * React and tests subscribe to.
 *
 *     idle ──warm▶ warming ──mount, open▶ mounting ──usable, or painted and the patience over▶ ready
 *      └───────mount, open──┘│                │
 *                            └─failed, timed out──▶ failed ──mount, open▶ warming
 *
 * Beside the state the dialog is open or closed: a calendar is mounted while it is closed, when a
 * visitor is about to open it, and stays when it is closed again.
 *
 * Before Cal's page is painted, a failure is repaired once without the visitor noticing: by another
 * script (cal-embed.ts) or another frame. After that nothing takes the frame away: a page that Cal has
 * painted works, whether or not Cal reports that its slots have loaded. A page that is painted after
 * the visitor has been told of a failure is shown after all.
 */
export type BookingState = "idle" | "warming" | "mounting" | "ready" | "failed";

export interface BookingSnapshot {
  readonly state: BookingState;
  readonly isOpen: boolean;
  /** The event whose calendar is mounted or on its way; undefined before anybody was about to open one. */
  readonly link?: BookingLink;
  /** Cal's page is painted and stays on show. Its slots may still be loading. */
  readonly isPainted: boolean;
  /** From the click until the free times were on the screen, in ms; of the opening that is on show. */
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
  /** The page is back from the back/forward cache: what was on its way has been cut off. */
  resume(): void;
}

/** In ms. */
export const LIMITS = {
  /**
   * From the click until the visitor is offered other ways: the 5 s that are promised, less what it
   * takes to paint them. A calendar that is late is still waited for, so this gives up nothing.
   */
  patience: 4_900,
  /**
   * The same while the calendar's server has not begun to answer. Some need up to 5 s for their first
   * byte; the connection comes on top.
   */
  unanswered: 6_500,
  /** The same once the document is coming in or Cal's script runs: slow, and not failed. */
  slow: 15_000,
  /**
   * From the end of the document's loading, at least: Cal's script speaks before that or just after.
   * A slow machine gets as long again as it took to load the document.
   */
  silent: 800,
  /**
   * From Cal's report that the slots have loaded until they can be seen: Cal's booker then mounts the
   * list of times, which waits 100 ms and fades in for 300 (`fadeInLeft` in packages/features/bookings/
   * Booker/config.ts). In a frame that is laid out this happens whether the dialog is open or not.
   */
  appear: 440,
} as const;

export const IDLE: BookingSnapshot = { state: "idle", isOpen: false, isPainted: false };

export function createBookingSession(parts: { embed: CalEmbed; instruments: BookingInstruments; page: BookingPage }): BookingSession {
  const { embed, instruments, page } = parts;
  const listeners = new Set<() => void>();
  let snapshot = IDLE;
  /** Counts mounts, so that an answer to an earlier one changes nothing. */
  let attempt = 0;
  /** Of the visitor's patience. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the frame's sign of life. */
  let check: ReturnType<typeof setTimeout> | undefined;
  let isAlive = false;
  /** All times are in ms on the page's clock. */
  let mountedAt = 0;
  /** When Cal reported the slots; undefined before, and for pages that never do. */
  let slotsAt: number | undefined;
  /** The one silent retry of this calendar's frame is used up. */
  let isRetried = false;
  /** What speaks against this calendar, as long as nothing speaks for it. */
  let blame: CalError | undefined;
  /** Of the opening that is on show. */
  let clickedAt = 0;
  /** Shows a booking that was made, and is replaced when the dialog is closed. */
  let isSpent = false;
  /** The load that a warm-up started; the first calendar of its event takes it, time and all. */
  let warmUp: { event: string; load: Promise<void> } | undefined;

  function update(change: Partial<BookingSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  /**
   * A visitor who has just clicked waits as long as any other, however long the calendar has been on its way.
   *
   * @param since in ms on the page's clock.
   */
  function beginPatience(since: number, limit: number = LIMITS.patience): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (snapshot.isPainted) return opened();
      const isMounted = snapshot.state === "mounting";
      const longest = !isMounted || blame ? 0 : isAlive || embed.isAnswered() ? LIMITS.slow : LIMITS.unanswered;
      if (limit < longest) beginPatience(since, longest);
      else fail(blame ?? new CalError(isMounted ? "frame-timeout" : "script-timeout", `${limit} ms`));
    }, since + limit - performance.now());
  }

  /** Whether this event's calendar is there or on its way, and worth showing. */
  function isUsable(wanted: BookingLink): boolean {
    return snapshot.link?.path === wanted.path && snapshot.state !== "failed" && !isSpent;
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
    isSpent = false;
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
    slotsAt = undefined;
    mountedAt = performance.now();
    try {
      embed.mount(link, (event) => {
        if (mine === attempt) hear(link, event);
      });
    } catch (error) {
      fail(new CalError("script-broken", error));
    }
  }

  /** What a new frame may mend, it mends unseen. */
  function mountAgain(link: BookingLink, error: CalError): void {
    if (isRetried || snapshot.state !== "mounting") return fail(error);
    isRetried = true;
    blame = error;
    mount(link);
  }

  function hear(link: BookingLink, { type, detail }: CalFrameEvent): void {
    clearTimeout(check);
    if (type === "loaded") {
      if (isAlive || snapshot.state !== "mounting") return;
      const error = (blame = new CalError("frame-silent", type));
      check = setTimeout(() => mountAgain(link, error), Math.max(LIMITS.silent, performance.now() - mountedAt));
      return;
    }
    blame = undefined;
    isAlive = true;
    if (type === "painted" && !snapshot.isPainted) {
      instruments.mark(link.event, type);
      // Later than the visitor was told: its slots get a patience of their own.
      if (snapshot.state === "failed" && snapshot.isOpen) beginPatience(performance.now());
      update({ state: "mounting", isPainted: true });
      ready(link);
    } else if (type === "slots" && slotsAt === undefined) {
      slotsAt = performance.now();
      ready(link);
    } else if (type === "failed") {
      const error = new CalError("link-failed", detail);
      // A server's bad moment may pass; a page that is gone or closed stays so.
      if (/ 5/.test(error.message)) mountAgain(link, error);
      else fail(error);
    } else if (type === "unpaid" || type === "booked" || type === "rescheduled") {
      if (snapshot.state !== "ready") opened();
      if (type !== "rescheduled") instruments.mark(link.event, type, undefined, detail);
      isSpent = type !== "unpaid";
      replaceSpent();
    }
  }

  /** The calendar can be used: in whatever order its page was painted and its slots have come. */
  function ready({ event }: BookingLink): void {
    if (!snapshot.isPainted || slotsAt === undefined) return;
    clearTimeout(timer);
    instruments.ready(event);
    update({ state: "ready" });
    void show();
  }

  /** Cal's page is on show and works, but Cal does not say that it has slots. Not every page has. */
  function opened(): void {
    clearTimeout(timer);
    if (snapshot.link && snapshot.isOpen) instruments.mark(snapshot.link.event, "opened");
    update({ state: "ready" });
  }

  /** Takes the time at which the free times are on the screen. */
  async function show(): Promise<void> {
    const mine = attempt;
    const hiddenFor = (slotsAt ?? 0) + LIMITS.appear - performance.now();
    if (hiddenFor > 0) await new Promise((resolve) => setTimeout(resolve, hiddenFor));
    await page.nextPaint();
    const { link, isOpen, readyAfter } = snapshot;
    if (mine !== attempt || !link || !isOpen || readyAfter !== undefined) return;
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
    update({ isOpen: true, readyAfter: undefined });
    if (!usable) void start(link, at);
    else if (snapshot.state !== "ready") beginPatience(at);
    else if (slotsAt === undefined) opened();
    else void show();
  }

  /** What shows a booking that was made gives way to a new calendar, as soon as the dialog is closed. */
  function replaceSpent(): void {
    if (isSpent && !snapshot.isOpen && snapshot.link) void start(snapshot.link);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,

    warm({ event }) {
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
      const { isOpen, state } = snapshot;
      // Coming near another event's link takes no half-filled form away; only a click does.
      if ((state !== "failed" && (isOpen || embed.isTouched())) || isUsable(link)) return;
      void start(link);
    },

    open(link, at) {
      if (!snapshot.isOpen || !isUsable(link)) begin(link, at);
    },

    close() {
      // Nobody waits any more; what is on its way may take its time.
      clearTimeout(timer);
      update({ isOpen: false });
      if (snapshot.link) instruments.mark(snapshot.link.event, "closed");
      replaceSpent();
    },

    resume() {
      const { link, state, isOpen, isPainted } = snapshot;
      if (!link || isPainted || state === "failed") return;
      // The time away is not the calendar's.
      if (isOpen) note(link, performance.now());
      void start(link);
    },
  };
}
