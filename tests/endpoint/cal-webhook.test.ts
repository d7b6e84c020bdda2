import { createHash, createHmac } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext, APIRoute } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { summaryOf } from "../../src/metrics/statistics/figures.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import type { BookingCounts } from "../../src/metrics/shared/sample.ts";
import { ALL, POST } from "../../src/pages/api/cal-webhook.ts";

const ENDPOINT = "http://localhost:4321/api/cal-webhook";
const SECRET = "cal's and ours";
const PERSON = "ada@example.com";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("CAL_WEBHOOK_SECRET", SECRET);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The parts of what Cal sends that matter here, as its documentation shows them. */
function message(triggerEvent: string, payload: Record<string, unknown> = {}) {
  const attendees = [{ email: PERSON, name: "Ada", timeZone: "Europe/London", language: { locale: "en" } }];
  return {
    triggerEvent,
    createdAt: "2026-11-22T15:04:09.538Z",
    payload: { type: "30min", title: "30min between Grace and Ada", attendees, uid: "bFJeNb2uX8ANpT3JL5EfXw", bookingId: 91, status: "ACCEPTED", ...payload },
  };
}

const sign = (body: string | Buffer, secret = SECRET) => createHmac("sha256", secret).update(body).digest("hex");

async function call(handler: APIRoute, request: Request) {
  const response = (await handler({ request } as APIContext)) as Response;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}

function post(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" || body instanceof Buffer ? body : JSON.stringify(body);
  const signed = { "content-type": "application/json", "x-cal-signature-256": sign(text), ...headers };
  return call(POST, new Request(ENDPOINT, { method: "POST", headers: signed, body: text }));
}

async function bookings(): Promise<BookingCounts> {
  const [today] = await connectStore({ DATA_DIR: folder }).store.figures([periodAt("day", new Date())]);
  if (today === undefined) throw new Error("There are no statistics for today.");
  return summaryOf(today.figures, "all").bookings;
}

const NONE: BookingCounts = { total: 0, browser: 0, webhook: 0, both: 0, elsewhere: 0, counted: 0, pending: 0, rescheduled: 0, cancelled: 0 };

