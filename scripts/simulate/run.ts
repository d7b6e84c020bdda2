import { measureCrashes, type CrashLoss } from "./crash.ts";
import type { Check } from "./check.ts";
import { madeOpenings } from "./made-openings.ts";
import { measureWrites, type Writes } from "./measure-writes.ts";
import type { SimulationOptions } from "./options.ts";
import { planOf, type PlanRow } from "./plan.ts";
import { measureSampling, type Sampling } from "./sampling.ts";
import { measureWindows, type Windows } from "./windows.ts";

export interface Simulation {
  readonly options: SimulationOptions;
  readonly writes: Writes;
  readonly plan: readonly PlanRow[];
  readonly sampling: Omit<Sampling, "checks">;
  readonly windows: Omit<Windows, "checks">;
  readonly crashes: readonly CrashLoss[];
  readonly checks: readonly Check[];
}

/** Openings that samples are drawn from: those of an hour at 5 a second. */
const POPULATION = 18_000;

export async function simulate(options: SimulationOptions, tell: (what: string) => void = () => {}): Promise<Simulation> {
  const { openings, runs, seed } = options;
  tell(`Putting ${openings} openings through the store, one by one and in batches …`);
  const writes = await measureWrites(madeOpenings(openings, seed));
  tell(`Drawing ${runs} samples for each share …`);
  const population = madeOpenings(POPULATION, seed);
  const { checks: ofSampling, ...sampling } = measureSampling(population, { runs, seed });
  const { checks: ofWindows, ...windows } = measureWindows(population, seed);
  const { losses, checks: ofCrashes } = measureCrashes({ runs, seed });
  const isSame: Check = { claim: "batches leave the figures that one by one leaves (1: yes)", measured: writes.isSame ? 1 : 0, expected: 1, tolerance: 0, isMet: writes.isSame };
  return { options, writes, plan: planOf(writes, openings), sampling, windows, crashes: losses, checks: [isSame, ...ofSampling, ...ofWindows, ...ofCrashes] };
}
