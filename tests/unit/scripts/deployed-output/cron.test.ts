import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startCron } from "../../../../scripts/deployed-output/cron.ts";
import { root } from "../../../../scripts/settings.ts";
import { cronsFor } from "../../../../src/host/http/crons.ts";
import { configured } from "../../../fixtures/builds/hosting-output.ts";
import { answers, startReceiver, type Receiver } from "../../../fixtures/receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe.each(["hobby", "pro"] as const)("the crons of Vercel's plan %s", (plan) => {
  test("call every cron endpoint, and no other", () => {
    const endpoints = readdirSync(join(root, "src", "pages", "api", "cron")).map((name) => `/api/cron/${name.replace(/\.ts$/, "")}`);
    expect(cronsFor(plan).map(({ path }) => path).toSorted()).toEqual(endpoints.toSorted());
  });

  test("have five fields, with numbers where Vercel does not support names", () => {
    for (const { schedule } of cronsFor(plan)) expect(schedule).toMatch(/^(?:[\d*/,-]+ ){4}[\d*/,-]+$/);
  });

  test("are written into the build", async () => {
    const hsts = { includeSubDomains: false, preload: false };
    expect(await configured({ vercelPlan: plan, hsts })).toMatchObject({ version: 3, crons: cronsFor(plan) });
  });
});

test("Vercel's free plan gets no cron that runs more often than daily, which it would refuse", () => {
  for (const { schedule } of cronsFor("hobby")) expect(schedule).toMatch(/^\d+ \d+ /);
});

test("cron jobs on an own host run every five minutes and daily, in UTC", () => {
  const cron = startCron({ crons: cronsFor("pro"), origin: receiver.origin, secret: "secret" });
  const next = cron.next();
  cron.stop();
  expect((next.get("/api/cron/alerts")?.getUTCMinutes() ?? NaN) % 5).toBe(0);
  expect((next.get("/api/cron/alerts")?.getTime() ?? Infinity) - Date.now()).toBeLessThanOrEqual(5 * 60_000);
  expect(next.get("/api/cron/retention")?.toISOString()).toMatch(/T03:17:00\.000Z$/);
});

test("a cron job sends the secret, and logs an answer that is not 2xx", async () => {
  receiver.answer = answers(503);
  const { promise: logged, resolve: log } = Promise.withResolvers<string>();
  // Once a second, which Vercel has not: a test must not wait for a minute.
  const cron = startCron({ crons: [{ path: "/api/cron/alerts", schedule: "* * * * * *" }], origin: receiver.origin, secret: "the clock's", log });
  // The clock keeps no process alive; this does.
  await expect.poll(() => receiver.received).not.toEqual([]);
  cron.stop();
  expect(await logged).toMatch(/^\/api\/cron\/alerts answered 503: /);
  expect(receiver.received[0]?.headers["authorization"]).toBe("Bearer the clock's");
});
