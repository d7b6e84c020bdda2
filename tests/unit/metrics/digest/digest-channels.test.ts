import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { channelsOf, type DigestEnv } from "../../../../src/metrics/digest/digest-channels.ts";
import type { DigestContent } from "../../../../src/metrics/digest/digest-content.ts";
import { ENGLISH } from "../../../../src/host/words/words.ts";
import { answers, hangs, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const CONTENT: DigestContent = {
  subject: "studio.example: 24 bookings", title: "The week", span: "16 Nov to 22 Nov", rows: [{ name: "Bookings", value: "24", before: "12 before" }],
  changes: ["Bookings: +100 %."], campaign: undefined, link: { text: "Open", url: "https://studio.example/admin/metrics" }, footer: "Footer.", headings: ENGLISH.digest.headings, language: "en",
};
const MAIL = { DIGEST_TO: "anna@example.com, ben@example.com", DIGEST_FROM: "Readyslot <digest@example.com>" };

const only = (env: DigestEnv, timeLimitMs = 20_000) => {
  const [channel, ...more] = channelsOf(env, { timeLimitMs });
  if (!channel || more.length > 0) throw new Error("Expected one channel.");
  return channel;
};

describe("the channels", () => {
  test.each<[string, DigestEnv, string[]]>([
    ["nothing", {}, []],
    ["no sender", { DIGEST_TO: "anna@example.com", RESEND_API_KEY: "re_key" }, []],
    ["no key", MAIL, []],
    ["Resend and Slack", { ...MAIL, RESEND_API_KEY: "re_key", SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/x" }, ["mail", "slack"]],
    ["Postmark", { ...MAIL, POSTMARK_SERVER_TOKEN: "token" }, ["mail"]],
  ])("with %s", (_name, env, names) => {
    expect(channelsOf(env).map(({ name }) => name)).toEqual(names);
  });

  test.each<DigestEnv>([
    { ...MAIL, DIGEST_TO: "anna@example.com\nBcc: eve@example.com", RESEND_API_KEY: "re_key" },
    { ...MAIL, DIGEST_FROM: "x\r\nSubject: y <a@example.com>", RESEND_API_KEY: "re_key" },
    { SLACK_WEBHOOK_URL: "hidden" },
  ])("an address with a line break, and one that is none, is refused (%j)", (env) => {
    expect(() => channelsOf(env)).toThrow(TypeError);
  });
});

describe("a mail", () => {
  let fetched: MockInstance<typeof fetch>;
  beforeEach(() => {
    fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({ id: "x" }));
  });
  afterEach(() => vi.restoreAllMocks());
  const request = () => {
    const [url, init] = fetched.mock.calls[0] ?? [];
    return { url: String(url), ...init, headers: init?.headers as Record<string, string>, body: JSON.parse(String(init?.body)) as Record<string, unknown> };
  };

  test("through Resend has both texts, the key in a header, and an idempotency key", async () => {
    expect(await only({ ...MAIL, RESEND_API_KEY: "re_key" }).send(CONTENT, "week-1")).toMatchObject({ is: "sent" });
    const { url, headers, body, redirect } = request();
    expect([url, redirect]).toEqual(["https://api.resend.com/emails", "manual"]);
    expect(headers).toEqual({ "content-type": "application/json", authorization: "Bearer re_key", "idempotency-key": "week-1" });
    expect(body).toEqual({
      from: MAIL.DIGEST_FROM, to: ["anna@example.com", "ben@example.com"], subject: CONTENT.subject,
      html: expect.stringMatching(/^<!doctype html>/), text: expect.stringMatching(/^The week\n/), headers: { "Auto-Submitted": "auto-generated" },
    });
  });

  test("through Postmark has both texts, and follows neither openings nor clicks", async () => {
    expect(await only({ ...MAIL, POSTMARK_SERVER_TOKEN: "pm-token" }).send(CONTENT, "week-1")).toMatchObject({ is: "sent" });
    const { url, headers, body } = request();
    expect(url).toBe("https://api.postmarkapp.com/email");
    expect(headers).toMatchObject({ "x-postmark-server-token": "pm-token", accept: "application/json" });
    expect(body).toMatchObject({ From: MAIL.DIGEST_FROM, To: "anna@example.com, ben@example.com", TrackOpens: false, TrackLinks: "None", MessageStream: "outbound" });
  });

  test("goes through Resend if both are set", async () => {
    await only({ ...MAIL, RESEND_API_KEY: "re_key", POSTMARK_SERVER_TOKEN: "pm-token" }).send(CONTENT, "week-1");
    expect(request().url).toContain("resend");
  });
});

describe("an answer", () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());
  const slack = (timeLimitMs?: number) => only({ SLACK_WEBHOOK_URL: `${receiver.origin}/secret` }, timeLimitMs).send(CONTENT, "key");

  test.each<[string, Receiver["answer"], object]>([
    ["of 200", (response) => response.end("ok"), { is: "sent", answer: { status: 200, said: "ok" } }],
    ["of Slack", (response) => void response.writeHead(404).end("no_service"), { is: "again", answer: { status: 404, said: "no_service" } }],
    ["of Resend", (response) => void response.writeHead(403).end('{"statusCode":403,"name":"validation_error","message":"not verified"}'), { is: "again", answer: { status: 403, said: "validation_error: not verified" } }],
    ["of Postmark", (response) => void response.writeHead(422).end('{"ErrorCode":300,"Message":"Invalid \'From\'"}'), { is: "again", answer: { status: 422, said: "Invalid 'From'" } }],
    ["of a proxy", (response) => void response.writeHead(502).end("<h1>Bad\u0000\r\n\u202eGateway</h1>"), { is: "again", answer: { status: 502, said: "<h1>Bad Gateway</h1>" } }],
    ["without words", answers(500), { is: "again", answer: { status: 500, said: "" } }],
    ["that is a redirect", answers(307, { location: "https://evil.example" }), { is: "again", answer: { status: 307 } }],
    ["that ends the connection", (response) => response.destroy(), { is: "unknown" }],
  ])("%s", async (_name, answer, expected) => {
    receiver.answer = answer;
    const delivery = await slack();
    expect(delivery).toMatchObject(expected);
    expect(JSON.stringify(delivery)).not.toContain("secret");
    expect(receiver.received).toHaveLength(1);
  });

  test("that never comes may mean that the message arrived", async () => {
    receiver.answer = hangs;
    expect(await slack(50)).toMatchObject({ is: "unknown", answer: { said: "no answer within 50 ms" } });
  });

  test("of nobody means that it did not", async () => {
    const gone = await startReceiver();
    await gone.close();
    const delivery = await only({ SLACK_WEBHOOK_URL: `${gone.origin}/x` }).send(CONTENT, "key");
    expect(delivery).toMatchObject({ is: "again", answer: { host: new URL(gone.origin).host, said: expect.stringContaining("ECONNREFUSED") } });
  });

  test("is cut", async () => {
    receiver.answer = (response) => void response.writeHead(500).end("x".repeat(5_000));
    expect((await slack()).answer.said).toHaveLength(200);
  });
});
