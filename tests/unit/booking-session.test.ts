import { beforeEach, describe, expect, test, vi } from "vitest";
import { parseBookingLink } from "../../src/booking/booking-link.ts";
import { createBookingSession, LIMITS, type BookingSession } from "../../src/booking/browser/booking-session.ts";
import { CalError, type CalEmbed, type CalFrameEvent } from "../../src/booking/browser/cal-embed.ts";

const audit = parseBookingLink("studio/30min");
const chat = parseBookingLink("studio/15min");

/** A Cal that does what the test says, when the test says it. */
function scriptedEmbed() {
  const loads: PromiseWithResolvers<void>[] = [];
  const mounts: { event: string; say: (event: CalFrameEvent) => void }[] = [];
  const embed: CalEmbed = {
    load() {
      const load = Promise.withResolvers<void>();
      loads.push(load);
      return load.promise;
    },
    async mount(link, say) {
      mounts.push({ event: link.event, say });
    },
  };
  return { embed, loads, mounts };
}

const instruments = {
  clicked: vi.fn(),
  loadStarted: vi.fn(),
  loadEnded: vi.fn(),
  mountStarted: vi.fn(),
  ready: vi.fn(() => 31),
  failed: vi.fn(),
  settled: vi.fn(),
};
const onClose = vi.fn();
let cal: ReturnType<typeof scriptedEmbed>;
let session: BookingSession;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  instruments.ready.mockReturnValue(31);
  cal = scriptedEmbed();
  session = createBookingSession({
    embed: cal.embed,
    instruments,
    onClose,
    clock: { setTimeout: (callback, ms) => setTimeout(callback, ms) as unknown as number, clearTimeout: (timer) => clearTimeout(timer) },
  });
});

const state = () => session.getSnapshot().state;
const settleSteps = () => vi.advanceTimersByTimeAsync(0);

async function openAndLoad(link = audit) {
  session.open(link, 100);
  cal.loads.at(-1)?.resolve();
  await settleSteps();
}

