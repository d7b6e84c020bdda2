import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BookingEventDetails, BookingEventType } from "../../../../src/booking/events.ts";
import type { MeasuredDialog } from "../../../../src/metrics/browser/opening-report.ts";
import { parseIntentEvent } from "../../../../src/metrics/ingest/event-schemas.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";

let page: EventTarget;
let dialog: MeasuredDialog;
let beacons: Record<string, unknown>[];
let kept: Record<string, string>;

const OPENING = { path: "team/studio/30min", placement: "hero", variant: "optimized", at: 1_000 } as const;
const CODE_MISSING = { errorClass: "code-missing", error: "code-missing" };

async function start(dataset: Record<string, string> = {}): Promise<void> {
  dialog = Object.assign(new EventTarget(), { dataset: { release: "abc1234", state: "loading", ...dataset }, begin: vi.fn() }) as unknown as MeasuredDialog;
  page = new EventTarget();
  beacons = [];
  kept = {};
  vi.stubGlobal("document", { querySelector: () => dialog });
  vi.stubGlobal("location", { pathname: "/services" });
  vi.stubGlobal("localStorage", kept);
  vi.stubGlobal("sessionStorage", {});
  vi.stubGlobal("navigator", { sendBeacon: (_url: string, body: string) => beacons.push(JSON.parse(body) as Record<string, unknown>) });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.resetModules();
  await import("../../../../src/metrics/browser/inline-report.ts");
}

beforeEach(() => start());
afterEach(() => vi.unstubAllGlobals());

function say<Type extends BookingEventType>(type: Type, extras: Partial<BookingEventDetails[Type]> = {}): void {
  dialog.dispatchEvent(new CustomEvent(`readyslot:${type}`, { detail: { ...OPENING, ...extras } }));
}
const leave = () => page.dispatchEvent(new Event("pagehide"));

describe("before the booking code has come", () => {
  test("an opening that fails is sent at once and kept, with all that is known of it", () => {
    say("intent");
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    expect(beacons).toEqual([
      {
        id: "30min",
        sampleId: dialog.reported?.[OPENING.at],
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        page: "/services",
        placement: "hero",
        variant: "optimized",
        release: "abc1234",
        ...CODE_MISSING,
      },
    ]);
    expect(Object.keys(kept)).toEqual([`booking-sample:${dialog.reported?.[OPENING.at]}`]);
    expect(parseSample(beacons[0])).toHaveProperty("sample");
  });

  test("an intent and an opening say where the visit came from, if the reporting code has kept it in this tab", () => {
    sessionStorage["booking-origin"] = JSON.stringify({ source: "letter", campaign: "spring" });
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    say("intent", { at: 2_000 });
    leave();
    expect(beacons).toMatchObject([{ error: "code-missing", source: "letter", campaign: "spring" }, { intent: true, source: "letter", campaign: "spring" }]);
    expect(parseIntentEvent(beacons[1])).toMatchObject({ intent: { source: "letter", campaign: "spring" } });
  });

  test("an opening that is closed or left is abandoned, once", () => {
    say("open", { cause: "click" });
    say("close");
    leave();
    expect(beacons).toMatchObject([{ outcome: "abandoned", id: "30min" }]);
    expect(parseSample(beacons[0])).toHaveProperty("sample");
  });

  test("an opening that failed and is closed afterwards is reported as failed only", () => {
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    say("close");
    leave();
    expect(beacons).toHaveLength(1);
  });

  test("trying again is another opening", () => {
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    say("open", { cause: "retry", at: 2_000 });
    say("failed", { ...CODE_MISSING, at: 2_000 });
    expect(new Set(beacons.map(({ sampleId }) => sampleId)).size).toBe(2);
  });

  test("an opening that goes on when there is a network is still the same one, under its new time", () => {
    say("open", { cause: "click" });
    say("failed", { errorClass: "offline", error: "offline: code-missing" });
    say("open", { cause: "online", at: 2_000 });
    say("failed", { ...CODE_MISSING, at: 2_000 });
    expect(beacons).toHaveLength(1);
    expect(dialog.reported?.[2_000]).toBe(beacons[0]?.sampleId);
  });
});

