import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRoute } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { POST } from "../../src/pages/api/cal-metrics.ts";
import { ALL, GET, HEAD } from "../../src/pages/api/health.ts";
import { mountSmallDisk } from "../fixtures/kv/small-disk.ts";
import { startRedisRest } from "../fixtures/kv/redis-rest.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const ENDPOINT = "http://localhost:4321/api/health";
const FIELDS = { store: "embedded", lastWrite: "ok", latencyMs: expect.any(Number), version: expect.stringMatching(/^\d+\.\d+\.\d+/), release: expect.any(String), newestSampleAgeSeconds: null };
const FAILED = { ...FIELDS, status: "failing", lastWrite: null, latencyMs: null };

let folder: string;
let log: MockInstance<typeof console.error>;
let ending: (() => unknown)[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  log = vi.spyOn(console, "error").mockImplementation(() => {});
  ending = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ending) await end();
  await rm(folder, { recursive: true, force: true });
});

async function call(handler: APIRoute = GET, method = "GET") {
  const response = await callInProcess(handler, new Request(ENDPOINT, { method }));
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** The status of an answer to an opening. */
async function postSample(): Promise<number> {
  const body = JSON.stringify({ id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 });
  const response = await callInProcess(POST, new Request("http://localhost:4321/api/cal-metrics", { method: "POST", headers: { "content-type": "application/json" }, body }));
  return response.status;
}

/** The statuses of a post and of the health check after it. */
async function postAndHealth(): Promise<[number, number]> {
  return [await postSample(), (await call()).status];
}

/** Until the last examination is forgotten. */
function waitForNextExamination(): void {
  vi.advanceTimersByTime(5_000);
}

async function useRedis() {
  const rest = await startRedisRest();
  ending.push(rest.close);
  vi.stubEnv("KV_REST_API_URL", rest.url);
  vi.stubEnv("KV_REST_API_TOKEN", rest.token);
  const command = async (...words: string[]) => {
    const response = await fetch(rest.url, { method: "POST", headers: { authorization: `Bearer ${rest.token}` }, body: JSON.stringify(words) });
    expect(response.status).toBe(200);
  };
  return { ...rest, command };
}

function recordSample(receivedAt: string) {
  return connectStore({ DATA_DIR: folder }).store.record({ id: "30min", outcome: "ready", totalDuration: 836, timestamp: receivedAt, receivedAt }, { sender: "aaaaaa" });
}

describe("while the store answers", () => {
  test("health is 200 with exactly these fields, and not cacheable", async () => {
    const { status, headers, body } = await call();
    expect(status).toBe(200);
    expect(body).toEqual({ ...FIELDS, status: "ok" });
    expect(body.release).toMatch(/^(unknown|[0-9a-f]{7})$/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("health has the age of the newest sample in whole seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T15:30:00.900Z") });
    await recordSample("2026-11-22T15:00:00.000Z");
    await recordSample("2026-11-22T15:29:18.000Z");
    expect((await call()).body.newestSampleAgeSeconds).toBe(42);
  });

  test("the age is never negative, even when another instance's clock is ahead", async () => {
    await recordSample(new Date(Date.now() + 5_000).toISOString());
    expect((await call()).body.newestSampleAgeSeconds).toBe(0);
  });

  test("a sample older than a day is not looked for", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T15:30:00.000Z") });
    await recordSample("2026-11-21T15:00:00.000Z");
    expect((await call()).body.newestSampleAgeSeconds).toBeNull();
  });

  test("a thousand checks within five seconds cost one reading and one trial write", { tags: ["posix"] }, async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const redis = await useRedis();
    /** The commands of these checks. */
    const commandsOf = async (checks: number) => {
      vi.advanceTimersByTime(60_000);
      const before = redis.requests();
      const statuses = (await Promise.all(Array.from({ length: checks }, () => call()))).map(({ status }) => status);
      vi.advanceTimersByTime(4_999);
      statuses.push((await call()).status);
      expect(new Set(statuses)).toEqual(new Set([200]));
      return redis.sent().slice(before).map((commands) => commands.map(([name]) => name?.toLowerCase()).join(" ")).toSorted();
    };
    // The process learns about the hours that are over.
    await call();
    const ofOne = await commandsOf(1);
    expect(ofOne.filter((name) => name === "set")).toHaveLength(1);
    expect(await commandsOf(1_000)).toEqual(ofOne);
  });
});

