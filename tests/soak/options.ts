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

export const USAGE = `npm run soak -- [options]
  --minutes N     of traffic (60)
  --rate N        requests per second (200)
  --save          writes docs/soak.json
  --seed N        of the traffic (1: the same every time, so that a failure is one for everybody)`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { save, ...texts } = parse(args);
  const number = (name: "minutes" | "rate" | "seed", otherwise: number) => (texts[name] === undefined ? otherwise : wholeNumber(name, texts[name]));
  return { minutes: number("minutes", 60), rate: number("rate", 200), save, seed: number("seed", 1) };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { minutes: text, rate: text, seed: text, save: { type: "boolean", default: false } } }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`--${option} takes a whole number from 1, not "${text}".`);
  return number;
}
