/** The owner of a /48 has 65,536 networks of /64. What it can do to the numbers, through the endpoint. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { environment } from "../../src/host/settings/environment.ts";
import { OPENINGS_PER_DAY } from "../../src/metrics/ingest/sender-limits.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { POST } from "../../src/pages/api/cal-metrics.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function post(address: string): Promise<number> {
  const body = JSON.stringify({ id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 });
  const headers = { "content-type": "application/json", "x-real-ip": address };
  return (await callInProcess(POST, new Request("http://localhost:4321/api/cal-metrics", { method: "POST", headers, body }))).status;
}

async function today() {
  const { store } = connectStore(environment());
  const [one] = await store.figures([periodAt("day", new Date())]);
  return { openings: one?.figures.counts["ready"], senders: one?.figures.senders.length };
}

test("a /48 counts five times as much as one address, and as one sender", async () => {
  const statuses: number[] = [];
  // A hundred posts from each of eight networks of /64 in different lines.
  for (let i = 0; i < 800; i++) statuses.push(await post(`2001:db8:1:${i % 8}00::${i.toString(16)}`));
  const counted = statuses.filter((status) => status === 201).length;
  expect([counted, new Set(statuses)]).toEqual([5 * OPENINGS_PER_DAY, new Set([201, 429])]);
  expect(await today()).toEqual({ openings: counted, senders: 1 });
  expect(await post("2001:db8:2::1")).toBe(201);
  expect(await today()).toEqual({ openings: counted + 1, senders: 2 });
});
