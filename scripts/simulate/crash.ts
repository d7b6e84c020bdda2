/** What is lost when an instance dies that answers first and writes later, over many such deaths. */
import { createDice } from "../../tests/lab/demo-data/dice.ts";
import { check, Z, type Check } from "./check.ts";

export interface CrashPlan {
  /** Openings a second that the instance takes. */
  readonly rate: number;
  /** It writes when it has so many, or so long after the first of them, in s. */
  readonly most: number;
  readonly seconds: number;
}

export interface CrashLoss extends CrashPlan {
  readonly mean: number;
  readonly worst: number;
  /** By the formula: T(1 + λT/2) / (1/λ + T) for the mean, where N is not reached; N − 1 at most. */
  readonly formula: number | undefined;
}

export const CRASH_PLANS: readonly CrashPlan[] = [
  { rate: 1, most: 100, seconds: 10 },
  { rate: 10, most: 100, seconds: 1 },
  { rate: 100, most: 100, seconds: 10 },
];

/** Deaths are this far apart in the instance's time, in s: long enough for one to know nothing of the last. */
const APART = 60;

export function measureCrashes({ runs, seed }: { runs: number; seed: number }): { losses: CrashLoss[]; checks: Check[] } {
  const dice = createDice(seed);
  const deaths = runs * 10;
  const checks: Check[] = [];
  const losses = CRASH_PLANS.map((plan) => {
    const { rate, most, seconds } = plan;
    const lost = Array.from({ length: deaths }, () => lostAt(APART + dice.between(0, APART), plan, () => -Math.log(1 - dice.next()) / rate));
    const mean = lost.reduce((a, b) => a + b, 0) / deaths;
    const sd = Math.sqrt(lost.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (deaths - 1));
    const isFull = rate * seconds > most / 2;
    const formula = isFull ? undefined : (seconds * (1 + (rate * seconds) / 2)) / (1 / rate + seconds);
    const who = `${rate}/s, batches of ${most} or ${seconds} s`;
    if (formula !== undefined) checks.push(check(`${who}: lost on average`, mean, formula, (Z * sd) / Math.sqrt(deaths)));
    const worst = Math.max(...lost);
    checks.push(check(`${who}: lost at most, under the batch's size`, Math.max(worst, most - 1), most - 1, 0));
    return { ...plan, mean, worst, formula };
  });
  return { losses, checks };
}

function lostAt(death: number, { most, seconds }: CrashPlan, gap: () => number): number {
  let [held, since] = [0, 0];
  for (let at = gap(); at < death; at += gap()) {
    if (held > 0 && at - since >= seconds) held = 0;
    if (held === 0) since = at;
    held += 1;
    if (held === most) held = 0;
  }
  return held > 0 && death - since >= seconds ? 0 : held;
}
