import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BookingEventType } from "../../../../src/booking/events.ts";
import type * as PageDialog from "../../../../src/booking/browser/page-dialog.ts";
import { EVENT_KEYS } from "../../../fixtures/booking-event-keys.ts";

/** Its address fills in Cal's form, as a link in a letter may. */
const LINK = {
  href: "https://cal.com/studio/30min?name=Ada&email=ada@example.com",
  search: "?name=Ada&email=ada@example.com",
  dataset: { bookingLink: "studio/30min", bookingPlacement: "hero", campaign: "ada@example.com" },
} as unknown as HTMLAnchorElement;

let dispatched: CustomEvent<Record<string, unknown>>[];
let page: typeof PageDialog;

beforeEach(async () => {
  dispatched = [];
  const dialog = { dataset: { variant: "optimized", state: "loading", release: "abc1234" }, dispatchEvent: (event: CustomEvent) => dispatched.push(event) };
  vi.stubGlobal("document", { querySelector: () => dialog });
  vi.stubGlobal("navigator", { onLine: true });
  vi.resetModules();
  page = await import("../../../../src/booking/browser/page-dialog.ts");
});
afterEach(() => vi.unstubAllGlobals());

describe("an event", () => {
  test.each([
    ["intent", {}],
    ["open", { cause: "click" }],
    ["times", { duration: 120, age: 12 }],
    ["ready", { duration: 120 }],
    ["picked", { slot: "2026-12-01T10:00:00.000Z" }],
    ["form", { duration: 900 }],
    ["booked", { uid: "uid-1", paymentRequired: false }],
    ["close", {}],
  ] as [BookingEventType, object][])("readyslot:%s bubbles, and its detail has the documented keys and no others", (type, extras) => {
    page.turnTo(LINK, 1_234.5);
    page.emit(type, extras as never);
    expect(dispatched).toMatchObject([{ type: `readyslot:${type}`, bubbles: true, detail: { path: "studio/30min", placement: "hero", variant: "optimized", at: 1_234.5, ...extras } }]);
    expect(Object.keys(dispatched[0]?.detail ?? {})).toEqual(EVENT_KEYS[type]);
  });

  test("readyslot:failed names the error and its class, and sets the dialog's state", () => {
    page.turnTo(LINK, 7);
    page.fail("frame-timeout: 6500 ms");
    expect(dispatched).toMatchObject([{ type: "readyslot:failed", detail: { errorClass: "frame-timeout", error: "frame-timeout: 6500 ms" } }]);
    expect(Object.keys(dispatched[0]?.detail ?? {})).toEqual(EVENT_KEYS.failed);
    expect(page.dataset.state).toBe("failed");
  });

  test("readyslot:failed is of the class offline without a network", () => {
    vi.stubGlobal("navigator", { onLine: false });
    page.turnTo(LINK, 7);
    page.fail("code-missing");
    expect(dispatched[0]?.detail).toMatchObject({ errorClass: "offline", error: "offline: code-missing" });
  });

  test("is about the link that was turned to last", () => {
    page.turnTo(LINK, 1);
    page.turnTo({ dataset: { bookingLink: "studio/15min", bookingPlacement: "closing" } } as unknown as HTMLAnchorElement, 2);
    page.emit("open", { cause: "click" });
    expect(dispatched[0]?.detail).toEqual({ path: "studio/15min", placement: "closing", variant: "optimized", at: 2, cause: "click" });
  });

  test("contains nothing of the link's query and of its other data attributes", () => {
    page.turnTo(LINK, 1);
    page.emit("intent");
    expect(JSON.stringify(dispatched[0]?.detail)).not.toMatch(/ada|name|mail/i);
  });
});
