import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { stampOf, storeProblem } from "./store-file.ts";

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