describe("health is not ok while posts are refused, and is again once they are taken", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));

  test("by a Redis without memory", { tags: ["posix"] }, async () => {
    const { command } = await useRedis();
    expect(await postAndHealth()).toEqual([201, 200]);
    await command("CONFIG", "SET", "maxmemory", "1");
    expect(await postAndHealth()).toEqual([503, 503]);
    expect((await call()).body).toMatchObject({ status: "failing", store: "vercel-kv", lastWrite: "failed" });
    waitForNextExamination();
    expect((await call()).status).toBe(503);
    await command("CONFIG", "SET", "maxmemory", "0");
    waitForNextExamination();
    expect((await call()).status).toBe(200);
  });

  test("by a Redis that this token may only read", { tags: ["posix"] }, async () => {
    const { command } = await useRedis();
    await call();
    await command("ACL", "SETUSER", "default", "-@write");
    expect(await postAndHealth()).toEqual([503, 503]);
  });

  test("by an Upstash database whose quota is used up", { tags: ["posix"] }, async () => {
    const redis = await useRedis();
    expect(await postAndHealth()).toEqual([201, 200]);
    let isUsedUp = true;
    const upstash = createServer((request, response) => {
      if (isUsedUp) {
        const error = "ERR max requests limit exceeded. Limit: 500000, Usage: 500000. See https://upstash.com/docs/redis/troubleshooting/max_requests_limit for details";
        return void response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
      }
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        void fetch(redis.url + (request.url ?? ""), { method: "POST", headers: { authorization: request.headers.authorization ?? "" }, body: Buffer.concat(chunks) }).then(async (answer) =>
          response.writeHead(answer.status).end(await answer.text()),
        );
      });
    }).listen(0, "127.0.0.1");
    ending.push(() => upstash.close());
    await once(upstash, "listening");
    vi.stubEnv("KV_REST_API_URL", `http://127.0.0.1:${(upstash.address() as AddressInfo).port}`);
    expect(await postAndHealth()).toEqual([503, 503]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining("The quota of commands of the database is used up."), expect.anything());
    isUsedUp = false;
    waitForNextExamination();
    expect((await call()).status).toBe(200);
  });

  test("because the store's folder was removed", async () => {
    expect(await postAndHealth()).toEqual([201, 200]);
    await rename(folder, `${folder}-away`);
    expect(await postAndHealth()).toEqual([503, 503]);
    expect((await call()).body).toMatchObject({ status: "failing", store: "embedded", lastWrite: "failed" });
    expect(log).toHaveBeenCalledWith(expect.stringContaining("The store's file was removed or replaced. Restart the server."), expect.anything());
    await mkdir(folder);
    expect(await postAndHealth()).toEqual([503, 503]);
    await rm(folder, { recursive: true });
    await rename(`${folder}-away`, folder);
    waitForNextExamination();
    expect(await postAndHealth()).toEqual([201, 200]);
  });

  test("by a full disk", async ({ skip }) => {
    const disk = mountSmallDisk() ?? skip("needs root on Linux");
    ending.push(disk.remove);
    vi.stubEnv("DATA_DIR", disk.folder);
    expect(await postAndHealth()).toEqual([201, 200]);
    disk.fill();
    let status = 201;
    // The store uses the room that its file already has.
    for (let i = 0; i < 500 && status === 201; i++) status = await postSample();
    expect([status, (await call()).status]).toEqual([503, 503]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining("The disk is full."), expect.anything());
    waitForNextExamination();
    expect((await call()).status).toBe(503);
    disk.empty();
    waitForNextExamination();
    expect((await call()).status).toBe(200);
    expect(await postAndHealth()).toEqual([201, 200]);
  });

  test("by a read-only disk, with and without a store on it", async ({ skip }) => {
    const disk = mountSmallDisk() ?? skip("needs root on Linux");
    ending.push(disk.remove);
    const { openEmbeddedKv } = await import("../../src/host/kv/embedded-kv.ts");
    openEmbeddedKv(join(disk.folder, "old", "metrics.db")).close();
    await mkdir(join(disk.folder, "new"));
    disk.makeReadOnly();
    for (const name of ["old", "new"]) {
      vi.stubEnv("DATA_DIR", join(disk.folder, name));
      expect(await postAndHealth()).toEqual([503, 503]);
      expect(log).toHaveBeenLastCalledWith(expect.stringContaining("The store's file or its folder is read-only."), expect.anything());
    }
  });
});

describe("a store that", () => {
  test("is down: 503 with exactly these fields, and the reason is only logged", async () => {
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    const { status, headers, body } = await call();
    expect(status).toBe(503);
    expect(body).toEqual({ ...FAILED, store: "vercel-kv" });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(log).toHaveBeenCalledTimes(1);
  });

  test("is not configured: 503, and the remedy is logged", async () => {
    vi.stubEnv("VERCEL", "1");
    const { status, body } = await call();
    expect(status).toBe(503);
    expect(body).toEqual({ ...FAILED, store: "none" });
    expect(log.mock.calls).toEqual([[expect.stringContaining("KV_REST_API_URL")]]);
  });
});

test("HEAD is handled like GET", () => {
  expect(HEAD).toBe(GET);
});

test.each(["POST", "PUT", "DELETE"])("%s: 405 with the allowed methods", async (method) => {
  const { status, headers } = await call(ALL, method);
  expect(status).toBe(405);
  expect(headers.get("allow")).toBe("GET, HEAD");
});
