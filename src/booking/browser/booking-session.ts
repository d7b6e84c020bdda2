import type { BookingLink } from "../booking-link.ts";
import type { Mark } from "../events.ts";
import type { BookingSession, BookingSnapshot, BookingSurroundings } from "./booking-session-types.ts";
import * as LIMITS from "./booking-limits.ts";
import { calError, type CalFrameEvent } from "./cal-embed.ts";

/**
 * One visitor's way to a calendar, as a state machine without DOM and without React: a store that
 * React and tests subscribe to.
 *
 *     idle ──warm▶ warming ──mount, open▶ mounting ──usable, or painted and timed out▶ ready
 *      └───────mount, open──┘│                │
 *                            └─failed, timed out──▶ failed ──mount, open▶ warming
 *
 * Beside the state the dialog is open or closed: a calendar is mounted while it is closed, when a
 * visitor is about to open it, and stays when it is closed again.
 *
 * Before Cal's page is painted, a failure is repaired once without the visitor noticing: by another
 * script (cal-embed.ts) or another frame. After that nothing takes the frame away: a page that Cal has
 * painted works, whether or not Cal reports that its slots have loaded. A page that is painted after
 * the dialog has reported a failure is shown after all.
 */
export const IDLE: BookingSnapshot = { state: "idle", isOpen: false, isPainted: false };

