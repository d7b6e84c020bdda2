import { storedSample } from "../../src/metrics/ingest/stored-sample.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { demoMonth } from "../../tests/lab/demo-data/demo-month.ts";

/** A full hour's middle, so that no period ends while openings are put in. */
export const NOW = new Date("2026-11-22T15:30:00.000Z");

const DAYS = 14;

/** `count` openings of the made-up months, as the endpoint would hand them to the store, all received now. Repeatable. */
export function madeOpenings(count: number, seed: number): StoredSample[] {
  const perDay = Math.min(2_000, Math.ceil(count / DAYS) + 100);
  const pool = demoMonth({ days: DAYS, perDay, seed, now: new Date("2026-11-21T23:59:59.999Z") }).flatMap((event) =>
    event.kind === "opening" ? [storedSample(event.sample, event.userAgent, NOW)] : [],
  );
  return Array.from({ length: count }, (_, i) => {
    const made = pool[i % pool.length];
    if (made === undefined) throw new RangeError("The made-up months have no openings.");
    return { ...made, sampleId: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}` };
  });
}
