import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type * as Consent from "../../../../src/booking/browser/consent.ts";

const KEY = "readyslot-consent";

/** Stands in for the browser's storage: its entries are its keys. */
class Entries {
  removeItem(key: string): void {
    delete (this as Record<string, unknown>)[key];
  }
}

let root: { dataset: Record<string, string | undefined> };
let local: Record<string, string>;
let session: Record<string, string>;
let page: EventTarget;
let marks: string[];
let buttons: { hidden: boolean }[];
let snippets: { content: string; replaceWith(content: string): void }[];
let started: string[];

async function load(mode = "calendar", { isSynthetic = false, ...stored }: Record<string, string | boolean> = {}): Promise<typeof Consent> {
  root = { dataset: {} };
  local = Object.assign(new Entries() as unknown as Record<string, string>, stored);
  session = Object.assign(new Entries() as unknown as Record<string, string>, { "booking-visit": "{}", other: "kept" });
  // One target for the window and the document: listeners run in the order in which they were added.
  page = Object.assign(new EventTarget(), { documentElement: root, querySelectorAll: (name: string) => (name.startsWith("template") ? snippets : buttons) });
  vi.stubGlobal("CONSENT", mode);
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("localStorage", local);
  vi.stubGlobal("sessionStorage", session);
  vi.stubGlobal("window", { localStorage: local, sessionStorage: session });
  vi.stubGlobal("performance", { now: () => 0, getEntriesByType: () => marks.map((name) => ({ name })), clearMarks: (name: string) => (marks = marks.filter((one) => one !== name)) });
  vi.resetModules();
  const consent = await import("../../../../src/booking/browser/consent.ts");
  consent.keepConsent(isSynthetic === true);
  return consent;
}

const refuse = () => {
  throw new Error("SecurityError");
};
const say = (detail: unknown) => page.dispatchEvent(new CustomEvent("readyslot:consent", { detail }));

beforeEach(() => {
  marks = ["booking:30min:click", "their-mark"];
  buttons = [{ hidden: true }];
  started = [];
  snippets = [{ content: "code", replaceWith: (content) => void (snippets = started.push(content) ? [] : snippets) }];
});
afterEach(() => vi.unstubAllGlobals());

describe("the choice", () => {
  test("is nothing at first, and nothing is stored", async () => {
    const { isGiven } = await load();
    expect([isGiven("calendar"), isGiven("measuring"), root.dataset.consent]).toEqual([false, false, ""]);
    expect(Object.keys(local)).toEqual([]);
  });

  test.each([
    [{ calendar: true }, "calendar"],
    [{ measuring: true, calendar: true }, "calendar measuring"],
    [true, "calendar measuring"],
    [{ measuring: true }, "measuring"],
  ])("%j is remembered as %j, and nothing else is", async (detail, text) => {
    const { isGiven } = await load();
    say(detail);
    expect(root.dataset.consent).toBe(text);
    expect({ ...local }).toEqual({ [KEY]: text });
    expect(isGiven("calendar")).toBe(text.includes("calendar"));
  });

  test("of an earlier visit is there at once", async () => {
    const { isGiven } = await load("calendar", { [KEY]: "calendar" });
    expect([isGiven("calendar"), isGiven("measuring")]).toEqual([true, false]);
  });

  test("is known to every listener before it hears of it", async () => {
    await load();
    const seen: unknown[] = [];
    page.addEventListener("readyslot:consent", () => seen.push(root.dataset.consent));
    say({ calendar: true });
    say(false);
    expect(seen).toEqual(["calendar", ""]);
  });

  test("stays for a scope that a change leaves out", async () => {
    await load();
    say({ measuring: true });
    say({ calendar: true });
    say({ measuring: false });
    expect(root.dataset.consent).toBe("calendar");
  });

  test.each([["yes"], [1], [{ calendar: "true" }], [{ calendar: 1 }], [{ calendar: null }]])("is not given by %j", async (detail) => {
    await load();
    say(detail);
    expect(root.dataset.consent).toBe("");
    expect(Object.keys(local)).toEqual([]);
  });

  test.each([[null], [undefined], [{}]])("does not change with %j", async (detail) => {
    await load("calendar", { [KEY]: "calendar" });
    say(detail);
    expect(root.dataset.consent).toBe("calendar");
  });
});

