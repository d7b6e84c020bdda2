import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

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
