import type { Kv, KvClient } from "../../../host/kv/kv.ts";
import { packKey, valuesPackKey } from "../metrics-keys.ts";
import { createMetricsStore } from "../metrics-store.ts";
import { isSettled, periodsOf, previousPeriods, WINDOWS, type Period } from "../../statistics/periods.ts";

/** Of days with all the values there can be (120), nine requests of 2 s at most: with the time limit of the whole, less than the host's. */
const AT_ONCE = 5;

export interface PackLimits {
  readonly now: Date;
  readonly isLate: () => boolean;
}

/**
 * Makes the packs of every ended day and hour that a report may ask for and that nobody has read yet, the newest
 * first: who reads a day without one waits for its raw figures.
 *
 * @returns of how many periods they were made, and how many are left for the next time.
 */
export async function makeMissingPacks(kv: Pick<Kv, "client" | "writer">, { now, isLate }: PackLimits): Promise<{ made: number; left: number }> {
  const ended = endedPeriods(now);
  const missing = await withoutPack(kv.client, ended);
  // A store of its own: one that remembers a period would not look for its pack again.
  const store = createMetricsStore(kv, { now: () => now });
  let made = 0;
  while (made < missing.length && !isLate()) {
    const some = missing.slice(made, made + AT_ONCE);
    await store.figures(some);
    await store.breakdowns(some);
    made += some.length;
  }
  return { made, left: missing.length - made };
}

/** The settled periods of every window and of those that it is compared with, newest first. */
function endedPeriods(now: Date): Period[] {
  const periods = WINDOWS.flatMap((window) => [...periodsOf(window, now), ...previousPeriods(window, now)]);
  const ended = [...new Map(periods.map((period) => [period.key, period])).values()].filter((period) => isSettled(period, now));
  return ended.toSorted((a, b) => b.start.getTime() - a.start.getTime());
}

async function withoutPack(client: KvClient, periods: readonly Period[]): Promise<Period[]> {
  const commands = client.pipeline();
  // Both of them, or it is read again.
  for (const period of periods) commands.exists(packKey(period), valuesPackKey(period));
  const found = await commands.exec<unknown[]>();
  return periods.filter((_, i) => found[i] !== 2);
}