describe("withdrawing", () => {
  test.each([[false], [{ calendar: false, measuring: false }]])("by %j removes everything that this site has stored, and nothing of others", async (detail) => {
    await load("calendar", { [KEY]: "calendar", "booking-bucket": "7", "booking-sample:1": "{}", "readyslot-conversions": "[]", theirs: "kept", "cc_booking-x": "kept" });
    say(detail);
    expect({ ...local }).toEqual({ theirs: "kept", "cc_booking-x": "kept" });
    expect({ ...session }).toEqual({ other: "kept" });
    expect(root.dataset.consent).toBe("");
  });

  test("one scope removes it, too, but remembers the other", async () => {
    await load("all", { [KEY]: "calendar measuring", "booking-sample:1": "{}" });
    say({ measuring: false });
    expect({ ...local }).toEqual({ [KEY]: "calendar" });
  });

  test("a manager that repeats a choice on every page removes nothing", async () => {
    await load("calendar", { [KEY]: "calendar", "booking-bucket": "7" });
    say({ calendar: true, measuring: false });
    expect({ ...local }).toEqual({ [KEY]: "calendar", "booking-bucket": "7" });
  });
});

describe("elsewhere", () => {
  test.each(["storage", "pageshow", "prerenderingchange"])("a change in another tab is taken over with the event %s, and announced", async (type) => {
    await load("calendar", { [KEY]: "calendar" });
    const heard = vi.fn();
    page.addEventListener("readyslot:consent", heard);
    page.dispatchEvent(new Event(type));
    expect(heard).not.toHaveBeenCalled();
    delete local[KEY];
    page.dispatchEvent(new Event(type));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(root.dataset.consent).toBe("");
    local[KEY] = "calendar";
    page.dispatchEvent(new Event(type));
    expect(root.dataset.consent).toBe("calendar");
  });

  test("a browser that keeps nothing has the choice for as long as the page is there", async () => {
    await load();
    vi.stubGlobal("localStorage", new Proxy({}, { get: refuse, set: refuse, deleteProperty: refuse }));
    say({ calendar: true });
    page.dispatchEvent(new Event("pageshow"));
    expect(root.dataset.consent).toBe("calendar");
  });

  test("a full storage has it as well", async () => {
    await load();
    vi.stubGlobal("localStorage", new Proxy({}, { set: refuse }));
    say({ calendar: true });
    page.dispatchEvent(new Event("pageshow"));
    expect(root.dataset.consent).toBe("calendar");
  });

  test("a synthetic page remembers nothing", async () => {
    const { isGiven } = await load("all", { isSynthetic: true, [KEY]: "measuring" });
    expect(isGiven("measuring")).toBe(false);
    say(true);
    expect([isGiven("calendar"), { ...local }]).toEqual([true, { [KEY]: "measuring" }]);
  });
});

test("with CONSENT=all, what was marked before the consent is forgotten, and the snippets that wait are started", async () => {
  await load("all");
  say({ calendar: true });
  expect([marks, started]).toEqual([["booking:30min:click", "their-mark"], []]);
  say({ measuring: true });
  expect([marks, started]).toEqual([["their-mark"], ["code"]]);
  marks = ["booking:30min:click"];
  say({ measuring: true });
  expect(marks).toEqual(["booking:30min:click"]);
});

test("with CONSENT=calendar, marks stay: measuring needs no consent", async () => {
  await load("calendar");
  say(true);
  expect(marks).toHaveLength(2);
});

test("the button that withdraws is there while something is given", async () => {
  await load();
  page.dispatchEvent(new Event("DOMContentLoaded"));
  expect(buttons).toEqual([{ hidden: true }]);
  say({ calendar: true });
  expect(buttons).toEqual([{ hidden: false }]);
  say(false);
  expect(buttons).toEqual([{ hidden: true }]);
});
