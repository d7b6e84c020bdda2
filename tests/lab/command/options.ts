import { parseArgs } from "node:util";

/** One option of a lab command: how it is written, and what its text means. */
export interface Option<T> {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** @throws {TypeError} with what is expected, without the option's name: "takes a whole number from 1". */
  read(given: string | boolean | readonly (string | boolean)[] | undefined): T;
}

type Camel<S extends string> = S extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : S;
export type OptionValues<S extends Readonly<Record<string, Option<unknown>>>> = { [K in keyof S as Camel<K & string>]: S[K] extends Option<infer T> ? T : never };

export const flag: Option<boolean> = { type: "boolean", read: (given) => given === true };

export const text: Option<string | undefined> = { type: "string", read: (given) => (typeof given === "string" ? given : undefined) };

/** May be given several times. */
export const texts: Option<string[]> = { type: "string", multiple: true, read: (given) => (Array.isArray(given) ? given.map(String) : []) };

/** A whole number, without the option `otherwise`: a number, undefined, or drawn for each run. */
export function wholeNumber<T extends number | undefined>(otherwise: T | (() => T), { least = 1, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {}): Option<number | T> {
  return {
    type: "string",
    read(given) {
      if (given === undefined) return typeof otherwise === "function" ? otherwise() : otherwise;
      const value = /^\d+$/.test(String(given)) ? Number(given) : NaN;
      if (value >= least && value <= most) return value;
      throw new TypeError(`takes a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}, not "${String(given)}".`);
    },
  };
}

/** Names with commas between them, undefined without the option. */
export function listOf<const T extends string>(allowed: readonly T[]): Option<T[] | undefined> {
  return {
    type: "string",
    read: (given) =>
      given === undefined
        ? undefined
        : String(given).split(",").map((name) => {
            const found = allowed.find((one) => one === name);
            if (found === undefined) throw new TypeError(`${String(given)}: "${name}" is none of ${allowed.join(", ")}.`);
            return found;
          }),
  };
}

/**
 * Reads a lab command's arguments. `--per-day` is `perDay` in the values.
 *
 * @throws {TypeError} with the wrong option, the expected value and the usage.
 */
export function readOptions<const S extends Readonly<Record<string, Option<unknown>>>>(args: readonly string[], usage: string, options: S): OptionValues<S> {
  const { values } = parsed(args, usage, options);
  const read = Object.entries(options).map(([name, option]) => {
    try {
      return [name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), option.read(values[name])];
    } catch (error) {
      throw new TypeError(`--${name} ${(error as Error).message}\n\n${usage}`, { cause: error });
    }
  });
  return Object.fromEntries(read) as OptionValues<S>;
}

function parsed(args: readonly string[], usage: string, options: Readonly<Record<string, Option<unknown>>>) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
