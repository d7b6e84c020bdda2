/**
 * A running function with a setting that was broken after the build: endpoints that need the setting say
 * so, all others work, and neither a response nor the log repeats a value.
 */
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { APIRoute } from "astro";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GET as embedScript } from "../../src/pages/api/cal-embed.js.ts";
import { GET as metrics, POST as postMetrics } from "../../src/pages/api/cal-metrics.ts";
import { POST as calWebhook } from "../../src/pages/api/cal-webhook.ts";
import { GET as alerts } from "../../src/pages/api/cron/alerts.ts";
import { GET as retention } from "../../src/pages/api/cron/retention.ts";
import { POST as errors } from "../../src/pages/api/errors.ts";
import { GET as health } from "../../src/pages/api/health.ts";
import { POST as policyReports } from "../../src/pages/api/policy-reports.ts";
import { GET as slots } from "../../src/pages/api/slots.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";
import { startReceiver, type Receiver } from "../fixtures/receiver.ts";

const RIGHT = { METRICS_TOKEN: "kT8sVx0Qm2hYJd5n", CAL_WEBHOOK_SECRET: "Zr4bWq9LfXc1TgAe", CRON_SECRET: "Wm5tKe8RzQp2XbNj" };
const SAMPLE = JSON.stringify({ id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 });
const BOOKED = JSON.stringify({
  triggerEvent: "BOOKING_CREATED",
  createdAt: "2026-11-22T15:04:09.538Z",
  payload: { type: "30min", attendees: [{ timeZone: "Europe/London" }], uid: "bFJeNb2uX8ANpT3JL5EfXw", status: "ACCEPTED" },
});

let folder: string;
let cal: Receiver;
let behindTheAnswer: Promise<unknown>[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  cal = await startReceiver();
  cal.answer = (response) => {
    const isApi = cal.received.at(-1)?.path.startsWith("/v2/");
    response.writeHead(200, { "content-type": "text/javascript" }).end(isApi ? '{"status":"success","data":{}}' : "(() => {})();".padEnd(2_000));
  };
  behindTheAnswer = [];
  vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) });
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("CAL_EMBED_URL", `${cal.origin}/embed.js`);
  vi.stubEnv("CAL_API_URL", cal.origin);
  for (const [name, value] of Object.entries(RIGHT)) vi.stubEnv(name, value);
});
afterEach(async () => {
  await Promise.allSettled(behindTheAnswer);
  vi.unstubAllGlobals();
  await cal.close();
  await rm(folder, { recursive: true, force: true });
});

function get(handler: APIRoute, path: string, bearer?: string): () => Promise<Response> {
  return () => callInProcess(handler, new Request(`http://localhost:4321${path}`, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} }));
}

