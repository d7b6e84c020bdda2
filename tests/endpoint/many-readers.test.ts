/** Many readers of the same report cost one computation, from a real server on 127.0.0.1. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { environment } from "../../src/host/settings/environment.ts";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { GET, POST } from "../../src/pages/api/cal-metrics.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

let folder: string;
let server: Server;
let origin: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader");
  server = createServer((incoming, outgoing) => {
    void callInProcess(GET, new Request(origin + (incoming.url ?? ""), { headers: { authorization: "Bearer reader" } })).then(async (response) => outgoing.writeHead(response.status).end(await response.text()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

async function totalOf(path: string): Promise<number> {
  const response = await fetch(origin + path);
  expect(response.status).toBe(200);
  return ((await response.json()) as { summary: { total: number } }).summary.total;
}

/** The totals that this many readers get, whose connections are open before they all ask. */
async function totalsAtOnce(readers: number, path: string): Promise<number[]> {
  const { hostname, port } = new URL(origin);
  const sockets = Array.from({ length: readers }, () => connect(Number(port), hostname));
  await expect.poll(() => promisify(server.getConnections.bind(server))()).toBeGreaterThanOrEqual(readers);
  const answers = sockets.map((socket) => text(socket));
  for (const socket of sockets) socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return (await Promise.all(answers)).map((answer) => Number(/"summary":\{"total":(\d+)/.exec(answer)?.[1]));
}

async function postOpening(): Promise<void> {
  const body = JSON.stringify({ id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 });
  expect((await callInProcess(POST, new Request(`${origin}/api/cal-metrics`, { method: "POST", headers: { "content-type": "application/json" }, body }))).status).toBe(201);
}

test("200 readers at once cost a few computations, and each question its own", async () => {
  await postOpening();
  const read = vi.spyOn(connectStore(environment()).store, "figures");
  await totalOf("/api/cal-metrics?window=7d");
  const calls = read.mock.calls.length;
  read.mockClear();
  expect(await totalsAtOnce(200, "/api/cal-metrics?window=7d")).toEqual(Array<number>(200).fill(1));
  expect(read.mock.calls.length / calls).toBeLessThanOrEqual(10);
  read.mockClear();
  await Promise.all(["7d", "28d", "90d"].map((window) => totalOf(`/api/cal-metrics?window=${window}`)));
  expect(read.mock.calls.length).toBe(3 * calls);
});

test("a reader gets every opening that was counted before it asked, however many read", async () => {
  const readers = Array.from({ length: 50 }, () => totalOf("/api/cal-metrics"));
  for (let counted = 1; counted <= 10; counted++) {
    await postOpening();
    readers.push(...Array.from({ length: 5 }, () => totalOf("/api/cal-metrics")));
    expect(await totalOf("/api/cal-metrics")).toBe(counted);
  }
  await Promise.all(readers);
});
