/** The mark of a store that holds made-up openings, so that nobody takes its figures for real ones. */
import type { KvClient } from "../../host/kv/kv.ts";
import { DEMO_DATA_KEY } from "./metrics-keys.ts";

/** Sets the mark, unless it is there: the first instant counts. */
export async function markDemoData(client: KvClient, at: Date): Promise<void> {
  // An object, which the client's JSON gives back as it was; a bare text it may take for something else.
  await client.set(DEMO_DATA_KEY, { since: at.toISOString() }, { nx: true });
}

/** Since when there have been made-up openings; null where there are none. A mark that tells no time still tells that there are: then it is the epoch. */
export async function demoDataSince(client: KvClient): Promise<Date | null> {
  const mark: unknown = await client.get(DEMO_DATA_KEY);
  if (mark === null) return null;
  const since = typeof mark === "object" && "since" in mark ? new Date(String(mark.since)) : new Date(0);
  return Number.isNaN(since.getTime()) ? new Date(0) : since;
}
