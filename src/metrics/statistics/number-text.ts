/**
 * Whole numbers from 0 on as short text. A number is written in digits to the base of 32, the lowest first, five
 * bits to a character of the Base64 alphabet, whose sixth bit says that more follow: the variable-length quantity of
 * source maps (https://tc39.es/ecma426/#sec-base64-vlq), without its sign.
 */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE = 32;
const DIGIT_BY_CHARACTER = new Uint8Array(128);
for (const [digit, character] of [...DIGITS].entries()) DIGIT_BY_CHARACTER[character.charCodeAt(0)] = digit;

/** The text of one number; of several, one after the other. */
export function toText(number: number): string {
  let [text, rest] = ["", number];
  for (; rest >= BASE; rest = Math.floor(rest / BASE)) text += DIGITS.charAt(BASE + (rest % BASE));
  return text + DIGITS.charAt(rest);
}

/** Puts the numbers of a text into a list, from its beginning, and returns how many they are. A report reads a million of them, so this is one plain loop. */
export function readText(text: string, into: Float64Array): number {
  let [count, number, unit] = [0, 0, 1];
  for (let at = 0; at < text.length; at++) {
    const digit = DIGIT_BY_CHARACTER[text.charCodeAt(at)] ?? 0;
    number += (digit & (BASE - 1)) * unit;
    unit *= BASE;
    if (digit >= BASE) continue;
    into[count++] = number;
    number = 0;
    unit = 1;
  }
  if (unit !== 1) throw new RangeError("The text ends within a number.");
  return count;
}

/** Reads a text from a place on. */
export interface TextReader {
  isMore(): boolean;
  number(): number;
  take(length: number): string;
  rest(): string;
}

export function createTextReader(text: string, from = 0): TextReader {
  let at = from;
  const take = (length: number) => text.slice(at, (at += length));
  return {
    isMore: () => at < text.length,
    number() {
      for (let [number, unit] = [0, 1]; at < text.length; unit *= BASE) {
        const digit = DIGIT_BY_CHARACTER[text.charCodeAt(at++)] ?? 0;
        number += (digit % BASE) * unit;
        if (digit < BASE) return number;
      }
      throw new RangeError("The text ends within a number.");
    },
    take,
    rest: () => take(text.length),
  };
}
