/** Deploys each new build under a running server: after npm run build, and after npm run rollback. */
import { mkdtempSync, rmSync, watchFile, unwatchFile } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtStamp, STAMP_FILE, type BuildStamp } from "./build-stamp.ts";
import type { DeployedOutput } from "./deployed-output/server.ts";
import { copyCurrentBuild } from "./kept-builds.ts";

/** In ms. How soon a new build is noticed. */
const LOOK_EVERY = 500;

/** A folder for each build that is served, gone when the process ends: a build beside it empties its own. */
export class ServedCopies {
  readonly #folder = mkdtempSync(join(tmpdir(), "readyslot-serve-"));
  #count = 0;

  constructor() {
    process.on("exit", () => rmSync(this.#folder, { recursive: true, force: true }));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
  }

  /** @returns the root of the copy, laid out as the project is. */
  async next(): Promise<string> {
    const root = join(this.#folder, String(++this.#count));
    await copyCurrentBuild(root);
    return root;
  }
}

/** Takes over every build whose stamp is another than the one that is served. @returns what ends it. */
export function takeOverBuilds(site: DeployedOutput, copies: ServedCopies, served: BuildStamp | undefined, onTakeover: (stamp: BuildStamp) => Promise<void>): () => void {
  let current = served;
  let work = Promise.resolve();
  const look = async () => {
    const stamp = await builtStamp();
    if (!stamp || stamp.builtAt === current?.builtAt) return;
    current = stamp;
    await site.deploy(await copies.next());
    await onTakeover(stamp);
  };
  // One after the other: a build may end while the one before is being taken over.
  const listener = () => void (work = work.then(look).catch(complain));
  watchFile(STAMP_FILE, { interval: LOOK_EVERY }, listener);
  return () => unwatchFile(STAMP_FILE, listener);
}

function complain(error: unknown): void {
  console.error(`The new build could not be taken over; the one before goes on. ${error instanceof Error ? error.message : String(error)}`);
}
