import { parseArgs } from "node:util";
import { CONTENDERS, SITUATIONS, type CpuRate, type PlanOptions } from "./plan.ts";
import { NETWORKS } from "./wire/networks.ts";

export interface BenchOptions extends PlanOptions {
  /** Writes the results to docs/, for the README and the home page. */
  save: boolean;
  seed: number;
  /** A folder for a picture of each opening at its measured moment. */
  screenshots?: string;
}

export const USAGE = `npm run bench -- [options]
  --quick               4G-like at full speed only, three rounds: a few minutes
  --rounds N            rounds of every leg
  --network a,b         of ${Object.keys(NETWORKS).join(", ")}
  --cpu 1,4             1: full speed, 4: four times slower
  --contender a,b       of ${Object.keys(CONTENDERS).join(", ")}
  --situation a,b       of ${Object.keys(SITUATIONS).join(", ")}
  --save                writes docs/bench.json and docs/bench.svg
  --seed N              of the order within the rounds
  --screenshots folder  a picture of each opening at the moment that counts as ready`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[], seed: number): BenchOptions {
  const { values } = parse(args);
  return {
    save: values.save,
    quick: values.quick,
    seed: values.seed === undefined ? seed : wholeNumber("seed", values.seed),
    ...(values.rounds !== undefined && { rounds: wholeNumber("rounds", values.rounds) }),
    ...(values.network !== undefined && { networks: listOf("network", values.network, keysOf(NETWORKS)) }),
    ...(values.cpu !== undefined && { cpus: listOf("cpu", values.cpu, ["1", "4"]).map((rate): CpuRate => (rate === "1" ? 1 : 4)) }),
    ...(values.contender !== undefined && { contenders: listOf("contender", values.contender, keysOf(CONTENDERS)) }),
    ...(values.situation !== undefined && { situations: listOf("situation", values.situation, keysOf(SITUATIONS)) }),
    ...(values.screenshots !== undefined && { screenshots: values.screenshots }),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: flag,
        save: flag,
        rounds: text,
        network: text,
        cpu: text,
        contender: text,
        situation: text,
        seed: text,
        screenshots: text,
      },
    });
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function listOf<T extends string>(option: string, value: string, allowed: readonly T[]): T[] {
  return value.split(",").map((name) => {
    const found = allowed.find((one) => one === name);
    if (found === undefined) throw new TypeError(`--${option} ${value}: "${name}" is none of ${allowed.join(", ")}.`);
    return found;
  });
}

function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`--${option} takes a whole number from 1, not "${value}".`);
  return number;
}

/** Safe for the constant tables here: they have no keys but their own. */
function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
