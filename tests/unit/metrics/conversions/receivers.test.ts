import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { ga4Body } from "../../../../src/metrics/conversions/ga4-body.ts";
import { ga4Url, receiversOf, webhookBody, type Conversion, type Outcome } from "../../../../src/metrics/conversions/receivers.ts";
import { startGa4, validationMessages, type Ga4Server } from "../../../fixtures/ga4-server.ts";
import { answers, hangs, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const AT = new Date("2026-11-22T15:30:00.000Z");
const NOW = AT.getTime() + 1_000;
const CONVERSION: Conversion = {
  id: "9f86d081884c7d659a2feaa0c55ad015.confirmed",
  kind: "confirmed",
  at: AT,
  values: { event: "30min", page: "/services", placement: "hero", variant: "instant", source: "letter", medium: "email", campaign: "november" },
};
const SECRET = "Tc5wXj2GsFq9LhVb";

const eventsOf = (conversion: Conversion) => (JSON.parse(ga4Body(conversion)) as { events: { name: string; params: Record<string, unknown> }[] }).events;

describe("the body for Google Analytics", () => {
  test.each<[string, Conversion]>([
    ["a whole conversion", CONVERSION],
    ["one of an unknown opening", { ...CONVERSION, values: {} }],
    ["a cancellation", { ...CONVERSION, id: CONVERSION.id.replace("confirmed", "cancelled"), kind: "cancelled" }],
    ["the longest values", { ...CONVERSION, values: Object.fromEntries(Object.keys(CONVERSION.values).map((name) => [name, "😀".repeat(100)])) }],
    ["an id of small numbers", { ...CONVERSION, id: `${"0".repeat(32)}.confirmed` }],
  ])("keeps the documented rules: %s", (_what, conversion) => {
    expect(validationMessages(ga4Body(conversion), NOW)).toEqual([]);
  });

  test("is a lead with its transaction, event and placement, after an event with its campaign", () => {
    const session = { session_id: "1795361400", engagement_time_msec: 1 };
    expect(eventsOf(CONVERSION)).toEqual([
      { name: "campaign_details", params: { source: "letter", medium: "email", campaign: "november", ...session } },
      { name: "generate_lead", params: { transaction_id: "9f86d081884c7d659a2feaa0c55ad015", booking_event: "30min", page: "/services", placement: "hero", variant: "instant", source: "letter", medium: "email", campaign: "november", ...session } },
    ]);
  });

  test("has no campaign event where no campaign is known, and none for a cancellation", () => {
    expect(eventsOf({ ...CONVERSION, values: { event: "30min" } }).map(({ name }) => name)).toEqual(["generate_lead"]);
    expect(eventsOf({ ...CONVERSION, kind: "cancelled" }).map(({ name }) => name)).toEqual(["booking_cancelled"]);
  });

  test("denies the use for advertising, and is backdated to the booking", () => {
    expect(JSON.parse(ga4Body(CONVERSION))).toMatchObject({ timestamp_micros: AT.getTime() * 1_000, consent: { ad_user_data: "DENIED", ad_personalization: "DENIED" } });
  });

  test("would be found wrong by the same rules if it were", () => {
    const wrong = (change: object) => validationMessages(JSON.stringify({ ...(JSON.parse(ga4Body(CONVERSION)) as object), ...change }), NOW).map(({ fieldPath }) => fieldPath);
    expect(wrong({ client_id: undefined })).toEqual(["client_id"]);
    expect(wrong({ events: [{ name: "session_start" }] })).toEqual(["events[0].name"]);
    expect(wrong({ events: [{ name: "generate_lead", params: { ga_x: 1, page: "x".repeat(101), session_id: "a" } }] })).toHaveLength(3);
    expect(wrong({ timestamp_micros: (NOW - 73 * 3_600_000) * 1_000 })).toEqual(["timestamp_micros"]);
    expect(wrong({ utm: 1 })).toEqual(["utm"]);
  });
});

describe("the webhook's body", () => {
  test("is the one in the document", () => {
    const [, example = ""] = /```json webhook\n(.*?)```/s.exec(readFileSync(join(root, "docs/analytics.md"), "utf8")) ?? [];
    expect(JSON.parse(webhookBody(CONVERSION))).toEqual(JSON.parse(example));
  });

  test("leaves out what is not known", () => {
    expect(JSON.parse(webhookBody({ ...CONVERSION, values: {} }))).toEqual({ id: CONVERSION.id, type: "booking.confirmed", at: AT.toISOString(), booking: "9f86d081884c7d659a2feaa0c55ad015", attribution: {} });
  });
});

describe("a receiver", () => {
  let receiver: Receiver;
  let ga4: Ga4Server;
  beforeEach(async () => {
    [receiver, ga4] = await Promise.all([startReceiver(), startGa4(() => NOW)]);
  });
  afterEach(() => Promise.all([receiver.close(), ga4.close()]));

  const send = async (name: "ga4" | "webhook", timeLimitMs = 60_000): Promise<Outcome> => {
    const env = { GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", GA4_API_SECRET: "hidden", GA4_COLLECT_URL: ga4.url, CONVERSION_WEBHOOK_URL: `${receiver.origin}/hooks/hunter2`, CONVERSION_WEBHOOK_SECRET: SECRET };
    const one = receiversOf(env, { timeLimitMs }).find((it) => it.name === name);
    if (!one) throw new Error(`There is no ${name}.`);
    return one.send(CONVERSION, new Date(NOW));
  };

  test("is there only with its settings", () => {
    expect(receiversOf({})).toEqual([]);
    expect(receiversOf({ GA4_MEASUREMENT_ID: "G-1A2B3C4D5E" })).toEqual([]);
    expect(receiversOf({ CONVERSION_WEBHOOK_URL: "https://crm.example.com/" })).toEqual([]);
  });

  test("Google Analytics gets the stream and its secret in the address", async () => {
    expect(await send("ga4")).toEqual({ is: "done" });
    expect(ga4.posts.map(({ query }) => query)).toEqual([{ measurement_id: "G-1A2B3C4D5E", api_secret: "hidden" }]);
    expect(ga4.counted.map(({ name }) => name)).toEqual(["campaign_details", "generate_lead"]);
  });

  test("Google's own address is the default, and its validation is beside it", () => {
    const env = { GA4_MEASUREMENT_ID: "G-1", GA4_API_SECRET: "s" };
    expect(ga4Url(env).href).toBe("https://www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=s");
    expect(ga4Url(env, true).pathname).toBe("/debug/mp/collect");
  });

  test("the webhook gets a signed body that the document's code accepts", async () => {
    expect(await send("webhook")).toEqual({ is: "done" });
    const [{ headers, body }] = receiver.received as [Receiver["received"][number]];
    expect(headers["idempotency-key"]).toBe(CONVERSION.id);
    const [, code = ""] = /```js verify\n(.*?)```/s.exec(readFileSync(join(root, "docs/analytics.md"), "utf8")) ?? [];
    const { isFromReadyslot } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { isFromReadyslot: (headers: object, body: string, secret: string) => boolean };
    // The example looks at the clock: this conversion was signed at another time.
    expect(isFromReadyslot(headers, body, SECRET)).toBe(false);
    const fresh = receiversOf({ CONVERSION_WEBHOOK_URL: receiver.origin, CONVERSION_WEBHOOK_SECRET: SECRET });
    await fresh[0]?.send(CONVERSION, new Date());
    const latest = receiver.received[1] as Receiver["received"][number];
    expect([isFromReadyslot(latest.headers, latest.body, SECRET), isFromReadyslot(latest.headers, `${latest.body} `, SECRET), isFromReadyslot(latest.headers, latest.body, "another"), isFromReadyslot({}, latest.body, SECRET)]).toEqual([true, false, false, false]);
  });

  test.each([400, 404, 410, 500, 503])("that answers with %i gets it again", async (status) => {
    receiver.answer = answers(status);
    expect(await send("webhook")).toEqual({ is: "again", why: `${new URL(receiver.origin).host} answered with status ${status}` });
  });

  test("that asks for a pause gets it, and nonsense is no pause", async () => {
    receiver.answer = answers(429, { "retry-after": "120" });
    expect(await send("webhook")).toMatchObject({ is: "again", after: 120 });
    receiver.answer = answers(429, { "retry-after": "soon" });
    expect(await send("webhook")).not.toHaveProperty("after");
  });

  test("cannot redirect it", async () => {
    const other = await startReceiver();
    receiver.answer = answers(307, { location: other.origin });
    expect(await send("webhook")).toMatchObject({ is: "again" });
    expect(other.received).toEqual([]);
    await other.close();
  });

  test("that does not answer gets it again, except Google, which may have counted it", async () => {
    receiver.answer = hangs;
    ga4.hold = () => new Promise(() => {});
    expect(await send("webhook", 50)).toMatchObject({ is: "again" });
    expect(await send("ga4", 50)).toMatchObject({ is: "unknown", why: expect.stringContaining("no answer within 50 ms") });
    expect(ga4.counted).toHaveLength(2);
  });

  test("that cannot be reached gets it again, Google too, and no secret is in the reason", async () => {
    await Promise.all([receiver.close(), ga4.close()]);
    for (const name of ["ga4", "webhook"] as const) {
      const outcome = await send(name);
      expect(outcome).toMatchObject({ is: "again", why: expect.stringContaining("ECONNREFUSED") });
      expect(JSON.stringify(outcome)).not.toMatch(/hunter2|hidden|api_secret/);
    }
    [receiver, ga4] = await Promise.all([startReceiver(), startGa4()]);
  });
});
