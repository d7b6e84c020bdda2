import type { EventEmitter } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileNames, inTurn } from "./content-source.ts";
import { fileStamp } from "./file-stamp.ts";

/** What happened to each file, by its path. */
export type ContentChanges = ReadonlyMap<string, "add" | "change" | "unlink">;

/** ms. Many programs save a file by emptying it and writing it again. A file that has not changed for this long is complete. */
const SETTLE_MS = 100;
/** ms between two looks at the folder while the watcher reports nothing. Looking at a thousand files takes about 10 ms. */
const LOOK_MS = 1_000;

/** The files in which editors keep unsaved text. chokidar ignores them too. */
const SCRATCH_FILE = /\..*\.sw[px]$|~$|\.subl.*\.tmp/;

/**
 * Follows the files below a folder until the watcher is closed. Every change leads to a call of `apply` that begins
 * after the change.
 *
 * The watcher only says when to look. It misses changes: those within 50 ms of another; those while it still walks
 * through the folders; a file that is replaced within 5 ms of another change, which it then never watches again; and
 * everything on file systems that send no events, such as network drives.
 *
 * @param apply is called once more at the beginning, because files may have changed while they were first read. Calls
 *   do not overlap. If it returns false or rejects, it is called again with the same changes.
 */
export async function followChanges(watcher: EventEmitter, folder: string, apply: (changes: ContentChanges) => Promise<boolean>): Promise<void> {
  let nudged = Promise.withResolvers<void>();
  const nudge = () => nudged.resolve();
  watcher.on("all", nudge);

  const look = (otherwise: Stamps) => stampsBelow(folder).catch(() => otherwise);
  let applied = await look(new Map());
  let seen = applied;
  let isDue = true;
  // A closed watcher has no listeners.
  while (watcher.listeners("all").includes(nudge)) {
    nudged = Promise.withResolvers();
    const now = await look(seen);
    const isComplete = changesBetween(seen, now).size === 0;
    seen = now;
    const changes = changesBetween(applied, now);
    if (isComplete && (isDue || changes.size > 0)) {
      isDue = !(await apply(changes).catch(() => false));
      if (!isDue) applied = now;
    }
    await Promise.race([pause(isComplete ? LOOK_MS : SETTLE_MS, undefined, { ref: false }), ...(isComplete ? [nudged.promise] : [])]);
  }
}

/** The state of each file by its path. */
type Stamps = ReadonlyMap<string, string>;

async function stampsBelow(folder: string): Promise<Stamps> {
  const names = (await fileNames(folder)).filter((name) => !SCRATCH_FILE.test(name));
  const stamps = new Map<string, string>();
  await inTurn(names.map((name) => join(folder, name)), async (path) => {
    const stamp = await fileStamp(path).catch(() => undefined);
    // One that is not settled can hide a change. It differs from the settled one, which leads to another call.
    if (stamp) stamps.set(path, `${stamp.text}${stamp.isSettled ? "" : "?"}`);
  });
  return stamps;
}

function changesBetween(before: Stamps, now: Stamps): ContentChanges {
  const changes = new Map<string, "add" | "change" | "unlink">();
  for (const [path, stamp] of now) {
    if (!before.has(path)) changes.set(path, "add");
    else if (before.get(path) !== stamp) changes.set(path, "change");
  }
  for (const path of before.keys()) if (!now.has(path)) changes.set(path, "unlink");
  return changes;
}
