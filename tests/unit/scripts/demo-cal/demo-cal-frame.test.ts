import { beforeEach, describe, expect, test, vi } from "vitest";
import { openCalFrame } from "../../../../scripts/demo-cal/assets/cal-frame.js";

type FrameConfig = Parameters<typeof openCalFrame>[0];

const CONFIG: FrameConfig = { isSpeaking: true, linkFailed: 0, linkReadyDelayMs: 0, slotsEvents: "both" };
const EVENT = { id: 1, slug: "30min" };
/** Cal's fixed timers: 50 ms, 100 ms after the load, two passes 50 ms apart, and the next look. */
const LINK_READY_MS = 200;

let sent: { type: string; data: Record<string, unknown> }[];
let parent: { postMessage(message: (typeof sent)[number]): void };
let page: EventTarget & { name: string };
let html: EventTarget & { URL: string; readyState: string; contains(other: unknown): boolean; documentElement: { scrollHeight: number; scrollWidth: number; dataset: Record<string, string>; style: { colorScheme?: string }; toggleAttribute?: (name: string, force: boolean) => void }; body: { style: { visibility?: string } } };
let mainHeight: number;

class FakeNode {
  readonly #holds: readonly unknown[];
  constructor(...holds: unknown[]) {
    this.#holds = holds;
  }
  contains(other: unknown): boolean {
    return other === this || this.#holds.includes(other);
  }
}

const main = new FakeNode();

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  mainHeight = 500;
  parent = { postMessage: (message) => sent.push(message) };
  page = Object.assign(new EventTarget(), { parent, name: "cal-embed=30min" });
  vi.stubGlobal("window", page);
  html = Object.assign(new EventTarget(), {
    URL: "http://demo/studio/30min/embed?embed=30min",
    readyState: "complete",
    contains: () => true,
    documentElement: { scrollHeight: 700, scrollWidth: 900, dataset: {}, style: {} },
    body: { style: {} },
    querySelector: () => main,
  });
  vi.stubGlobal("document", html);
  vi.stubGlobal("Node", FakeNode);
  vi.stubGlobal("history", { state: null, replaceState: (_state: unknown, _title: string, url: URL) => (html.URL = url.href) });
  vi.stubGlobal("getComputedStyle", () => ({ height: `${mainHeight}px`, width: "900px", marginTop: "0px", marginBottom: "0px", marginLeft: "0px", marginRight: "0px" }));
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe("a frame becomes ready", () => {
  test("with events in Cal's order: alive, booker, slots, load, painted, viewed, ready", async () => {
    const frame = open();
    frame.bookerMounted(EVENT, () => {});
    frame.slots("loaded");
    await pass(1000);
    expect(order()).toEqual([
      "__iframeReady", "navigatedToBooker", "availabilityLoaded", "__windowLoadComplete", "__dimensionChanged",
      "linkReady", "bookerViewed", "bookerReady",
    ]);
    expect(dataOf("bookerViewed")).toEqual({ eventId: 1, eventSlug: "30min", slotsLoaded: true });
    expect(sent.filter(({ type }) => type === "bookerReady")).toHaveLength(1);
  });

  test("when the document is loaded, and Cal's fixed timers are over", async () => {
    html.readyState = "interactive";
    open();
    await pass(3000);
    expect(types()).toEqual(["__iframeReady"]);
    html.readyState = "complete";
    await pass(LINK_READY_MS - 1);
    expect(types()).not.toContain("linkReady");
    await pass(50);
    expect(types()).toContain("linkReady");
  });

  test("when it has a height, twice: never in a frame that is not displayed", async () => {
    html.documentElement.scrollHeight = 0;
    open();
    await pass(10_000);
    expect(types()).toEqual(["__iframeReady", "__windowLoadComplete"]);
    html.documentElement.scrollHeight = 700;
    mainHeight = 0;
    await pass(1000);
    expect(types()).not.toContain("linkReady");
    mainHeight = 500;
    await pass(100);
    expect(types()).toContain("linkReady");
  });

  test("later, with the knob", async () => {
    open({ linkReadyDelayMs: 1500 });
    await pass(1500);
    expect(types()).not.toContain("linkReady");
    await pass(LINK_READY_MS);
    expect(types()).toContain("linkReady");
  });

  test("and only then shows its body", async () => {
    open();
    await pass(LINK_READY_MS - 51);
    expect(html.body.style.visibility).toBeUndefined();
    await pass(52);
    expect(html.body.style.visibility).toBe("visible");
  });

  test("with its own skeleton only with its slots", async () => {
    html.URL += "&cal.embed.pageType=user.event.booking.slots";
    const frame = open();
    frame.bookerMounted(EVENT, () => {});
    await pass(5000);
    expect(types()).not.toContain("linkReady");
    frame.slots("loaded");
    await pass(50);
    expect(types()).toContain("linkReady");
  });

  test("or reports a failure at the time when it would have been ready", async () => {
    open({ linkFailed: 404 });
    await pass(1000);
    expect(types()).toEqual(["__iframeReady", "__windowLoadComplete", "__dimensionChanged", "__dimensionChanged", "linkFailed"]);
    expect(dataOf("linkFailed")).toMatchObject({ code: "404" });
  });

  test("unless the knob makes it silent, or it is not embedded", async () => {
    open({ isSpeaking: false }).bookerMounted(EVENT, () => {});
    page.name = "";
    html.URL = "http://demo/studio/30min";
    expect(open().isEmbed).toBe(false);
    await pass(1000);
    expect(types()).toEqual([]);
  });
});

