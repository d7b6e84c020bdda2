/**
 * The Redis commands of the embedded store, each with Redis' arity, replies and error messages. Every
 * command checks all its arguments before it writes, so a failed command has changed nothing.
 */
import { CommandError } from "./embedded-kv-keyspace.ts";
import type { Keyspace, ListSpan } from "./embedded-kv-keyspace.ts";

export type Reply = string | number | null | readonly Reply[];

export interface Command {
  /** Arguments after the command's name. */
  readonly min: number;
  readonly max: number;
  readonly writes: boolean;
  readonly run: (keys: Keyspace, args: readonly string[]) => Reply;
}

const reads = (min: number, max: number, run: Command["run"]): Command => ({ min, max, writes: false, run });
const writes = (min: number, max: number, run: Command["run"]): Command => ({ min, max, writes: true, run });

export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["time", reads(0, 0, (keys) => [String(Math.floor(keys.now() / 1_000)), String((keys.now() % 1_000) * 1_000)])],

  ["get", reads(1, 1, (keys, args) => keys.typed(at(args, 0), "string")?.value ?? null)],
  // Unlike GET, a key of another type has no value here, and is not an error.
  ["mget", reads(1, Infinity, (keys, args) => args.map((key) => keys.find(key)?.value ?? null))],
  ["set", writes(2, Infinity, set)],
  ["del", writes(1, Infinity, (keys, args) => countWhere(args, (key) => {
    const live = keys.find(key) !== undefined;
    keys.drop(key);
    return live;
  }))],
  ["exists", reads(1, Infinity, (keys, args) => countWhere(args, (key) => keys.find(key) !== undefined))],
  ["incr", writes(1, 1, (keys, args) => increment(keys, at(args, 0), 1n))],
  ["incrby", writes(2, 2, (keys, args) => increment(keys, at(args, 0), integer(at(args, 1))))],
  ["expire", writes(2, Infinity, expire)],
  ["ttl", reads(1, 1, (keys, args) => {
    const row = keys.find(at(args, 0));
    if (row === undefined) return -2;
    return row.expiresAt === null ? -1 : Math.floor((row.expiresAt - keys.now() + 500) / 1000);
  })],

  ["hmget", reads(2, Infinity, (keys, [key = "", ...fields]) => {
    const isThere = keys.typed(key, "hash") !== undefined;
    return fields.map((field) => (isThere ? keys.field(key, field) : undefined) ?? null);
  })],
  ["hgetall", reads(1, 1, (keys, args) => (keys.typed(at(args, 0), "hash") === undefined ? [] : keys.fields(at(args, 0))))],
  ["hset", writes(3, Infinity, (keys, [key = "", ...pairs]) => {
    if (pairs.length % 2 !== 0) throw new CommandError("ERR wrong number of arguments for 'hset' command");
    keys.open(key, "hash");
    let added = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      if (keys.field(key, at(pairs, i)) === undefined) added += 1;
      keys.putField(key, at(pairs, i), at(pairs, i + 1));
    }
    return added;
  })],
  ["hdel", writes(2, Infinity, (keys, [key = "", ...fields]) => {
    if (keys.typed(key, "hash") === undefined) return 0;
    const removed = countWhere(fields, (field) => keys.dropField(key, field));
    // As in Redis, there is no empty hash.
    if (removed > 0 && keys.fields(key).length === 0) keys.drop(key);
    return removed;
  })],
  ["hincrby", writes(3, 3, (keys, args) => {
    const [key, field, by] = [at(args, 0), at(args, 1), integer(at(args, 2))];
    const isThere = keys.typed(key, "hash") !== undefined;
    const after = sum(integer((isThere ? keys.field(key, field) : undefined) ?? "0"), by);
    if (!isThere) keys.open(key, "hash");
    keys.putField(key, field, String(after));
    return Number(after);
  })],

  ["lpush", writes(2, Infinity, (keys, [key = "", ...values]) => {
    keys.open(key, "list");
    const span = keys.span(key) ?? { head: 0, tail: -1 };
    for (const [i, value] of values.entries()) keys.push(key, span.head - 1 - i, value);
    return span.tail - span.head + 1 + values.length;
  })],
  ["lrange", reads(3, 3, (keys, args) => {
    const span = listRange(keys, args);
    return span === undefined ? [] : keys.items(at(args, 0), span);
  })],
  ["llen", reads(1, 1, (keys, args) => {
    const span = keys.typed(at(args, 0), "list") && keys.span(at(args, 0));
    return span === undefined ? 0 : span.tail - span.head + 1;
  })],
]);

