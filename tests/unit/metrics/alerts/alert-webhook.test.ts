import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postToWebhook } from "../../../../src/metrics/alerts/alert-webhook.ts";
import { answers, hangs, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const NOW = new Date("2026-11-22T15:04:09.700Z");
const BODY = '{"text":"Größe – 5 %"}';

let receiver: Receiver;
let url: string;
beforeEach(async () => {
  receiver = await startReceiver();
  url = `${receiver.origin}/services/T0/hunter2?key=hunter3`;
});
afterEach(() => receiver.close());

const post = ({ to = url, secret = "shared" as string | undefined, timeLimitMs = 60_000 } = {}) =>
  postToWebhook(BODY, { url: to, secret, now: NOW, timeLimitMs });

/** What the operator reads in the log. */
async function complaint(work: Promise<void>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );
}

test("a notice is one JSON post with a timestamp and a signature over both", async () => {
  await post();
  expect(receiver.received).toHaveLength(1);
  const [{ method, path, headers, body }] = receiver.received as [Receiver["received"][number]];
  expect([method, path, body]).toEqual(["POST", "/services/T0/hunter2?key=hunter3", BODY]);
  expect(headers).toMatchObject({ "content-type": "application/json", "x-readyslot-timestamp": "1795359849" });
  const signature = createHmac("sha256", "shared").update(`1795359849.${BODY}`, "utf8").digest("hex");
  expect(headers["x-readyslot-signature-256"]).toBe(`sha256=${signature}`);
});

test("without a secret the post is not signed", async () => {
  await postToWebhook(BODY, { url, secret: undefined, now: NOW });
  expect(receiver.received[0]?.headers).not.toHaveProperty("x-readyslot-signature-256");
});

describe("a receiver that does not accept it", () => {
  test("gets a second attempt", async () => {
    receiver.answer = (response, count) => answers(count === 1 ? 500 : 200)(response, count);
    await post();
    expect(receiver.received.map(({ body }) => body)).toEqual([BODY, BODY]);
  });

  test.each([400, 404, 429, 500, 503])("but not a third: %i", async (status) => {
    receiver.answer = answers(status);
    expect(await complaint(post())).toContain(`it answered with status ${status}`);
    expect(receiver.received).toHaveLength(2);
  });

  test("is given up after the timeout", async () => {
    receiver.answer = hangs;
    expect(await complaint(post({ timeLimitMs: 50 }))).toContain("no answer within 50 ms");
    expect(receiver.received).toHaveLength(2);
  });

  test("cannot redirect it", async () => {
    const other = await startReceiver();
    receiver.answer = answers(307, { location: other.origin });
    expect(await complaint(post())).toContain("it answered with status 307");
    expect(other.received).toEqual([]);
    await other.close();
  });

  test("is logged by its host only: the rest of its address is a secret", async () => {
    await receiver.close();
    const { host } = new URL(url);
    expect(await complaint(post())).toBe(`The webhook at ${host} did not accept an alert after two attempts: connect ECONNREFUSED ${host}.`);
  });
});

test.each(["", "hooks.example/hunter2", "ftp://hooks.example/hunter2", "file:///hunter2", "javascript:hunter2", "https://me:hunter2@hooks.example/", "https://"])(
  "the address %s is refused with an example, and not repeated",
  async (to) => {
    const said = await complaint(post({ to }));
    expect(said).toMatch(/^ALERT_WEBHOOK_URL .*for example "https:\/\/hooks\.slack\.com\/services\/…"\.$/);
    expect(said).not.toContain("hunter2");
  },
);
