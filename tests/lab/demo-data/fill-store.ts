import { intentValues, storedSample } from "../../../src/metrics/ingest/stored-sample.ts";
import { visitorDevice } from "../../../src/metrics/ingest/visitor-device.ts";
import { packKey, valuesPackKey, type Scope } from "../../../src/metrics/store/metrics-keys.ts";
import { createMetricsStore, type MetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodAt, type Period } from "../../../src/metrics/statistics/periods.ts";
import { dimensionValues, scopesOf } from "../../../src/metrics/store/tally.ts";
import type { Kv } from "../../../src/host/kv/kv.ts";
import type { DemoEvent } from "./demo-month.ts";
import { DAY_MS } from "./rhythm.ts";

/** Older hours are never packed. */
const HOUR_PACKS_BACK_MS = 9 * DAY_MS;
const KEYS_AT_ONCE = 1_000;
/** Events in progress at once; with more it does not get faster. */
const EVENTS_AT_ONCE = 32;

/**
 * Records the events, oldest first, with the product's own code and at their own times. The store is marked as demo
 * data before the first one. `onProgress` receives the number of recorded events.
 *
 * A running instance of the site has cached past days: restart it.
 *
 * @returns the number of counted events of each kind.
 */
export async function fillStore(
  kv: Pick<Kv, "client" | "writer">,
  events: readonly DemoEvent[],
  { now, onProgress }: { now: Date; onProgress: (done: number) => void },
): Promise<Record<DemoEvent["kind"], number>> {
  // With the events' times as the current time, every key gets its usual time to live, even for past hours.
  let clock = now;
  const store = createMetricsStore(kv, { now: () => clock });
  await store.markDemoData(now);

  const counts = { opening: 0, intent: 0, booking: 0, rescheduled: 0, cancelled: 0 };
  const touched = { periods: new Map<string, Period>(), scopes: new Map<string, Scope>() };
  for (let i = 0; i < events.length; i += EVENTS_AT_ONCE) {
    const group = events.slice(i, i + EVENTS_AT_ONCE);
    clock = group[0]?.at ?? now;
    // A booking is only connected to an opening that has been counted before.
    const [openings, others] = [group.filter(({ kind }) => kind === "opening"), group.filter(({ kind }) => kind !== "opening")];
    for (const part of [openings, ...inTurns(others)]) {
      await Promise.all(part.map(async (event) => {
        if (await put(store, event)) counts[event.kind]++;
      }));
    }
    for (const event of group) touch(touched, event, now);
    onProgress(i + group.length);
  }
  await dropPacks(kv, touched);
  return counts;
}

/** Two reports of one booking would wait for each other, so the second one goes into another turn. */
function inTurns(events: readonly DemoEvent[]): DemoEvent[][] {
  const turns: { events: DemoEvent[]; uids: Set<string> }[] = [];
  for (const event of events) {
    const uid = "uidHash" in event ? event.uidHash : undefined;
    let turn = turns.find(({ uids }) => uid === undefined || !uids.has(uid));
    if (turn === undefined) turns.push((turn = { events: [], uids: new Set() }));
    turn.events.push(event);
    if (uid !== undefined) turn.uids.add(uid);
  }
  return turns.map((turn) => turn.events);
}

async function put(store: MetricsStore, event: DemoEvent): Promise<boolean> {
  const { at } = event;
  switch (event.kind) {
    case "opening":
      return (await store.record(storedSample(event.sample, visitorDevice(event.userAgent), at))).counted;
    case "booking": {
      const { uidHash, source, sampleId } = event;
      return (await store.recordBooking({ uidHash, source, at, ...(sampleId !== undefined && { sampleId }) })).counted;
    }
    case "intent":
      return (await store.recordIntent({ sampleId: event.intent.sampleId, values: intentValues(event.intent, visitorDevice(event.userAgent)), at })).counted;
    default:
      return (await store.recordBookingChange({ uidHash: event.uidHash, kind: event.kind, at })).counted;
  }
}

type Touched = { periods: Map<string, Period>; scopes: Map<string, Scope> };

function touch({ periods, scopes }: Touched, event: DemoEvent, now: Date): void {
  const hour = now.getTime() - event.at.getTime() < HOUR_PACKS_BACK_MS ? [periodAt("hour", event.at)] : [];
  for (const period of [periodAt("day", event.at), ...hour]) periods.set(period.key, period);
  if (event.kind !== "opening") return;
  for (const scope of scopesOf(dimensionValues(storedSample(event.sample, visitorDevice(event.userAgent), event.at)))) {
    scopes.set(`${scope.dimension}=${scope.value}`, scope);
  }
}

/** Reading the empty store has packed its days as empty. */
async function dropPacks({ writer }: Pick<Kv, "writer">, { periods, scopes }: Touched): Promise<void> {
  const keys = [...periods.values()].flatMap((period) => [
    packKey(period),
    valuesPackKey(period),
    ...[...scopes.values()].map((scope) => packKey(period, scope)),
  ]);
  for (let i = 0; i < keys.length; i += KEYS_AT_ONCE) await writer.del(...keys.slice(i, i + KEYS_AT_ONCE));
}