function set(keys: Keyspace, [key = "", value = "", ...options]: readonly string[]): Reply {
  let onlyNew = false;
  let expiresAt: number | null = null;
  for (let i = 0; i < options.length; i++) {
    const option = at(options, i).toLowerCase();
    if (option === "nx") onlyNew = true;
    else if ((option === "ex" || option === "px") && expiresAt === null && i + 1 < options.length) {
      i += 1;
      const amount = Number(integer(at(options, i)));
      const ms = option === "ex" ? amount * 1000 : amount;
      if (ms <= 0 || !Number.isSafeInteger(keys.now() + ms)) throw invalidExpiry("set");
      expiresAt = keys.now() + ms;
    } else throw new CommandError(`ERR syntax error: the embedded store does not know the option '${option}' of 'set'`);
  }
  if (onlyNew && keys.find(key) !== undefined) return null;
  keys.putString(key, value, expiresAt);
  return "OK";
}

function increment(keys: Keyspace, key: string, by: bigint): number {
  const row = keys.typed(key, "string");
  const after = sum(integer(row?.value ?? "0"), by);
  keys.putString(key, String(after), row?.expiresAt ?? null);
  return Number(after);
}

function expire(keys: Keyspace, [key = "", seconds = "", ...options]: readonly string[]): number {
  if (options[0] !== undefined) throw new CommandError(`ERR Unsupported option ${options[0]}`);
  const ms = Number(integer(seconds)) * 1000;
  if (!Number.isSafeInteger(keys.now() + ms)) throw invalidExpiry("expire");
  if (keys.find(key) === undefined) return 0;
  if (ms <= 0) keys.drop(key);
  else keys.expire(key, keys.now() + ms);
  return 1;
}

/** Converts the indexes of LRANGE, of which negative ones count from the tail, into positions. */
function listRange(keys: Keyspace, args: readonly string[]): ListSpan | undefined {
  // Past ±2^53 a double is exact enough for a list's end.
  const [start, stop] = [Number(integer(at(args, 1))), Number(integer(at(args, 2)))];
  const span = keys.typed(at(args, 0), "list") && keys.span(at(args, 0));
  if (span === undefined) return undefined;
  const length = span.tail - span.head + 1;
  const first = Math.max(start < 0 ? start + length : start, 0);
  const last = Math.min(stop < 0 ? stop + length : stop, length - 1);
  return first > last ? undefined : { head: span.head + first, tail: span.head + last };
}

/** Runs the test, which may have side effects, on every entry and counts the true results. */
function countWhere<T>(list: readonly T[], test: (entry: T) => boolean): number {
  let n = 0;
  for (const entry of list) if (test(entry)) n += 1;
  return n;
}

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** @throws {CommandError} if this is not a 64-bit integer in canonical form: no plus sign, no leading zero, no spaces. */
function integer(text: string): bigint {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > INT64_MAX || value < INT64_MIN) throw new CommandError("ERR value is not an integer or out of range");
  return value;
}

function sum(a: bigint, b: bigint): bigint {
  const total = a + b;
  if (total > INT64_MAX || total < INT64_MIN) throw new CommandError("ERR increment or decrement would overflow");
  return total;
}

/** The argument at a position that the command's arity guarantees. */
function at(args: readonly string[], i: number): string {
  return args[i] ?? "";
}

function invalidExpiry(command: string): CommandError {
  return new CommandError(`ERR invalid expire time in '${command}' command`);
}
