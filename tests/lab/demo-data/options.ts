import { parseArgs } from "node:util";

export interface DemoOptions {
  /** 1–90. */
  days: number;
  /** 1–2,000. */
  perDay: number;
  seed: number;
}

/** A month, and the one before to compare it with. */
export const DEFAULTS = { days: 56, perDay: 120, seed: 1 } as const satisfies DemoOptions;

export const USAGE = `npm run demo:data -- [options]
Fills the local store with made-up openings, to see the admin page with data.
  --days N        1 to 90 (${DEFAULTS.days}), today among them
  --per-day N     openings on an average day, 1 to 2,000 (${DEFAULTS.perDay})
  --seed N        a whole number (${DEFAULTS.seed}); the same seed gives the same month on the same day (UTC)`;

/** @throws {TypeError} with the option that is not valid and the usage. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const texts = parse(args);
  const number = (name: "days" | "per-day" | "seed", otherwise: number, [least, most]: readonly [number, number]) => {
    const text = texts[name];
    if (text === undefined) return otherwise;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most)) {
      throw new TypeError(`--${name} must be a whole number from ${least} to ${most}; found "${text}".\n\n${USAGE}`);
    }
    return value;
  };
  return {
    days: number("days", DEFAULTS.days, [1, 90]),
    perDay: number("per-day", DEFAULTS.perDay, [1, 2_000]),
    seed: number("seed", DEFAULTS.seed, [0, 2 ** 31 - 1]),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { days: text, "per-day": text, seed: text } }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
