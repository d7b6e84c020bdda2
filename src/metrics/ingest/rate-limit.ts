/** Posts per address and minute. A page view sends a handful. An office behind one address has room, a loop has not. */
export const DEFAULT_RATE = 120;
const HIGHEST_RATE = 1_000_000;

const complaints = new Set<string>();

/** Reads METRICS_RATE_PER_MINUTE: a whole number, 1–1,000,000. Anything else is the default, with one warning. */
export function parseRate(setting: string | undefined): number {
  const text = setting?.trim() ?? "";
  if (text === "") return DEFAULT_RATE;
  try {
    return checkedRate(text);
  } catch (error) {
    if (!complaints.has(text)) {
      complaints.add(text);
      // An operator's slip belongs where an operator looks.
      // oxlint-disable-next-line no-console
      console.warn(`${(error as TypeError).message} Using ${DEFAULT_RATE}.`);
    }
    return DEFAULT_RATE;
  }
}

/** @throws {TypeError} if it is no rate. */
export function checkedRate(text: string): number {
  const rate = /^\d+$/.test(text) ? Number(text) : 0;
  if (rate >= 1 && rate <= HIGHEST_RATE) return rate;
  throw new TypeError(`METRICS_RATE_PER_MINUTE is ${JSON.stringify(text)}. Write a whole number from 1 to ${HIGHEST_RATE}, for example ${DEFAULT_RATE}.`);
}
