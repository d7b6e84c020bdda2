import { logError } from "../errors/error-log.ts";
import { store as english, type StoreProblem } from "../words/en/access.ts";
import { StoreNotConfiguredError } from "./kv.ts";

export interface StoreFailure {
  code: "store-not-configured" | "store-unavailable" | "store-busy";
  /** For the client, in English: a remedy if there is one, and no internal details. */
  message: string;
  /** Of a store that is not configured. */
  problem?: StoreProblem;
  /** When to try again, in whole seconds. */
  retryAfter: number;
}

/** Why a store refuses to work, and what helps. */
export interface StoreRefusal {
  reason: string;
  remedy: string;
}

/**
 * By the stores' own messages: Redis (src/server.c, "OOM command not allowed when used memory > 'maxmemory'."), Upstash
 * (https://upstash.com/docs/redis/troubleshooting/max_requests_limit and db_capacity_quota_exceeded) and SQLite
 * (https://www.sqlite.org/rescode.html).
 */
const REFUSALS: readonly (StoreRefusal & { said: RegExp })[] = [
  {
    said: /max (?:daily |monthly )?requests? limit exceeded/i,
    reason: "The quota of commands of the database is used up.",
    remedy: "Choose a larger plan on the database's page at Upstash, or wait until the quota is renewed.",
  },
  {
    said: /OOM command not allowed|capacity quota exceeded|max single record size exceeded/i,
    reason: "The database is full.",
    remedy: "Choose a larger plan on the database's page at Upstash, or raise maxmemory of your own Redis. Do not turn on eviction: it removes openings.",
  },
  {
    said: /MISCONF/,
    reason: "The database cannot write to its disk, and therefore accepts no writes.",
    remedy: "Its own log says why. Most often the disk is full or its folder belongs to another user.",
  },
  { said: /LOADING Redis|LOADING Valkey/i, reason: "The database is still loading its data after a restart.", remedy: "Wait a minute." },
  {
    said: /READONLY|read only replica/i,
    reason: "The database is a replica, which can be read but not written.",
    remedy: "Use the address of the primary, and the token that is not read-only.",
  },
  { said: /database or disk is full|ENOSPC/i, reason: "The disk is full.", remedy: "Free some space on the disk of the folder DATA_DIR (.data)." },
  {
    said: /readonly database|unable to open database|EROFS|EACCES|EPERM/i,
    reason: "The store's file or its folder is read-only.",
    remedy: "Let this user write to the folder DATA_DIR (.data) and all files in it.",
  },
  { said: /was removed or replaced while/, reason: "The store's file was removed or replaced.", remedy: "Restart the server. It then uses the file in the folder DATA_DIR (.data), or creates one." },
  {
    said: /NOPERM|no permissions/i,
    reason: "The token or user can read but not write.",
    remedy: "With Vercel KV, KV_REST_API_TOKEN has the value of KV_REST_API_READ_ONLY_TOKEN: copy the one without READ_ONLY. With REDIS_URL, allow its user to write: ACL SETUSER … +@read +@write +@transaction +@connection +info.",
  },
];

/** Why the store refuses; undefined if its error says nothing that is known. */
export function storeRefusal(error: unknown): StoreRefusal | undefined {
  const said = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
  return REFUSALS.find((refusal) => refusal.said.test(said));
}

/** Converts an error of the store into a message for the client. The error itself is logged. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreNotConfiguredError) {
    return { code: "store-not-configured", message: error.message, problem: error.problem, retryAfter: 30 };
  }
  if (isBusy(error)) {
    return { code: "store-busy", message: english.busy, retryAfter: error.retryAfterSeconds };
  }
  const refusal = storeRefusal(error);
  logError(refusal ? `The metrics store refuses to work. ${refusal.reason} ${refusal.remedy}` : "The metrics store does not answer.", error);
  return { code: "store-unavailable", message: english.unavailable, retryAfter: 30 };
}

/** The message of a failure in the language of these words. */
export function storeMessage({ code, problem }: Pick<StoreFailure, "code" | "problem">, words: typeof english): string {
  if (code === "store-busy") return words.busy;
  return problem === undefined ? words.unavailable : words.notConfigured(problem);
}

/** By its shape: the metrics room throws it, which this room does not import. */
function isBusy(error: unknown): error is Error & { retryAfterSeconds: number } {
  return error instanceof Error && error.name === "BusyError" && "retryAfterSeconds" in error && typeof error.retryAfterSeconds === "number";
}
