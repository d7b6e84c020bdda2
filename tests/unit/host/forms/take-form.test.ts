import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { deliverForms } from "../../../../src/host/forms/deliver-forms.ts";
import { HIDDEN, type FormDefinition } from "../../../../src/host/forms/form-definition.ts";
import { deleteExpired, FORMS_KEY, readMessages } from "../../../../src/host/forms/form-queue.ts";
import type { FormEnv } from "../../../../src/host/forms/form-settings.ts";
import { startAnswer } from "../../../../src/host/forms/form-traps.ts";
import { PER_DAY, takeForm, type FormOutcome } from "../../../../src/host/forms/take-form.ts";
import { createSharedBound, DAY, type SharedBound } from "../../../../src/host/http/shared-bound.ts";
import { connectKv, type Kv } from "../../../../src/host/kv/kv.ts";
import { answers, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const SECRET = "Vn4tKz8RmQe2WxPb";
const NOW = new Date("2026-11-22T15:04:05.000Z");
const CONTACT: FormDefinition = {
  name: "contact",
  page: "/contact",
  language: "en",
  heading: "Write to us",
  fields: [
    { type: "name", name: "name", label: "Your name", required: false },
    { type: "email", name: "email", label: "E-mail", required: true },
    { type: "select", name: "topic", label: "Topic", required: false, options: ["A", "B"] },
    { type: "textarea", name: "message", label: "Message", required: true },
    { type: "checkbox", name: "consent", label: "You may store it.", required: true },
  ],
};
const FILLED = { [HIDDEN.page]: "/contact", [HIDDEN.trap]: "", name: "Ada", email: "ada@example.com", message: "Hello\r\nthere", consent: "yes" };

let folder: string;
let receiver: Receiver;
let kv: Kv;
let env: FormEnv;
let errors: MockInstance<typeof console.error>;
let behindTheAnswer: Promise<unknown>[];
let bound: SharedBound;
let address = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  receiver = await startReceiver();
  kv = connectKv({ DATA_DIR: folder });
  env = { FORM_WEBHOOK_URL: `${receiver.origin}/forms`, FORM_WEBHOOK_SECRET: SECRET };
  errors = vi.spyOn(console, "error").mockImplementation(() => {});
  behindTheAnswer = [];
  bound = createSharedBound({ most: PER_DAY, window: DAY });
  // Each test is a visitor of its own, because limits are per address.
  address++;
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

interface Posted {
  values?: Record<string, string>;
  headers?: Record<string, string>;
  now?: Date;
  /** In ms; null without a script. */
  ms?: number | null;
  connect?: () => Kv;
}

/** What becomes of a post, once everything behind the answer is done. */
async function post({ values = {}, headers = {}, now = NOW, ms = 4_000, connect = () => kv }: Posted = {}): Promise<FormOutcome | undefined> {
  const body = new URLSearchParams({ ...FILLED, ...(ms !== null && { [HIDDEN.ms]: String(ms) }), ...values });
  const request = new Request("https://site.example/api/forms/contact", { method: "POST", body, headers: { "x-real-ip": `203.0.113.${address}`, origin: "https://site.example", ...headers } });
  const taken = await takeForm(request, async (page) => (page === "/contact" ? CONTACT : undefined), { connect, env, now, bound, waitUntil: (work) => void behindTheAnswer.push(work) });
  await Promise.all(behindTheAnswer.splice(0));
  return taken?.outcome;
}

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const stored = async (now = NOW, days = 30) => [...(await readMessages(kv.client, { now, days })).messages.values()];
const deliver = (now: Date) => deliverForms({ kv, env, now, isForced: true });
const broken = () => {
  throw new Error("the store is down");
};

describe("a form that is filled in", () => {
  test("is forwarded to the webhook, signed, and then kept nowhere", async () => {
    expect(await post({ values: { [HIDDEN.visit]: "&utm_source=flyer&utm_campaign=spring&gclid=a%2Bb" } })).toEqual({ is: "sent" });
    const [{ path, headers, body }] = receiver.received as [Receiver["received"][number]];
    expect(path).toBe("/forms");
    expect(JSON.parse(body)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      type: "form.sent",
      at: "2026-11-22T15:04:05.000Z",
      form: "contact",
      page: "/contact",
      language: "en",
      fields: { name: "Ada", email: "ada@example.com", topic: "", message: "Hello\nthere", consent: "yes" },
      labels: { name: "Your name", email: "E-mail", topic: "Topic", message: "Message", consent: "You may store it." },
      attribution: { source: "flyer", campaign: "spring", parameters: { utm_source: "flyer", utm_campaign: "spring", gclid: "a+b" } },
    });
    const signed = `${String(headers["x-readyslot-timestamp"])}.${body}`;
    expect(headers["x-readyslot-signature-256"]).toBe(`sha256=${createHmac("sha256", SECRET).update(signed).digest("hex")}`);
    expect(headers["idempotency-key"]).toBe((JSON.parse(body) as { id: string }).id);
    expect(await stored()).toEqual([]);
  });

  test("without a receiver is kept for the admin, and goes to a receiver that is set up later", async () => {
    const settings = env;
    env = {};
    expect(await post()).toEqual({ is: "sent" });
    expect(await deliver(NOW)).toBeUndefined();
    expect(await stored()).toMatchObject([{ form: "contact", page: "/contact", fields: [{ value: "Ada" }, { value: "ada@example.com" }, {}, {}, {}] }]);
    env = settings;
    await deliver(later(1));
    expect(receiver.received).toHaveLength(1);
    expect(await stored()).toEqual([]);
  });

  test("that a double click sends twice is one message", async () => {
    receiver.answer = answers(503);
    await post();
    await post();
    expect(await stored()).toHaveLength(1);
  });

  test("keeps no control characters", async () => {
    await post({ values: { name: "A\0d\na\u001b[31m", message: "a\tb\0\u0007\nc" } });
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ fields: { name: "A d a [31m", message: "a\tb\nc" } });
  });
});

