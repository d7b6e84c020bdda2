/** Checks that the store removes no key before it expires. An evicting store loses openings, or idempotency keys, without an error. */
import type { KvEnv } from "../../src/host/kv/kv.ts";
import { ok, problem, skipped, type Finding } from "./findings.ts";

const WHERE = "Open the database at Upstash (at Vercel: Storage, the database, Open in Upstash) and turn Eviction off under Configuration; on your own Redis, set maxmemory-policy to noeviction.";

/** Redis answers both questions; Upstash's REST API answers INFO, and documents no list of its fields. */
const QUESTIONS: readonly { command: readonly string[]; policyIn: (result: unknown) => string | undefined }[] = [
  { command: ["INFO", "memory"], policyIn: (result) => /^maxmemory_policy:\s*(\S+)/m.exec(String(result))?.[1] },
  { command: ["CONFIG", "GET", "maxmemory-policy"], policyIn: (result) => (Array.isArray(result) && typeof result[1] === "string" ? result[1] : undefined) },
];

export async function evictionFinding({ KV_REST_API_URL: url = "", KV_REST_API_TOKEN: token = "" }: KvEnv): Promise<Finding> {
  for (const { command, policyIn } of QUESTIONS) {
    const policy = policyIn(await resultOf(command, url.trim(), token.trim()));
    if (policy === "noeviction") return ok("Eviction", "The database keeps every key until it expires (noeviction).");
    if (policy !== undefined) return problem("Eviction", `The database removes keys when its memory is full (${policy}), so that openings disappear without an error.`, WHERE);
  }
  return skipped("Eviction", `The database does not say whether it removes keys when it is full. By default, Upstash does not. ${WHERE}`);
}

/** Undefined if the database refuses the command. The client has no method for these. */
async function resultOf(command: readonly string[], url: string, token: string): Promise<unknown> {
  const response = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(command), signal: AbortSignal.timeout(5_000) });
  if (!response.ok) return undefined;
  return ((await response.json()) as { result?: unknown }).result;
}
