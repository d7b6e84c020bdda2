import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { KnobError, knobsFromQuery, parseKnobs } from "../../../../scripts/demo-cal/knobs.ts";
import { kindOfPath } from "../../../../scripts/demo-cal/paths.ts";
import { startDemoCal } from "../../../../scripts/demo-cal/server.ts";
import type { DemoCal, Knobs } from "../../../../scripts/demo-cal/server.ts";
import { bookableMonths, slotsOfMonth, studioDate } from "../../../../scripts/demo-cal/slots.ts";
import { startReceiver } from "../../../fixtures/receiver.ts";
import type { Slot, SlotsByDay } from "../../../../scripts/demo-cal/slots.ts";

const NOW = new Date("2030-03-13T10:10:00Z");
const PATH = "studio/30min";

let demo: DemoCal;
beforeEach(async () => {
  demo = await startDemoCal({ port: 0, now: () => NOW });
});
afterEach(() => demo.close());

describe("knobs", () => {
  test.each([
    [{ slotsDelayMs: -1 }, "slotsDelayMs"],
    [{ slotsDelayMs: 0.5 }, "slotsDelayMs"],
    [{ bookDelayMs: "400" }, "bookDelayMs"],
    [{ scriptWeightKb: 2001 }, "scriptWeightKb"],
    [{ frameStatus: 418 }, "frameStatus"],
    [{ embedJsMode: "slow" }, "embedJsMode"],
    [{ slotsEvents: "neither" }, "slotsEvents"],
    [{ timesAppear: "css" }, "timesAppear"],
    [{ payment: true }, "payment"],
    [{ redirectUrl: "/thanks" }, "redirectUrl"],
    [{ redirectUrl: "javascript:alert(1)" }, "redirectUrl"],
    [{ redirectUrl: 1 }, "redirectUrl"],
    [{ movedTo: "acme" }, "movedTo"],
    [{ redirectParams: "some" }, "redirectParams"],
    [{ rescheduling: "never" }, "rescheduling"],
    [{ loadDelayMs: 60_001 }, "loadDelayMs"],
    [{ webhookUrl: "/hook" }, "webhookUrl"],
    [{ webhookSecret: 1 }, "webhookSecret"],
    [{ toString: 1 }, "toString"],
    [null, "knobs"],
  ])("%j is refused with the name of the wrong knob", (knobs, field) => {
    expect(() => parseKnobs(knobs)).toThrow(expect.toSatisfy((e) => e instanceof KnobError && e.field === field));
  });

  test("a page's address sets its own, and leaves other parameters alone", () => {
    const query = new URLSearchParams("theme=dark&demo.slotsDelayMs=400&demo.slotsMode=error&demo.frameStatus=404");
    expect(knobsFromQuery(query)).toEqual({ slotsDelayMs: 400, slotsMode: "error", frameStatus: 404 });
    expect(() => knobsFromQuery(new URLSearchParams("demo.slotsDelay=1"))).toThrow("slotsDelay");
  });

  test("are set together, refused whole and reset over the control endpoint", async () => {
    const url = `${demo.origin}/__demo/knobs`;
    expect(await (await post(url, { frameStatus: 403, slotsDelayMs: 20 })).json()).toMatchObject({ frameStatus: 403 });
    const refused = await post(url, { slotsDelayMs: 30, frameMode: "odd" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ fields: { frameMode: expect.stringContaining("ok, hang, silent, not-found") } });
    expect(await (await fetch(url)).json()).toMatchObject({ slotsDelayMs: 20 });
    await fetch(url, { method: "DELETE" });
    expect(await (await fetch(url)).json()).toMatchObject({ slotsDelayMs: 0, frameStatus: 200 });
  });

  test("a form or text post, as a foreign page could send it, does not reach the controls", async () => {
    const foreign = await fetch(`${demo.origin}/__demo/knobs`, { method: "POST", body: '{"frameStatus":500}' });
    expect(foreign.status).toBe(415);
    expect((await get("/studio/30min")).status).toBe(200);
  });
});

