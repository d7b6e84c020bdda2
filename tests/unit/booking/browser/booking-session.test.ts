import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseBookingLink } from "../../../../src/booking/booking-link.ts";
import * as LIMITS from "../../../../src/booking/browser/booking-limits.ts";
import type { BookingSession, BookingSurroundings } from "../../../../src/booking/browser/booking-session-types.ts";
import { createBookingSession, IDLE } from "../../../../src/booking/browser/booking-session.ts";
import { calError, type CalEmbed, type CalErrorClass, type CalFrameEvent } from "../../../../src/booking/browser/cal-embed.ts";
import type { Mark } from "../../../../src/booking/events.ts";
import { createOpeningReader } from "../../../../src/metrics/browser/openings.ts";
import type { BookingEvent, CalSample } from "../../../../src/metrics/shared/sample.ts";

const audit = parseBookingLink("studio/30min");
const chat = parseBookingLink("studio/15min");

/** A Cal that does what the test says, when the test says it. */
function scriptedCal() {
  const loads: PromiseWithResolvers<void>[] = [];
  const mounts: { event: string; say: (event: CalFrameEvent) => boolean | void; isAnswered: boolean; isTouched: boolean }[] = [];
  const embed: CalEmbed & { hangs?: boolean } = {
    load() {
      const load = Promise.withResolvers<void>();
      loads.push(load);
      return load.promise;
    },
    mount({ event }, hear) {
      mounts.push({ event, say: hear, isAnswered: !embed.hangs, isTouched: false });
    },
    unmount: () => void mounts.push({ event: "", say: () => {}, isAnswered: false, isTouched: false }),
    isAnswered: () => mounts.at(-1)?.isAnswered ?? false,
    isTouched: () => mounts.at(-1)?.isTouched ?? false,
  };
  return { embed, loads, mounts };
}

/** Notes the marks that are set, by their names, and the samples that come of them. */
function notebook() {
  const samples: CalSample[] = [];
  let clicks = 0;
  const bookings: BookingEvent[] = [];
  const reader = createOpeningReader({
    facts: () => ({}),
    newId: () => `opening ${samples.length + 1}`,
    onSample: (sample) => samples.push(sample),
    onBooking: (event) => bookings.push(event),
  });
  const marks = (name: Mark) =>
    vi.fn((event: string, detail?: unknown) => {
      // Here time stands still between two clicks. Their time stamps differ all the same.
      const startTime = name === "click" ? Number(detail) - (clicks += 1e-4) : performance.now();
      reader.read([{ name: `booking:${event}:${name}`, startTime, detail: name === "click" ? undefined : detail instanceof Error ? detail.message : detail }]);
    });
  const byName = {
    click: marks("click"),
    "times-start": marks("times-start"),
    "times-end": marks("times-end"),
    times: marks("times"),
    pick: marks("pick"),
    form: marks("form"),
    ask: marks("ask"),
    "load-start": marks("load-start"),
    "load-end": marks("load-end"),
    "iframe-start": marks("iframe-start"),
    painted: marks("painted"),
    "iframe-end": marks("iframe-end"),
    shown: marks("shown"),
    opened: marks("opened"),
    failed: marks("failed"),
    closed: marks("closed"),
    booked: marks("booked"),
    unpaid: marks("unpaid"),
  } satisfies Record<Mark, unknown>;
  const mark: BookingSurroundings["mark"] = (event, name, at, detail) => {
    const what = name === "click" ? at : detail;
    if (what === undefined) byName[name](event);
    else byName[name](event, what);
  };
  return {
    clicked: byName.click,
    loadStarted: byName["load-start"],
    loadEnded: byName["load-end"],
    mountStarted: byName["iframe-start"],
    ready: byName["iframe-end"],
    failed: byName.failed,
    shown: byName.shown,
    opened: byName.opened,
    mark,
    byName,
    samples,
    bookings,
  };
}

let cal: ReturnType<typeof scriptedCal>;
let instruments: ReturnType<typeof notebook>;
let session: BookingSession;
/** The events that were dispatched, each as its type and what it says beside its opening. */
let emitted: unknown[][];
/** The waits for a painted frame, in the order in which it began to wait, and the earliest time at which it may go on. */
let paints: (PromiseWithResolvers<void> & { at: number })[];