describe("a receiver that is down", () => {
  test("gets the message again after a minute, two and four, and once it is back, nothing is left", async () => {
    receiver.answer = answers(503);
    expect(await post()).toEqual({ is: "sent" });
    const attempts = [];
    for (const minute of [0.9, 1, 2, 2.9, 3, 5, 6.9, 7]) {
      await deliver(later(minute));
      attempts.push(receiver.received.length);
    }
    expect(attempts).toEqual([1, 2, 2, 2, 3, 3, 3, 4]);
    expect(new Set(receiver.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    receiver.answer = answers(200);
    expect(await deliver(later(15))).toEqual({ waiting: 0, failed: 0 });
    expect(await stored()).toEqual([]);
  });

  test("is given as much time as it asks for", async () => {
    receiver.answer = answers(429, { "retry-after": "600" });
    await post();
    expect(await stored()).toMatchObject([{ tries: 1, next: NOW.getTime() + 600_000 }]);
  });

  test("for three days is given up: the message waits for the admin, and is deleted on its day", async () => {
    receiver.answer = answers(500);
    await post();
    expect(await deliver(later(3 * 24 * 60 + 1))).toMatchObject({ waiting: 0, failed: 1, since: NOW.getTime() });
    const count = receiver.received.length;
    await deliver(later(10 * 24 * 60));
    expect(receiver.received).toHaveLength(count);
    expect(await stored(later(29 * 24 * 60))).toHaveLength(1);
    expect(await stored(later(31 * 24 * 60))).toEqual([]);
    await deliver(later(31 * 24 * 60));
    expect(await kv.client.hgetall(FORMS_KEY)).toBeNull();
  });

  test("or that there is not, leaves nothing behind after the days for which messages are kept", async () => {
    env = {};
    await post();
    expect(await deleteExpired(kv, { now: later(29 * 24 * 60), days: 30 })).toBe(0);
    expect(await deleteExpired(kv, { now: later(31 * 24 * 60), days: 30 })).toBe(1);
    expect(await kv.client.hgetall(FORMS_KEY)).toBeNull();
  });

  test("is named in the log, and nothing of the message", async () => {
    receiver.answer = answers(500);
    await post();
    const log = errors.mock.calls.flat().join();
    expect(log).toContain('A message of the form "contact" was not accepted by the webhook receiver (attempt 1); it is sent again. 127.0.0.1');
    expect(log).not.toMatch(/ada|hello/i);
  });
});

describe("a store that is down", () => {
  test("loses nothing: the message goes to the receivers before the visitor has an answer", async () => {
    expect(await post({ connect: broken })).toEqual({ is: "sent" });
    expect(receiver.received).toHaveLength(1);
  });

  test("together with the receiver is a clear refusal, with everything that was typed", async () => {
    receiver.answer = answers(500);
    expect(await post({ connect: broken })).toMatchObject({ is: "refused", status: 503, why: "down", values: { name: "Ada", message: "Hello\nthere" } });
  });
});

describe("mistakes", () => {
  test("are named by field, and what was typed comes back", async () => {
    const outcome = await post({ values: { email: "ada@example", message: " ", topic: "C", consent: "", name: "A".repeat(121) } });
    expect(outcome).toMatchObject({ is: "invalid", errors: { name: "long", email: "email", topic: "choice", message: "required", consent: "agree" }, values: { email: "ada@example", name: "A".repeat(121) } });
    expect(receiver.received).toEqual([]);
  });

  test.each(["ada@example.com", "ada+x@sub.example.co", "ädä@exämple.de", "o'hara@example.com".replace("'", "")])("%s is an address", async (email) => {
    expect(await post({ values: { email } })).toEqual({ is: "sent" });
  });

  test.each(["ada", "ada@", "@example.com", "ada@example", "a b@example.com", "ada@example.com, eve@example.com", "ada@example.com\nBcc: x@example.com", "<ada@example.com>"])("%j is none", async (email) => {
    expect(await post({ values: { email } })).toMatchObject({ errors: { email: "email" } });
  });

  test("in the page's name, or a form that there is not, are nobody's form", async () => {
    expect(await post({ values: { [HIDDEN.page]: "/elsewhere" } })).toBeUndefined();
  });
});

const started = (now: Date, headers = {}) => startAnswer(new Request("https://site.example/api/forms/start", { headers }), now);
const cookie = (now: Date) => ({ cookie: started(now).headers.get("set-cookie")?.split(";")[0] ?? "" });

describe("spam", () => {
  test("that fills in the field that nobody sees is told that it was sent, is kept apart and goes to nobody", async () => {
    expect(await post({ values: { [HIDDEN.trap]: "https://spam.example" } })).toEqual({ is: "sent" });
    await deliver(later(5));
    expect(receiver.received).toEqual([]);
    expect(await stored()).toMatchObject([{ isSpam: true, fields: [{ value: "Ada" }, {}, {}, {}, {}] }]);
  });

  test("takes no more than its own room", async () => {
    for (let i = 0; i < 105; i++) await post({ values: { [HIDDEN.trap]: "x", message: `spam ${i}` }, headers: { "x-real-ip": `198.51.100.${i}` } });
    expect(await stored()).toHaveLength(100);
    expect(await post()).toEqual({ is: "sent" });
    expect(receiver.received).toHaveLength(1);
  });

  test.each([
    ["with a script, after a second", { ms: 1_000 }, "again"],
    ["with a script, after two", { ms: 2_000 }, "sent"],
    ["without a script or a browser", { ms: null }, "again"],
    ["without a script, at once", { ms: null, headers: cookie(NOW) }, "again"],
    ["without a script, after three seconds", { ms: null, headers: cookie(new Date(NOW.getTime() - 3_000)) }, "sent"],
    ["without a script, a day later", { ms: null, headers: cookie(new Date(NOW.getTime() - 86_400_000)) }, "again"],
    ["with a clock that is made up", { ms: null, headers: { cookie: "readyslot-form=now" } }, "again"],
  ])("that is too fast for somebody who types is asked to send it once more: %s", async (_name, posted, is) => {
    expect(await post(posted)).toMatchObject(is === "again" ? { is, values: { name: "Ada" } } : { is });
  });

  test.each([
    ["goes on", 1_000, false],
    ["goes on for half a day", 43_000_000, false],
    ["begins again the next day", 86_400_000, true],
    ["begins again if it is ahead by an hour", -3_600_000, true],
  ])("the clock of a form that is used once more %s: its button gets the focus as well", (_what, ms, isNew) => {
    expect(started(NOW, cookie(new Date(NOW.getTime() - ms))).headers.has("set-cookie")).toBe(isNew);
  });

  test("from another website is refused", async () => {
    expect(await post({ headers: { origin: "https://evil.example" } })).toMatchObject({ is: "refused", status: 403, why: "foreign" });
    expect(await post({ headers: { origin: "https://site.example", "sec-fetch-site": "cross-site" } })).toMatchObject({ why: "foreign" });
  });

  test("is limited by address, and what was typed comes back", async () => {
    const outcomes = [];
    for (let i = 0; i < 12; i++) outcomes.push(await post({ values: { message: `message ${i}` } }));
    expect(outcomes.map((one) => one?.is)).toEqual([...Array.from({ length: 10 }, () => "sent"), "refused", "refused"]);
    expect(outcomes.at(-1)).toMatchObject({ status: 429, why: "often", values: { message: "message 11" }, retryAfter: expect.any(Number) as number });
  });

  test("that is too large is refused before it is read", async () => {
    const request = new Request("https://site.example/api/forms/contact?page=/contact", { method: "POST", body: new URLSearchParams({ ...FILLED, message: "x".repeat(100_000) }) });
    const taken = await takeForm(request, async () => CONTACT, { connect: () => kv, env, now: NOW, waitUntil: () => {} });
    expect(taken?.outcome).toMatchObject({ is: "refused", status: 413, why: "large" });
  });
});

test.each(["", "&", "&a=", "utm_source=<script>&".repeat(300), "&__proto__=x&utm_source=y", "%"])("a visit that a program has made up does no harm: %j", async (visit) => {
  expect(await post({ values: { [HIDDEN.visit]: visit } })).toEqual({ is: "sent" });
  expect(JSON.stringify(receiver.received).length).toBeLessThan(6_000);
});
