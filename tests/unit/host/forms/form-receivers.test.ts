import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emailOf, formReceivers, type FormMessage } from "../../../../src/host/forms/form-receivers.ts";
import { formSettings, keptDays } from "../../../../src/host/forms/form-settings.ts";
import { ENGLISH } from "../../../../src/host/words/words.ts";
import { answers, hangs, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const NOW = new Date("2026-11-22T15:04:05.000Z");
const MESSAGE: FormMessage = {
  id: "0".repeat(32),
  form: "contact",
  heading: "Write to us",
  page: "/contact",
  language: "en",
  at: "2026-11-22T15:04:05.000Z",
  fields: [
    { name: "name", label: "Your name", value: "Ada" },
    { name: "email", label: "E-mail", value: "ada@example.com" },
    { name: "company", label: "Company", value: "" },
    { name: "message", label: "Message", value: "Hello\nthere" },
  ],
  campaign: { utm_source: "flyer" },
};
const EMAIL = { FORM_EMAIL_TO: "hello@site.example", FORM_EMAIL_FROM: "Website <web@site.example>" };

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function send(env: Parameters<typeof formReceivers>[0], limit: { timeLimitMs?: number } = {}) {
  const [only] = formReceivers({ ...env, ADMIN_LANGUAGE: "en" }, { resend: `${receiver.origin}/emails`, postmark: `${receiver.origin}/email`, ...limit });
  return only?.send(MESSAGE, NOW);
}

describe("an e-mail", () => {
  test("goes to Resend with a key of Resend, once for each message", async () => {
    expect(await send({ ...EMAIL, RESEND_API_KEY: "re_4QxT8vKd_Lm2RfYbZp" })).toEqual({ is: "done" });
    const [{ path, headers, body }] = receiver.received as [Receiver["received"][number]];
    expect(path).toBe("/emails");
    expect(headers).toMatchObject({ authorization: "Bearer re_4QxT8vKd_Lm2RfYbZp", "idempotency-key": MESSAGE.id });
    expect(JSON.parse(body)).toMatchObject({ from: EMAIL.FORM_EMAIL_FROM, to: ["hello@site.example"], reply_to: "ada@example.com", subject: "Write to us: Ada" });
  });

  test("goes to Postmark with a token of Postmark", async () => {
    const token = "3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b";
    expect(await send({ ...EMAIL, POSTMARK_SERVER_TOKEN: token })).toEqual({ is: "done" });
    const [{ path, headers, body }] = receiver.received as [Receiver["received"][number]];
    expect([path, headers["x-postmark-server-token"]]).toEqual(["/email", token]);
    expect(JSON.parse(body)).toMatchObject({ From: EMAIL.FORM_EMAIL_FROM, To: "hello@site.example", ReplyTo: "ada@example.com", Subject: "Write to us: Ada", MessageStream: "outbound" });
  });

  test("has the values that were filled in, the page and the campaign", () => {
    expect(emailOf(MESSAGE, ENGLISH.forms.mail).text).toBe("Your name: Ada\nE-mail: ada@example.com\nMessage:\nHello\nthere\n\n\n--\nPage: /contact (contact)\nSent: 2026-11-22T15:04:05.000Z\nCampaign: utm_source=flyer\n");
  });

  test("of a form without a name or an address has neither", () => {
    const { fields: _, campaign: __, ...rest } = MESSAGE;
    expect(emailOf({ ...rest, fields: [{ name: "message", label: "Message", value: "Hi" }] }, ENGLISH.forms.mail)).toEqual({ subject: "Write to us", text: "Message: Hi\n\n--\nPage: /contact (contact)\nSent: 2026-11-22T15:04:05.000Z\n" });
  });

  test.each([
    ["an answer that is no success", answers(422), "answered with status 422"],
    ["no answer", hangs, "no answer within 500 ms"],
  ])("is sent again after %s", async (_name, answer, why) => {
    receiver.answer = answer;
    expect(await send({ ...EMAIL, RESEND_API_KEY: "re_4QxT8vKd_Lm2RfYbZp" }, { timeLimitMs: 500 })).toMatchObject({ is: "again", why: expect.stringContaining(why) as string });
  });
});

test("with both kinds of settings there are two receivers, with half of one there is none", () => {
  const webhook = { FORM_WEBHOOK_URL: "https://crm.example/x", FORM_WEBHOOK_SECRET: "Vn4tKz8RmQe2WxPb" };
  expect(formReceivers({ ...webhook, ...EMAIL, RESEND_API_KEY: "re_4QxT8vKd_Lm2RfYbZp" }).map(({ name }) => name)).toEqual(["webhook", "email"]);
  expect(formReceivers({ FORM_WEBHOOK_URL: "https://crm.example/x", ...EMAIL })).toEqual([]);
});

test.each([
  ["FORM_EMAIL_TO", "a@example.com, hello", /FORM_EMAIL_TO has "hello", which is no e-mail address/],
  ["FORM_EMAIL_FROM", "Website <web>", /FORM_EMAIL_FROM is "Website <web>"/],
  ["RESEND_API_KEY", "a secret", /an HTTP header cannot carry/],
  ["POSTMARK_SERVER_TOKEN", "a secret", /an HTTP header cannot carry/],
  ["FORM_WEBHOOK_URL", "crm.example", /FORM_WEBHOOK_URL must be an http/],
  ["FORM_KEEP_DAYS", "0", /Write a whole number from 1 to 365/],
] as const)("%s=%s is refused with what to write", (name, value, message) => {
  expect(() => formSettings[name].check(value)).toThrow(message);
});

test("a message is kept for 30 days unless the operator says something else", () => {
  expect([keptDays({}), keptDays({ FORM_KEEP_DAYS: "7" })]).toEqual([30, 7]);
});