beforeEach(() => {
  vi.useFakeTimers();
  cal = scriptedCal();
  instruments = notebook();
  paints = [];
  emitted = [];
  session = createBookingSession({
    embed: cal.embed,
    mark: instruments.mark,
    emit: (...event) => void emitted.push(event),
    whenPainted(at) {
      const next = { ...Promise.withResolvers<void>(), at };
      paints.push(next);
      return next.promise;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const settleSteps = () => pass(0);
const state = () => session.getSnapshot().state;
const click = (link = audit) => session.open(link, performance.now());

/** The reports so far, one per opening: its event and how it went. */
const reported = () => instruments.samples.map(({ id, outcome }) => `${id} ${outcome}`);

/** Ends all waits for a painted frame, whatever their time. */
async function paint() {
  for (const { resolve } of paints.splice(0)) resolve();
  await settleSteps();
}

function newest<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error("Nothing was asked for yet.");
  return last;
}

async function scriptArrives() {
  newest(cal.loads).resolve();
  await settleSteps();
}

async function scriptIsMissing() {
  newest(cal.loads).reject(calError("script-failed", "404"));
  await settleSteps();
}

/** The message of the newest failure. */
const lastError = () => String((instruments.failed.mock.lastCall?.[1] as Error | undefined)?.message);

/** Lets the newest mounted frame report these; `ready` is short for `painted` and `slots`. */
function say(...types: (CalFrameEvent["type"] | "ready")[]) {
  for (const type of types.flatMap((one) => (one === "ready" ? (["painted", "slots"] as const) : [one]))) newest(cal.mounts).say({ type });
}

/** A ready calendar in the closed dialog. */
async function prepare(link = audit) {
  session.mount(link);
  await scriptArrives();
  say("alive", "painted", "ready");
}

/** A ready calendar in the open dialog, seen by the visitor. */
async function present(link = audit) {
  click(link);
  await scriptArrives();
  say("alive", "painted", "ready");
  await paint();
}

/** A page without a calendar, e.g. a routing form, in the open dialog. */
async function openForm() {
  click();
  await scriptArrives();
  say("alive", "loaded", "painted");
}

/** How many calendars were begun; each asks for embed.js, which is there for all but the first. */
const begun = () => cal.loads.length;

/** The calendar that has been begun in place of another becomes ready. */
async function replaced() {
  expect(state()).toBe("warming");
  await scriptArrives();
  say("alive", "painted", "ready");
}

describe("coming near a booking link", () => {
  test("loads embed.js once and mounts nothing", async () => {
    session.warm(audit);
    session.warm(audit);
    session.warm(chat);
    expect(session.getSnapshot()).toEqual({ state: "warming", isOpen: false, isPainted: false });
    await scriptArrives();
    session.warm(audit);
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(0);
    expect(state()).toBe("warming");
  });

  test("a load that fails is not reported, and the next sign of intent tries again", async () => {
    session.warm(audit);
    await scriptIsMissing();
    expect(session.getSnapshot()).toEqual(IDLE);
    session.warm(audit);
    expect(cal.loads).toHaveLength(2);
    await scriptIsMissing();
    expect(reported()).toEqual([]);
    expect(instruments.loadEnded).not.toHaveBeenCalled();
  });

  test("after a load that failed, the click tries again", async () => {
    session.warm(audit);
    await scriptIsMissing();
    await present();
    expect(cal.loads).toHaveLength(2);
    expect(reported()).toEqual(["30min ready"]);
  });

  test("a load in the background has no timeout", async () => {
    session.warm(audit);
    expect(vi.getTimerCount()).toBe(0);
    await pass(10 * LIMITS.timeout);
    expect(state()).toBe("warming");
  });

  test.each(["mount", "open"] as const)("the first calendar (%s) takes over its load and the time of it", async (way) => {
    session.warm(audit);
    await pass(300);
    session[way](audit, 300);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: audit, isOpen: way === "open" });
    await scriptArrives();
    expect(state()).toBe("mounting");
    expect(cal.loads).toHaveLength(1);
    expect(instruments.loadStarted.mock.calls).toEqual([["30min"]]);
    expect(instruments.loadEnded.mock.calls).toEqual([["30min"]]);
  });

  test("a load that is over mounts the first calendar at once", async () => {
    session.warm(audit);
    await scriptArrives();
    session.mount(audit);
    await settleSteps();
    expect(cal.mounts).toHaveLength(1);
    expect(cal.loads).toHaveLength(1);
  });

  test("only the first calendar takes it over, every later one is measured anew", async () => {
    session.warm(audit);
    await scriptArrives();
    await present(chat);
    session.close();
    await present(audit);
    expect(instruments.loadStarted.mock.calls.flat()).toEqual(["30min", "15min", "30min"]);
    expect(instruments.loadEnded.mock.calls.flat()).toEqual(["30min", "15min", "30min"]);
  });

  test("a load that fails under a calendar fails the calendar", async () => {
    session.warm(audit);
    click();
    await scriptIsMissing();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", isOpen: true });
    expect(lastError()).toMatch(/^script-failed: /);
    expect(reported()).toHaveLength(1);
  });

  test("a load that fails after another event's calendar has started leaves that one alone", async () => {
    session.warm(audit);
    click(chat);
    cal.loads[0]?.reject(calError("script-failed", "404"));
    await settleSteps();
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: chat });
  });

  test("says nothing about a calendar that is there", async () => {
    await prepare();
    session.warm(audit);
    session.warm(chat);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: audit });
    expect(cal.loads).toHaveLength(1);
  });
});

describe("about to follow a booking link", () => {
  test("its calendar is mounted in the closed dialog, and nothing is counted", async () => {
    session.mount(audit);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: false, link: audit });
    await scriptArrives();
    expect(state()).toBe("mounting");
    say("alive");
    expect(session.getSnapshot().isPainted).toBe(false);
    say("painted");
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: true });
    say("ready");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: false });
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    expect(instruments.mountStarted.mock.calls).toEqual([["30min"]]);
    expect(instruments.ready.mock.calls).toEqual([["30min"]]);
    for (const uncalled of ["clicked", "shown", "failed"] as const) expect(instruments[uncalled]).not.toHaveBeenCalled();
  });

  test("a second time changes nothing", async () => {
    session.mount(audit);
    session.mount(audit);
    await scriptArrives();
    session.mount(audit);
    say("ready");
    session.mount(audit);
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(1);
  });

  test("another event's calendar takes its place, and the answers of the old one change nothing", async () => {
    session.mount(audit);
    await scriptArrives();
    session.mount(chat);
    await scriptArrives();
    expect(cal.mounts.map(({ event }) => event)).toEqual(["30min", "15min"]);
    for (const type of ["alive", "painted", "slots", "failed"] as const) cal.mounts[0]?.say({ type });
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", link: chat, isPainted: false });
    say("ready");
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: chat });
  });

  test("a failure that no visitor waits for is tried again with the click, and is none of its opening's", async () => {
    session.mount(audit);
    cal.loads[0]?.reject(calError("script-failed", "404"));
    await settleSteps();
    expect(state()).toBe("failed");
    expect(instruments.failed).not.toHaveBeenCalled();
    click();
    expect(cal.loads).toHaveLength(2);
    await scriptArrives();
    say("ready");
    await paint();
    expect(instruments.samples).toMatchObject([{ outcome: "ready" }]);
  });

  test("a load of the old event that ends late mounts nothing", async () => {
    session.mount(audit);
    session.mount(chat);
    cal.loads[0]?.resolve();
    await settleSteps();
    expect(cal.mounts).toHaveLength(0);
    cal.loads[1]?.resolve();
    await settleSteps();
    expect(cal.mounts.map(({ event }) => event)).toEqual(["15min"]);
  });

  test("a load of the old event that fails late fails nothing", async () => {
    session.mount(audit);
    session.mount(chat);
    cal.loads[0]?.reject(calError("script-failed", "404"));
    await settleSteps();
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: chat });
  });

  test("is ignored while the dialog is open", async () => {
    await present();
    session.mount(chat);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: audit });
    expect(cal.loads).toHaveLength(1);
  });

  test("when there is a network again, a failed calendar in the open dialog is tried anew, and is no new opening", async () => {
    click();
    await scriptIsMissing();
    expect(state()).toBe("failed");
    await pass(60_000);
    session.mount(audit);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true });
    await pass(LIMITS.timeout - 1);
    expect(state()).toBe("warming");
    await scriptArrives();
    say("alive", "painted", "ready");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 60_000 + LIMITS.timeout - 1 });
    expect(reported()).toEqual(["30min failed"]);
  });

  test("a failure is kept to itself, and the click starts over", async () => {
    session.mount(audit);
    await scriptIsMissing();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", isOpen: false });
    expect(reported()).toEqual([]);
    click();
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true });
    await scriptArrives();
    say("ready");
    await paint();
    expect(state()).toBe("ready");
    expect(reported()).toEqual(["30min ready"]);
  });

  test("after a failure, being about to follow it again tries again", async () => {
    session.mount(audit);
    await scriptIsMissing();
    await prepare();
    expect(state()).toBe("ready");
  });
});

