/**
 * What the store needs once a day, whoever comes: single samples that are too old go, the packs of ended days and
 * hours that nobody has read are made, and yesterday's keys are looked at whether each has its time.
 *
 * Safe to repeat, also at once: each part looks first, and does what is missing. Begins nothing after 7 s, and says what is
 * left; the next run goes on there.
 */
import type { Kv } from "../../../host/kv/kv.ts";
import { dropOldSamples } from "./old-samples.ts";
import { limitEndlessKeys } from "./endless-keys.ts";
import { makeMissingPacks } from "./missing-packs.ts";

/** How long a single sample is kept: as long as the report's longest window. Its figures are kept on. */
export const SAMPLE_DAYS = 90;

/** So that what has begun by then ends before the host ends the function after 30 s: `host/http/function-limits.ts`. */
const TIME_LIMIT_MS = 7_000;

export interface RetentionContext {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly now: Date;
  /** Whether it should end; after 7 s if not given. */
  readonly isLate?: () => boolean;
}

export interface RetentionReport {
  /** Samples that were dropped from the lists of the newest. */
  readonly samplesDropped: { readonly all: number; readonly errors: number };
  /** Periods whose packs were made, and those that still lack them. */
  readonly packs: { readonly made: number; readonly left: number };
  /** Keys of yesterday: how many were looked at, and how many had no time and have one now. */
  readonly keys: { readonly looked: number; readonly endless: number };
}

/** @throws what the store throws; what was done until then stays done. */
export async function applyRetention({ kv, now, isLate = lateAfter(TIME_LIMIT_MS) }: RetentionContext): Promise<RetentionReport> {
  const oldest = new Date(now.getTime() - SAMPLE_DAYS * 86_400_000);
  const samplesDropped = {
    all: await dropOldSamples(kv, "all", { oldest, isLate }),
    errors: await dropOldSamples(kv, "errors", { oldest, isLate }),
  };
  const packs = await makeMissingPacks(kv, { now, isLate });
  const keys = await limitEndlessKeys(kv, now);
  return { samplesDropped, packs, keys };
}

function lateAfter(ms: number): () => boolean {
  const started = performance.now();
  return () => performance.now() - started >= ms;
}
