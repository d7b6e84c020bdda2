import { parseArgs } from "node:util";

export interface AdminBenchOptions {
  /** Of made-up openings. */
  days: number;
  perDay: number;
  /** Requests of each view that count. */
  rounds: number;
  /** Processes that are started to be asked once. */
  fresh: number;
  /** Writes the results to docs/. */
  save: boolean;
  /** Of the openings, and of the order within the rounds. */
  seed: number;
}

export const USAGE = `npm run bench:admin -- [options]
  --rounds N      requests of each view (101)
  --fresh N       processes that are started to be asked once (7)
  --days N        of made-up openings, up to 90 (90)
  --per-day N     openings on an average day (120)
  --save          writes docs/bench-admin.json
  --seed N        of the openings, and of the order within the rounds`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[], seed: number): AdminBenchOptions {
  const { save, ...texts } = parse(args);
  const number = (name: keyof typeof texts, otherwise: number, most = Number.MAX_SAFE_INTEGER) => {
    const text = texts[name];
    const value = text === undefined ? otherwise : Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw new TypeError(`--${name} takes a whole number from 1${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}, not "${text}".\n\n${USAGE}`);
    }
    return value;
  };
  return {
    days: number("days", 90, 90),
    perDay: number("per-day", 120, 2_000),
    rounds: number("rounds", 101),
    fresh: number("fresh", 7),
    save,
    seed: number("seed", seed),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = { days: text, "per-day": text, rounds: text, fresh: text, seed: text, save: { type: "boolean", default: false } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