describe("a click", () => {
  test("on a cold page loads, mounts, and is answered when the usable calendar is on the screen", async () => {
    session.open(audit, performance.now());
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true, link: audit, isPainted: false });
    await pass(400);
    await scriptArrives();
    expect(state()).toBe("mounting");
    await pass(500);
    say("alive", "painted");
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: true });
    say("ready");
    expect(state()).toBe("ready");
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    expect(reported()).toEqual([]);
    await pass(16);
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 916 });
    expect(reported()).toEqual(["30min ready"]);
  });

  test("carries the time at which it happened, not the one at which our code heard of it", async () => {
    await pass(5_000);
    session.open(audit, 3_200);
    expect(instruments.clicked).toHaveBeenCalledExactlyOnceWith("30min", 3_200);
  });

  test("on a calendar that is ready only shows it, in the next frame", async () => {
    await prepare();
    await pass(60_000);
    click();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: true });
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    await pass(7);
    await paint();
    expect(session.getSnapshot().readyAfter).toBe(7);
    expect(cal.mounts).toHaveLength(1);
    expect(reported()).toEqual(["30min ready"]);
  });

  test("on a calendar that is on its way waits for the same one", async () => {
    session.mount(audit);
    await scriptArrives();
    await pass(200);
    click();
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isOpen: true });
    await pass(100);
    say("ready");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 100 });
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(1);
    expect(reported()).toHaveLength(1);
  });

  test("twice opens one calendar and counts once", async () => {
    session.open(audit, 100);
    session.open(audit, 150);
    await scriptArrives();
    session.open(audit, 200);
    say("ready");
    await paint();
    session.open(audit, 250);
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(instruments.clicked.mock.calls).toEqual([["30min", 100]]);
    expect(reported()).toHaveLength(1);
  });

  test("on another event replaces the calendar, and the answers of the old one change nothing", async () => {
    click(audit);
    await scriptArrives();
    session.close();
    click(chat);
    await scriptArrives();
    expect(cal.mounts.map(({ event }) => event)).toEqual(["30min", "15min"]);
    for (const type of ["alive", "painted", "slots", "failed"] as const) cal.mounts[0]?.say({ type });
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", link: chat, isPainted: false });
    say("ready");
    await paint();
    expect(reported()).toEqual(["30min abandoned", "15min ready"]);
  });

  test("on somebody else's event of the same name replaces the calendar, too", async () => {
    await prepare(audit);
    const elses = parseBookingLink("team/studio/30min");
    click(elses);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: elses });
  });

  test("on another event while the old one's frame is being painted never shows the old one", async () => {
    await prepare(audit);
    click(audit);
    session.close();
    click(chat);
    await paint();
    expect(instruments.shown).not.toHaveBeenCalled();
    await scriptArrives();
    say("ready");
    await paint();
    expect(instruments.shown.mock.calls).toEqual([["15min"]]);
  });

  test("on another event is answered by its own frame, not by the one that the old one waited for", async () => {
    await prepare(audit);
    click(audit);
    session.close();
    click(chat);
    await scriptArrives();
    say("ready");
    paints[0]?.resolve();
    await settleSteps();
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    await paint();
    expect(session.getSnapshot().readyAfter).toBe(0);
  });
});

describe("a calendar is ready", () => {
  test.each([
    ["its page is painted, then its slots are reported", ["painted", "slots"]],
    ["its slots are reported, then its page is painted", ["slots", "painted"]],
    ["the slots are reported twice", ["slots", "painted", "slots"]],
    ["the page is painted twice", ["painted", "slots", "painted"]],
  ] as const)("when %s", async (_name, said) => {
    click();
    await scriptArrives();
    say("alive");
    for (const type of said) {
      await pass(100);
      say(type);
    }
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isPainted: true });
    expect(instruments.ready).toHaveBeenCalledOnce();
    expect(reported()).toEqual(["30min ready"]);
  });

  test.each(["painted", "slots"] as const)("not with %s alone", async (type) => {
    session.mount(audit);
    await scriptArrives();
    say("alive", type);
    await pass(60_000);
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: type === "painted" });
    expect(instruments.ready).not.toHaveBeenCalled();
  });

  test("and seen once Cal's times have faded in, which begins with the report of the slots", async () => {
    click();
    await scriptArrives();
    await pass(700);
    say("slots");
    await pass(100);
    say("painted");
    expect(paints.map(({ at }) => at)).toEqual([700 + LIMITS.appear]);
  });

  test("and seen at the next frame where they have faded in before the click", async () => {
    await prepare();
    await pass(LIMITS.appear);
    click();
    expect(paints.at(-1)?.at).toBeLessThanOrEqual(performance.now());
  });

  test("again is nothing new: neither a time nor an opening", async () => {
    await present();
    await pass(60_000);
    say("ready");
    await paint();
    expect(instruments.ready).toHaveBeenCalledOnce();
    expect(instruments.shown).toHaveBeenCalledOnce();
    expect(reported()).toHaveLength(1);
  });

  test("with the slots of its own frame: those that a replaced frame reported do not count", async () => {
    click();
    await scriptArrives();
    say("alive", "slots");
    newest(cal.mounts).say({ type: "failed", code: "500" });
    say("alive", "painted");
    expect(state()).toBe("mounting");
    say("slots");
    expect(state()).toBe("ready");
  });
});

