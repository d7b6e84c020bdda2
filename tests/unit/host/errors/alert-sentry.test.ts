import { afterEach, beforeEach, expect, test } from "vitest";
import { reportToSentry } from "../../../../src/host/errors/error-reporting-server.ts";
import { answers, hangs, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

const REPORT = {
  message: "Readyslot alert: error rate.",
  level: "error",
  tags: { alert: "error-rate" },
  extra: { value: 0.125 },
  group: ["readyslot-alert", "error-rate"],
} as const;

let receiver: Receiver;
let dsn: string;
beforeEach(async () => {
  receiver = await startReceiver();
  dsn = `${receiver.origin.replace("://", "://public@")}/7`;
});
afterEach(() => receiver.close());

const report = ({ to = dsn, timeLimitMs = 60_000 } = {}) => reportToSentry(REPORT, { dsn: to, release: "abc1234", timeLimitMs });

/** The events in the received envelopes: a header, then a header and a payload per item, each on a line. */
function events(): Record<string, unknown>[] {
  return receiver.received.map(({ body }) => JSON.parse(body.split("\n")[2] ?? "") as Record<string, unknown>);
}

test("a report becomes an event at Sentry, in one issue with others of its group", async () => {
  await report();
  await report();
  expect(receiver.received.map(({ path }) => path.split("?")[0])).toEqual(["/api/7/envelope/", "/api/7/envelope/"]);
  const { group, ...said } = REPORT;
  expect(events()).toMatchObject([
    { ...said, fingerprint: group, release: "abc1234" },
    { ...said, fingerprint: group, release: "abc1234" },
  ]);
});

test("an event has no data about the host or a visitor", async () => {
  await report();
  expect(Object.keys(events()[0] ?? {}).toSorted()).toEqual(
    ["contexts", "environment", "event_id", "extra", "fingerprint", "level", "message", "platform", "release", "sdk", "tags", "timestamp"],
  );
  expect(events()[0]?.sdk).toMatchObject({ settings: { infer_ip: "never" } });
  expect(events()[0]?.contexts).toEqual({ runtime: { name: "node", version: process.version } });
});

test("a report that Sentry refuses is an error", async () => {
  receiver.answer = answers(403);
  await expect(report()).rejects.toThrow("Sentry answered 403.");
});

test.each([
  ["with 429", answers(429), "Sentry answered 429."],
  ["beside a good answer", answers(200, { "x-sentry-rate-limits": "60::organization" }), undefined],
])("while Sentry asks for a pause %s, nothing is sent", async (_name, answer, first) => {
  receiver.answer = answer;
  const said = await report().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );
  expect(said).toBe(first);
  await expect(report()).rejects.toThrow("is limiting the rate");
  expect(receiver.received).toHaveLength(1);
});

test("a Sentry that does not answer is not waited for", async () => {
  receiver.answer = hangs;
  await expect(report({ timeLimitMs: 50 })).rejects.toThrow("Sentry did not answer within 50 ms");
});

test.each(["", "public@host/7", "https://host/7", "https://public@host/", "https://public@host/hunter2"])("with the DSN %s the error has the remedy and not the DSN", async (to) => {
  const said = await report({ to }).catch((error: unknown) => (error instanceof Error ? error.message : ""));
  expect(said).toMatch(/^SENTRY_DSN is malformed\. .*for example "https:\/\/key@o1\.ingest\.sentry\.io\/2"\.$/);
  expect(said).not.toContain("hunter2");
});
