import { afterEach, describe, expect, test, vi } from "vitest";
import { EVENT_KEYS } from "../../../fixtures/booking-event-keys.ts";
import type { BookingDialogElement } from "../../../../src/booking/browser/booking-intent.ts";
import { bookedUid, reportArrival, takeCalQuery } from "../../../../src/booking/browser/success-page.ts";

const UID = "bFJeNb2uX8ANpT3JL5EfXw";
const PERSON = "email=ada%40example.com&attendeeName=Ada+Lovelace&attendeeFirstName=Ada&phone=%2B4912345&guestEmails=grace%40example.com";

/** The order is that of Cal's own code: the frame's query, then the success page's, then the booking's. */
const BOOKED = `?month=2026-12&name=Ada&isSuccessBookingPage=true&${PERSON}&eventTypeSlug=30min&uid=${UID}&title=30min+between+Grace+and+Ada&location=Main+Street+7&isEmbed=true`;
/** Behind Stripe's payment page, whose route gives the payment's own uid. */
const PAID = `?date=2026-12-01&name=Ada&uid=the-payments-own&${PERSON}&uid=${UID}&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded&isEmbed=true`;

afterEach(() => vi.unstubAllGlobals());

/** Where the page is then, and what the reporting code finds. */
function arrive(search: string, hash = ""): { address: unknown; query: string | undefined } {
  let address: unknown;
  const dialog = {} as BookingDialogElement;
  vi.stubGlobal("location", { pathname: "/thanks", search, hash });
  vi.stubGlobal("history", { replaceState: (_state: unknown, _title: unknown, to: unknown) => (address = to) });
  takeCalQuery(dialog);
  return { address, query: dialog.calQuery };
}

/** Lets the page report the booking in its query. */
function report(calQuery: string, readyState: DocumentReadyState) {
  const dispatched: CustomEvent<Record<string, unknown>>[] = [];
  const onLoad: (() => void)[] = [];
  const dialog = { calQuery, dataset: { variant: "optimized" }, dispatchEvent: (event: CustomEvent) => dispatched.push(event) } as unknown as BookingDialogElement;
  vi.stubGlobal("document", { readyState });
  vi.stubGlobal("addEventListener", (_type: string, listener: () => void) => onLoad.push(listener));
  performance.clearMarks();
  reportArrival(dialog);
  const marks = (performance.getEntriesByType("mark") as PerformanceMark[]).map(({ name, detail }) => [name, detail as unknown]);
  return { dialog, dispatched, onLoad, marks };
}

const HOWS: readonly (readonly [how: string, search: string])[] = [
  ["without a payment", BOOKED],
  ["with a payment", PAID],
  ["with a payment in Bitcoin, whose page tells no status", PAID.replace(/&payment_intent=.*succeeded/, "")],
  ["by a Cal that does not tell whether it was embedded", `?uid=${UID}&isSuccessBookingPage=true&${PERSON}`],
  ["with parameters of the owner's own in front", `?from=mail&isSuccessBookingPage=true&${PERSON}&uid=${UID}`],
  ["by the plain booking page", `?${PERSON}&uid=${UID}&isEmbed=false`],
];

describe("a page that Cal leads to after a booking", () => {
  test.each(HOWS)("takes the whole query out of its address, and hands it to the reporting code: %s", (_how, search) => {
    expect(arrive(search)).toEqual({ address: "/thanks", query: search });
  });

  test("keeps the address's fragment, which is the owner's", () => {
    expect(arrive(BOOKED, "#next")).toEqual({ address: "/thanks#next", query: BOOKED });
  });

  test.each(HOWS)("knows the booking by its own uid: %s", (_how, search) => {
    expect(bookedUid(search)).toBe(UID);
  });

  test.each([
    ["a booking that was moved", `${BOOKED}&rescheduleUid=before&formerTime=Tue`],
    ["one that its host has moved", `${BOOKED}&rescheduledBy=host%40example.com`],
    ["a moved one of which only the earlier time is known", `?formerTime=Tue&uid=${UID}&isSuccessBookingPage=true`],
    ["another's uid", `?isSuccessBookingPage=true&user_uid=b&${PERSON}`],
    ["a payment that is not through", PAID.replace("succeeded", "processing")],
  ])("knows of no new booking from %s, and cleans the address all the same", (_what, search) => {
    expect(bookedUid(search)).toBeUndefined();
    expect(arrive(search).address).toBe("/thanks");
  });
});

describe("the booking is reported", () => {
  test("as a mark at once, and as an event when the page has loaded, so that no listener is too late", () => {
    const { dispatched, onLoad, marks, dialog } = report(BOOKED, "interactive");
    expect(marks).toEqual([["booking:booked", UID]]);
    expect(dispatched).toEqual([]);
    expect(dialog).not.toHaveProperty("calQuery");
    for (const listener of onLoad) listener();
    expect(dispatched).toMatchObject([{ type: "readyslot:booked", bubbles: true, detail: { variant: "optimized", uid: UID, paymentRequired: false } }]);
  });

  test("at once where the page has loaded, with documented keys only", () => {
    const { dispatched, onLoad } = report(PAID, "complete");
    expect(onLoad).toEqual([]);
    expect(dispatched).toHaveLength(1);
    const keys = Object.keys(dispatched[0]?.detail ?? {});
    expect(keys).toEqual(["variant", "uid", "paymentRequired"]);
    for (const key of keys) expect(EVENT_KEYS.booked).toContain(key);
  });

  test("and one that was only moved is not", () => {
    const { dispatched, marks, dialog } = report(`${BOOKED}&rescheduleUid=before`, "complete");
    expect([dispatched, marks]).toEqual([[], []]);
    expect(dialog).not.toHaveProperty("calQuery");
  });
});

describe("any other page", () => {
  test.each([
    ["without a query", ""],
    ["of a campaign", "?utm_source=mail&uid=4711"],
    ["with a word that only looks like Cal's", `?thisEmbed=true&uid=${UID}`],
    ["of a booking elsewhere", "?booked=true&uid=4711"],
  ])("%s keeps its address", (_which, search) => {
    expect(arrive(search)).toEqual({ address: undefined, query: undefined });
  });

  test("has no booking", () => {
    expect(bookedUid("")).toBeUndefined();
  });
});
