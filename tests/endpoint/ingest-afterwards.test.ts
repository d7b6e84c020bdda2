import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readDrops } from "../../src/metrics/ingest/drops.ts";
import { ingest, type IngestContext } from "../../src/metrics/ingest/ingest.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { startEmbedded, type EmbeddedClient } from "../fixtures/kv/embedded-client.ts";

const NOW = new Date("2026-03-09T08:30:00Z");
const SAMPLE = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 };
const BOOKING = { id: "30min", sampleId: SAMPLE.sampleId, bookingUid: "qWeRtY123" };

let kv: EmbeddedClient;
let behindTheAnswer: Promise<unknown>[];
beforeEach(() => {
  kv = startEmbedded(() => NOW);
  behindTheAnswer = [];
});
afterEach(async () => {
  await Promise.allSettled(behindTheAnswer);
  kv.close();
});

function post(body: object, more: Partial<IngestContext> = {}) {
  const request = new Request("http://localhost:4321/api/cal-metrics", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return ingest(request, { ...contextOf(), ...more });
}

function contextOf(): IngestContext {
  return {
    connect: () => ({ kv, store: createMetricsStore(kv, { now: () => NOW }) }),
    ratePerMinute: 1_000,
    isOnVercel: false,
    hasWebhook: false,
    now: () => NOW,
    waitUntil: (work) => behindTheAnswer.push(work),
  };
}

describe("the work after the answer", () => {
  test("starts after the answer, with the time of the sample, once per counted sample", async () => {
    const afterIngest = vi.fn<(now: Date, hasConversion: boolean) => Promise<void>>(() => Promise.resolve());
    await post(SAMPLE, { afterIngest });
    await post(SAMPLE, { afterIngest });
    expect(afterIngest.mock.calls).toEqual([[NOW, false]]);
    await post(BOOKING, { afterIngest });
    await post(BOOKING, { afterIngest });
    expect(afterIngest.mock.calls).toEqual([[NOW, false], [NOW, false]]);
  });

  test("does not delay the answer", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ingested = await post(SAMPLE, { afterIngest: () => promise });
    expect(ingested).toMatchObject({ counted: true });
    resolve();
    await Promise.all(behindTheAnswer);
  });

  test("fails in the log only, not for the sender", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const reason = new Error("no alert today");
    for (const afterIngest of [
      () => Promise.reject(reason),
      () => {
        throw reason;
      },
    ]) {
      expect(await post({ ...SAMPLE, sampleId: crypto.randomUUID() }, { afterIngest })).toMatchObject({ counted: true });
      await Promise.all(behindTheAnswer);
    }
    expect(error.mock.calls.map(([, logged]) => logged)).toEqual([reason, reason]);
  });

  test("does not start for a refused sample", async () => {
    const afterIngest = vi.fn<(now: Date) => Promise<void>>(() => Promise.resolve());
    await post({ id: "30min" }, { afterIngest });
    expect(afterIngest).not.toHaveBeenCalled();
  });
});

test("the host waits for the count of a refused post", async () => {
  expect(await post({ id: "30min" })).toMatchObject({ refusal: { reason: "schema" } });
  expect(behindTheAnswer).toHaveLength(1);
  await Promise.all(behindTheAnswer);
  expect((await readDrops(kv, NOW)).schema).toBe(1);
});

describe("an opening above 3 s", () => {
  test("is one line in the log, once, without personal data", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const slow = { ...SAMPLE, totalDuration: 3_421, page: "/services", placement: "hero", error: "somebody@example.com", outcome: "failed" };
    await post(slow);
    await post(slow);
    await post({ ...SAMPLE, sampleId: "another" });
    await Promise.all(behindTheAnswer);
    expect(warn.mock.calls).toEqual([["Slow opening: 3421 ms (page=/services placement=hero event=30min)"]]);
  });
});

describe("with a store that is down", () => {
  test("a refused post is still refused, and no promise rejects", async () => {
    kv.before = () => Promise.reject(new Error("down"));
    expect(await ingest(new Request("http://localhost:4321/api/cal-metrics", { method: "POST" }), contextOf())).toMatchObject({ refusal: { status: 415 } });
    await expect(Promise.all(behindTheAnswer)).resolves.toBeDefined();
  });

  test("the error reaches the caller, so that the sample can be sent again", async () => {
    kv.before = () => Promise.reject(new Error("down"));
    await expect(post(SAMPLE)).rejects.toThrow("down");
  });
});
