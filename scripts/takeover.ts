/** Deploys each new build under a running server: after npm run build, and after npm run rollback. */
import { existsSync, readdirSync, rmSync, unwatchFile, watchFile } from "node:fs";
import { join } from "node:path";
import { builtStamp, STAMP_FILE, type BuildStamp } from "./build-stamp.ts";
import type { DeployedOutput } from "./deployed-output/server.ts";
import { copyServableBuild } from "./kept-builds.ts";
import { root } from "./settings.ts";

/** In ms. How soon a new build is noticed. */
const LOOK_EVERY = 500;

/** A folder for each build that is served, gone when the process ends: a build beside it empties its own. */
export class ServedCopies {
  // In the project, so that what a build has not taken along is found where the build found it.
  readonly #folder = join(root, ".vercel", `serving-${process.pid}`);
  #count = 0;

  constructor() {
    removeAbandoned();
    // In a container the process before may have had the same number.
    rmSync(this.#folder, { recursive: true, force: true });
    process.on("exit", () => rmSync(this.#folder, { recursive: true, force: true }));
  }

  /** @returns the root of the copy, laid out as the project is. */
  async next(): Promise<string> {
    const folder = join(this.#folder, String(++this.#count));
    await copyServableBuild(folder);
    // Nobody waits any more for an answer from the one before the one before.
    rmSync(join(this.#folder, String(this.#count - 2)), { recursive: true, force: true });
    return folder;
  }
}

/** Of servers that were killed. */
function removeAbandoned(): void {
  const folder = join(root, ".vercel");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /^serving-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Takes over every build whose stamp is another than the one that is served. @returns what ends it. */
export function takeOverBuilds(site: DeployedOutput, copies: ServedCopies, served: BuildStamp | undefined, onTakeover: (stamp: BuildStamp) => Promise<void>): () => void {
  let current = served;
  let work = Promise.resolve();
  const look = async () => {
    const stamp = await builtStamp();
    if (!stamp || stamp.builtAt === current?.builtAt) return;
    await site.deploy(await copies.next());
    current = stamp;
    await onTakeover(stamp);
  };
  // One after the other: a build may end while the one before is being taken over.
  const listener = () => void (work = work.then(look).catch(complain));
  watchFile(STAMP_FILE, { interval: LOOK_EVERY }, listener);
  // It tells of changes only, and there may have been one since the stamp was read.
  listener();
  return () => unwatchFile(STAMP_FILE, listener);
}

function complain(error: unknown): void {
  console.error(`The new build could not be taken over; the one before goes on. ${error instanceof Error ? error.message : String(error)}`);
}
