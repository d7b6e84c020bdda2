import { beforeEach, describe, expect, test, vi } from "vitest";
import { openCalFrame } from "../../scripts/demo-cal/assets/cal-frame.js";

const CONFIG: Parameters<typeof openCalFrame>[0] = {
  path: "studio/30min",
  month: "2030-03",
  months: ["2030-03"],
  today: "2030-03-13",
  duration: 30,
  timeZone: "Europe/Berlin",
  eventTypeId: 1,
  speaks: true,
  namespace: "30min",
  theme: null,
  colorScheme: null,
  linkFailed: 0,
  linkReadyDelayMs: 200,
  isPrerendering: false,
  connectDelayMs: 150,
  demoQuery: [],
};

let told: string[];
let parent: { postMessage(message: { type: string }): void };
let page: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  parent = { postMessage: ({ type }) => told.push(type) };
  page = Object.assign(new EventTarget(), { parent, innerHeight: 600 });
  vi.stubGlobal("window", page);
  const body = { getBoundingClientRect: () => ({ width: 900, height: 500 }) };
  vi.stubGlobal("document", Object.assign(new EventTarget(), { body, documentElement: { dataset: {} } }));
  vi.stubGlobal("ResizeObserver", class {
    observe() {}
  });
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe("the demo's frame, spoken to by embed.js", () => {
  test("reports its way to a painted calendar, and its slots after that", async () => {
    const frame = openCalFrame(CONFIG);
    instruct("parentKnowsIframeReady");
    frame.bookerReady();
    await vi.advanceTimersByTimeAsync(199);
    expect(told).toEqual(["__iframeReady", "__windowLoadComplete", "__dimensionChanged"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.slice(3)).toEqual(["linkReady", "bookerViewed", "bookerReady"]);
  });

  test("prerendered, says nothing that could be counted until it is connected", async () => {
    const frame = openCalFrame({ ...CONFIG, isPrerendering: true });
    instruct("parentKnowsIframeReady");
    frame.bookerReady();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual(["__iframeReady", "__dimensionChanged"]);

    instruct("connect", { theme: "dark" });
    expect(document.documentElement.dataset.theme).toBe("dark");
    await vi.advanceTimersByTimeAsync(149);
    expect(told).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.slice(2)).toEqual(["linkReady", "bookerViewed", "bookerReady"]);
  });

  test("connected too early, is ready when it would have been anyway", async () => {
    openCalFrame({ ...CONFIG, isPrerendering: true });
    instruct("connect", {});
    instruct("parentKnowsIframeReady");
    await vi.advanceTimersByTimeAsync(349);
    expect(told).not.toContain("linkReady");
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toContain("linkReady");
  });
});

/** What embed.js sends into the frame. */
function instruct(method: string, arg?: object): void {
  page.dispatchEvent(Object.assign(new Event("message"), { source: parent, data: { originator: "CAL", method, arg } }));
}