describe("a page that Cal has painted and that reports no slots", () => {
  test("stays on the screen after the timeout, and counts as opened", async () => {
    await openForm();
    await pass(LIMITS.timeout - 1);
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: true });
    await pass(1);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isPainted: true, isOpen: true });
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    expect(reported()).toEqual(["30min opened"]);
    expect(instruments.failed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    await pass(60 * 60_000);
    expect(cal.mounts).toHaveLength(1);
  });

  test("stays for good, whatever comes after it", async () => {
    await openForm();
    await pass(LIMITS.timeout);
    for (const code of ["404", "500"]) expect(newest(cal.mounts).say({ type: "failed", code })).toBe(true);
    say("loaded", "alive", "painted");
    session.resume();
    await pass(60_000);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isPainted: true });
    expect(cal.mounts).toHaveLength(1);
  });

  test("is opened again at once", async () => {
    await openForm();
    await pass(LIMITS.timeout);
    session.close();
    click();
    expect(state()).toBe("ready");
    expect(instruments.samples).toMatchObject([
      { outcome: "opened", openKind: "cold" },
      { outcome: "opened", openKind: "reopened" },
    ]);
  });

  test("has no time, and is not ready", async () => {
    await openForm();
    await pass(LIMITS.timeout);
    expect(instruments.samples[0]).not.toHaveProperty("totalDuration");
    expect(instruments.ready).not.toHaveBeenCalled();
  });

  test("and then does is ready after all: the visitor sees the time, and the opening stays opened", async () => {
    await openForm();
    await pass(20_000);
    say("slots");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 20_000 });
    expect(reported()).toEqual(["30min opened"]);
  });

  test("is abandoned when it is closed before the timeout", async () => {
    await openForm();
    session.close();
    await pass(60_000);
    expect(reported()).toEqual(["30min abandoned"]);
  });

  test("is opened as soon as something is booked in it", async () => {
    await openForm();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1" });
    expect(state()).toBe("ready");
    expect(reported()).toEqual(["30min opened"]);
    expect(instruments.bookings).toHaveLength(1);
  });
});

describe("a form that the visitor has begun is kept", () => {
  test("coming near another event's link leaves a frame alone that has been used; a click on it does not", async () => {
    await present();
    newest(cal.mounts).isTouched = true;
    session.close();
    session.warm(chat);
    session.mount(chat);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: audit });
    click(chat);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: chat });
  });

  test("hours later a closed calendar is the same one", async () => {
    await present();
    session.close();
    await pass(12 * 60 * 60_000);
    session.warm(audit);
    session.mount(audit);
    session.resume();
    click();
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 0 });
  });

  test("a payment page stays: closed and opened again it is the same frame, and the booking is pending", async () => {
    await present();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1", paymentRequired: true });
    say("alive", "loaded", "painted");
    session.close();
    click();
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(instruments.bookings).toEqual([{ id: "30min", sampleId: "opening 1", bookingUid: "uid-1", paymentPending: true }]);
  });

  test("once it is paid, the calendar is replaced when the dialog is closed", async () => {
    await present();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1", paymentRequired: true });
    newest(cal.mounts).say({ type: "booked", uid: "uid-1", paymentRequired: false });
    session.close();
    expect(begun()).toBe(2);
  });
});

describe("closing", () => {
  test("while the calendar is on its way keeps it going, and reopening shows it", async () => {
    click();
    await scriptArrives();
    session.close();
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isOpen: false });
    say("ready");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: false });
    expect(instruments.shown).not.toHaveBeenCalled();
    expect(reported()).toEqual(["30min abandoned"]);

    await pass(1_000);
    click();
    await pass(9);
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: true, readyAfter: 9 });
    expect(cal.mounts).toHaveLength(1);
    expect(reported()).toEqual(["30min abandoned", "30min ready"]);
  });

  test("before the calendar is on the screen: it was never shown, and the opening is abandoned", async () => {
    await prepare();
    click();
    session.close();
    await paint();
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    expect(instruments.shown).not.toHaveBeenCalled();
    expect(reported()).toEqual(["30min abandoned"]);
    click();
    await paint();
    expect(session.getSnapshot().readyAfter).toBe(0);
    expect(reported()).toEqual(["30min abandoned", "30min ready"]);
  });

  test("and opening again before the next frame shows it once", async () => {
    await prepare();
    click();
    session.close();
    click();
    await paint();
    expect(instruments.shown).toHaveBeenCalledOnce();
    expect(reported()).toEqual(["30min abandoned", "30min ready"]);
  });

  test("and reopening shows the same calendar, timed from the new click, and counts as a reopening", async () => {
    await present();
    session.close();
    await pass(5_000);
    click();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: true, isPainted: true });
    expect(session.getSnapshot().readyAfter).toBeUndefined();
    await pass(4);
    await paint();
    expect(session.getSnapshot().readyAfter).toBe(4);
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(1);
    expect(instruments.samples).toMatchObject([
      { openKind: "cold", outcome: "ready" },
      { openKind: "reopened", outcome: "ready", totalDuration: 4 },
    ]);
  });

  test("an opening that was closed undecided takes no blame for another event's calendar", async () => {
    click(audit);
    await scriptArrives();
    session.close();
    session.mount(chat);
    await scriptIsMissing();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", link: chat, isOpen: false });
    expect(reported()).toEqual(["30min abandoned"]);
  });
});

describe("the samples", () => {
  test("a click without warning is cold, and each of its steps has its time", async () => {
    click();
    await pass(50);
    await scriptArrives();
    await pass(300);
    say("alive", "painted");
    await pass(200);
    say("ready");
    await pass(16);
    await paint();
    expect(instruments.samples).toEqual([
      {
        id: "30min",
        sampleId: "opening 1",
        timestamp: expect.any(String),
        openKind: "cold",
        outcome: "ready",
        leadTime: 0,
        calLoadTime: 50,
        frameTime: 300,
        slotsTime: 200,
        iframeLoadTime: 500,
        totalDuration: 566,
      },
    ]);
  });

  test("a calendar that intent has started is warmed, by so much", async () => {
    session.warm(audit);
    await scriptArrives();
    await pass(400);
    click();
    await settleSteps();
    say("alive", "painted", "ready");
    await paint();
    expect(instruments.samples).toMatchObject([{ openKind: "warmed", leadTime: 400, totalDuration: 0 }]);
  });

  test("a calendar that was replaced while the dialog was closed is warmed, not reopened", async () => {
    await present();
    say("booked");
    session.close();
    await replaced();
    await pass(1_000);
    click();
    await paint();
    expect(instruments.samples.map(({ openKind }) => openKind)).toEqual(["cold", "warmed"]);
  });

  test("a booking belongs to the opening that it was made in", async () => {
    await present();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1" });
    expect(instruments.bookings).toEqual([{ id: "30min", sampleId: "opening 1", bookingUid: "uid-1" }]);
  });
});

