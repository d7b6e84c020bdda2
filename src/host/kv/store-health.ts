import type { Kv } from "./kv.ts";
import { storeFailure } from "./store-failure.ts";

/** In ms: how long an examination is remembered. Health checks ask every 10 s at most, and from several places. */
const REMEMBERED_MS = 5_000;
/** In ms: a write within it that succeeded needs no trial. */
const TRIED_MS = 60_000;

const KEY = "readyslot:v3:health";
const KEY_SECONDS = 60;
/** In characters: more than a sample, so that a store with little room left does not pass. */
const TRIAL_SIZE = 8_192;

export interface StoreHealth<T> {
  /** The outcome of this process' last write of any kind. */
  readonly lastWrite: "ok" | "failed";
  /** What the examination read. */
  readonly read: T | undefined;
  /** The duration of the examination. */
  readonly latencyMs: number;
}

interface Examination {
  readonly at: number;
  readonly result: Promise<{ read: unknown; latencyMs: number }>;
}

const examinations = new WeakMap<Kv, Examination>();

/**
 * Whether the store can be read and written. A write of the last minute that succeeded counts. Otherwise, and after every
 * failed write, the examination writes a key that expires, so that a store which has recovered is found to work without
 * waiting for a visitor. At most one examination in 5 s; the last write's outcome is always current.
 *
 * @throws what `read` throws.
 */
export async function storeHealth<T>(kv: Kv, read: () => Promise<T>): Promise<StoreHealth<T>> {
  const known = examinations.get(kv);
  const now = performance.now();
  const examination = known && now - known.at < REMEMBERED_MS ? known : { at: now, result: examine(kv, read, now) };
  examinations.set(kv, examination);
  const result = await examination.result;
  return { lastWrite: kv.writes.last()?.ok === true ? "ok" : "failed", read: result.read as T, latencyMs: result.latencyMs };
}

async function examine<T>(kv: Kv, read: () => Promise<T>, started: number): Promise<{ read: T; latencyMs: number }> {
  const last = kv.writes.last();
  const isTried = last?.ok === true && started - last.at < TRIED_MS;
  const [answer, refusal] = await Promise.all([read(), isTried ? undefined : tryToWrite(kv)]);
  if (refusal !== undefined) storeFailure(refusal);
  return { read: answer, latencyMs: Math.round(performance.now() - started) };
}

/** Resolves with the error if the store refuses. */
async function tryToWrite({ writer }: Kv): Promise<unknown> {
  try {
    await writer.set(KEY, "x".repeat(TRIAL_SIZE), { ex: KEY_SECONDS });
    return undefined;
  } catch (error) {
    return error;
  }
}