export function createBookingSession({ embed, mark, emit, whenPainted }: BookingSurroundings): BookingSession {
  const listeners = new Set<() => void>();
  let snapshot = IDLE;
  /** Counts mounts, so that an answer to an earlier one changes nothing. */
  let attempt = 0;
  /** Of the timeout after the click. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the frame's sign of life. */
  let check: ReturnType<typeof setTimeout> | undefined;
  let isAlive = false;
  /** The times whose frame was left, and when Cal's hold of them ends. */
  const heldUntil: Record<string, number> = {};
  /** All times are in ms on the page's clock. */
  let mountedAt = 0;
  /** From when Cal's times can be seen; 0 before Cal has reported any, and for pages that have none. */
  let timesAt = 0;
  /** The one silent retry of this calendar's frame is used up. */
  let isRetried = false;
  /** The reason to give this calendar up, until there is a sign of life. */
  let blame: Error | undefined;
  /** Of the opening that is on show. */
  let clickedAt = 0;
  /** The opening is for a picked time, and waits for Cal's form instead of free times. */
  let isForm = false;
  /** Shows a booking that was made, and is replaced when the dialog is closed. */
  let isSpent = false;
  /** The load that a warm-up started; the first calendar of its event takes it, time and all. */
  let warmUp: { event: string; load: Promise<void> } | undefined;

  function update(change: Partial<BookingSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  /** Sets a mark of the calendar that is mounted or on its way; without one there is none to set. */
  function note(name: Mark, detail?: unknown): void {
    if (snapshot.link) mark(snapshot.link.event, name, undefined, detail);
  }

  /**
   * A visitor who has just clicked waits as long as any other, however long the calendar has been on its way.
   *
   * @param since in ms on the page's clock.
   */
  function startTimeout(since: number, limit: number = LIMITS.timeout): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (snapshot.isPainted) return settle();
      const isMounted = snapshot.state === "mounting";
      const longest = !isMounted || blame ? 0 : isAlive || embed.isAnswered() ? LIMITS.slow : LIMITS.unanswered;
      if (limit < longest) startTimeout(since, longest);
      else fail(blame ?? calError(isMounted ? "frame-timeout" : "script-timeout", `${limit} ms`));
    }, since + limit - performance.now());
  }

  /** Whether this event's calendar is there or on its way, and worth showing. */
  function isUsable(wanted: BookingLink): boolean {
    return snapshot.link?.path === wanted.path && snapshot.state !== "failed" && !isSpent;
  }

  function stopTimers(): void {
    clearTimeout(timer);
    clearTimeout(check);
  }

  function fail(error: Error): void {
    stopTimers();
    update({ state: "failed" });
    // A calendar that nobody has opened is loaded again with the click. The page may be about to handle that click: its time is
    // then before this mark's, which would count as the end of its opening.
    if (snapshot.isOpen) note("failed", error);
  }

  async function load(event: string): Promise<void> {
    mark(event, "load-start");
    await embed.load(event);
    mark(event, "load-end");
  }

  async function start(link: BookingLink, since = performance.now()): Promise<void> {
    stopTimers();
    isRetried = false;
    blame = undefined;
    isSpent = false;
    leaveFrame();
    const mine = ++attempt;
    const warmed = warmUp?.event === link.event && warmUp.load;
    warmUp = undefined;
    update({ state: "warming", link, isPainted: false });
    if (snapshot.isOpen) startTimeout(since);
    try {
      await (warmed || load(link.event));
      if (mine !== attempt) return;
      // After the timeout the dialog goes on showing the failure until there is a calendar.
      if (snapshot.state === "warming") update({ state: "mounting" });
      mark(link.event, "iframe-start");
      mount(link);
    } catch (error) {
      if (mine === attempt) fail(error as Error);
    }
  }

  function leaveFrame(): void {
    if (isAlive && snapshot.link?.slot) heldUntil[snapshot.link.slot] = performance.now() + LIMITS.hold;
    isAlive = false;
  }

  function mount(link: BookingLink): void {
    const mine = attempt;
    isAlive = false;
    timesAt = 0;
    mountedAt = performance.now();
    try {
      embed.mount(link, (event) => mine === attempt && hear(event));
    } catch (error) {
      fail(calError("script-broken", error));
    }
  }

  /** Tries a new frame, once and unseen, for a failure that it may repair. */
  function mountAgain(error: Error): void {
    if (isRetried || snapshot.state !== "mounting") return fail(error);
    isRetried = true;
    blame = error;
    mount(snapshot.link as BookingLink);
  }

  /** @returns true for what embed.js must not hear of. */
  function hear({ type, code, uid, paymentRequired }: CalFrameEvent): boolean | void {
    clearTimeout(check);
    if (type === "loaded") {
      if (isAlive || snapshot.state !== "mounting") return;
      const error = (blame = calError("frame-silent", type));
      check = setTimeout(() => mountAgain(error), Math.max(LIMITS.silent, performance.now() - mountedAt));
      return;
    }
    blame = undefined;
    isAlive = true;
    if (type === "painted" && !snapshot.isPainted) {
      note(type);
      update({ isPainted: true });
      // After a reported failure no visitor waits for the free times.
      if (snapshot.state === "failed") settle();
      else settleWhenUsable();
    } else if (type === "slots" && !timesAt) {
      timesAt = performance.now() + LIMITS.appear;
      settleWhenUsable();
    } else if (type === "failed") {
      // The page on the screen works. embed.js would hide it.
      if (snapshot.isPainted) return true;
      // A server's bad moment may pass; a page that is gone or closed stays so.
      (String(code).startsWith("5") ? mountAgain : fail)(calError("link-failed", code));
    } else if (type === "booked") {
      if (snapshot.state !== "ready") settle();
      note(paymentRequired ? "unpaid" : type, uid);
      emit(type, { uid: uid as string, paymentRequired: !!paymentRequired });
      // A payment page is kept for the visitor to come back to.
      isSpent = !paymentRequired;
      replaceSpent();
    }
  }

  /**
   * The calendar can be used once its page is painted and its slots have loaded, in whatever order. The form for a picked
   * time waits for no slots.
   */
  function settleWhenUsable(): void {
    if (!snapshot.isPainted) return;
    if (snapshot.link?.slot) return settle();
    if (!timesAt) return;
    note("iframe-end");
    settle();
  }

  /** The wait is over: with free times, or with a page that works and does not report any. Not every page has some. */
  function settle(): void {
    clearTimeout(timer);
    update({ state: "ready" });
    if (isForm) void show(0);
    else if (timesAt) void show(timesAt);
    else if (snapshot.isOpen) {
      note("opened");
      emit("ready");
    }
  }

  /** Takes the time at which the free times, or the form for a picked time, are on the screen. */
  async function show(at: number): Promise<void> {
    const mine = attempt;
    await whenPainted(at);
    if (mine !== attempt || !snapshot.isOpen || snapshot.readyAfter !== undefined) return;
    note(isForm ? "form" : "shown");
    const duration = Math.round(performance.now() - clickedAt);
    update({ readyAfter: duration });
    emit(isForm ? "form" : "ready", { duration });
  }

  function begin({ event, slot }: BookingLink, at: number): void {
    clickedAt = at;
    isForm = slot !== undefined;
    mark(event, slot ? "pick" : "click", at, slot);
  }

  function hide(): void {
    // No visitor waits any more; a calendar that is on its way may take its time.
    clearTimeout(timer);
    update({ isOpen: false });
  }

  /** Replaces a calendar that shows a finished booking by a new one, as soon as the dialog is closed. The time that was booked is not offered again. */
  function replaceSpent(): void {
    const { isOpen, link } = snapshot;
    if (isSpent && !isOpen && !link?.slot) void start(link as BookingLink);
  }

  const session: BookingSession = {
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
      if ((state !== "failed" && (isOpen || (!isSpent && embed.isTouched()))) || isUsable(link)) return;
      void start(link);
    },

    open(link, at) {
      const usable = isUsable(link);
      if (snapshot.isOpen && usable) return;
      begin(link, at);
      update({ isOpen: true, readyAfter: undefined });
      if (!usable) void start(link, at);
      else if (snapshot.state === "ready") settle();
      else startTimeout(at);
    },

    isTouched: () => embed.isTouched(),

    isHeld: (slot) => (isAlive && snapshot.link?.slot === slot) || (heldUntil[slot] ?? 0) > performance.now(),

    hide,

    close() {
      // Without the condition the mark could end the opening of a click that is still to be handled, as in `fail`.
      if (snapshot.isOpen) note("closed");
      hide();
      replaceSpent();
    },

    release() {
      if (snapshot.isOpen || !snapshot.link?.slot || embed.isTouched()) return;
      stopTimers();
      leaveFrame();
      attempt++;
      embed.unmount();
      update({ ...IDLE, link: undefined, readyAfter: undefined });
    },

    resume() {
      const { link, state, isOpen, isPainted } = snapshot;
      if (!link || isPainted || state === "failed") return;
      // The time away is not the calendar's.
      if (isOpen) begin(link, performance.now());
      void start(link);
    },
  };
  if (CONSENT !== "none") {
    session.end = () => {
      stopTimers();
      leaveFrame();
      attempt++;
      isSpent = false;
      warmUp = undefined;
      embed.unmount();
      update({ ...IDLE, link: undefined, readyAfter: undefined });
    };
  }
  return session;
}