describe("every failure is reported within the timeout", () => {
  test("embed.js cannot be fetched", async () => {
    click();
    await scriptIsMissing();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", isOpen: true });
    expect(lastError()).toMatch(/^script-failed: /);
    expect(reported()).toEqual(["30min failed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each<[string, CalErrorClass, () => Promise<void> | void]>([
    ["embed.js hangs", "script-timeout", () => {}],
  ])("%s", async (_name, errorClass, happens) => {
    click();
    await happens();
    await pass(LIMITS.timeout - 1);
    expect(state()).not.toBe("failed");
    await pass(1);
    expect(session.getSnapshot()).toMatchObject({ state: "failed", isOpen: true });
    expect(lastError()).toMatch(new RegExp(`^${errorClass}: `));
    expect(instruments.samples).toMatchObject([{ outcome: "timed-out", errorClass }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("the timeout counts from the click, however late our code hears of it", async () => {
    await pass(2_000);
    session.open(audit, 500);
    await pass(LIMITS.timeout - 1_501);
    expect(state()).toBe("warming");
    await pass(1);
    expect(state()).toBe("failed");
  });

  test("and so for a calendar that was on its way by then", async () => {
    session.mount(audit);
    await pass(2_000);
    session.open(audit, 500);
    await pass(LIMITS.timeout - 1_501);
    expect(state()).toBe("warming");
    await pass(1);
    expect(state()).toBe("failed");
  });

  test("a server that does not answer is given longer for its first byte, and is asked once", async () => {
    click();
    await scriptArrives();
    newest(cal.mounts).isAnswered = false;
    await pass(LIMITS.unanswered - 1);
    expect(state()).toBe("mounting");
    await pass(1);
    expect(lastError()).toBe(`frame-timeout: ${LIMITS.unanswered} ms`);
    expect(cal.mounts).toHaveLength(1);
    expect(reported()).toEqual(["30min timed-out"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a first byte after 5 s is slow, and not a failure", async () => {
    click();
    await scriptArrives();
    newest(cal.mounts).isAnswered = false;
    await pass(5_000);
    newest(cal.mounts).isAnswered = true;
    await pass(2_000);
    say("alive", "loaded", "painted", "slots");
    await paint();
    expect(reported()).toEqual(["30min ready"]);
    expect(cal.mounts).toHaveLength(1);
  });

  test("a frame whose script runs is coming, though its document goes on loading", async () => {
    click();
    await scriptArrives();
    newest(cal.mounts).isAnswered = false;
    say("alive");
    await pass(LIMITS.slow - 1);
    expect(state()).toBe("mounting");
  });

  test("on a slow line, where the document is on its way, it is longer", async () => {
    click();
    await scriptArrives();
    say("alive");
    await pass(LIMITS.slow - 1);
    expect(state()).toBe("mounting");
    await pass(1);
    expect(state()).toBe("failed");
    expect(lastError()).toBe(`frame-timeout: ${LIMITS.slow} ms`);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("on a slow line a calendar that comes is a good opening, with the time it took", async () => {
    click();
    await scriptArrives();
    await pass(9_000);
    say("alive", "loaded", "painted");
    await pass(1_000);
    say("ready");
    await paint();
    expect(instruments.samples).toMatchObject([{ outcome: "ready", totalDuration: 10_000 }]);
  });

  test.each([
    ["warming", LIMITS.timeout],
    ["mounting", LIMITS.slow],
  ] as const)("a click on a calendar that is %s in the closed dialog waits for it as long as any other", async (underWay, limit) => {
    session.mount(audit);
    if (underWay === "mounting") {
      await scriptArrives();
      say("alive", "loaded");
    }
    await pass(10 * LIMITS.timeout);
    expect(state()).toBe(underWay);
    click();
    await pass(limit - 1);
    expect(state()).toBe(underWay);
    await pass(1);
    expect(state()).toBe("failed");
    expect(reported()).toEqual(["30min timed-out"]);
  });

  test("a closed dialog has no timeout: a calendar that is on its way goes on", async () => {
    click();
    await scriptArrives();
    say("alive");
    await pass(LIMITS.timeout - 1);
    session.close();
    await pass(10 * LIMITS.timeout);
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isOpen: false });
    say("painted", "ready");
    expect(state()).toBe("ready");
    expect(reported()).toEqual(["30min abandoned"]);
  });

  test("the timeout of a calendar that was given up for another does not end the other", async () => {
    click(audit);
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent - 100);
    session.close();
    click(chat);
    await pass(200);
    expect(state()).toBe("warming");
    await scriptArrives();
    say("alive");
    await pass(LIMITS.timeout - 201);
    expect(state()).toBe("mounting");
  });

  test("Cal says after the calendar was on the screen that it cannot show it: the calendar stays", async () => {
    await present();
    expect(newest(cal.mounts).say({ type: "failed", code: "500" })).toBe(true);
    expect(state()).toBe("ready");
    expect(reported()).toEqual(["30min ready"]);
    expect(cal.mounts).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("mounting throws", async () => {
    cal.embed.mount = () => {
      throw new Error("no container");
    };
    click();
    await scriptArrives();
    expect(lastError()).toBe("script-broken: Error: no container");
    expect(reported()).toEqual(["30min failed"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("one silent retry, of the frame", () => {
  test("a frame that has loaded and says nothing is replaced, and the opening is a good one", async () => {
    click();
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent - 1);
    expect(cal.mounts).toHaveLength(1);
    await pass(1);
    expect(cal.mounts).toHaveLength(2);
    expect(state()).toBe("mounting");
    say("alive", "painted", "ready");
    await paint();
    expect(instruments.samples).toMatchObject([{ outcome: "ready", totalDuration: LIMITS.silent, frameTime: LIMITS.silent }]);
    expect(instruments.mountStarted).toHaveBeenCalledOnce();
  });

  test("the second one that says nothing has failed", async () => {
    click();
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent);
    say("loaded");
    await pass(LIMITS.silent - 1);
    expect(state()).toBe("mounting");
    await pass(1);
    expect(session.getSnapshot()).toMatchObject({ state: "failed" });
    expect(lastError()).toMatch(/^frame-silent: /);
    expect(cal.mounts).toHaveLength(2);
    expect(reported()).toEqual(["30min timed-out"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a document that took long to load gets as long again for its first word", async () => {
    click();
    await scriptArrives();
    await pass(2_000);
    say("loaded");
    await pass(1_999);
    expect(cal.mounts).toHaveLength(1);
    await pass(1);
    expect(cal.mounts).toHaveLength(2);
  });

  test.each([
    ["before it has loaded", ["alive", "loaded"]],
    ["after it has loaded", ["loaded", "alive"]],
  ] as const)("a frame whose script spoke %s is not silent", async (_name, said) => {
    click();
    await scriptArrives();
    say(...said);
    await pass(LIMITS.timeout - 1);
    expect(cal.mounts).toHaveLength(1);
    expect(state()).toBe("mounting");
  });

  test("a frame that spoke in the last calendar has yet to speak in the next", async () => {
    await present(audit);
    session.close();
    click(chat);
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent);
    expect(cal.mounts).toHaveLength(3);
  });

  test("a ready frame that loads something more is not silent", async () => {
    await prepare();
    say("loaded");
    await pass(10 * LIMITS.timeout);
    expect(state()).toBe("ready");
    expect(cal.mounts).toHaveLength(1);
  });

  test.each(["500", "503"])("Cal reports %s: a bad moment may pass", async (code) => {
    click();
    await scriptArrives();
    say("alive");
    newest(cal.mounts).say({ type: "failed", code });
    expect(cal.mounts).toHaveLength(2);
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: false });
    newest(cal.mounts).say({ type: "failed", code });
    expect(lastError()).toBe(`link-failed: ${code}`);
    expect(reported()).toEqual(["30min failed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(["403", "404", undefined])("Cal reports %s: the page is closed or gone, and stays so", async (code) => {
    click();
    await scriptArrives();
    newest(cal.mounts).say({ type: "failed", code });
    expect(lastError()).toBe(`link-failed: ${code}`);
    expect(cal.mounts).toHaveLength(1);
    expect(reported()).toEqual(["30min failed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ["has not loaded", []],
    ["has loaded, and there is no time left to see it silent", ["loaded"]],
  ] as const)("a new frame that %s at the timeout has failed for what the first one did", async (_name, said) => {
    click();
    await scriptArrives();
    await pass(2_000);
    say("loaded");
    await pass(2_000);
    expect(cal.mounts).toHaveLength(2);
    say(...said);
    await pass(LIMITS.timeout - 4_000);
    expect(state()).toBe("failed");
    expect(lastError()).toBe("frame-silent: loaded");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a frame that loads late and says nothing has failed for that at the timeout", async () => {
    click();
    await scriptArrives();
    await pass(3_000);
    say("loaded");
    await pass(LIMITS.timeout - 3_000);
    expect(lastError()).toBe("frame-silent: loaded");
  });

  test("a new frame that speaks is judged by itself", async () => {
    click();
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent);
    say("alive", "loaded");
    await pass(LIMITS.slow);
    expect(lastError()).toMatch(/^frame-timeout: /);
  });

  test("a new frame that hangs has failed for the reason that Cal reported of the first", async () => {
    click();
    await scriptArrives();
    cal.embed.hangs = true;
    await pass(LIMITS.timeout - 1_000);
    newest(cal.mounts).say({ type: "failed", code: "500" });
    await pass(1_000);
    expect(lastError()).toBe("link-failed: 500");
  });

  test("the errors and free times of one calendar do not count for the next", async () => {
    click(audit);
    await scriptArrives();
    say("loaded");
    await pass(2 * LIMITS.timeout);
    session.close();
    click(chat);
    await scriptArrives();
    await pass(LIMITS.timeout);
    expect(state()).toBe("mounting");
    session.close();
    click(audit);
    await pass(LIMITS.timeout);
    expect(lastError()).toMatch(/^script-timeout: /);
  });

  test("each calendar has its own", async () => {
    for (const link of [audit, chat]) {
      const before = cal.mounts.length;
      click(link);
      await scriptArrives();
      say("loaded");
      await pass(LIMITS.silent);
      expect(cal.mounts).toHaveLength(before + 2);
      say("ready");
      session.close();
    }
  });

  test("a new frame that cannot be mounted has failed", async () => {
    click();
    await scriptArrives();
    say("loaded");
    cal.embed.mount = () => {
      throw new TypeError("no frame");
    };
    await pass(LIMITS.silent);
    expect(lastError()).toBe("script-broken: TypeError: no frame");
    expect(reported()).toEqual(["30min failed"]);
  });
});

describe("later than anybody waits", () => {
  test("embed.js: the message stays until the calendar is there, and the opening stays a failure", async () => {
    click();
    await pass(LIMITS.timeout);
    await scriptArrives();
    say("alive");
    expect(state()).toBe("failed");
    say("ready");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: LIMITS.timeout });
    expect(reported()).toEqual(["30min timed-out"]);
  });

  test("its frame has loaded and says nothing: nothing more is reported", async () => {
    click();
    await pass(LIMITS.timeout);
    await scriptArrives();
    say("loaded");
    await pass(10 * LIMITS.timeout);
    expect(cal.mounts).toHaveLength(1);
    expect(state()).toBe("failed");
    expect(vi.getTimerCount()).toBe(0);
    expect(instruments.failed).toHaveBeenCalledOnce();
    expect(reported()).toHaveLength(1);
  });

  test("the frame: its page is shown as soon as it is painted, and stays", async () => {
    click();
    await scriptArrives();
    say("alive", "loaded");
    await pass(LIMITS.slow);
    expect(state()).toBe("failed");
    say("painted");
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isPainted: true });
    await pass(1_000);
    say("slots");
    await paint();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: LIMITS.slow + 1_000 });
    expect(reported()).toEqual(["30min timed-out"]);
  });

  test("opened again it is a good opening, beside the one that timed out", async () => {
    click();
    await scriptArrives();
    say("alive", "loaded");
    await pass(LIMITS.slow);
    say("ready");
    await paint();
    session.close();
    click();
    await paint();
    expect(reported()).toEqual(["30min timed-out", "30min ready"]);
    expect(cal.mounts).toHaveLength(1);
  });
});

describe("trying again", () => {
  test("is a new opening", async () => {
    session.open(audit, 100);
    await scriptIsMissing();
    session.open(audit, 5_000);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true });
    await scriptArrives();
    say("ready");
    await paint();
    expect(state()).toBe("ready");
    expect(instruments.clicked).toHaveBeenLastCalledWith("30min", 5_000);
    expect(reported()).toEqual(["30min failed", "30min ready"]);
  });

  test("is deaf to the frame that was given up", async () => {
    click();
    await scriptArrives();
    say("alive", "loaded");
    await pass(LIMITS.slow);
    click();
    for (const type of ["painted", "slots"] as const) cal.mounts[0]?.say({ type });
    expect(state()).toBe("warming");
  });

  test("counts each failed try", async () => {
    click();
    await scriptIsMissing();
    click();
    await pass(LIMITS.timeout);
    expect(instruments.samples.map(({ errorClass }) => errorClass)).toEqual(["script-failed", "script-timeout"]);
    expect(reported()).toEqual(["30min failed", "30min timed-out"]);
  });

  test("a hundred times leaves nothing behind", async () => {
    for (let time = 0; time < 100; time++) {
      click();
      await scriptArrives();
      newest(cal.mounts).say({ type: "failed", code: "404" });
      session.close();
    }
    expect(vi.getTimerCount()).toBe(0);
    expect(reported()).toHaveLength(100);
  });
});

describe("a calendar that somebody has booked in", () => {
  test("stays until the dialog is closed, and is replaced in the background at once", async () => {
    await present();
    say("booked");
    await pass(60_000);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: true, isPainted: true });
    expect(cal.loads).toHaveLength(1);

    session.close();
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: false, link: audit, isPainted: false });
    await scriptArrives();
    expect(cal.mounts.map(({ event }) => event)).toEqual(["30min", "30min"]);
    say("ready");
    expect(state()).toBe("ready");
    expect(reported()).toHaveLength(1);
  });

  test("is replaced at once where the message comes after the dialog was closed", async () => {
    await present();
    session.close();
    say("booked");
    expect(begun()).toBe(2);
  });

  test("is not shown again: a click shows its replacement, and counts", async () => {
    await present();
    say("booked");
    session.close();
    await scriptArrives();
    say("ready");
    click();
    await paint();
    expect(cal.mounts).toHaveLength(2);
    expect(reported()).toHaveLength(2);
  });
});

const callsOf = (name: Mark) => instruments.byName[name].mock.calls;

describe("a time that was picked in the dialog's list", () => {
  const SLOT = "2026-12-01T10:00:00.000Z";
  const form = { ...parseBookingLink("studio/30min"), path: `studio/30min?slot=${SLOT}`, slot: SLOT };

  test("shows Cal's form as soon as its page is painted, without waiting for slots", async () => {
    click(form);
    await pass(120);
    await scriptArrives();
    say("alive", "painted");
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isPainted: true });
    await paint();
    expect(emitted).toEqual([["form", { duration: 120 }]]);
    expect(session.getSnapshot().readyAfter).toBe(120);
    say("slots");
    await paint();
    expect(emitted).toHaveLength(1);
  });

  test("is marked as a pick with its time, and the form as a form: the calendar's marks are not set", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted", "slots");
    await paint();
    expect(callsOf("pick")).toEqual([["30min", SLOT]]);
    expect(callsOf("form")).toEqual([["30min"]]);
    for (const name of ["click", "iframe-end", "shown", "opened"] as const) expect(callsOf(name)).toEqual([]);
  });

  test("finds the form that was prepared for it, whose slots never come", async () => {
    session.mount(form);
    await scriptArrives();
    say("alive", "painted");
    expect(emitted).toEqual([]);
    click(form);
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(emitted).toEqual([["form", { duration: 0 }]]);
  });

  test("finds it again after the dialog has shown its list", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted");
    await paint();
    session.hide();
    expect(callsOf("closed")).toEqual([]);
    click(form);
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(emitted.map(([type]) => type)).toEqual(["form", "form"]);
  });

  test("in place of another one gets a frame of its own", async () => {
    session.mount(form);
    await scriptArrives();
    click({ ...form, path: "studio/30min?slot=2026-12-01T11:00:00.000Z", slot: "2026-12-01T11:00:00.000Z" });
    await scriptArrives();
    expect(cal.mounts).toHaveLength(2);
  });

  test("hovered, takes no form away that the visitor has typed in", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted");
    newest(cal.mounts).isTouched = true;
    expect(session.isTouched()).toBe(true);
    session.close();
    session.mount({ ...form, path: "studio/30min?slot=other", slot: "other" });
    await settleSteps();
    expect(cal.mounts).toHaveLength(1);
  });

  test("that was left half-filled is shown again as a calendar that was asked for", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted", "slots");
    await paint();
    session.close();
    click({ path: form.path, event: form.event });
    await paint();
    expect(cal.mounts).toHaveLength(1);
    expect(emitted.map(([type]) => type)).toEqual(["form", "ready"]);
  });

  test("and booked is not mounted again, and the next time that is hovered is", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted");
    newest(cal.mounts).isTouched = true;
    say("booked");
    session.close();
    await settleSteps();
    expect(cal.mounts).toHaveLength(1);
    session.mount({ ...form, path: "studio/30min?slot=other", slot: "other" });
    await scriptArrives();
    expect(cal.mounts).toHaveLength(2);
  });

  const other = { ...form, path: "studio/30min?slot=2026-12-01T11:00:00.000Z", slot: "2026-12-01T11:00:00.000Z" };

  test("is held by Cal for the visitor from the form's first sign of life until five minutes after it was left", async () => {
    expect(session.isHeld(SLOT)).toBe(false);
    session.mount(form);
    await scriptArrives();
    say("loaded");
    expect(session.isHeld(SLOT)).toBe(false);
    say("alive");
    expect([session.isHeld(SLOT), session.isHeld(other.slot)]).toEqual([true, false]);
    // Cal's form renews its hold.
    await pass(20 * 60_000);
    expect(session.isHeld(SLOT)).toBe(true);
    session.mount(other);
    await scriptArrives();
    say("alive");
    expect([session.isHeld(SLOT), session.isHeld(other.slot)]).toEqual([true, true]);
    await pass(LIMITS.hold - 1);
    expect(session.isHeld(SLOT)).toBe(true);
    await pass(1);
    expect([session.isHeld(SLOT), session.isHeld(other.slot)]).toEqual([false, true]);
  });

  test("is given up with its form when the dialog is closed, unless the visitor has begun to fill it in", async () => {
    click(form);
    await scriptArrives();
    say("alive", "painted");
    newest(cal.mounts).isTouched = true;
    session.close();
    session.release();
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: form });
    newest(cal.mounts).isTouched = false;
    const before = newest(cal.mounts);
    session.release();
    expect(session.getSnapshot()).toEqual({ state: "idle", isOpen: false, isPainted: false, link: undefined, readyAfter: undefined });
    expect(session.isHeld(SLOT)).toBe(true);
    expect(newest(cal.mounts)).not.toBe(before);
    // What the old frame still says changes nothing.
    before.say({ type: "slots" });
    expect(state()).toBe("idle");
    click(form);
    await scriptArrives();
    say("alive", "painted");
    await paint();
    expect(emitted.map(([type]) => type)).toEqual(["form"]);
  });

  test("is not given up in the open dialog; a calendar without a time never is", async () => {
    click(form);
    await scriptArrives();
    session.release();
    expect(state()).toBe("mounting");
    session.close();
    session.release();
    expect(state()).toBe("idle");
    session.mount(audit);
    await scriptArrives();
    session.release();
    expect(state()).toBe("mounting");
  });

  test("fails in time where Cal is down", async () => {
    click(form);
    await scriptArrives();
    say("loaded");
    await pass(LIMITS.silent);
    say("loaded");
    await pass(LIMITS.slow);
    expect(state()).toBe("failed");
    expect(lastError()).toMatch(/^frame-/);
  });
});

