import { parseArgs } from "node:util";

export interface SoakOptions {
  minutes: number;
  /** Requests per second. */
  rate: number;
  /** Writes the results to docs/. */
  save: boolean;
  /** Of what is sent, in which order and with which values. */
  seed: number;
}

/** A process has its size after a minute or so (RSS went from 118 to 271 MB in 45 s): half of less would be judged while it grows. */
const LEAST_MINUTES = 3;

export const USAGE = `npm run soak -- [options]
  --minutes N     of traffic, 3 at least (60)
  --rate N        requests per second (200)
  --save          writes docs/soak.json
  --seed N        of the traffic (1: the same every time, so that a failure is one for everybody)`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { save, ...texts } = parse(args);
  const number = (name: "minutes" | "rate" | "seed", otherwise: number, least = 1) =>
    texts[name] === undefined ? otherwise : wholeNumber(name, texts[name], least);
  return { minutes: number("minutes", 60, LEAST_MINUTES), rate: number("rate", 200), save, seed: number("seed", 1) };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { minutes: text, rate: text, seed: text, save: { type: "boolean", default: false } } }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) throw new TypeError(`--${option} takes a whole number from ${least}, not "${text}".`);
  return number;
}
