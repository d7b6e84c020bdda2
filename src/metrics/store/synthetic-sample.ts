/** The newest sample of a smoke test, apart from all others: one key, and no figure knows of it. */
import type { KvClient } from "../../host/kv/kv.ts";
import type { StoredSample } from "../shared/sample.ts";
import { SYNTHETIC_KEY } from "./metrics-keys.ts";

const KEPT_SECONDS = 30 * 86_400;

/** Writes it, and gives what the store then holds: two requests, so that both directions are tried. */
export async function keepSyntheticSample(client: KvClient, sample: StoredSample): Promise<StoredSample> {
  await client.set(SYNTHETIC_KEY, sample, { ex: KEPT_SECONDS });
  const kept: unknown = await client.get(SYNTHETIC_KEY);
  if (!isSample(kept) || kept.receivedAt !== sample.receivedAt || kept.sampleId !== sample.sampleId) throw new Error("The store took a synthetic sample and does not have it.");
  return kept;
}

/** The client has parsed what is JSON. */
function isSample(value: unknown): value is StoredSample {
  return typeof value === "object" && value !== null && "receivedAt" in value && "outcome" in value;
}