describe("back from the back/forward cache", () => {
  test.each(["warming", "mounting"] as const)("a calendar that was %s is started again", async (underWay) => {
    session.mount(audit);
    if (underWay === "mounting") await scriptArrives();
    session.resume();
    expect(cal.loads).toHaveLength(2);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", link: audit, isOpen: false });
    cal.loads[0]?.resolve();
    for (const type of ["painted", "slots"] as const) cal.mounts[0]?.say({ type });
    await settleSteps();
    expect(state()).toBe("warming");
    await scriptArrives();
    say("ready");
    expect(state()).toBe("ready");
  });

  test("an opening that was waiting goes on waiting, as one of its own without the time away", async () => {
    click();
    await scriptArrives();
    await pass(LIMITS.timeout - 1);
    const returnedAt = performance.now();
    session.resume();
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true });
    await pass(LIMITS.timeout - 1);
    expect(state()).toBe("warming");
    await scriptArrives();
    say("ready");
    await paint();
    expect(instruments.clicked.mock.calls.map(([event]) => event)).toEqual(["30min", "30min"]);
    expect(instruments.clicked).toHaveBeenLastCalledWith("30min", returnedAt);
    expect(reported()).toEqual(["30min abandoned", "30min ready"]);
  });

  test("a calendar on its way in the closed dialog is no opening", async () => {
    session.mount(audit);
    await scriptArrives();
    session.resume();
    expect(instruments.clicked).not.toHaveBeenCalled();
    await replaced();
    expect(reported()).toEqual([]);
  });

  test.each([["painted"], ["painted", "slots"]] as const)("a calendar that has said %s is the same one", async (...said) => {
    session.mount(audit);
    await scriptArrives();
    say("alive", ...said);
    session.resume();
    expect(cal.loads).toHaveLength(1);
    expect(session.getSnapshot().isPainted).toBe(true);
  });

  test("nothing starts where nothing was wanted", () => {
    session.resume();
    expect(session.getSnapshot()).toBe(IDLE);
    expect(cal.loads).toHaveLength(0);
  });

  test("a failed calendar is not tried again without the visitor", async () => {
    click();
    await scriptIsMissing();
    session.resume();
    expect(state()).toBe("failed");
    expect(cal.loads).toHaveLength(1);
  });
});

