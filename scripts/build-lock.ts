import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { processRuns } from "./running.ts";
import { root } from "./settings.ts";

const LOCK = join(root, ".vercel", "readyslot-build.lock");

let isHeldHere = false;

/**
 * Does what replaces the build, one process at a time: two at once would mix their files. The lock of a process that
 * has been killed holds nobody up.
 *
 * @throws {Error} if another process of this machine is at it, naming it; and what `work` throws.
 */
export async function holdingBuild<T>(work: () => Promise<T>): Promise<T> {
  if (isHeldHere) throw refusal(process.pid);
  isHeldHere = true;
  try {
    await acquire();
    try {
      return await work();
    } finally {
      await rm(LOCK, { force: true });
    }
  } finally {
    isHeldHere = false;
  }
}

async function acquire(): Promise<void> {
  await mkdir(join(root, ".vercel"), { recursive: true });
  if (await take()) return;
  const holder = await readHolder(LOCK);
  // In a container the process before may have had our number.
  if (holder === undefined || (holder !== process.pid && processRuns(holder)) || !(await removeLockOf(holder)) || !(await take())) throw refusal(holder);
}

function refusal(holder: number | undefined): Error {
  return new Error(`Another build or rollback is at work in this folder${holder ? `, process ${holder}` : ""}. Let it end, and call again. If there is none, delete ${LOCK}.`);
}

async function take(): Promise<boolean> {
  try {
    await writeFile(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** @returns undefined while the other has not written it yet, or has just ended. */
async function readHolder(file: string): Promise<number | undefined> {
  return Number(await readFile(file, "utf8").catch(() => "")) || undefined;
}

/** Takes the lock away under a name of its own: if somebody else was faster, and it is theirs by now, it goes back. */
async function removeLockOf(holder: number): Promise<boolean> {
  const taken = `${LOCK}.${process.pid}`;
  try {
    await rename(LOCK, taken);
  } catch {
    return true;
  }
  const isTheirs = (await readHolder(taken)) !== holder;
  await (isTheirs ? rename(taken, LOCK) : rm(taken));
  return !isTheirs;
}
