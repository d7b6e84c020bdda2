import { flag, readOptions, wholeNumber } from "../command/options.ts";

export const USAGE = `npm run bench:admin -- [options]
  --rounds N      requests of each view (101)
  --fresh N       processes that are each started for one request (7)
  --days N        days of made-up openings, up to 90 (90)
  --per-day N     openings on an average day (120); 11112 are 1,000,000 in 90 days
  --save          writes docs/bench-admin.json
  --seed N        seed for the openings and the order within the rounds (1)`;

export type AdminBenchOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  return readOptions(args, USAGE, {
    rounds: wholeNumber(101),
    fresh: wholeNumber(7),
    days: wholeNumber(90, { most: 90 }),
    "per-day": wholeNumber(120, { most: 12_000 }),
    save: flag,
    seed: wholeNumber(1),
  });
}
