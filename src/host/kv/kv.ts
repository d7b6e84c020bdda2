/**
 * The connection to the store: Vercel KV if it is configured, else a Redis or Valkey, else the embedded store in a
 * file. All have the same client, so other code does not distinguish them. An incomplete configuration, or none on
 * Vercel, is an error: the disk of a serverless function is not persistent.
 */
import { join } from "node:path";
import { createClient, VercelKV } from "@vercel/kv";
import { store, type StoreProblem } from "../words/en/access.ts";
import { openEmbeddedKv } from "./embedded-kv.ts";
import { checkKvToken, checkKvUrl } from "./kv-settings.ts";
import { openRedisKv } from "./redis-kv.ts";
import { parseRedisUrl } from "./redis-url.ts";
import { watchWrites, type WriteWatch } from "./write-watch.ts";

export type KvClient = VercelKV;

export interface Kv {
  /** For reads, and for writes that may be repeated: retries once if the connection is dropped. */
  readonly client: KvClient;
  /** For writes that must not be repeated: never retries. If the reply is lost, the write may have happened. */
  readonly writer: KvClient;
  readonly kind: "vercel-kv" | "redis" | "embedded";
  /** The outcome of this process' last write. */
  readonly writes: WriteWatch;
}

/** The settings that decide which. An empty value counts as not set. */
export interface KvEnv {
  readonly KV_REST_API_URL?: string | undefined;
  readonly KV_REST_API_TOKEN?: string | undefined;
  /** Not read if there is a Vercel KV: its integration sets this as well. */
  readonly REDIS_URL?: string | undefined;
  /** Set by Vercel, in builds and in functions. */
  readonly VERCEL?: string | undefined;
  /** The folder of the embedded store's file; ".data" in the working directory if not set. */
  readonly DATA_DIR?: string | undefined;
}

export class StoreNotConfiguredError extends Error {
  override name = "StoreNotConfiguredError";
  readonly problem: StoreProblem;
  constructor(problem: StoreProblem, options?: ErrorOptions) {
    super(store.notConfigured(problem), options);
    this.problem = problem;
  }
}

/** For one request together with its retry. The store's claims are made to outlive it: `counted-once.ts`. */
const REQUEST_TIMEOUT_MS = 2_000;
const RETRY_AFTER_MS = 100;

/** For both kinds of remote store. */
export const REDIS_LIMITS = { timeout: REQUEST_TIMEOUT_MS, retryAfter: RETRY_AFTER_MS };

/** The embedded store's file, in DATA_DIR. */
export const STORE_FILE = "metrics.db";

const connections = new Map<string, Kv>();

/**
 * Returns the process' connection for this environment, created on first use. Connecting to a remote
 * store does not send anything; opening the embedded store creates its file.
 *
 * @throws {StoreNotConfiguredError} with the names of the settings, and none of their values.
 */
export function connectKv(env: KvEnv): Kv {
  const url = env.KV_REST_API_URL?.trim() ?? "";
  const token = env.KV_REST_API_TOKEN?.trim() ?? "";
  const redisUrl = env.REDIS_URL?.trim() ?? "";
  const onVercel = (env.VERCEL ?? "") !== "";
  const folder = env.DATA_DIR?.trim() || ".data";

  const id = JSON.stringify([url, token, redisUrl, onVercel, folder]);
  const known = connections.get(id);
  if (known !== undefined) return known;
  const made = url !== "" || token !== "" ? vercelKv(url, token) : redisUrl !== "" ? redis(redisUrl) : embedded(folder, onVercel);
  connections.set(id, made);
  return made;
}

function vercelKv(url: string, token: string): Kv {
  const missing = url === "" ? "KV_REST_API_URL" : token === "" ? "KV_REST_API_TOKEN" : undefined;
  if (missing !== undefined) {
    const found = missing === "KV_REST_API_URL" ? "KV_REST_API_TOKEN" : "KV_REST_API_URL";
    throw new StoreNotConfiguredError({ kind: "half", found, missing });
  }
  requireValid("KV_REST_API_URL", () => checkKvUrl(url));
  requireValid("KV_REST_API_TOKEN", () => checkKvToken(token));
  // The default of five retries would hold callers of a dead endpoint for over 4 s; one retry handles a
  // dropped connection. `retries: 0`, because the client treats `retry: false` as one retry.
  const [client, writer] = [remote(url, token, 1), remote(url, token, 0)];
  return { client, writer, kind: "vercel-kv", writes: watchWrites([client, writer]) };
}

/** @throws {StoreNotConfiguredError} if the check refuses the setting. */
function requireValid(setting: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new StoreNotConfiguredError({ kind: "invalid", setting, message: (error as TypeError).message }, { cause: error });
  }
}

function remote(url: string, token: string, retries: number): KvClient {
  return createClient({
    url,
    token,
    retry: { retries, backoff: () => RETRY_AFTER_MS },
    // Base64 is for values that are not UTF-8, which this site does not store. The client would decode
    // the thousands of strings of a histogram one by one.
    responseEncoding: false,
    // A function, called for each request: a single signal would expire once and for all, and the client
    // would then return its reason as a result.
    signal: () => AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    // The client cannot turn this off for an in-process transport, and both must behave alike.
    automaticDeserialization: true,
    // Batches are explicit (`multi`, `pipeline`), so that a call is the same request on both stores.
    enableAutoPipelining: false,
  });
}

function redis(address: string): Kv {
  requireValid("REDIS_URL", () => void parseRedisUrl(address));
  const engine = openRedisKv(address, REDIS_LIMITS);
  closeAtExit(engine);
  // Both use one connection.
  const [client, writer] = [new VercelKV(engine.requester({ retries: 1 })), new VercelKV(engine.requester({ retries: 0 }))];
  return { client, writer, kind: "redis", writes: watchWrites([client, writer]) };
}

/** Per process, which may have loaded several builds, each with this module. */
const OPEN_ENGINES = Symbol.for("readyslot.open-engines");

/** Closing the embedded store writes its log back into the file, which can then be copied alone. */
function closeAtExit(engine: { close(): void }): void {
  const shared = globalThis as { [key: symbol]: { close(): void }[] | undefined };
  const others = shared[OPEN_ENGINES];
  if (others) return void others.push(engine);
  const engines = (shared[OPEN_ENGINES] = [engine]);
  process.once("exit", () => {
    for (const open of engines) open.close();
  });
}

function embedded(folder: string, onVercel: boolean): Kv {
  if (onVercel) throw new StoreNotConfiguredError({ kind: "none" });
  const engine = openEmbeddedKv(join(folder, STORE_FILE));
  closeAtExit(engine);
  // Within one process no reply is lost, so there is nothing to retry.
  const client = new VercelKV(engine);
  return { client, writer: client, kind: "embedded", writes: watchWrites([client]) };
}