describe("the way to a calendar", () => {
  test("a first click loads, mounts, and is ready when the slots are there", async () => {
    session.open(audit, 100);
    expect(session.getSnapshot()).toMatchObject({ state: "warming", isOpen: true, link: audit });
    cal.loads[0]?.resolve();
    await settleSteps();
    expect(state()).toBe("mounting");
    cal.mounts[0]?.say({ type: "alive" });
    cal.mounts[0]?.say({ type: "painted" });
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", isPainted: true });
    cal.mounts[0]?.say({ type: "ready" });
    expect(session.getSnapshot()).toMatchObject({ state: "ready", readyAfter: 31 });
    expect(instruments.clicked).toHaveBeenCalledExactlyOnceWith(audit, 100);
    expect(instruments.settled).toHaveBeenCalledExactlyOnceWith(audit);
  });

  test("warming up loads embed.js once and mounts nothing", async () => {
    session.warm(audit);
    session.warm(audit);
    cal.loads[0]?.resolve();
    await settleSteps();
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(0);
    session.open(audit, 100);
    await settleSteps();
    expect(cal.loads).toHaveLength(1);
    expect(state()).toBe("mounting");
  });

  test("a click during the warm-up waits for the same load", async () => {
    session.warm(audit);
    session.open(audit, 100);
    cal.loads[0]?.resolve();
    await settleSteps();
    expect(cal.loads).toHaveLength(1);
    expect(cal.mounts).toHaveLength(1);
  });

  test("a warm-up that fails is nobody's concern, and the click tries again", async () => {
    session.warm(audit);
    cal.loads[0]?.reject(new CalError("script-failed", "404"));
    await settleSteps();
    expect(state()).toBe("idle");
    expect(instruments.failed).not.toHaveBeenCalled();
    await openAndLoad();
    expect(state()).toBe("mounting");
  });

  test("the first opening of a warmed event keeps the warm-up's time, every other load is measured anew", async () => {
    session.warm(audit);
    cal.loads[0]?.resolve();
    await openAndLoad(audit);
    expect(instruments.loadStarted.mock.calls).toEqual([[audit]]);
    session.close();
    await openAndLoad(chat);
    expect(instruments.loadStarted.mock.calls).toEqual([[audit], [chat]]);
    expect(instruments.loadEnded.mock.calls).toEqual([[audit], [chat]]);
  });

  test("two clicks open one calendar and count once", async () => {
    session.open(audit, 100);
    session.open(audit, 150);
    cal.loads[0]?.resolve();
    await settleSteps();
    session.open(audit, 200);
    cal.mounts[0]?.say({ type: "ready" });
    session.open(audit, 250);
    expect(cal.mounts).toHaveLength(1);
    expect(instruments.clicked).toHaveBeenCalledOnce();
    expect(instruments.settled).toHaveBeenCalledOnce();
  });

  test("closing during mounting keeps it going, and reopening shows what has come of it", async () => {
    await openAndLoad();
    session.close();
    cal.mounts[0]?.say({ type: "ready" });
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: false });
    session.open(audit, 900);
    expect(session.getSnapshot()).toMatchObject({ state: "ready", isOpen: true });
    expect(cal.mounts).toHaveLength(1);
  });

  test("another event gets its own calendar, and the first one's late answers change nothing", async () => {
    await openAndLoad();
    session.close();
    await openAndLoad(chat);
    expect(cal.mounts.map(({ event }) => event)).toEqual(["30min", "15min"]);
    cal.mounts[0]?.say({ type: "ready" });
    expect(state()).toBe("mounting");
    cal.mounts[1]?.say({ type: "ready" });
    expect(session.getSnapshot()).toMatchObject({ state: "ready", link: chat });
  });

  test("the limits of a calendar that was given up for another do not end the other", async () => {
    await openAndLoad(audit);
    cal.mounts[0]?.say({ type: "loaded" });
    await vi.advanceTimersByTimeAsync(LIMITS.silence - 100);
    session.close();
    session.open(chat, 500);
    await vi.advanceTimersByTimeAsync(200);
    expect(state()).toBe("warming");
    cal.loads.at(-1)?.resolve();
    await settleSteps();
    cal.mounts[1]?.say({ type: "alive" });
    await vi.advanceTimersByTimeAsync(LIMITS.frame - 1);
    expect(state()).toBe("mounting");
  });

  test("the frame may ask to be closed", async () => {
    await openAndLoad();
    cal.mounts[0]?.say({ type: "close" });
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe("every step settles", () => {
  test("embed.js cannot be fetched: failed, recorded, reported once", async () => {
    session.open(audit, 100);
    const error = new CalError("script-failed", "404");
    cal.loads[0]?.reject(error);
    await settleSteps();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error });
    expect(instruments.failed).toHaveBeenCalledExactlyOnceWith(audit, error);
    expect(instruments.settled).toHaveBeenCalledOnce();
  });

  test("embed.js hangs", async () => {
    session.open(audit, 100);
    await vi.advanceTimersByTimeAsync(LIMITS.script - 1);
    expect(state()).toBe("warming");
    await vi.advanceTimersByTimeAsync(1);
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error: { class: "script-timeout" } });
  });

  test("embed.js comes after we gave up on it: the calendar is shown, and counted as a failure", async () => {
    session.open(audit, 100);
    await vi.advanceTimersByTimeAsync(LIMITS.script);
    cal.loads[0]?.resolve();
    await settleSteps();
    expect(session.getSnapshot()).toMatchObject({ state: "mounting", error: undefined });
    cal.mounts[0]?.say({ type: "ready" });
    expect(state()).toBe("ready");
    expect(instruments.settled).toHaveBeenCalledOnce();
  });

  test("a warm-up may take its time: the limit counts from the click", async () => {
    session.warm(audit);
    await vi.advanceTimersByTimeAsync(10 * LIMITS.script);
    expect(state()).toBe("idle");
    session.open(audit, 100);
    await vi.advanceTimersByTimeAsync(LIMITS.script - 1);
    expect(state()).toBe("warming");
    await vi.advanceTimersByTimeAsync(1);
    expect(state()).toBe("failed");
  });

  test("the frame loads and stays silent", async () => {
    await openAndLoad();
    cal.mounts[0]?.say({ type: "loaded" });
    await vi.advanceTimersByTimeAsync(LIMITS.silence);
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error: { class: "frame-silent" } });
  });

  test("a frame that has spoken is not silent, whatever the order", async () => {
    await openAndLoad();
    cal.mounts[0]?.say({ type: "loaded" });
    cal.mounts[0]?.say({ type: "alive" });
    await vi.advanceTimersByTimeAsync(LIMITS.silence);
    expect(state()).toBe("mounting");
  });

  test("the frame hangs", async () => {
    await openAndLoad();
    await vi.advanceTimersByTimeAsync(LIMITS.frame);
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error: { class: "frame-timeout" } });
  });

  test("Cal says that the event is not there", async () => {
    await openAndLoad();
    cal.mounts[0]?.say({ type: "failed", code: "404" });
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error: { class: "link-failed" } });
  });

  test("mounting throws", async () => {
    cal.embed.mount = () => Promise.reject(new Error("no container"));
    await openAndLoad();
    expect(session.getSnapshot()).toMatchObject({ state: "failed", error: { class: "script-broken" } });
  });

  test("a calendar that comes after we gave up is shown, and counted as what it was: a failure", async () => {
    await openAndLoad();
    await vi.advanceTimersByTimeAsync(LIMITS.frame);
    cal.mounts[0]?.say({ type: "ready" });
    expect(session.getSnapshot()).toMatchObject({ state: "ready", error: undefined });
    expect(instruments.settled).toHaveBeenCalledOnce();
  });

  test("trying again is a new opening", async () => {
    session.open(audit, 100);
    cal.loads[0]?.reject(new CalError("script-failed", "404"));
    await settleSteps();
    session.retry(5_000);
    cal.loads[1]?.resolve();
    await settleSteps();
    cal.mounts[0]?.say({ type: "ready" });
    expect(state()).toBe("ready");
    expect(instruments.clicked).toHaveBeenLastCalledWith(audit, 5_000);
    expect(instruments.settled).toHaveBeenCalledTimes(2);
  });

  test("what takes long says so, and stops saying it", async () => {
    await openAndLoad();
    await vi.advanceTimersByTimeAsync(LIMITS.late);
    expect(session.getSnapshot().isLate).toBe(true);
    cal.mounts[0]?.say({ type: "ready" });
    expect(session.getSnapshot().isLate).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("subscribers hear every change until they leave, and a snapshot is the same object until one", async () => {
  const heard = vi.fn();
  const leave = session.subscribe(heard);
  const before = session.getSnapshot();
  expect(session.getSnapshot()).toBe(before);
  session.open(audit, 100);
  expect(heard).toHaveBeenCalled();
  expect(session.getSnapshot()).not.toBe(before);
  leave();
  heard.mockClear();
  session.close();
  expect(heard).not.toHaveBeenCalled();
});
