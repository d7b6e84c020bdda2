import { intentValues, storedSample } from "../../../src/metrics/ingest/stored-sample.ts";
import { visitorDevice } from "../../../src/metrics/ingest/visitor-device.ts";
import { createMetricsStore, type MetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import type { Kv } from "../../../src/host/kv/kv.ts";
import type { DemoEvent } from "./demo-month.ts";
import { DAY_MS, startOfDay } from "./rhythm.ts";

/** Then nothing of a day comes in any more. */
const DAY_SETTLES_MS = 180_000;
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
  // With the events' times as the current time, every key gets its usual time to live, and every day its rollup when it is over.
  let clock = now;
  const store = createMetricsStore(kv, { now: () => clock });
  await store.markDemoData(now);

  const counts = { opening: 0, intent: 0, booking: 0, rescheduled: 0, cancelled: 0 };
  let done = 0;
  for (const ofDay of Map.groupBy(events, ({ at }) => startOfDay(at).getTime()).values()) {
    for (let i = 0; i < ofDay.length; i += EVENTS_AT_ONCE) {
      const group = ofDay.slice(i, i + EVENTS_AT_ONCE);
      clock = group[0]?.at ?? now;
      // A booking is only connected to an opening that has been counted before.
      const [openings, others] = [group.filter(({ kind }) => kind === "opening"), group.filter(({ kind }) => kind !== "opening")];
      for (const part of [openings, ...inTurns(others)]) {
        await Promise.all(part.map(async (event) => {
          if (await put(store, event)) counts[event.kind]++;
        }));
      }
      onProgress((done += group.length));
    }
    const over = startOfDay(ofDay[0]?.at ?? now).getTime() + DAY_MS + DAY_SETTLES_MS;
    clock = new Date(Math.min(over, now.getTime()));
    await store.compact({ isLate: () => false });
  }
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
      return (await store.record(storedSample(event.sample, visitorDevice(event.userAgent), at), { sender: event.sample.sampleId.slice(0, 6) })).counted;
    case "booking": {
      const { uidHash, source, sampleId } = event;
      return (await store.recordBooking({ uidHash, source, at, ...(source === "browser" && { madeAt: at }), ...(sampleId !== undefined && { sampleId }) })).counted;
    }
    case "intent":
      return (await store.recordIntent({ sampleId: event.intent.sampleId, values: intentValues(event.intent, visitorDevice(event.userAgent)), at }, { sender: event.intent.sampleId.slice(0, 6) })).counted;
    default:
      return (await store.recordBookingChange({ uidHash: event.uidHash, kind: event.kind, at })).counted;
  }
}
