import { flag, readOptions, wholeNumber } from "../command/options.ts";

/** In the first minute the process grows to its size (RSS from 118 to 271 MB in 45 s). The checks look at the second half of a run, so a shorter one would be judged while it grows. */
const LEAST_MINUTES = 3;

export const USAGE = `npm run soak -- [options]
  --minutes N     duration of the traffic, at least ${LEAST_MINUTES} (60)
  --rate N        requests per second (200)
  --save          writes docs/soak.json
  --seed N        seed for the traffic (1), so that a failure can be reproduced`;

export type SoakOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  return readOptions(args, USAGE, { minutes: wholeNumber(60, { least: LEAST_MINUTES }), rate: wholeNumber(200), save: flag, seed: wholeNumber(1) });
}