describe("free times that are on the screen before the reporting code has come", () => {
  const TIMES = { duration: 130, age: 12 };

  test.each([
    ["left", leave],
    ["closed", () => say("close")],
  ] as const)("are reported when the dialog is %s, as the success that they are", (_how, end) => {
    say("open", { cause: "click" });
    dialog.dataset.state = "ready";
    say("times", TIMES);
    end();
    leave();
    expect(beacons).toEqual([expect.objectContaining({ id: "30min", outcome: "times", timesTime: 130 })]);
    expect(beacons[0]).not.toHaveProperty("duration");
    expect(parseSample(beacons[0])).toHaveProperty("sample");
  });

  test("are the reporting code's once it is there", () => {
    dialog.bookingSession = {};
    dialog.isReported = true;
    say("open", { cause: "click" });
    say("times", TIMES);
    say("close");
    leave();
    expect(beacons).toEqual([]);
  });

  test("belong to their opening: the next one begins without", () => {
    say("open", { cause: "click" });
    say("times", TIMES);
    say("close");
    say("open", { cause: "click", at: 9_000 });
    leave();
    expect(beacons.map(({ outcome }) => outcome)).toEqual(["times", "abandoned"]);
  });
});

describe("with a session", () => {
  test("openings that fail or are closed are the reporting code's", () => {
    dialog.bookingSession = {};
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    say("close");
    expect(beacons).toEqual([]);
  });

  test.each([
    [false, [{ outcome: "abandoned" }]],
    [true, []],
  ])("an undecided opening of a page that is left is reported here if the reporting code is not there (%j)", (isReported, expected) => {
    dialog.bookingSession = {};
    dialog.isReported = isReported;
    say("open", { cause: "click" });
    leave();
    expect(beacons).toMatchObject(expected);
  });

  test("a decided one is not", () => {
    dialog.bookingSession = {};
    say("open", { cause: "click" });
    dialog.dataset.state = "ready";
    leave();
    expect(beacons).toEqual([]);
  });
});

describe("an intent", () => {
  test("without an opening is sent when the page is left, once, and not kept", () => {
    say("intent");
    leave();
    leave();
    expect(beacons).toEqual([{ id: "30min", sampleId: expect.any(String), page: "/services", placement: "hero", variant: "optimized", release: "abc1234", intent: true }]);
    expect(kept).toEqual({});
  });

  test("that an opening followed is not sent", () => {
    dialog.isReported = true;
    say("intent");
    say("open", { cause: "click" });
    leave();
    expect(beacons).toEqual([]);
  });
});

test("a page without intent sends nothing, and starts the reporting code only for messages that an earlier page could not send", () => {
  page.dispatchEvent(new Event("load"));
  leave();
  expect(beacons).toEqual([]);
  expect(dialog.begin).not.toHaveBeenCalled();
  kept["booking-sample:1"] = "{}";
  page.dispatchEvent(new Event("load"));
  expect(dialog.begin).toHaveBeenCalledExactlyOnceWith("report");
});

test("a synthetic page sends nothing", async () => {
  await start({ synthetic: "" });
  say("intent");
  say("open", { cause: "click" });
  say("failed", CODE_MISSING);
  leave();
  expect(beacons).toEqual([]);
});

async function startWith(mode: string, consent = ""): Promise<void> {
  await start();
  vi.stubGlobal("CONSENT", mode);
  agree(consent);
}

function agree(consent: string): void {
  vi.stubGlobal("document", { documentElement: { dataset: { consent } } });
}

describe("where the site asks for consent", () => {
  test("with all, nothing is sent before it, nor after it of what came before", async () => {
    await startWith("all", "calendar");
    say("intent");
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    leave();
    agree("calendar measuring");
    say("failed", CODE_MISSING);
    say("times", { duration: 1, age: 1 });
    say("close");
    say("open", { cause: "online" });
    leave();
    expect(beacons).toEqual([]);
    expect(kept).toEqual({});
  });

  test("with all, what comes after it is sent and kept", async () => {
    await startWith("all", "measuring");
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    expect(beacons).toMatchObject([CODE_MISSING]);
    expect(Object.keys(kept)).toHaveLength(1);
    agree("");
    say("open", { cause: "click", at: 2_000 });
    say("failed", { ...CODE_MISSING, at: 2_000 });
    leave();
    expect(beacons).toHaveLength(1);
  });

  test("with calendar, it is sent, and kept only after it", async () => {
    await startWith("calendar");
    say("open", { cause: "click" });
    say("failed", CODE_MISSING);
    expect([beacons.length, kept]).toEqual([1, {}]);
    agree("calendar");
    say("open", { cause: "click", at: 2_000 });
    say("failed", { ...CODE_MISSING, at: 2_000 });
    expect([beacons.length, Object.keys(kept).length]).toEqual([2, 1]);
  });
});
