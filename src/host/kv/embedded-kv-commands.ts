/**
 * The Redis commands of the embedded store, each with Redis' arity, replies and error messages. Every
 * command checks all its arguments before it writes, so a failed command has changed nothing.
 */
import { at, float, index, integer, invalidExpiry, pairs, sum, unsupported, wrongArity } from "./embedded-kv-arguments.ts";
import { asNumber, asText, CommandError } from "./embedded-kv-keyspace.ts";
import type { Keyspace, KeyType, ListSpan } from "./embedded-kv-keyspace.ts";

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
  ["ping", reads(0, 1, (_keys, [message]) => message ?? "PONG")],
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

  ["hset", writes(3, Infinity, (keys, args) => {
    if (args.length % 2 === 0) throw wrongArity("hset");
    const key = at(args, 0);
    keys.open(key, "hash");
    return countWhere(pairs(args.slice(1)), ([field, value]) => {
      const isNew = keys.member(key, field) === undefined;
      keys.putMember(key, field, value);
      return isNew;
    });
  })],
  ["hget", reads(2, 2, (keys, args) => hashField(keys, at(args, 0), at(args, 1)))],
  ["hmget", reads(2, Infinity, (keys, [key = "", ...fields]) => {
    const live = keys.typed(key, "hash") !== undefined;
    return fields.map((field) => (live ? hashField(keys, key, field) : null));
  })],
  ["hgetall", reads(1, 1, (keys, args) => {
    const key = at(args, 0);
    if (keys.typed(key, "hash") === undefined) return [];
    return keys.fields(key);
  })],
  ["hincrby", writes(3, 3, (keys, args) => {
    const [key, field] = [at(args, 0), at(args, 1)];
    const by = integer(at(args, 2));
    const isThere = keys.typed(key, "hash") !== undefined;
    const value = isThere ? keys.member(key, field) : undefined;
    const after = sum(integer(value === undefined ? "0" : asText(value), "ERR hash value is not an integer"), by);
    if (!isThere) keys.open(key, "hash");
    keys.putMember(key, field, String(after));
    return Number(after);
  })],
  ["hdel", writes(2, Infinity, (keys, [key = "", ...fields]) => {
    if (keys.typed(key, "hash") === undefined) return 0;
    return countWhere(fields, (field) => keys.removeMember(key, field));
  })],
  ["hlen", reads(1, 1, (keys, args) => cardinality(keys, at(args, 0), "hash"))],

  ["lpush", writes(2, Infinity, (keys, [key = "", ...values]) => {
    keys.open(key, "list");
    const span = keys.span(key) ?? { head: 0, tail: -1 };
    for (const [i, value] of values.entries()) keys.push(key, span.head - 1 - i, value);
    return span.tail - span.head + 1 + values.length;
  })],
  ["ltrim", writes(3, 3, (keys, args) => {
    const [key, kept] = [at(args, 0), listRange(keys, args)];
    if (kept === undefined) keys.drop(key);
    else keys.trim(key, kept);
    return "OK";
  })],
  ["lrange", reads(3, 3, (keys, args) => {
    const span = listRange(keys, args);
    return span === undefined ? [] : keys.items(at(args, 0), span);
  })],
  ["llen", reads(1, 1, (keys, args) => {
    const span = keys.typed(at(args, 0), "list") && keys.span(at(args, 0));
    return span === undefined ? 0 : span.tail - span.head + 1;
  })],

  ["sadd", writes(2, Infinity, (keys, [key = "", ...members]) => {
    keys.open(key, "set");
    return countWhere(members, (member) => {
      const isNew = keys.member(key, member) === undefined;
      if (isNew) keys.putMember(key, member, null);
      return isNew;
    });
  })],
  ["smembers", reads(1, 1, (keys, args) => {
    const key = at(args, 0);
    return keys.typed(key, "set") === undefined ? [] : keys.members(key);
  })],
  ["scard", reads(1, 1, (keys, args) => cardinality(keys, at(args, 0), "set"))],

  ["zadd", writes(3, Infinity, zadd)],
  ["zscore", reads(2, 2, (keys, args) => score(keys, at(args, 0), at(args, 1)))],
  ["zmscore", reads(2, Infinity, (keys, [key = "", ...members]) => members.map((member) => score(keys, key, member)))],
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
    } else throw unsupported("set", option);
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

function zadd(keys: Keyspace, [key = "", ...rest]: readonly string[]): number {
  const flag = rest[0]?.toLowerCase();
  const compare = flag === "lt" || flag === "gt" ? flag : undefined;
  if (flag !== undefined && compare === undefined && /^(nx|xx|ch|incr)$/.test(flag)) throw unsupported("zadd", flag);
  const scored = compare === undefined ? rest : rest.slice(1);
  if (scored.length === 0 || scored.length % 2 === 1) throw new CommandError("ERR syntax error");
  const entries = pairs(scored).map(([text, member]) => ({ member, value: float(text) }));
  keys.open(key, "zset");
  return countWhere(entries, ({ member, value }) => {
    const before = keys.member(key, member);
    const isNew = before === undefined;
    const better = isNew || compare === undefined || (compare === "lt" ? value < asNumber(before) : value > asNumber(before));
    if (better) keys.putMember(key, member, value);
    return isNew;
  });
}

function score(keys: Keyspace, key: string, member: string): string | null {
  const value = keys.typed(key, "zset") && keys.member(key, member);
  if (value === undefined) return null;
  return String(value).replace("Infinity", "inf");
}

function hashField(keys: Keyspace, key: string, field: string): string | null {
  const value = keys.typed(key, "hash") && keys.member(key, field);
  return value === undefined ? null : asText(value);
}

function cardinality(keys: Keyspace, key: string, type: KeyType): number {
  return keys.typed(key, type) === undefined ? 0 : keys.countMembers(key);
}

/** Converts the indexes of LRANGE and LTRIM, of which negative ones count from the tail, into positions. */
function listRange(keys: Keyspace, args: readonly string[]): ListSpan | undefined {
  const [start, stop] = [index(at(args, 1)), index(at(args, 2))];
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
