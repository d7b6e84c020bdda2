/**
 * The keys of the embedded store and their values, as SQLite tables: one row per key with its type and
 * expiry, and further tables for the fields of hashes and the items of lists. An
 * expired key is absent from the moment it expires; its rows are deleted when the key is next written,
 * or by a sweep. The caller opens transactions.
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

export type KeyType = "string" | "hash" | "list";

export interface KeyRow {
  readonly type: KeyType;
  /** The value of a string; null for every other type. */
  readonly value: string | null;
  /** Epoch ms; null for a key that stays. */
  readonly expiresAt: number | null;
}

/** Both ends of a list, inclusive. Positions are contiguous and increase from head to tail. */
export interface ListSpan {
  readonly head: number;
  readonly tail: number;
}

/** An error reply, with Redis' message. */
export class CommandError extends Error {
  override name = "CommandError";
}

/** Only small rows are WITHOUT ROWID: values of some 10 KB in the nodes of the search tree itself would make it deep. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT, expires_at INTEGER
  );
  CREATE INDEX IF NOT EXISTS keys_by_expiry ON keys (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS fields (
    key TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, field)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS items (
    key TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, position)
  ) WITHOUT ROWID;`;

const SWEEP_EVERY_MS = 30_000;
/** Keys deleted by one sweep, so that no single write pays for a backlog. */
const SWEEP_LIMIT = 100;
/** The interval after a sweep that left some keys: at 100 a second, sweeps are faster than keys of one file can expire. */
const SWEEP_AGAIN_MS = 1_000;

export type Keyspace = ReturnType<typeof createKeyspace>;