function post(handler: APIRoute, path: string, body: string, headers: Record<string, string> = {}): () => Promise<Response> {
  return () => callInProcess(handler, new Request(`http://localhost:4321${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body }));
}

/** All endpoints of the function, requested with the right secrets. */
const ASKED = {
  "/api/cal-embed.js": get(embedScript, "/api/cal-embed.js"),
  "POST /api/cal-metrics": post(postMetrics, "/api/cal-metrics", SAMPLE),
  "/api/cal-metrics": get(metrics, "/api/cal-metrics", RIGHT.METRICS_TOKEN),
  "/api/cal-webhook": post(calWebhook, "/api/cal-webhook", BOOKED, { "x-cal-signature-256": createHmac("sha256", RIGHT.CAL_WEBHOOK_SECRET).update(BOOKED).digest("hex") }),
  "/api/health": get(health, "/api/health"),
  "/api/cron/alerts": get(alerts, "/api/cron/alerts", RIGHT.CRON_SECRET),
  "/api/cron/retention": get(retention, "/api/cron/retention", RIGHT.CRON_SECRET),
  "/api/slots": get(slots, "/api/slots?event=studio/30min"),
  "/api/errors": post(errors, "/api/errors", "{}"),
  "/api/policy-reports": post(policyReports, "/api/policy-reports", "[]", { "content-type": "application/reports+json" }),
};

type Statuses = Partial<Record<keyof typeof ASKED, number>>;

/** The statuses with correct settings. Without a DSN errors are not reported. */
const ALL_WELL: Statuses = {
  "/api/cal-embed.js": 200,
  "POST /api/cal-metrics": 201,
  "/api/cal-metrics": 200,
  "/api/cal-webhook": 200,
  "/api/health": 200,
  "/api/cron/alerts": 200,
  "/api/cron/retention": 200,
  "/api/slots": 200,
  "/api/errors": 204,
  "/api/policy-reports": 204,
};

const NO_STORE: Statuses = { "POST /api/cal-metrics": 503, "/api/cal-metrics": 503, "/api/cal-webhook": 503, "/api/health": 503, "/api/cron/alerts": 503, "/api/cron/retention": 503 };
const KV = { KV_REST_API_URL: "https://eu1.upstash.io", KV_REST_API_TOKEN: "AYNgASQgN2Zi" };

/** The broken settings, the statuses that change, and the name that the responses must mention. */
const BROKEN: [Record<string, string>, Statuses, string?][] = [
  [{}, {}],
  [{ KV_REST_API_URL: KV.KV_REST_API_URL }, NO_STORE, "KV_REST_API_TOKEN"],
  [{ KV_REST_API_TOKEN: "hidden" }, NO_STORE, "KV_REST_API_URL"],
  [{ ...KV, KV_REST_API_URL: "redis://default:hidden@eu1.upstash.io:6379" }, NO_STORE, "KV_REST_API_URL"],
  [{ ...KV, KV_REST_API_URL: "hidden.upstash.io" }, NO_STORE, "KV_REST_API_URL"],
  [{ ...KV, KV_REST_API_TOKEN: "hidden\nhidden" }, NO_STORE, "KV_REST_API_TOKEN"],
  [{ VERCEL: "1" }, NO_STORE, "KV_REST_API_URL"],
  [{ REDIS_URL: "hidden.example.com:6379" }, NO_STORE, "REDIS_URL"],
  [{ REDIS_URL: "redis://:hidden@cache/hidden" }, NO_STORE, "REDIS_URL"],
  [{ LOG_LEVEL: "hidden", LOG_FORMAT: "hidden" }, {}],
  [{ METRICS_TOKEN: "hidden" }, { "/api/cal-metrics": 401 }, "METRICS_TOKEN"],
  [{ METRICS_TOKEN: `${RIGHT.METRICS_TOKEN}\n` }, { "/api/cal-metrics": 401 }, "METRICS_TOKEN"],
  [{ CAL_WEBHOOK_SECRET: " " }, { "/api/cal-webhook": 503 }, "CAL_WEBHOOK_SECRET"],
  [{ CRON_SECRET: " " }, { "/api/cron/alerts": 503, "/api/cron/retention": 503 }, "CRON_SECRET"],
  [{ CAL_EMBED_URL: "https://user:hidden@app.cal.com/embed.js" }, { "/api/cal-embed.js": 503 }],
  [{ CAL_API_URL: "https://user:hidden@api.cal.com" }, { "/api/slots": 503 }],
  [{ CAL_API_KEY: "hidden\nhidden" }, { "/api/slots": 503 }],
  [{ METRICS_RATE_PER_MINUTE: "many" }, {}],
  [{ TIME_ZONE: "Berlin" }, {}],
  [{ ADMIN_PASSWORD: " " }, {}],
  [{ ADMIN_PASSWORD_HASH: "hidden" }, {}],
  [{ ALERT_WEBHOOK_URL: "https://a:hidden@hooks.slack.com/" }, {}],
  // The body is not a report: with a DSN it is read and refused.
  [{ SENTRY_DSN: "https://hidden.sentry.io/2" }, { "/api/errors": 415 }],
  [{ SITE_URL: "example.com" }, {}],
];

test.each(BROKEN)("with %j only %j changes, and no value is repeated", async (env, otherwise, name) => {
  const said = (["error", "warn"] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
  for (const [setting, value] of Object.entries(env)) vi.stubEnv(setting, value);
  const statuses: Record<string, number> = {};
  const texts: Record<string, string> = {};
  for (const [what, ask] of Object.entries(ASKED)) {
    const answer = await ask();
    statuses[what] = answer.status;
    texts[what] = await answer.text();
  }
  await Promise.allSettled(behindTheAnswer);
  expect(statuses).toEqual({ ...ALL_WELL, ...otherwise });
  // Health checks and browsers are public: they get no reason, which is only logged.
  const tellTheName = Object.keys(otherwise).filter((what) => name !== undefined && what !== "/api/health");
  expect(tellTheName.filter((what) => !texts[what]?.includes(name ?? ""))).toEqual([]);
  expect(Object.values(texts).join()).not.toContain("hidden");
  expect(inspect(said.map(({ mock }) => mock.calls), { depth: null })).not.toContain("hidden");
});

test("a folder that cannot be written counts as a store that does not answer", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  await writeFile(join(folder, "file"), "");
  vi.stubEnv("DATA_DIR", join(folder, "file"));
  expect((await ASKED["POST /api/cal-metrics"]()).status).toBe(503);
  expect((await ASKED["/api/cal-embed.js"]()).status).toBe(200);
});