describe("a booking that Cal reports", () => {
  test("is counted, also if no browser reported it", async () => {
    const { status, headers, body } = await post(message("BOOKING_CREATED"));
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, counted: true });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(await bookings()).toEqual({ ...NONE, total: 1, webhook: 1 });
  });

  test("is counted once, however often Cal sends it", async () => {
    await post(message("BOOKING_CREATED"));
    expect((await post(message("BOOKING_CREATED"))).body).toEqual({ success: true, counted: false });
    await post(message("BOOKING_CREATED", { uid: "another" }));
    expect(await bookings()).toEqual({ ...NONE, total: 2, webhook: 2 });
  });

  test.each(["before", "after"])("is one booking with the browser's report %s it", async (order) => {
    const uidHash = createHash("sha256").update("bFJeNb2uX8ANpT3JL5EfXw").digest("hex");
    const fromBrowser = () => connectStore({ DATA_DIR: folder }).store.recordBooking({ uidHash, source: "browser", at: new Date() });
    if (order === "before") await fromBrowser();
    await post(message("BOOKING_CREATED"));
    if (order === "after") await fromBrowser();
    expect(await bookings()).toEqual({ ...NONE, total: 1, browser: 1, webhook: 1, both: 1, elsewhere: 1 });
  });

  test("that is rescheduled or cancelled is not counted again", async () => {
    await post(message("BOOKING_CREATED"));
    const moved = message("BOOKING_RESCHEDULED", { uid: "the second", rescheduleUid: "bFJeNb2uX8ANpT3JL5EfXw" });
    await post(moved);
    expect((await post(moved)).body).toMatchObject({ counted: false });
    await post(message("BOOKING_RESCHEDULED", { uid: "the third", rescheduleUid: "the second" }));
    const cancelled = message("BOOKING_CANCELLED", { uid: "the third" });
    await post(cancelled);
    expect((await post(cancelled)).body).toMatchObject({ counted: false });
    expect(await bookings()).toEqual({ ...NONE, total: 1, webhook: 1, rescheduled: 2, cancelled: 1 });
  });

  test.each([
    ["initiated, created, paid", ["BOOKING_PAYMENT_INITIATED", "BOOKING_CREATED", "BOOKING_PAID"]],
    ["paid before created", ["BOOKING_PAYMENT_INITIATED", "BOOKING_PAID", "BOOKING_CREATED"]],
    ["initiated last", ["BOOKING_PAID", "BOOKING_CREATED", "BOOKING_PAYMENT_INITIATED"]],
    ["each sent twice", ["BOOKING_PAYMENT_INITIATED", "BOOKING_PAYMENT_INITIATED", "BOOKING_PAID", "BOOKING_PAID", "BOOKING_CREATED", "BOOKING_CREATED"]],
    ["confirmed by the host after the payment", ["BOOKING_PAYMENT_INITIATED", "BOOKING_REQUESTED", "BOOKING_CREATED"]],
    ["still to be confirmed after the payment", ["BOOKING_PAYMENT_INITIATED", "BOOKING_REQUESTED"]],
  ])("that was paid is counted once: %s", async (_order, triggers) => {
    for (const trigger of triggers) await post(message(trigger));
    expect(await bookings()).toEqual({ ...NONE, total: 1, webhook: 1 });
  });

  test("is pending until it is paid, and counted once however often the payment is reported", async () => {
    expect((await post(message("BOOKING_PAYMENT_INITIATED"))).body).toEqual({ success: true, counted: true });
    expect((await post(message("BOOKING_PAYMENT_INITIATED"))).body).toEqual({ success: true, counted: false });
    expect(await bookings()).toEqual({ ...NONE, pending: 1 });
    expect((await post(message("BOOKING_PAID"))).body).toEqual({ success: true, counted: true });
    expect(await bookings()).toEqual({ ...NONE, total: 1, webhook: 1 });
  });

  test.each(["BOOKING_CANCELLED", "BOOKING_REJECTED"])("is neither pending nor booked if %s comes before the payment", async (trigger) => {
    await post(message("BOOKING_PAYMENT_INITIATED"));
    expect((await post(message(trigger))).body).toEqual({ success: true, counted: true });
    expect(await bookings()).toEqual(NONE);
  });

  test("is not counted while the host has not confirmed it, and is cancelled if the host declines after all", async () => {
    expect((await post(message("BOOKING_REQUESTED"))).body).toEqual({ success: true, counted: false });
    expect(await bookings()).toEqual(NONE);
    await post(message("BOOKING_REJECTED"));
    expect(await bookings()).toEqual(NONE);
    await post(message("BOOKING_CREATED", { uid: "another" }));
    await post(message("BOOKING_REJECTED", { uid: "another" }));
    expect(await bookings()).toEqual({ ...NONE, total: 1, webhook: 1, cancelled: 1 });
  });

  test("leaves neither its uid nor a person in the store or the log", async () => {
    const lines = (["log", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
    await post(message("BOOKING_CREATED"));
    await post(message("BOOKING_CREATED", { uid: 7 }));
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    expect(files.join()).toContain("readyslot:v3:");
    expect(files.join()).not.toMatch(/ada@example|30min between|bFJeNb2uX8/i);
    for (const line of lines) expect(line).not.toHaveBeenCalled();
  });
});

describe("only Cal is accepted: 401 for", () => {
  const body = JSON.stringify(message("BOOKING_CREATED"));
  test.each([
    ["no signature", undefined],
    ["an empty one", ""],
    ["Cal's header without a secret", "no-secret-provided"],
    ["one with another secret", sign(body, "guess")],
    ["one of another body", sign(`${body} `)],
    ["half of the right one", sign(body).slice(0, 32)],
    ["the secret itself", SECRET],
  ])("%s", async (_name, signature) => {
    const headers = { "content-type": "application/json", ...(signature !== undefined && { "x-cal-signature-256": signature }) };
    const answer = await call(POST, new Request(ENDPOINT, { method: "POST", headers, body }));
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ success: false, error: "signature", message: expect.stringContaining("CAL_WEBHOOK_SECRET") });
    expect(await bookings()).toEqual(NONE);
  });

  test("a body that is not JSON, with the same message", async () => {
    expect((await post("{", { "x-cal-signature-256": "wrong" })).status).toBe(401);
  });
});

