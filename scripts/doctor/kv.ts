/** The store: reachable, writable, quick, and with keys that expire. Over the very client that the site uses. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { connectKv, type Kv } from "../../src/host/kv/kv.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { whyNot } from "../live-site/ask.ts";
import type { Patient } from "./patient.ts";

/** In ms. A sample takes three round trips, one after the other; from the same region one takes 1–5 ms. */
const SLOW_MS = 100;
const TRIPS = 5;
const LIFETIME_MS = 400;

export async function kvFindings({ env, place }: Patient): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => name.startsWith("KV_")))) return [skipped("Store", "Not asked: see Settings.")];
  if (place === "preview" && !env.KV_REST_API_URL) return [skipped("Store", "A preview without one: it counts no openings, and booking works.")];
  const kv = connectKvOrFinding(env);
  if ("verdict" in kv) return [kv];
  const key = `readyslot:doctor:${randomUUID()}`;
  try {
    return [await tryStore(kv, key)];
  } catch (error) {
    return [kv.kind === "embedded" ? embeddedFailure(error) : failure(error)];
  } finally {
    // It goes by itself as well.
    await kv.client.del(key).catch(() => {});
  }
}

async function tryStore({ client, writer, kind }: Kv, key: string): Promise<Finding> {
  const name = kind === "embedded" ? "the embedded store" : "Vercel KV";
  const value = { written: randomUUID() };
  await writer.set(key, value, { px: 60_000 });
  const read = await client.get(key);
  if (JSON.stringify(read) !== JSON.stringify(value)) {
    return problem("Store", `What was written to ${name} is not what is read from it.`, "KV_REST_API_URL may be a read replica, or a cache stands in front of it: take the database's own address.");
  }
  const trips: number[] = [];
  for (let i = 0; i < TRIPS; i++) {
    const started = performance.now();
    await client.get(key);
    trips.push(performance.now() - started);
  }
  const median = Math.round(trips.toSorted((a, b) => a - b)[Math.floor(TRIPS / 2)] ?? 0);
  await writer.set(key, value, { px: LIFETIME_MS });
  await setTimeout(LIFETIME_MS + 100);
  if ((await client.get(key)) !== null) {
    return problem("Store", `A key in ${name} outlived its expiry.`, "Figures would be kept for ever. Look at the database's clock and eviction settings, or take another database.");
  }
  if (median > SLOW_MS) return warning("Store", `${name} takes ${median} ms for a round trip.`, "Put the database into the region of the function: vercel.json, regions. Visitors do not wait for it, but each sample takes three of them.");
  return ok("Store", `${name} reads, writes and lets keys expire; a round trip takes ${median} ms (median of ${TRIPS}).`);
}

/** Opening the embedded store makes its folder. */
function connectKvOrFinding(env: Patient["env"]): Kv | Finding {
  try {
    return connectKv(env);
  } catch (error) {
    return embeddedFailure(error);
  }
}

function embeddedFailure(error: unknown): Finding {
  return problem("Store", `The embedded store cannot be used: ${whyNot(error)}.`, "May this user write to the folder DATA_DIR (.data), and is there room on the disk?");
}

function failure(error: unknown): Finding {
  const said = whyNot(error);
  if (/unauthorized|WRONGPASS|invalid or missing auth/i.test(said)) {
    return problem("Store", "Vercel KV does not know the token.", "KV_REST_API_TOKEN is of another database, or was rotated: copy both variables from the same database again.");
  }
  if (/NOPERM|no permissions|read.?only/i.test(said)) {
    return problem("Store", "The token may read and not write.", "KV_REST_API_TOKEN holds the value of KV_REST_API_READ_ONLY_TOKEN: copy the one without READ_ONLY.");
  }
  if (/in time|timeout|abort/i.test(said)) return problem("Store", "Vercel KV did not answer in time.", "Is the database running, and KV_REST_API_URL its address? Upstash's page shows both.");
  return problem("Store", `Vercel KV cannot be used: ${said.replaceAll(/https?:\/\/\S+/g, "its address")}.`, "Check KV_REST_API_URL against the database's page at Vercel, and that the database exists.");
}
