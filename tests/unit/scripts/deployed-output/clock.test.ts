import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startClock } from "../../../../scripts/deployed-output/clock.ts";
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

test("the clock of an own host calls at the times that vercel.json names, by UTC", async () => {
  const crons = [{ path: "/api/cron/alerts", schedule: "*/5 * * * *" }, { path: "/api/cron/retention", schedule: "17 3 * * *" }];
  await writeFile(join(root, "vercel.json"), JSON.stringify({ crons }));
  const clock = await startClock({ root, origin: receiver.origin, secret: "secret" });
  const next = clock.next();
  clock.stop();
  expect((next.get("/api/cron/alerts")?.getUTCMinutes() ?? NaN) % 5).toBe(0);
  expect(next.get("/api/cron/retention")?.toISOString()).toMatch(/T03:17:00\.000Z$/);
});

test("it shows the secret, and says what an address answered that did not do its work", async () => {
  // Once a second, which Vercel has not: a test must not wait for a minute.
  await writeFile(join(root, "vercel.json"), JSON.stringify({ crons: [{ path: "/api/cron/alerts", schedule: "* * * * * *" }] }));
  receiver.answer = answers(503);
  const { promise: told, resolve: tell } = Promise.withResolvers<string>();
  const clock = await startClock({ root, origin: receiver.origin, secret: "the clock's", tell });
  // The clock keeps no process alive; this does.
  await expect.poll(() => receiver.received).not.toEqual([]);
  clock.stop();
  expect(await told).toMatch(/^\/api\/cron\/alerts answered 503: /);
  expect(receiver.received[0]?.headers["authorization"]).toBe("Bearer the clock's");
});