describe("a signed message is answered with 200", () => {
  test.each(["PING", "MEETING_ENDED", "FORM_SUBMITTED", "BOOKING_NO_SHOW_UPDATED", "booking_created", "", "__proto__"])("if it is %j, and not counted", async (trigger) => {
    const { status, body } = await post(message(trigger));
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, counted: false, ignored: trigger });
    expect(await bookings()).toEqual(NONE);
  });

  test("whatever the bytes of the names in it", async () => {
    expect((await post(message("BOOKING_CREATED", { title: "Größe 🗓️ \ud83d\ude00" }))).body).toMatchObject({ counted: true });
  });
});

describe("a signed message is refused", () => {
  test.each([
    ["no uid", message("BOOKING_CREATED", { uid: undefined }), "payload.uid"],
    ["an empty uid", message("BOOKING_CANCELLED", { uid: "" }), "payload.uid"],
    ["a number for a uid", message("BOOKING_RESCHEDULED", { uid: 7 }), "payload.uid"],
    ["a long uid", message("BOOKING_CREATED", { uid: "x".repeat(101) }), "payload.uid"],
    ["no payload", { triggerEvent: "BOOKING_CREATED" }, "payload"],
    ["a custom payload template", { content: "A new event has been scheduled" }, "triggerEvent"],
    ["a list", [], "(body)"],
    ["null", null, "(body)"],
  ])("with %s: 400 that names the field", async (_name, body, field) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ success: false, error: "payload", errors: [{ field, reason: expect.any(String) }] });
  });

  test.each([
    ["empty", ""],
    ["incomplete", '{"triggerEvent":"BOOKING_CREATED"'],
    ["deep nesting without an end", "[".repeat(200_000)],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ])("if its body is %s: 400", async (_name, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: "not-json" });
  });

  test("above 256 KB, whatever its content-length claims: 413", async () => {
    const most = JSON.stringify(message("PING")).padEnd(262_144, " ");
    expect((await post(most)).status).toBe(200);
    expect((await post(`${most} `, { "content-length": "10" })).status).toBe(413);
  });

  test("and reading stops: an endless body", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => void (cancelled = true),
    });
    const request = new Request(ENDPOINT, { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" } as RequestInit);
    expect((await call(POST, request)).status).toBe(413);
    expect(cancelled).toBe(true);
  });

  test("if its connection breaks: 400", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const request = new Request(ENDPOINT, { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" } as RequestInit);
    expect((await call(POST, request)).status).toBe(400);
  });

  test.each(["application/x-www-form-urlencoded", "text/plain", ""])("as %j: 415", async (type) => {
    expect((await post(message("PING"), { "content-type": type })).status).toBe(415);
  });
});

test.each(["GET", "PUT", "DELETE"])("%s: 405 with what is allowed", async (method) => {
  const { status, headers } = await call(ALL, new Request(ENDPOINT, { method }));
  expect(status).toBe(405);
  expect(headers.get("allow")).toBe("POST");
});

describe("without", () => {
  test.each([undefined, ""])("a secret (%j): 503 that names the variable, and nothing is counted", async (secret) => {
    vi.stubEnv("CAL_WEBHOOK_SECRET", secret);
    const body = JSON.stringify(message("BOOKING_CREATED"));
    const { status, body: answer } = await post(body, { "x-cal-signature-256": sign(body, "") });
    expect(status).toBe(503);
    expect(answer.message).toContain("CAL_WEBHOOK_SECRET");
    expect(await bookings()).toEqual(NONE);
  });

  test("a store that responds: 503 without internal details", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    const { status, headers, body } = await post(message("BOOKING_CREATED"));
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
    expect(JSON.stringify(body)).not.toMatch(/secret-token|127\.0\.0\.1|ECONN|fetch/);
  });
});
