/**
 * The build that is served and the one before it, which a build keeps and `npm run rollback` puts back.
 * A build is its output, its stamp, and the vercel.json that it was made with.
 */
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { holdingBuild } from "./build-lock.ts";
import { builtStamp, readStamp, STAMP_NAME, type BuildStamp } from "./build-stamp.ts";
import { root } from "./settings.ts";

/** Where builds lie: the current one in .vercel itself, where Vercel's tools look for it. */
const CURRENT = join(root, ".vercel");
const PREVIOUS = join(CURRENT, "previous");
const ASIDE = join(CURRENT, "set-aside");

const VERCEL_JSON = "readyslot-vercel.json";
/** The stamp is the last to move: whoever waits for a new one finds the rest in its place. */
const PARTS = ["output", VERCEL_JSON, STAMP_NAME];

/** Takes the current build out of the way of the next, which empties the folder first. */
export async function setBuildAside(): Promise<void> {
  // Where a build was killed there is half of one here, and the one before it is set aside already. An
  // output that others have taken away (vercel build does) is no build either.
  if (await builtStamp()) await move(CURRENT, ASIDE);
}

/** Keeps the build that was set aside as the one before; one that was made from the same is not worth it. */
export async function keepPreviousBuild({ fingerprint }: BuildStamp): Promise<void> {
  await copyFile(join(root, "vercel.json"), join(CURRENT, VERCEL_JSON));
  const before = await readStamp(ASIDE);
  if (before && before.fingerprint !== fingerprint) await move(ASIDE, PREVIOUS);
  await rm(ASIDE, { recursive: true, force: true });
}

/** Puts back what was set aside: a build that failed leaves the one before where it was. */
export async function bringBuildBack(): Promise<void> {
  if (existsSync(join(ASIDE, "output"))) await move(ASIDE, CURRENT);
  await rm(ASIDE, { recursive: true, force: true });
}

/**
 * Changes places with the build before; a second time undoes it.
 *
 * @throws {Error} if there is none, or a build is going on.
 */
export function swapWithPrevious(): Promise<BuildStamp> {
  return holdingBuild(swap);
}

async function swap(): Promise<BuildStamp> {
  if (await readStamp(ASIDE)) throw new Error("A build was broken off. Run npm run build, then roll back.");
  const stamp = await readStamp(PREVIOUS);
  if (!stamp || !existsSync(join(PREVIOUS, "output", "config.json"))) {
    throw new Error("There is no build before this one to go back to. Each npm run build keeps the one that it replaces. On Vercel: npx vercel rollback ADDRESS");
  }
  await move(CURRENT, ASIDE);
  await move(PREVIOUS, CURRENT);
  await move(ASIDE, PREVIOUS);
  await rm(ASIDE, { recursive: true, force: true });
  return stamp;
}

/** The stamp of the build that can be served: the current one, or the one that a build under way, or one that was killed, has set aside. */
export async function servableStamp(): Promise<BuildStamp | undefined> {
  return (await builtStamp()) ?? (await readStamp(ASIDE));
}

/** Copies that build into a folder where nothing will touch it, laid out as the project is. */
export async function copyServableBuild(to: string): Promise<void> {
  const from = (await builtStamp()) ? CURRENT : ASIDE;
  await mkdir(to, { recursive: true });
  await cp(join(from, "output"), join(to, ".vercel", "output"), { recursive: true });
  const kept = join(from, VERCEL_JSON);
  await copyFile(existsSync(kept) ? kept : join(root, "vercel.json"), join(to, "vercel.json"));
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const part of PARTS) {
    await rm(join(to, part), { recursive: true, force: true });
    if (existsSync(join(from, part))) await rename(join(from, part), join(to, part));
  }
}
