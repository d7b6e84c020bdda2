import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { STORE_FILE } from "../../src/host/kv/kv.ts";
import { root } from "../settings.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The path of the embedded store's file. @throws {Error} if the site uses a database, with the place of its backups. */
export function storeFile({ KV_REST_API_URL, REDIS_URL, DATA_DIR }: Env): string {
  if (KV_REST_API_URL?.trim()) {
    throw new Error("The metrics of this site are stored in Vercel KV (KV_REST_API_URL is set), not in a file. Use the backups of Upstash instead: at Vercel, choose Storage, the database, Open in Upstash, and there Backups.");
  }
  if (REDIS_URL?.trim()) {
    throw new Error("The metrics of this site are stored in a Redis or Valkey (REDIS_URL is set), not in a file. Use the backups of the database instead: redis-cli BGSAVE writes a copy into its folder.");
  }
  return join(DATA_DIR?.trim() || join(root, ".data"), STORE_FILE);
}

/** Why the file is not a complete store; undefined if it is one. */
export function storeProblem(path: string): string | undefined {
  try {
    const db = new DatabaseSync(path);
    try {
      const damage = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
      if (damage !== "ok") return `it is damaged: ${String(damage)}`;
      const tables = new Set(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => name));
      return ["keys", "fields", "items"].every((name) => tables.has(name)) ? undefined : "it is a database of another program";
    } finally {
      db.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** In MB, for a message. */
export function sizeText(path: string): string {
  return `${(statSync(path).size / 1e6).toFixed(1)} MB`;
}

/** "2026-11-29T134103Z", for the name of a file. */
export function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}

/** In ms: how long to wait for another process' transaction. */
const BUSY_TIMEOUT = 10_000;

/**
 * Writes a consistent copy of the store to `target`, also while servers use it: one read transaction, which does not hold
 * up writers. The copy is one file, without a log beside it. It appears complete or not at all.
 *
 * @throws {Error} if there is no store, or if the target exists.
 */
export function backUp(store: string, target: string): void {
  if (!existsSync(store)) throw new Error(`There is no store at ${store}. Set DATA_DIR to the folder that the server uses.`);
  if (existsSync(target)) throw new Error(`${target} exists. Give the name of a file that does not.`);
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.part`;
  rmSync(part, { force: true });
  const db = new DatabaseSync(store);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    db.prepare("VACUUM INTO ?").run(part);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    db.close();
  }
  renameSync(part, target);
}

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/**
 * Replaces the store by a backup, and keeps the store that was there beside it.
 *
 * @returns the name of the old store's file; undefined if there was none.
 * @throws {Error} if a process uses the store, or if the file is not a backup. Nothing has changed then.
 */
export function restore(backup: string, store: string, now: Date): string | undefined {
  if (!existsSync(backup)) throw new Error(`There is no file ${backup}. Give the file that npm run backup wrote.`);
  if ((statSync(`${backup}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new Error(`${backup} is a store in use or a part of one, because ${backup}-wal belongs to it. Give a file that npm run backup wrote.`);
  }
  mkdirSync(dirname(store), { recursive: true });
  const part = `${store}.part`;
  copyFileSync(backup, part);
  try {
    const problem = storeProblem(part);
    if (problem !== undefined) throw new Error(`${backup} is not a backup of the store: ${problem}. Give a file that npm run backup wrote.`);
    return existsSync(store) ? replace(store, part, `${store}.before-restore-${stampOf(now)}`) : void renameSync(part, store);
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(part + suffix, { force: true });
  }
}

/** Keeps the store under the other name, and puts the new file in its place in one step. */
function replace(store: string, part: string, kept: string): string {
  const release = takeAlone(store);
  try {
    copyFileSync(store, kept);
    // Of a store that cannot be opened. They would be applied to the new file.
    for (const suffix of ["-wal", "-shm"]) if (existsSync(store + suffix)) renameSync(store + suffix, kept + suffix);
    renameSync(part, store);
  } finally {
    release();
  }
  return kept;
}

/**
 * Leaving WAL mode needs the file alone, and writes the log back into it: SQLite refuses while any other connection is
 * open, even an idle one. The lock is held until the release, so that no server starts meanwhile.
 */
function takeAlone(store: string): () => void {
  const db = new DatabaseSync(store);
  try {
    db.exec("PRAGMA busy_timeout = 0");
    db.exec("PRAGMA journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new Error(`A server uses ${store}. Stop it, and run the command again.`, { cause: error });
    // A damaged store is a reason to restore one.
    return () => {};
  }
  return () => db.close();
}