describe("the slots are reported", () => {
  test("as they come, when they come after the page", async () => {
    const frame = open();
    frame.bookerMounted(EVENT, () => {});
    await pass(3000);
    expect(dataOf("bookerViewed")).toEqual({ eventId: null, eventSlug: null, slotsLoaded: false });
    expect(types()).not.toContain("availabilityLoaded");
    frame.slots("loaded");
    expect(types().slice(-2)).toEqual(["availabilityLoaded", "bookerReady"]);
  });

  test("without bookerReady when they came long before linkReady, until something renders again", async () => {
    const frame = open({ linkReadyDelayMs: 1500 });
    frame.bookerMounted(EVENT, () => {});
    frame.slots("loaded");
    await pass(60_000);
    expect(types()).toContain("linkReady");
    expect(types()).not.toContain("bookerViewed");
    expect(types()).not.toContain("bookerReady");
    frame.rendered();
    expect(types().slice(-3)).toEqual(["availabilityLoaded", "bookerViewed", "bookerReady"]);
  });

  test("by neither event when they failed", async () => {
    const frame = open();
    frame.bookerMounted(EVENT, () => {});
    frame.slots("failed");
    await pass(3000);
    expect(types()).not.toContain("availabilityLoaded");
    expect(types()).not.toContain("bookerReady");
  });

  test("by neither event for a dynamic group, whose event id is 0", async () => {
    const frame = open();
    frame.bookerMounted({ id: 0, slug: "30min" }, () => {});
    frame.slots("loaded");
    await pass(3000);
    expect(order()).toEqual(["__iframeReady", "navigatedToBooker", "__windowLoadComplete", "__dimensionChanged", "linkReady"]);
  });

  test.each([
    ["both", ["availabilityLoaded", "bookerViewed", "bookerReady"]],
    ["availabilityLoaded", ["availabilityLoaded"]],
    ["bookerReady", ["bookerViewed", "bookerReady"]],
    ["none", []],
  ] as const)("with slotsEvents %s by %j", async (slotsEvents, expected) => {
    const frame = open({ slotsEvents });
    frame.bookerMounted(EVENT, () => {});
    frame.slots("loaded");
    await pass(3000);
    expect(order().filter((type) => ["availabilityLoaded", "bookerViewed", "bookerReady"].includes(type))).toEqual(expected);
    expect(types()).toContain("linkReady");
  });

  test("not at all by a page without a booker", async () => {
    open();
    await pass(3000);
    expect(order()).toEqual(["__iframeReady", "__windowLoadComplete", "__dimensionChanged", "linkReady"]);
  });
});

