import { withDefault } from "../../host/settings/with-default.ts";

/** Posts per address and minute. A page view sends a handful, so this is enough for an office behind one address, but not for a loop. */
export const DEFAULT_RATE = 120;
const HIGHEST_RATE = 1_000_000;

/** Parses METRICS_RATE_PER_MINUTE: a whole number, 1–1,000,000. For anything else it returns the default and warns once. */
export function parseRate(setting: string | undefined): number {
  return withDefault(setting, DEFAULT_RATE, checkedRate);
}

/** @throws {TypeError} if the text is not a rate. */
export function checkedRate(text: string): number {
  const rate = /^\d+$/.test(text) ? Number(text) : 0;
  if (rate >= 1 && rate <= HIGHEST_RATE) return rate;
  throw new TypeError(`METRICS_RATE_PER_MINUTE is ${JSON.stringify(text)}. Write a whole number from 1 to ${HIGHEST_RATE}, for example ${DEFAULT_RATE}.`);
}
