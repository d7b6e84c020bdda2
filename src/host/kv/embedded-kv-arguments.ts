/** Parses the arguments of the embedded store's commands, with Redis' error messages. */
import { CommandError } from "./embedded-kv-keyspace.ts";

const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** @throws {CommandError} with the given text if this is not a 64-bit integer in canonical form. */
export function integer(text: string, otherwise = NOT_AN_INTEGER): bigint {
  // Redis accepts only canonical integers: no plus sign, no leading zero, no spaces.
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) throw new CommandError(otherwise);
  const value = BigInt(text);
  if (value > INT64_MAX || value < INT64_MIN) throw new CommandError(otherwise);
  return value;
}

/** An index is a 64-bit integer in Redis; past ±2^53 a double is exact enough for a list's end. */
export function index(text: string): number {
  return Number(integer(text));
}

export function sum(a: bigint, b: bigint): bigint {
  const total = a + b;
  if (total > INT64_MAX || total < INT64_MIN) throw new CommandError("ERR increment or decrement would overflow");
  return total;
}

export function float(text: string): number {
  const value = Number(text.replace(/^([+-]?)inf(inity)?$/i, "$1Infinity"));
  if (text.trim() !== text || text === "" || Number.isNaN(value)) throw new CommandError("ERR value is not a valid float");
  return value;
}

export function invalidExpiry(command: string): CommandError {
  return new CommandError(`ERR invalid expire time in '${command}' command`);
}

export function unsupported(command: string, option: string): CommandError {
  return new CommandError(`ERR syntax error: the embedded store does not know the option '${option}' of '${command}'`);
}

/** The argument at a position that the command's arity guarantees. */
export function at(args: readonly string[], i: number): string {
  return args[i] ?? "";
}

export function pairs(list: readonly string[]): [string, string][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [at(list, 2 * i), at(list, 2 * i + 1)]);
}

export function wrongArity(command: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${command}' command`);
}
