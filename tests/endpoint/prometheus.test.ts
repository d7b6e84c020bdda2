/** GET /metrics: the store's numbers in Prometheus' text format. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRoute } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { environment } from "../../src/host/settings/environment.ts";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { POST } from "../../src/pages/api/cal-metrics.ts";
import { ALL, GET, HEAD } from "../../src/pages/metrics.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const ORIGIN = "http://localhost:4321";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader-of-metrics");
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T12:00:00.000Z") });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

function ask(handler: APIRoute = GET, headers: Record<string, string> = { authorization: "Bearer reader-of-metrics" }, method = "GET") {
  return callInProcess(handler, new Request(`${ORIGIN}/metrics`, { method, headers }));
}

async function post(body: object): Promise<void> {
  await callInProcess(POST, new Request(`${ORIGIN}/api/cal-metrics`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

/** The samples by name and labels. Every line of the text has to be one, a comment or empty. */
async function scraped(): Promise<Record<string, number>> {
  const text = await (await ask()).text();
  const samples: Record<string, number> = {};
  for (const line of text.split("\n").filter((one) => one !== "" && !/^# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))$/.test(one))) {
    const [, name = line, value] = /^([a-z_]+(?:\{(?:[a-z]+="[^"\\\n]*",?)+\})?) (\d+(?:\.\d+)?)$/.exec(line) ?? [];
    samples[name] = Number(value);
  }
  return samples;
}

describe("the numbers", () => {
  test("are those of today, in the text format, and not cacheable", async () => {
    await post({ id: "30min", calLoadTime: 400, iframeLoadTime: 300, totalDuration: 700 });
    await post({ id: "30min", calLoadTime: 600, iframeLoadTime: 900, totalDuration: 1_600 });
    await post({ id: "30min", outcome: "failed", error: "code-missing" });
    await post({ id: "30min", calLoadTime: "fast" });
    const response = await ask();
    expect([response.status, response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8", "no-store"]);
    await expect.poll(scraped).toMatchObject({
      'readyslot_openings_total{outcome="ready"}': 2,
      'readyslot_openings_total{outcome="failed"}': 1,
      'readyslot_openings_total{outcome="timed-out"}': 0,
      'readyslot_refused_posts_total{reason="schema"}': 1,
      'readyslot_refused_posts_total{reason="rate"}': 0,
      'readyslot_bookings_total{source="browser"}': 0,
      'readyslot_phase_seconds_bucket{phase="totalDuration",le="0.5"}': 0,
      'readyslot_phase_seconds_bucket{phase="totalDuration",le="0.75"}': 1,
      'readyslot_phase_seconds_bucket{phase="totalDuration",le="2"}': 2,
      'readyslot_phase_seconds_bucket{phase="totalDuration",le="+Inf"}': 2,
      'readyslot_phase_seconds_sum{phase="totalDuration"}': 2.3,
      'readyslot_phase_seconds_count{phase="totalDuration"}': 2,
      'readyslot_stored_openings{outcome="ready"}': 2,
    });
    expect(Object.values(await scraped()).filter((value) => Number.isNaN(value))).toEqual([]);
  });

  test("of bookings add up to all of them, by who reported them", async () => {
    const { store } = connectStore(environment());
    const at = new Date();
    for (const [uid, source] of [["a", "browser"], ["b", "webhook"], ["c", "browser"], ["c", "webhook"]] as const) await store.recordBooking({ uidHash: uid.repeat(64), source, at });
    expect(await scraped()).toMatchObject({
      'readyslot_bookings_total{source="browser"}': 1,
      'readyslot_bookings_total{source="webhook"}': 1,
      'readyslot_bookings_total{source="both"}': 1,
      'readyslot_stored_bookings{source="browser"}': 1,
      'readyslot_stored_bookings{source="webhook"}': 1,
      'readyslot_stored_bookings{source="both"}': 1,
    });
  });

  test("begin again at midnight, except those of all stored days", async () => {
    await post({ id: "30min", calLoadTime: 400, iframeLoadTime: 300, totalDuration: 700 });
    vi.setSystemTime(new Date("2026-11-23T00:10:00.000Z"));
    await post({ id: "30min", outcome: "failed", error: "code-missing" });
    expect(await scraped()).toMatchObject({
      'readyslot_openings_total{outcome="ready"}': 0,
      'readyslot_openings_total{outcome="failed"}': 1,
      'readyslot_stored_openings{outcome="ready"}': 1,
      'readyslot_stored_openings{outcome="failed"}': 1,
    });
  });

  test("begin again at the site's midnight", async () => {
    vi.stubEnv("TIME_ZONE", "America/New_York");
    await post({ id: "30min", calLoadTime: 400, iframeLoadTime: 300, totalDuration: 700 });
    vi.setSystemTime(new Date("2026-11-23T00:10:00.000Z"));
    expect(await scraped()).toMatchObject({ 'readyslot_openings_total{outcome="ready"}': 1 });
    vi.setSystemTime(new Date("2026-11-23T05:10:00.000Z"));
    expect(await scraped()).toMatchObject({ 'readyslot_openings_total{outcome="ready"}': 0 });
  });
});

describe("access", () => {
  test.each([{}, { authorization: "Bearer wrong" }, { authorization: "reader-of-metrics" }])("with %j is refused", async (headers) => {
    const response = await ask(GET, headers);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="metrics"']);
  });

  test("by HEAD is the same, and other methods are refused", async () => {
    expect((await ask(HEAD, {}, "HEAD")).status).toBe(401);
    expect((await ask(HEAD, undefined, "HEAD")).status).toBe(200);
    const response = await ask(ALL, undefined, "POST");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("without a store is a 503", async () => {
    vi.stubEnv("VERCEL", "1");
    expect((await ask()).status).toBe(503);
  });
});
