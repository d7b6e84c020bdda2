import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCron } from "../../../../scripts/deployed-output/cron.ts";
import { answers, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

let root: string;
let receiver: Receiver;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "readyslot-"));
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await rm(root, { recursive: true, force: true });
});

test("cron jobs on an own host run at the times in vercel.json, in UTC", async () => {
  const crons = [{ path: "/api/cron/alerts", schedule: "*/5 * * * *" }, { path: "/api/cron/retention", schedule: "17 3 * * *" }];
  await writeFile(join(root, "vercel.json"), JSON.stringify({ crons }));
  const cron = await startCron({ root, origin: receiver.origin, secret: "secret" });
  const next = cron.next();
  cron.stop();
  expect((next.get("/api/cron/alerts")?.getUTCMinutes() ?? NaN) % 5).toBe(0);
  expect(next.get("/api/cron/retention")?.toISOString()).toMatch(/T03:17:00\.000Z$/);
});

test("a cron job sends the secret, and logs an answer that is not 2xx", async () => {
  // Once a second, which Vercel has not: a test must not wait for a minute.
  await writeFile(join(root, "vercel.json"), JSON.stringify({ crons: [{ path: "/api/cron/alerts", schedule: "* * * * * *" }] }));
  receiver.answer = answers(503);
  const { promise: logged, resolve: log } = Promise.withResolvers<string>();
  const cron = await startCron({ root, origin: receiver.origin, secret: "the clock's", log });
  // The clock keeps no process alive; this does.
  await expect.poll(() => receiver.received).not.toEqual([]);
  cron.stop();
  expect(await logged).toMatch(/^\/api\/cron\/alerts answered 503: /);
  expect(receiver.received[0]?.headers["authorization"]).toBe("Bearer the clock's");
});
