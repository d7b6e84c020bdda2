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

/** The characters of one text at a time: reading bytes takes half as long as `charCodeAt`. A longer text is cut off. */
const BYTES = new Uint8Array(16_384);
const encoder = new TextEncoder();

/** Puts the numbers of a text into a list, from its beginning, and returns how many they are. A report reads a million of them; most have one digit. */
export function readText(text: string, into: Float64Array): number {
  const length = encoder.encodeInto(text, BYTES).written;
  let count = 0;
  for (let at = 0; at < length; ) {
    let digit = digitOf(BYTES[at++]);
    let number = digit & (BASE - 1);
    for (let unit = BASE; digit >= BASE; unit *= BASE) {
      if (at === length) throw new RangeError("The text ends within a number.");
      digit = digitOf(BYTES[at++]);
      number += (digit & (BASE - 1)) * unit;
    }
    into[count++] = number;
  }
  return count;
}

/** Reads a text from a place on. */
export class TextReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, from = 0) {
    this.#text = text;
    this.#at = from;
  }

  number(): number {
    for (let [number, unit] = [0, 1]; this.#at < this.#text.length; unit *= BASE) {
      const digit = digitOf(this.#text.charCodeAt(this.#at++));
      number += (digit & (BASE - 1)) * unit;
      if (digit < BASE) return number;
    }
    throw new RangeError("The text ends within a number.");
  }

  take(length = Infinity): string {
    return this.#text.slice(this.#at, (this.#at += length));
  }
}

/** Any other character counts as one of the alphabet. */
function digitOf(character = 0): number {
  return DIGIT_BY_CHARACTER[character & 127] ?? 0;
}