describe("embed.js", () => {
  test("is the real one, byte for byte, and may be kept for five minutes", async () => {
    const real = readFileSync(createRequire(import.meta.url).resolve("@calcom/embed-core/dist/embed/embed.js"));
    const response = await get("/embed/embed.js");
    expect(Buffer.from(await response.arrayBuffer()).equals(real)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "content-type": "text/javascript; charset=utf-8",
    });
  });

  test.each([
    ["missing", 404, "text/plain"],
    ["error", 500, "text/plain"],
    ["html", 200, "text/html"],
    ["broken", 200, "text/javascript"],
  ] as const)("can be %s", async (embedJsMode, status, type) => {
    demo.setKnobs({ embedJsMode });
    const response = await get("/embed/embed.js");
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain(type);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("that is broken is a syntax error", async () => {
    demo.setKnobs({ embedJsMode: "broken" });
    const script = await (await get("/embed/embed.js")).text();
    // Only parsed: the function made of it is never called.
    expect(() => Reflect.construct(Function, [script])).toThrow(SyntaxError);
  });
});

describe("closing", () => {
  test.each<[string, Partial<Knobs>, string]>([
    ["a hanging embed.js", { embedJsMode: "hang" }, "/embed/embed.js"],
    ["a delayed embed.js", { embedJsDelayMs: 60_000 }, "/embed/embed.js"],
    ["a hanging frame", { frameMode: "hang" }, "/studio/30min/embed?embed=x"],
    ["slots that never come", { slotsMode: "never" }, `/api/slots?event=${PATH}&month=2030-03`],
  ])("ends %s", async (_, knobs, path) => {
    demo.setKnobs(knobs);
    const answer = get(path).then(
      () => "answered",
      () => "cut off",
    );
    await expect.poll(() => demo.requests().length).toBe(1);
    await demo.close();
    expect(await answer).toBe("cut off");
  });

  test("frees the port for a second demo", async () => {
    const port = Number(new URL(demo.origin).port);
    await expect(startDemoCal({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
    await demo.close();
    const second = await startDemoCal({ port });
    await second.close();
  });
});

describe("the booking page", () => {
  test("answers as a page, as a team's page and as a frame", async () => {
    for (const path of ["/studio/30min", "/team/studio/30min", "/studio/30min/embed?embed=audit&theme=dark"]) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.text()).toContain("Demo calendar: nothing here is really booked");
    }
  });

  test.each([403, 404, 500] as const)("can fail with %i, silently or with linkFailed", async (status) => {
    const silent = await get(`/studio/30min/embed?demo.frameStatus=${status}`);
    expect([silent.status, (await silent.text()).includes("<script")]).toEqual([status, false]);
    const speaking = await get(`/studio/30min/embed?demo.linkFailed=${status}`);
    expect([speaking.status, (await speaking.text()).includes(`"linkFailed":${status}`)]).toEqual([status, true]);
  });

  test("escapes the content of its URL", async () => {
    const evil = encodeURIComponent('"><script>alert(1)</script>');
    const html = await (await get(`/studio/30min/embed?embed=${evil}&name=${evil}&theme=${evil}&demo.x=${evil}`)).text();
    expect(html).not.toContain("<script>alert");
    expect(await (await get(`/studio/30min/embed?embed=${evil}&name=${evil}&theme=${evil}`)).text()).not.toContain("<script>alert");
  });

  test("an unknown address and a wrong method are refused", async () => {
    expect((await get("/nothing")).status).toBe(404);
    expect(await configOf("/nothing/embed?embed=x")).toMatchObject({ kind: "error", linkFailed: 404 });
    expect(await configOf("/reschedule/unknown/embed")).toMatchObject({ kind: "error", linkFailed: 404 });
    expect((await get("/api/nothing")).status).toBe(404);
    expect((await fetch(`${demo.origin}/api/book`)).status).toBe(405);
  });

  test.each(["linkReadyDelayMs=1500", "slotsEvents=none", "timesAppear=at-once", "redirectParams=dropped", "redirectUrl=https%3A%2F%2Fsite.example%2F"])(
    "hands %s to its script",
    async (knob) => {
      const [name = "", value = ""] = decodeURIComponent(knob).split("=");
      const config = await configOf(`/studio/30min/embed?demo.${knob}`);
      expect(String(config[name])).toBe(value);
      expect(config.demoQuery).toEqual([[`demo.${name}`, value]]);
    },
  );

  test("can have moved to another origin, with its query", async () => {
    demo.setKnobs({ movedTo: "https://acme.cal.example" });
    for (const path of ["/studio/30min", "/studio/30min/embed?embed=x", "/team/studio"]) {
      expect(await locationOf(path)).toBe(`https://acme.cal.example${path}`);
    }
  });

  test("sends events, unless the knob says silent", async () => {
    expect(await configOf("/studio/30min/embed")).toMatchObject({ kind: "booker", isSpeaking: true, eventTypeId: 1 });
    expect(await configOf("/studio/30min/embed?demo.frameMode=silent")).toMatchObject({ isSpeaking: false });
  });

  test("can delay its load event with an image, for the given time", async () => {
    const late = /src="(\/assets\/late\.svg\?ms=60000)"/.exec(await textOf("/studio/30min/embed?demo.loadDelayMs=60000"))?.[1] ?? "";
    const answer = get(late).then(
      () => "answered",
      () => "cut off",
    );
    await expect.poll(() => demo.requests().length).toBe(2);
    expect((await get("/assets/late.svg?ms=0")).status).toBe(200);
    await demo.close();
    expect(await answer).toBe("cut off");
  });

  test("begins at the month or the date in its URL, if it is valid", async () => {
    for (const [query, month] of [["", "2030-03"], ["month=2030-05", "2030-05"], ["date=2030-04-10", "2030-04"], ["month=2031-01", "2030-03"]]) {
      expect(await configOf(`/studio/30min/embed?${query}`)).toMatchObject({ month });
    }
  });

  test("has the requested colour scheme, whatever its theme", async () => {
    expect(await textOf("/studio/30min/embed?theme=dark")).toContain('<html lang="en" data-theme="dark" data-embed>');
    expect(await textOf("/studio/30min/embed?theme=dark&ui.color-scheme=dark")).toContain('data-color-scheme="dark" data-embed');
    expect(await textOf('/studio/30min/embed?ui.color-scheme="><b>')).not.toContain("<b>");
  });

  test("can be made heavy with valid script", async () => {
    expect(await (await get("/studio/30min/embed?demo.scriptWeightKb=50")).text()).toContain("weight.js?kb=50");
    const script = await (await get("/assets/weight.js?kb=50")).text();
    expect(script.length).toBeGreaterThanOrEqual(50_000);
    expect(() => Reflect.construct(Function, [script])).not.toThrow();
  });

  test("its weight is incompressible for proxies", async () => {
    const response = await get("/assets/weight.js?kb=50");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable, no-transform");
    expect((await get("/assets/weight.js?kb=9999")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("paths", () => {
  test.each([
    ["studio/30min", "event"],
    ["team/studio/30min", "event"],
    ["org/acme/ada/30min", "event"],
    ["org/acme/team/audit/30min", "event"],
    ["ada+bob/30min", "dynamic-group"],
    ["d/4f9a/30min", "private"],
    ["forms/2c1f-9", "routing-form"],
    ["team/studio", "profile"],
    ["org/acme", "profile"],
    ["org/acme/ada", "profile"],
    ["studio", "profile"],
    ["nobody", undefined],
    ["forms", undefined],
    ["forms/a/b", undefined],
    ["d/4f9a", undefined],
    ["org/org/acme", undefined],
    ["studio/30min/more", undefined],
    ["booking/b1", undefined],
    ["embed/embed.js", undefined],
    ["studio/../etc", undefined],
  ])("%s: %s", (path, kind) => {
    expect(kindOfPath(path)).toBe(kind);
  });

  test("a routing form and a profile are pages without a booker, which lead to one", async () => {
    expect(await configOf("/forms/2c1f/embed?embed=x")).toMatchObject({ kind: "routing-form", leadsTo: "/studio/30min/embed?embed=x" });
    for (const path of ["/team/studio", "/org/acme", "/studio"]) {
      expect(await configOf(`${path}/embed?embed=x`)).toMatchObject({ kind: "profile" });
      expect(await textOf(path)).toContain('href="/studio/30min"');
    }
  });

  test("a dynamic group's event has no id", async () => {
    expect(await configOf("/ada+bob/30min/embed")).toMatchObject({ kind: "booker", eventTypeId: 0, path: "ada+bob/30min" });
  });

  test("a private link works as a page and is a 404 as a frame, which says so", async () => {
    expect((await get("/d/4f9a/30min")).status).toBe(200);
    expect((await get("/d/4f9a/30min/embed")).status).toBe(404);
    expect(await configOf("/d/4f9a/30min/embed")).toMatchObject({ kind: "error", linkFailed: 404 });
  });

  test("a missing event can answer as before 2026, when it did not report linkFailed", async () => {
    const answer = await get("/studio/30min/embed?demo.frameMode=not-found");
    expect([answer.status, (await answer.text()).includes("This page does not exist")]).toEqual([404, true]);
    expect(await configOf("/studio/30min/embed?demo.frameMode=not-found")).toMatchObject({ kind: "profile", linkFailed: 0 });
  });
});

describe("slots", () => {
  const query = { path: PATH, now: NOW, isTaken: () => false };

  test("are the same every time, on weekdays from 9 to 17 in Berlin, and never in the past", () => {
    const all = bookableMonths(NOW).map((month) => slotsOfMonth({ ...query, month }));
    expect(all).toEqual(bookableMonths(NOW).map((month) => slotsOfMonth({ ...query, month })));
    for (const [date, { time, start }] of all.flatMap(entries)) {
      expect(studioDate(new Date(start))).toBe(date);
      expect(clockInBerlin(start)).toBe(time);
      expect(time).toMatch(/^(09|1[0-6]):(00|30)$/);
      expect([0, 6]).not.toContain(new Date(`${date}T12:00Z`).getUTCDay());
      expect(Date.parse(start)).toBeGreaterThan(NOW.getTime());
    }
  });

  test("leave some days full, and end after the last month that can be looked at", () => {
    const days = Object.keys(slotsOfMonth({ ...query, month: "2030-05" }));
    expect(days.length).toBeGreaterThan(10);
    expect(days.length).toBeLessThan(23);
    expect(slotsOfMonth({ ...query, month: "2030-02" })).toEqual({});
    expect(slotsOfMonth({ ...query, month: "2030-07" })).toEqual({});
  });

  test("can be empty or fail, and ask for a proper month", async () => {
    expect(await freeDays("&demo.slotsMode=empty")).toEqual({});
    expect((await get(`/api/slots?event=${PATH}&month=2030-03&demo.slotsMode=error`)).status).toBe(500);
    expect((await get(`/api/slots?event=${PATH}&month=2030-13`)).status).toBe(400);
  });
});

describe("a booking", () => {
  const visitor = { name: "Ada Lovelace", email: "ada@example.org" };

  test("takes its slot, once", async () => {
    const { start } = await firstFree();
    const booked = await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor });
    expect(booked.status).toBe(201);
    expect(await booked.json()).toMatchObject({ uid: expect.any(String), startTime: start, status: "ACCEPTED" });
    expect((await firstFree()).start).not.toBe(start);
    expect((await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor })).status).toBe(409);
    expect(demo.bookings()).toHaveLength(1);
  });

  test.each([
    ["name", { name: " " }],
    ["email", { email: "ada" }],
    ["notes", { notes: "x".repeat(1001) }],
    ["start", { start: "tomorrow" }],
    ["start", { start: "2030-03-13T08:00:00.000Z" }],
    ["start", { start: "2030-99-99T08:00:00.000Z" }],
    ["event", { event: "../etc" }],
  ])("with a wrong %s is refused with its name (%j)", async (field, wrong) => {
    const { start } = await firstFree();
    const response = await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor, ...wrong });
    expect(response.status).toBe(400);
    expect(Object.keys(((await response.json()) as { fields: object }).fields)).toEqual([field]);
    expect(demo.bookings()).toEqual([]);
  });

  test("that is not JSON or too large is refused", async () => {
    const headers = { "content-type": "application/json" };
    const url = `${demo.origin}/api/book`;
    expect((await fetch(url, { method: "POST", headers, body: "{" })).status).toBe(400);
    expect((await post(url, { notes: "x".repeat(20_000) })).status).toBe(413);
  });

  test("can fail, or find its slot taken, on request", async () => {
    const { start } = await firstFree();
    for (const [mode, status] of [["error", 500], ["taken", 409]] as const) {
      const response = await post(`${demo.origin}/api/book?demo.bookMode=${mode}`, { event: PATH, start, ...visitor });
      expect(response.status).toBe(status);
    }
    expect(demo.bookings()).toEqual([]);
  });

  test("that must be paid is pending until then", async () => {
    const { start } = await firstFree();
    const answer = await post(`${demo.origin}/api/book?demo.payment=required`, { event: PATH, start, ...visitor });
    const booking = (await answer.json()) as Record<string, string>;
    expect(booking).toMatchObject({ status: "PENDING", paymentRequired: true, paymentUid: expect.any(String) });
    const page = `/payment/${booking.paymentUid}`;
    expect(await configOf(page)).toMatchObject({ kind: "payment", booking: { uid: booking.uid } });
    expect(await textOf(page)).toContain("Pay now");
    expect((await post(`${demo.origin}/api/pay`, { paymentUid: "wrong" })).status).toBe(404);
    expect((await post(`${demo.origin}/api/pay`, null)).status).toBe(404);
    expect(demo.bookings()).toMatchObject([{ status: "PENDING" }]);
    expect(await (await post(`${demo.origin}/api/pay`, { paymentUid: booking.paymentUid })).json()).toMatchObject({ status: "ACCEPTED" });
    expect(demo.bookings()).toMatchObject([{ uid: booking.uid, status: "ACCEPTED" }]);
    expect(await textOf(page)).not.toContain("Pay now");
    expect((await get("/payment/unknown")).status).toBe(404);
  });

  test("is moved by a reschedule link, which a frame keeps its name on", async () => {
    const { start } = await firstFree();
    const { uid } = (await (await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor })).json()) as { uid: string };
    expect(await locationOf(`/reschedule/${uid}`)).toBe(`/studio/30min?rescheduleUid=${uid}`);
    const frame = await locationOf(`/reschedule/${uid}/embed?embed=x&theme=dark`);
    expect(frame).toBe(`/studio/30min/embed?rescheduleUid=${uid}&layout=undefined&embed=x`);
    expect(await configOf(frame)).toMatchObject({ kind: "booker", rescheduleUid: uid, formerTime: start });
    expect(await textOf(frame)).toContain('value="ada@example.org"');
    const later = (await firstFree()).start;
    await post(`${demo.origin}/api/book`, { event: PATH, start: later, ...visitor, rescheduleUid: uid });
    expect(demo.bookings()).toMatchObject([{ startTime: later }]);
  });

  test("that is over or cannot be moved leads from its reschedule link to its own page", async () => {
    expect(await locationOf("/reschedule/past-booking/embed?embed=x&layout=month_view")).toBe("/booking/past-booking/embed?layout=month_view&embed=x");
    expect(await configOf("/booking/past-booking/embed")).toMatchObject({ kind: "booking" });
    const { start } = await firstFree();
    const { uid } = (await (await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor })).json()) as { uid: string };
    expect(await locationOf(`/reschedule/${uid}?demo.rescheduling=disabled`)).toBe(`/booking/${uid}?demo.rescheduling=disabled`);
    expect((await get("/reschedule/unknown")).status).toBe(404);
  });

  test("fills in its form from the page's address", async () => {
    const html = await textOf("/studio/30min/embed?name=Ada+%3CL%3E&email=ada%2Btest%40example.org&guests=a%40x.example&guests=b%40x.example");
    expect(html).toContain('value="Ada &#60;L&#62;"');
    expect(html).toContain('value="ada+test@example.org"');
    expect(html).toContain('value="a@x.example, b@x.example"');
    expect(await textOf("/studio/30min/embed")).not.toContain("Guests");
  });

  test("with a NUL in it is an error, as in Cal's database", async () => {
    const { start } = await firstFree();
    expect((await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor, metadata: { a: "b\0" } })).status).toBe(500);
    expect(demo.bookings()).toEqual([]);
  });

  test("is sent to the webhook with the metadata and without the utm parameters, signed", async () => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    demo.setKnobs({ webhookUrl: `${receiver.origin}/hook`, webhookSecret: "secret" });
    const { start } = await firstFree();
    const sent = { metadata: { plan: "pro", utm_source: "letter", wrong: 1 }, tracking: { utm_source: "letter" }, guests: "a@x.example, b@x.example" };
    const { uid } = (await (await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor, ...sent })).json()) as { uid: string };
    await expect.poll(() => receiver.received.length).toBe(1);
    const [{ body, headers } = { body: "", headers: {} }] = receiver.received;
    expect(headers).toMatchObject({ "content-type": "application/json", "x-cal-signature-256": createHmac("sha256", "secret").update(body).digest("hex") });
    const message = JSON.parse(body) as { payload: object };
    expect(message).toMatchObject({
      triggerEvent: "BOOKING_CREATED",
      payload: { uid, startTime: start, status: "ACCEPTED", attendees: [visitor, { email: "a@x.example" }, { email: "b@x.example" }], metadata: { plan: "pro", utm_source: "letter" } },
    });
    expect(message.payload).not.toHaveProperty("tracking");
    expect(demo.bookings()).toMatchObject([{ tracking: { utm_source: "letter" }, metadata: { plan: "pro" } }]);
  });

  test("that is paid is sent when it is made, and twice when it is paid", async () => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    demo.setKnobs({ webhookUrl: `${receiver.origin}/hook`, payment: "required" });
    const { start } = await firstFree();
    const { paymentUid } = (await (await post(`${demo.origin}/api/book`, { event: PATH, start, ...visitor })).json()) as { paymentUid: string };
    await post(`${demo.origin}/api/pay`, { paymentUid });
    await expect.poll(() => receiver.received.map(({ body }) => (JSON.parse(body) as { triggerEvent: string }).triggerEvent).toSorted()).toEqual(["BOOKING_CREATED", "BOOKING_PAID", "BOOKING_PAYMENT_INITIATED"]);
    expect(receiver.received[0]?.headers["x-cal-signature-256"]).toBe("no-secret-provided");
  });

  test("works without scripts: a form, then a page that can be reloaded", async () => {
    const { start } = await firstFree();
    const send = (name: string) =>
      fetch(`${demo.origin}/studio/30min`, { method: "POST", body: new URLSearchParams({ start, name, email: visitor.email }) });
    const refused = await send("");
    expect([refused.status, (await refused.text()).includes("Please write your name.")]).toEqual([400, true]);
    const page = await send("<b>Ada</b>");
    expect(new URL(page.url).pathname).toMatch(/^\/booking\/\w+$/);
    const html = await page.text();
    expect(html).toContain("You're booked");
    expect(html).not.toContain("<b>Ada");
    expect((await send("Ada")).status).toBe(409);
  });
});

