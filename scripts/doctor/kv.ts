/** Checks that the store can be reached and written, is fast enough and lets keys expire, with the client that the site uses. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { connectKv, type Kv, type KvEnv } from "../../src/host/kv/kv.ts";
import { askRedis, redisFailure, redisFindings } from "./redis.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { storeRefusal } from "../../src/host/kv/store-failure.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { whyNot } from "../live-site/ask.ts";
import type { Setup } from "./setup.ts";

/** In ms. A sample takes three consecutive round trips; within a region, one takes 1–5 ms. */
const SLOW_MS = 100;
const TRIPS = 5;

export async function kvFindings({ env, place, keyLifetimeMs = 400 }: Setup): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => name.startsWith("KV_") || name === "REDIS_URL"))) return [skipped("Store", "Skipped because of the problem under Settings.")];
  if (place === "preview" && !env.KV_REST_API_URL && !env.REDIS_URL) return [skipped("Store", "A preview without a store. Openings are not counted; booking works.")];
  const kv = connectKvOrFinding(env);
  if ("verdict" in kv) return [kv];
  const key = `readyslot:doctor:${randomUUID()}`;
  try {
    const store = await tryStore(kv, { key, keyLifetimeMs });
    if (kv.kind === "embedded") return [store];
    if (kv.kind === "vercel-kv") return [store, await evictionFinding((command) => resultOf(command, env))];
    const ask = askRedis(env.REDIS_URL ?? "");
    return [store, await evictionFinding(ask), ...(await redisFindings(env.REDIS_URL ?? "", ask))];
  } catch (error) {
    return [FAILURES[kv.kind](error)];
  } finally {
    // It also expires.
    await kv.client.del(key).catch(() => {});
  }
}

const NAMES: Readonly<Record<Kv["kind"], string>> = { embedded: "the embedded store", redis: "the Redis", "vercel-kv": "Vercel KV" };

async function tryStore({ client, writer, kind }: Kv, { key, keyLifetimeMs }: { key: string; keyLifetimeMs: number }): Promise<Finding> {
  const name = NAMES[kind];
  const value = { written: randomUUID() };
  await writer.set(key, value, { px: 60_000 });
  const read = await client.get(key);
  if (JSON.stringify(read) !== JSON.stringify(value)) {
    return problem("Store", `The value read from ${name} differs from the value written.`, `${kind === "redis" ? "REDIS_URL" : "KV_REST_API_URL"} may be a read replica, or there may be a cache in front of it. Use the database's own address.`);
  }
  const trips: number[] = [];
  for (let i = 0; i < TRIPS; i++) {
    const started = performance.now();
    await client.get(key);
    trips.push(performance.now() - started);
  }
  const median = Math.round(trips.toSorted((a, b) => a - b)[Math.floor(TRIPS / 2)] ?? 0);
  await writer.set(key, value, { px: keyLifetimeMs });
  await setTimeout(keyLifetimeMs * 1.25);
  if ((await client.get(key)) !== null) {
    return problem("Store", `A key in ${name} did not expire.`, "Data would be stored forever. Check the database's clock and eviction settings, or use another database.");
  }
  if (median > SLOW_MS) return warning("Store", `A round trip to ${name} takes ${median} ms.`, "Move the database to the server, or to the function's region (vercel.json, regions). Visitors do not wait for it, but each sample takes three round trips.");
  return ok("Store", `Reads, writes and expiry work in ${name}. A round trip takes ${median} ms (median of ${TRIPS}).`);
}

/** Opening the embedded store creates its folder, which may fail. */
function connectKvOrFinding(env: Setup["env"]): Kv | Finding {
  try {
    return connectKv(env);
  } catch (error) {
    return embeddedFailure(error);
  }
}

function embeddedFailure(error: unknown): Finding {
  const refusal = storeRefusal(error);
  if (refusal) return problem("Store", refusal.reason, refusal.remedy);
  return problem("Store", `The embedded store cannot be used: ${whyNot(error)}.`, "Check that this user can write to the folder DATA_DIR (.data) and that the disk is not full.");
}

function vercelFailure(error: unknown): Finding {
  const said = whyNot(error);
  if (/unauthorized|WRONGPASS|invalid or missing auth/i.test(said)) {
    return problem("Store", "Vercel KV rejects the token.", "KV_REST_API_TOKEN belongs to another database or was rotated. Copy both settings again from the same database.");
  }
  const refusal = storeRefusal(error);
  if (refusal) return problem("Store", refusal.reason, refusal.remedy);
  if (/in time|timeout|abort/i.test(said)) return problem("Store", "Vercel KV did not answer in time.", "Check that the database is running and KV_REST_API_URL is its address. Upstash's page shows both.");
  return problem("Store", `Vercel KV cannot be used: ${said.replaceAll(/https?:\/\/\S+/g, "its address")}.`, "Compare KV_REST_API_URL with the database's page at Vercel, and check that the database exists.");
}

const FAILURES: Readonly<Record<Kv["kind"], (error: unknown) => Finding>> = { embedded: embeddedFailure, redis: redisFailure, "vercel-kv": vercelFailure };

const WHERE = "Open the database at Upstash (at Vercel: Storage, the database, Open in Upstash) and turn Eviction off under Configuration; on your own Redis, set maxmemory-policy to noeviction.";

/** Redis answers both questions; Upstash's REST API answers INFO, and documents no list of its fields. */
const QUESTIONS: readonly { command: readonly string[]; policyIn: (result: unknown) => string | undefined }[] = [
  { command: ["INFO", "memory"], policyIn: (result) => /^maxmemory_policy:\s*(\S+)/m.exec(String(result))?.[1] },
  { command: ["CONFIG", "GET", "maxmemory-policy"], policyIn: (result) => (Array.isArray(result) && typeof result[1] === "string" ? result[1] : undefined) },
];

async function evictionFinding(ask: (command: readonly string[]) => Promise<unknown>): Promise<Finding> {
  for (const { command, policyIn } of QUESTIONS) {
    const policy = policyIn(await ask(command));
    if (policy === "noeviction") return ok("Eviction", "The database keeps every key until it expires (noeviction).");
    if (policy !== undefined) return problem("Eviction", `The database removes keys when its memory is full (${policy}), so that openings disappear without an error.`, WHERE);
  }
  return skipped("Eviction", `The database does not say whether it removes keys when it is full. By default, Upstash does not. ${WHERE}`);
}

/** Undefined if the database refuses the command. The client has no method for these. */
async function resultOf(command: readonly string[], { KV_REST_API_URL: url = "", KV_REST_API_TOKEN: token = "" }: KvEnv): Promise<unknown> {
  const response = await fetch(url.trim(), { method: "POST", headers: { authorization: `Bearer ${token.trim()}` }, body: JSON.stringify(command), signal: AbortSignal.timeout(5_000) });
  if (!response.ok) return undefined;
  return ((await response.json()) as { result?: unknown }).result;
}