describe("as a store", () => {
  test("a snapshot is the same object until something changes, and never changes itself", async () => {
    const before = session.getSnapshot();
    expect(before).toBe(IDLE);
    expect(session.getSnapshot()).toBe(before);
    click();
    const opened = session.getSnapshot();
    expect(opened).not.toBe(before);
    expect(before).toEqual({ state: "idle", isOpen: false, isPainted: false });
    await scriptArrives();
    expect(opened.state).toBe("warming");
  });

  test("subscribers hear of every change, after it, until they leave", async () => {
    const heard: unknown[] = [];
    const leave = session.subscribe(() => heard.push(session.getSnapshot()));
    await prepare();
    expect(heard.map((snapshot) => (snapshot as { state: string }).state)).toEqual(["warming", "mounting", "mounting", "ready"]);
    click();
    expect(heard.at(-1)).toMatchObject({ isOpen: true });
    await paint();
    expect(heard.at(-1)).toMatchObject({ readyAfter: 0 });
    const before = heard.length;
    leave();
    session.close();
    expect(heard).toHaveLength(before);
  });

  test("several subscribers are notified, and one that leaves takes no other along", () => {
    const [one, other] = [vi.fn(), vi.fn()];
    const leave = session.subscribe(one);
    session.subscribe(other);
    session.close();
    leave();
    session.close();
    expect(one).toHaveBeenCalledOnce();
    expect(other).toHaveBeenCalledTimes(2);
  });
});

