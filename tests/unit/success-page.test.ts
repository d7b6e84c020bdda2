import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { takeBooking } from "../../src/booking/browser/success-page.ts";
import { parseBookingEvent } from "../../src/metrics/server/ingest/booking-event-schema.ts";

const UID = "bFJeNb2uX8ANpT3JL5EfXw";
const OPENING = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b" };
const PERSON = "email=ada%40example.com&attendeeName=Ada+Lovelace&attendeeFirstName=Ada&phone=%2B4912345&guestEmails=grace%40example.com";

/** The order is that of Cal's own code: the frame's query, then the success page's, then the booking's. */
const BOOKED = `?month=2026-12&name=Ada&isSuccessBookingPage=true&${PERSON}&eventTypeSlug=30min&uid=${UID}&title=30min+between+Grace+and+Ada&location=Main+Street+7&isEmbed=true`;
/** Behind Stripe's payment page, whose route gives the payment's own uid. */
const PAID = `?date=2026-12-01&name=Ada&uid=the-payments-own&${PERSON}&uid=${UID}&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded&isEmbed=true`;

let replaced: unknown[][];
let beacons: string[];
let kept: Record<string, string>;
let session: Record<string, string>;

beforeEach(() => {
  [replaced, beacons, kept, session] = [[], [], {}, { "booking-opening": JSON.stringify(OPENING) }];
  vi.stubGlobal("history", { replaceState: (...args: unknown[]) => replaced.push(args) });
  vi.stubGlobal("navigator", { sendBeacon: (_url: string, text: string) => beacons.push(text) });
  vi.stubGlobal("localStorage", kept);
  vi.stubGlobal("sessionStorage", session);
});
afterEach(() => vi.unstubAllGlobals());

function arrive(search: string): void {
  vi.stubGlobal("location", { pathname: "/thanks", search });
  takeBooking();
}
const sent = () => beacons.map((text) => JSON.parse(text) as Record<string, unknown>);

describe("a page that Cal leads to after a booking", () => {
  test.each([
    ["without a payment", BOOKED],
    ["with a payment", PAID],
    ["by an older Cal, which does not say whether it was embedded", `?uid=${UID}&isSuccessBookingPage=true&${PERSON}`],
    ["with parameters of the owner's own in front", `?from=mail&isSuccessBookingPage=true&${PERSON}&uid=${UID}`],
    ["by the plain booking page", `?${PERSON}&uid=${UID}&isEmbed=false`],
  ])("reports the booking once, with its opening and nothing of the visitor's: %s", (_how, search) => {
    arrive(search);
    const event = { ...OPENING, bookingUid: UID };
    expect(sent()).toEqual([{ ...event, timestamp: expect.stringMatching(/^\d{4}-.+Z$/) }]);
    expect(parseBookingEvent(sent()[0])).toEqual({ booking: event });
    // Kept until the server has answered for it, in the delivery's own terms.
    expect(kept).toEqual({ [`booking-sample:${UID}`]: beacons[0] });
  });

  test.each([BOOKED, PAID])("takes the whole query out of the address: %s", (search) => {
    arrive(search);
    expect(replaced).toEqual([[0, "", "/thanks"]]);
  });

  test("counts the booking without an opening in a new tab", () => {
    delete session["booking-opening"];
    arrive(BOOKED);
    expect(parseBookingEvent(sent()[0])).toEqual({ booking: { bookingUid: UID } });
  });

  test.each(["{", "null", "7"])("and where the tab holds %s for an opening", (broken) => {
    session["booking-opening"] = broken;
    arrive(BOOKED);
    expect(parseBookingEvent(sent()[0])).toEqual({ booking: { bookingUid: UID } });
  });

  test("reports it by a beacon alone where the browser keeps nothing", () => {
    const blocked = new Proxy({}, { get: () => { throw new Error("SecurityError"); }, set: () => { throw new Error("QuotaExceededError"); } });
    vi.stubGlobal("localStorage", blocked);
    vi.stubGlobal("sessionStorage", blocked);
    arrive(BOOKED);
    expect(sent()).toMatchObject([{ bookingUid: UID }]);
    expect(replaced).toHaveLength(1);
  });

  test("keeps it for the delivery where a browser sends no beacons", () => {
    vi.stubGlobal("navigator", {});
    arrive(BOOKED);
    expect(JSON.parse(kept[`booking-sample:${UID}`] ?? "")).toMatchObject({ ...OPENING, bookingUid: UID });
  });

  test.each([
    ["a booking that was moved", `${BOOKED}&rescheduleUid=before&formerTime=Tue`],
    ["one that its host has moved", `${BOOKED}&rescheduledBy=host%40example.com`],
    ["a moved one whose earlier time alone is told", `?formerTime=Tue&uid=${UID}&isSuccessBookingPage=true`],
    ["another's uid", `?isSuccessBookingPage=true&user_uid=b&${PERSON}`],
    ["an empty uid", `?isSuccessBookingPage=true&uid=&${PERSON}`],
    ["a uid that is none", `?isSuccessBookingPage=true&uid=%3Cscript%3E&${PERSON}`],
    ["a payment that is not through", PAID.replace("succeeded", "processing")],
  ])("reports nothing for %s, and cleans the address all the same", (_what, search) => {
    arrive(search);
    expect(sent()).toEqual([]);
    expect(replaced).toEqual([[0, "", "/thanks"]]);
  });
});

describe("any other page", () => {
  test.each([
    ["without a query", ""],
    ["of a campaign", "?utm_source=mail&uid=4711"],
    ["with a word that only looks like Cal's", `?thisEmbed=true&uid=${UID}`],
    ["of a booking elsewhere", "?booked=true&uid=4711"],
  ])("%s is left alone", (_which, search) => {
    arrive(search);
    expect([sent(), replaced, kept]).toEqual([[], [], {}]);
  });
});