describe("a prerendered frame", () => {
  beforeEach(() => {
    html.URL += "&prerender=true";
  });

  test("sends no event that could be counted until it is connected", async () => {
    const refetch = vi.fn();
    const frame = open();
    frame.bookerMounted(EVENT, refetch);
    frame.slots("loaded");
    await pass(3000);
    expect(order()).toEqual(["__iframeReady", "__dimensionChanged", "linkPrerendered"]);

    instruct("connect", { theme: "dark", embedType: "modal" });
    expect(types()).toContain("__connectInitiated");
    await pass(1000);
    frame.rendered();
    expect(order().slice(3)).toEqual(["__connectInitiated", "__connectCompleted", "linkReady", "availabilityLoaded", "bookerViewed", "bookerReady"]);
    expect(html.documentElement.dataset.theme).toBe("dark");
    expect(refetch).toHaveBeenCalledOnce();
  });

  test("keeps its slots if requested", async () => {
    const refetch = vi.fn();
    open().bookerMounted(EVENT, refetch);
    await pass(1000);
    instruct("connect", { config: { "cal.embed.noSlotsFetchOnConnect": "true" }, params: {} });
    await pass(1000);
    expect(types()).toContain("linkReady");
    expect(refetch).not.toHaveBeenCalled();
  });
});

describe("in the frame", () => {
  test("a click on the blank area beside the card asks to close it, a click in the card does not", () => {
    open();
    click(new FakeNode(main));
    click(main);
    expect(types().filter((type) => type === "__closeIframe")).toHaveLength(2);
    click(new FakeNode());
    expect(types().filter((type) => type === "__closeIframe")).toHaveLength(2);
  });

  test("wears the colours of the page around it for each theme, and adds later ones to earlier ones", () => {
    const sheets: { text: string }[] = [];
    vi.stubGlobal("CSSStyleSheet", class {
      constructor() {
        sheets.push({ text: "" });
      }
      replaceSync(text: string) {
        sheets[0] = { text };
      }
    });
    html.documentElement.toggleAttribute = vi.fn();
    open();
    instruct("ui", { cssVarsPerTheme: { light: { "cal-brand": "#00aa77" }, dark: { "cal-brand": "#33ccaa" } } });
    instruct("ui", { cssVarsPerTheme: { light: { "cal-bg": "#fffdf8" } }, hideEventTypeDetails: true });
    expect(sheets).toHaveLength(1);
    expect(sheets[0]?.text).toContain(':root[data-theme="light"] { --cal-brand: #00aa77; --cal-bg: #fffdf8; }');
    expect(sheets[0]?.text).toContain(':root[data-theme="dark"] { --cal-brand: #33ccaa; }');
    expect(html.documentElement.toggleAttribute).toHaveBeenCalledExactlyOnceWith("data-without-details", true);
  });

  test("the theme leaves the document's colour scheme alone, which only ui.color-scheme sets", () => {
    html.URL += "&theme=dark";
    open();
    expect(html.documentElement.dataset.theme).toBe("dark");
    expect(html.documentElement.style.colorScheme).toBeUndefined();
    instruct("ui", { colorScheme: "dark" });
    expect(html.documentElement.style.colorScheme).toBe("dark");
  });

  test("its namespace survives a navigation that loses it from the URL", () => {
    html.URL = "http://demo/payment/x?name=Ada";
    open();
    expect(sent[0]).toMatchObject({ type: "__iframeReady", namespace: "30min", fullType: "CAL:30min:__iframeReady" });
  });
});

/** Opens the frame in a page whose embed.js answers at once, as it does. */
function open(changes: Partial<FrameConfig> = {}): ReturnType<typeof openCalFrame> {
  const frame = openCalFrame({ ...CONFIG, ...changes });
  instruct("parentKnowsIframeReady");
  return frame;
}

/** What embed.js sends into the frame. */
function instruct(method: string, arg?: object): void {
  page.dispatchEvent(Object.assign(new Event("message"), { source: parent, data: { originator: "CAL", method, arg } }));
}

function click(target: FakeNode): void {
  html.dispatchEvent(Object.defineProperty(new Event("click"), "target", { value: target }));
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function types(): string[] {
  return sent.map(({ type }) => type);
}

/** The types in the order in which each was sent first. */
function order(): string[] {
  return [...new Set(types())];
}

function dataOf(type: string): Record<string, unknown> | undefined {
  return sent.find((message) => message.type === type)?.data;
}