describe("the events that are dispatched", () => {
  test("of an opening whose free times are shown: ready, with the time from the click in whole ms", async () => {
    click();
    await pass(120);
    await scriptArrives();
    say("alive", "painted", "slots");
    expect(emitted).toEqual([]);
    await paint();
    expect(emitted).toEqual([["ready", { duration: session.getSnapshot().readyAfter }]]);
    expect(session.getSnapshot().readyAfter).toBe(120);
  });

  test("of a page that reports no free times: ready, without a time", async () => {
    click();
    await scriptArrives();
    say("alive", "painted");
    await pass(LIMITS.timeout);
    expect(emitted).toEqual([["ready"]]);
  });

  test("of a calendar in the closed dialog: none", async () => {
    await prepare();
    await paint();
    expect(emitted).toEqual([]);
  });

  test("of a reopened calendar: ready once more", async () => {
    await present();
    session.close();
    click();
    await paint();
    expect(emitted.map(([type]) => type)).toEqual(["ready", "ready"]);
  });

  test.each([
    [undefined, false],
    [false, false],
    [true, true],
  ])("of a booking: Cal's uid, and whether it has to be paid (%j)", async (paymentRequired, isPending) => {
    await present();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1", paymentRequired });
    expect(emitted.at(-1)).toEqual(["booked", { uid: "uid-1", paymentRequired: isPending }]);
  });

  test("have the documented keys and no others, whatever Cal's frame sends beside them", async () => {
    await present();
    newest(cal.mounts).say({ type: "booked", uid: "uid-1", title: "30min between Grace and Ada", email: "ada@example.com" } as CalFrameEvent);
    expect(emitted.map(([type, extras]) => [type, Object.keys(extras as object)])).toEqual([
      ["ready", ["duration"]],
      ["booked", ["uid", "paymentRequired"]],
    ]);
  });
});
