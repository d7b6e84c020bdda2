import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./settings.ts";

const LOCK = join(root, ".vercel", "readyslot-build.lock");

/**
 * Does what replaces the build, one process at a time: two at once would mix their files. The lock of a process that
 * has been killed holds nobody up.
 *
 * @throws {Error} if another process of this machine is at it, naming it; and what `work` throws.
 */
export async function holdingBuild<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(join(root, ".vercel"), { recursive: true });
  try {
    await take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = await holderOf();
    if (holder === undefined || runs(holder)) {
      throw new Error(`Another build or rollback is at work in this folder${holder ? `, process ${holder}` : ""}. Let it end, and call again. If there is none, delete ${LOCK}.`, { cause: error });
    }
    await rm(LOCK, { force: true });
    await take();
  }
  try {
    return await work();
  } finally {
    await rm(LOCK, { force: true });
  }
}

/** @throws {NodeJS.ErrnoException} EEXIST if it is taken. */
function take(): Promise<void> {
  return writeFile(LOCK, String(process.pid), { flag: "wx" });
}

/** @returns undefined while the other has not written it yet, or has just ended. */
async function holderOf(): Promise<number | undefined> {
  return Number(await readFile(LOCK, "utf8").catch(() => "")) || undefined;
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
