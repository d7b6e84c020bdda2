import { readOptions, wholeNumber } from "../command/options.ts";

/** A month to look at, and the one before to compare it with. */
export const DEFAULTS = { days: 56, perDay: 120, seed: 1 } as const;

export const USAGE = `npm run demo:data -- [options]
Fills the local store with made-up openings, to try the admin page.
  --days N        1 to 90, including today (${DEFAULTS.days})
  --per-day N     openings on an average day, 1 to 2,000 (${DEFAULTS.perDay})
  --seed N        a whole number; on the same day (UTC) a seed always gives the same openings (${DEFAULTS.seed})`;

export type DemoOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  return readOptions(args, USAGE, {
    days: wholeNumber(DEFAULTS.days, { most: 90 }),
    "per-day": wholeNumber(DEFAULTS.perDay, { most: 2_000 }),
    seed: wholeNumber(DEFAULTS.seed, { least: 0, most: 2 ** 31 - 1 }),
  });
}
