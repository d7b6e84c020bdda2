/** What whole hours and days cost in truth, and up to which rate their fields can hold what is counted. */
import { BUCKET_BITS } from "../../src/metrics/store/bucket-fields.ts";
import { periodsOf, WINDOWS, type PeriodUnit, type Window } from "../../src/metrics/store/periods.ts";
import { tallySample } from "../../src/metrics/store/tally.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { createDice } from "../../tests/lab/demo-data/dice.ts";
import { check, Z, type Check } from "./check.ts";
import { NOW } from "./made-openings.ts";

const SECONDS: Readonly<Record<PeriodUnit, number>> = { hour: 3_600, day: 86_400 };
const HOURS: Readonly<Record<Window, number>> = { "24h": 24, "7d": 168, "28d": 672, "90d": 2_160 };
const INSTANTS = 2_000;

export interface Windows {
  /** The window begins with a whole period, so it is shorter than its name: on average and at most, as shares. */
  readonly edges: readonly { readonly window: Window; readonly mean: number; readonly worst: number }[];
  /** The bucket that most openings fall into: of which measure, and which share of all openings. */
  readonly fullest: { readonly measure: string; readonly share: number };
  /** Openings a second, all through the period, at which that bucket's 26 bits are full. */
  readonly fullAt: Readonly<Record<PeriodUnit, number>>;
  readonly checks: readonly Check[];
}

export function measureWindows(openings: readonly StoredSample[], seed: number): Windows {
  const dice = createDice(seed);
  const checks: Check[] = [];
  const edges = WINDOWS.map((window) => {
    const hours = HOURS[window];
    const short = Array.from({ length: INSTANTS }, () => {
      const now = new Date(NOW.getTime() + dice.between(0, 86_400_000));
      const start = periodsOf(window, now)[0]?.start.getTime() ?? NaN;
      return 1 - (now.getTime() - start) / (hours * 3_600_000);
    });
    const mean = short.reduce((a, b) => a + b, 0) / INSTANTS;
    const period = window === "24h" ? 1 : 24;
    // Even over the period: a half of it on average, with a standard deviation of 1/√12.
    checks.push(check(`${window}: what the window lacks, on average`, mean, period / 2 / hours, (Z * period) / hours / Math.sqrt(12 * INSTANTS)));
    return { window, mean, worst: Math.max(...short) };
  });

  const buckets = new Map<string, number>();
  for (const opening of openings) {
    for (const { measure, bucket } of tallySample(opening).all.measures) {
      const id = `${measure}\n${bucket}`;
      buckets.set(id, (buckets.get(id) ?? 0) + 1);
    }
  }
  const [id, most] = [...buckets].toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
  const share = most / openings.length;
  const fullAt = { hour: 2 ** BUCKET_BITS / (share * SECONDS.hour), day: 2 ** BUCKET_BITS / (share * SECONDS.day) };
  return { edges, fullest: { measure: id.split("\n")[0] ?? "", share }, fullAt, checks };
}