/** Creates the tables where they are missing and prepares every statement once. */
export function createKeyspace(db: DatabaseSync, now: () => number) {
  db.exec(SCHEMA);
  const sql = {
    find: db.prepare("SELECT type, value, expires_at FROM keys WHERE key = ?"),
    put: db.prepare(`INSERT INTO keys (key, type, value, expires_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET type = excluded.type, value = excluded.value, expires_at = excluded.expires_at`),
    expire: db.prepare("UPDATE keys SET expires_at = ? WHERE key = ?"),
    dropKey: db.prepare("DELETE FROM keys WHERE key = ?"),
    dropFields: db.prepare("DELETE FROM fields WHERE key = ?"),
    dropItems: db.prepare("DELETE FROM items WHERE key = ?"),
    expired: db.prepare("SELECT key FROM keys WHERE expires_at <= ? LIMIT ?"),
    field: db.prepare("SELECT value FROM fields WHERE key = ? AND field = ?"),
    // One JSON row instead of one row per field: node:sqlite takes longer to create an object for each than SQLite and
    // JSON.parse take for all (3,900 fields: 4.0 ms, now 1.1).
    fields: db.prepare(`SELECT json_group_array(field) AS names, json_group_array(value) AS "values"
      FROM fields WHERE key = ?`),
    putField: db.prepare(`INSERT INTO fields (key, field, value) VALUES (?, ?, ?)
      ON CONFLICT (key, field) DO UPDATE SET value = excluded.value`),
    dropField: db.prepare("DELETE FROM fields WHERE key = ? AND field = ?"),
    // Two scalar subqueries, because min() and max() in one SELECT would scan the whole list.
    span: db.prepare(`SELECT (SELECT min(position) FROM items WHERE key = ?1) AS head,
      (SELECT max(position) FROM items WHERE key = ?1) AS tail`),
    push: db.prepare("INSERT INTO items (key, position, value) VALUES (?, ?, ?)"),
    items: db.prepare("SELECT value FROM items WHERE key = ? AND position BETWEEN ? AND ? ORDER BY position"),
  };
  let nextSweep = 0;

  const drop = (key: string): void => {
    sql.dropFields.run(key);
    sql.dropItems.run(key);
    sql.dropKey.run(key);
  };

  const find = (key: string): KeyRow | undefined => {
    const row = sql.find.get(key);
    if (row === undefined) return undefined;
    const expiresAt = row["expires_at"] === null ? null : asNumber(row["expires_at"]);
    if (expiresAt !== null && expiresAt <= now()) return undefined;
    return { type: asKeyType(row["type"]), value: row["value"] === null ? null : asText(row["value"]), expiresAt };
  };

  return {
    now,
    drop,
    find,

    /** The live key; undefined if there is none. @throws {CommandError} WRONGTYPE for another type. */
    typed(key: string, type: KeyType): KeyRow | undefined {
      const row = find(key);
      if (row !== undefined && row.type !== type) {
        throw new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");
      }
      return row;
    },

    /** Creates a container of this type unless the key already has one. */
    open(key: string, type: KeyType): void {
      if (this.typed(key, type) !== undefined) return;
      drop(key); // the rows of an expired key of this name
      sql.put.run(key, type, null, null);
    },

    putString(key: string, value: string, expiresAt: number | null): void {
      const before = sql.find.get(key)?.["type"];
      if (before !== undefined && before !== "string") drop(key);
      sql.put.run(key, "string", value, asInteger(expiresAt));
    },

    expire(key: string, expiresAt: number | null): void {
      sql.expire.run(asInteger(expiresAt), key);
    },

    field(key: string, field: string): string | undefined {
      const row = sql.field.get(key, field);
      return row && asText(row["value"]);
    },

    /** A hash in Redis' reply format: name, value, name, value. Unordered. */
    fields(key: string): string[] {
      const row = sql.fields.get(key);
      const values = parsedTexts(row?.["values"]);
      return parsedTexts(row?.["names"]).flatMap((name, i) => [name, asText(values[i])]);
    },

    putField(key: string, field: string, value: string): void {
      sql.putField.run(key, field, value);
    },

    /** Whether there was such a field. */
    dropField(key: string, field: string): boolean {
      return Number(sql.dropField.run(key, field).changes) > 0;
    },

    span(key: string): ListSpan | undefined {
      const row = sql.span.get(key);
      if (row === undefined || row["head"] === null) return undefined;
      return { head: asNumber(row["head"]), tail: asNumber(row["tail"]) };
    },

    push(key: string, position: number, value: string): void {
      sql.push.run(key, BigInt(position), value);
    },

    items(key: string, span: ListSpan): string[] {
      return sql.items.all(key, BigInt(span.head), BigInt(span.tail)).map((row) => asText(row["value"]));
    },

    /** Deletes some expired keys: every 30 s, or every second while there are more. Costs one lookup in a small index. */
    sweep(): void {
      const time = now();
      if (time < nextSweep) return;
      const expired = sql.expired.all(BigInt(Math.floor(time)), BigInt(SWEEP_LIMIT));
      nextSweep = time + (expired.length < SWEEP_LIMIT ? SWEEP_EVERY_MS : SWEEP_AGAIN_MS);
      for (const row of expired) drop(asText(row["key"]));
    },
  };
}

const KEY_TYPES: readonly KeyType[] = ["string", "hash", "list"];

function asKeyType(value: SQLOutputValue | undefined): KeyType {
  const type = KEY_TYPES.find((known) => known === value);
  if (type === undefined) throw new TypeError(`The store's file holds a key of an unknown type: ${String(value)}.`);
  return type;
}

/** Parses the `json_group_array` of a text column. */
function parsedTexts(json: SQLOutputValue | undefined): string[] {
  return JSON.parse(asText(json)) as string[];
}

export function asText(value: SQLOutputValue | undefined): string {
  if (typeof value !== "string") throw new TypeError(`The store's file holds ${typeof value} where text belongs.`);
  return value;
}

function asNumber(value: SQLOutputValue | undefined): number {
  if (typeof value !== "number") throw new TypeError(`The store's file holds ${typeof value} where a number belongs.`);
  return value;
}

/** node:sqlite binds a JS number as REAL; only a BigInt is bound as INTEGER. */
function asInteger(ms: number | null): bigint | null {
  return ms === null ? null : BigInt(Math.floor(ms));
}
