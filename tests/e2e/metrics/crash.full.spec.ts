/** What has been promised is kept: the server dies again and again while visitors report, and no opening is lost or counted twice. */
import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import type { StoredSample, Summary } from "../../../src/metrics/shared/sample.ts";

const SAMPLES = 5_000;
const CRASHES = 10;
const VISITORS = 16;
const TOKEN = "reader-token-for-tests";

test("killed ten times during 5,000 posts: exactly 5,000 samples, each counted once in every histogram", async () => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  const server = await startServer(folder, 0);
  try {
    const queue = Array.from({ length: SAMPLES }, (_, n) => ({
      id: "30min",
      sampleId: randomUUID(),
      calLoadTime: 100 + (n % 400),
      iframeLoadTime: 500 + (n % 1_000),
      totalDuration: 700 + (n % 1_500),
      page: n % 2 ? "/" : "/services",
      variant: n % 10 ? "optimized" : "baseline",
      openKind: "cold",
    }));
    const answers = { counted: 0, countedBefore: 0 };
    let crashes = 0;
    let cutOff = 0;
    let isDown: Promise<void> | undefined;

    const crash = async () => {
      crashes += 1;
      server.process.kill("SIGKILL");
      await once(server.process, "exit");
      Object.assign(server, await startServer(folder, server.port));
      isDown = undefined;
    };
    const visitor = async () => {
      for (let sample = queue.pop(); sample; sample = queue.pop()) {
        let status = 0;
        while (status !== 200 && status !== 201) {
          await isDown;
          status = await post(server.origin, sample);
          expect([0, 200, 201, 503]).toContain(status);
          if (status === 0) cutOff += 1;
        }
        answers[status === 201 ? "counted" : "countedBefore"] += 1;
        const isDue = answers.counted + answers.countedBefore >= ((crashes + 1) * SAMPLES) / (CRASHES + 1);
        if (isDue && !isDown && crashes < CRASHES) isDown = crash();
      }
    };
    await Promise.all(Array.from({ length: VISITORS }, visitor));
    await isDown;

    expect(crashes).toBe(CRASHES);
    // Each time, somebody was in the middle of it.
    expect(cutOff).toBeGreaterThanOrEqual(CRASHES);
    // What was counted and never answered for is what the second try found.
    expect(answers.counted + answers.countedBefore).toBe(SAMPLES);
    const { summary, histogram, metrics } = await read(server.origin, "?limit=1000");
    expect(summary).toMatchObject({ total: SAMPLES, errors: 0, outcomes: { ready: SAMPLES } });
    for (const { n } of Object.values(summary.phases).filter(({ n: taken }) => taken > 0)) expect(n).toBe(SAMPLES);
    expect(Object.values(summary.phases).filter(({ n }) => n > 0)).toHaveLength(3);
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(SAMPLES);
    expect(new Set(metrics.map(({ sampleId }) => sampleId)).size).toBe(1_000);
    const filtered = async (query: string) => (await read(server.origin, `?limit=1&${query}`)).summary;
    for (const [query, share] of [["page=/", 0.5], ["page=/services", 0.5], ["variant=baseline", 0.1], ["openKind=cold", 1]] as const) {
      const found = await filtered(query);
      expect(found.total, query).toBe(SAMPLES * share);
      expect(Object.values(found.phases).map(({ n }) => n).filter((n) => n > 0), query).toEqual(Array(3).fill(SAMPLES * share));
    }
    for (const window of ["24h", "7d"]) expect((await filtered(`window=${window}`)).phases.totalDuration.n, window).toBe(SAMPLES);
  } finally {
    server.process.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
});

interface Server {
  process: ChildProcess;
  origin: string;
  port: number;
}

async function startServer(folder: string, port: number): Promise<Server> {
  const child = fork(join(import.meta.dirname, "../../fixtures/site/site-process.ts"), {
    env: {
      ...process.env,
      DATA_DIR: folder,
      METRICS_TOKEN: TOKEN,
      METRICS_RATE_PER_MINUTE: "1000000",
      TEST_SITE_PORT: String(port),
    },
    execArgv: [],
  });
  const [{ site }] = (await once(child, "message")) as [{ site: string }];
  return { process: child, origin: site, port: Number(new URL(site).port) };
}

/** The status; 0 where the line was cut. */
async function post(origin: string, sample: object): Promise<number> {
  try {
    const answer = await fetch(`${origin}/api/cal-metrics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(sample),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

async function read(origin: string, query: string) {
  const answer = await fetch(`${origin}/api/cal-metrics${query}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { summary: Summary; histogram: { count: number }[]; metrics: StoredSample[] };
}
