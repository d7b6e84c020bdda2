import { stat } from "node:fs/promises";

/** The state of a file, from its directory entry alone. */
export interface FileStamp {
  /** Differs after a change. Two changes within one step of the file system's clock can leave it equal. */
  readonly text: string;
  /** Bytes. */
  readonly size: number;
  /** Whether every later change will give another `text`. */
  readonly isSettled: boolean;
}

/** ms. Kernels take the time from a clock that ticks every 1 to 16 ms. */
const CLOCK_TICK = 50;
/** ms. FAT stores the time in steps of two seconds, other old file systems in steps of one. */
const COARSE_STEP = 2_000;

/** @throws {Error} with the code "ENOENT" if there is no such file. */
export async function fileStamp(path: string): Promise<FileStamp> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  // Programs can set the time of modification back (cp -p, rsync, tar), but not the other one.
  const changedAt = Number(mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1e6;
  const step = mtimeNs % 1_000_000_000n === 0n ? COARSE_STEP : CLOCK_TICK;
  return { text: [ino, size, mtimeNs, ctimeNs].join(), size: Number(size), isSettled: Date.now() - changedAt > step };
}

/** Whether what was read after the first stamp is still in the file. */
export function isUnchanged(read: FileStamp, now: FileStamp): boolean {
  return read.isSettled && read.text === now.text;
}