function get(path: string): Promise<Response> {
  return fetch(`${demo.origin}${path}`);
}

async function textOf(path: string): Promise<string> {
  return (await get(path)).text();
}

/** What the page's script is given. */
async function configOf(path: string): Promise<Record<string, unknown>> {
  const json = /<script type="application\/json" id="page-config">(.*?)<\/script>/.exec(await textOf(path))?.[1];
  return JSON.parse(json ?? "null");
}

async function locationOf(path: string): Promise<string> {
  return (await fetch(`${demo.origin}${path}`, { redirect: "manual" })).headers.get("location") ?? "";
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function freeDays(query = ""): Promise<SlotsByDay> {
  const response = await get(`/api/slots?event=${PATH}&month=2030-03${query}`);
  return ((await response.json()) as { days: SlotsByDay }).days;
}

async function firstFree(): Promise<Slot> {
  const [first] = entries(await freeDays());
  if (!first) throw new Error("Nothing is free in the month of the test.");
  return first[1];
}

function entries(days: SlotsByDay): [date: string, slot: Slot][] {
  return Object.entries(days).flatMap(([date, slots]) => slots.map((slot): [string, Slot] => [date, slot]));
}

function clockInBerlin(instant: string): string {
  return new Date(instant).toLocaleTimeString("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" });
}
