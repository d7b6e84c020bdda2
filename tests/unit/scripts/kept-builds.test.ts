/** Builds come and go, and one before is kept: npm run build and npm run rollback, without building anything. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { BuildStamp } from "../../../scripts/build-stamp.ts";
import type * as KeptBuilds from "../../../scripts/kept-builds.ts";
import { copyProject, type ProjectCopy } from "../../fixtures/builds/project-copy.ts";

let copy: ProjectCopy;
let kept: typeof KeptBuilds;
beforeAll(async () => {
  copy = await copyProject();
  // Its folder is the project that its scripts work on.
  kept = (await import(/* @vite-ignore */ pathToFileURL(join(copy.root, "scripts", "kept-builds.ts")).href)) as typeof kept;
});
afterAll(() => copy.remove());
beforeEach(() => rm(join(copy.root, ".vercel"), { recursive: true, force: true }));

const place = (...path: string[]) => join(copy.root, ".vercel", ...path);

/** What Astro leaves, without the stamp. */
async function output(name: string): Promise<void> {
  await rm(place("output"), { recursive: true, force: true });
  await mkdir(place("output"), { recursive: true });
  await writeFile(place("output", "config.json"), name);
}

/** A whole build, as scripts/build.ts goes about it. */
async function build(name: string, fingerprint = name): Promise<void> {
  const stamp: BuildStamp = { fingerprint, calOrigin: "https://app.cal.com", isDemo: false, builtAt: `2026-11-28T08:00:00.${name}` };
  await kept.setBuildAside();
  await output(name);
  await kept.keepPreviousBuild(stamp);
  await writeFile(place("readyslot-build.json"), JSON.stringify(stamp));
}

const current = () => readFile(place("output", "config.json"), "utf8");
const previous = () => readFile(place("previous", "output", "config.json"), "utf8");

test("a build keeps the one before it; the one before that is gone", async () => {
  await build("a");
  expect(existsSync(place("previous"))).toBe(false);
  await build("b");
  await build("c");
  expect([await current(), await previous()]).toEqual(["c", "b"]);
  expect(existsSync(place("set-aside"))).toBe(false);
});

test("of the same sources and settings it is not worth keeping: a build twice leaves the way back as it was", async () => {
  await build("a");
  await build("b");
  await build("b again", "b");
  expect([await current(), await previous()]).toEqual(["b again", "a"]);
});

test("the two change places, with their stamps and their vercel.json, and back", async () => {
  await build("a");
  await build("b");
  expect(await kept.swapWithPrevious()).toMatchObject({ fingerprint: "a" });
  expect([await current(), await previous()]).toEqual(["a", "b"]);
  expect(JSON.parse(await readFile(place("readyslot-build.json"), "utf8"))).toMatchObject({ fingerprint: "a" });
  expect(existsSync(place("readyslot-vercel.json"))).toBe(true);
  await kept.swapWithPrevious();
  expect([await current(), await previous()]).toEqual(["b", "a"]);
});

test("without one before there is nothing to go back to, and nothing changes", async () => {
  await build("a");
  await expect(kept.swapWithPrevious()).rejects.toThrow("no build before this one");
  expect(await current()).toBe("a");
});

test("a build that fails brings the one before back", async () => {
  await build("a");
  await kept.setBuildAside();
  await output("half");
  await kept.bringBuildBack();
  expect(await current()).toBe("a");
  expect(existsSync(place("readyslot-build.json"))).toBe(true);
});

test("a build that was killed loses nothing: the next one keeps what was there before it", async () => {
  await build("a");
  await kept.setBuildAside();
  await output("half");
  await build("b");
  expect([await current(), await previous()]).toEqual(["b", "a"]);

  await kept.setBuildAside();
  await output("half");
  await kept.setBuildAside();
  await kept.bringBuildBack();
  expect([await current(), await previous()]).toEqual(["b", "a"]);
});

test("there is no rolling back behind a build that was broken off", async () => {
  await build("a");
  await build("b");
  await kept.setBuildAside();
  await expect(kept.swapWithPrevious()).rejects.toThrow("A build was broken off");
  await kept.bringBuildBack();
  expect([await current(), await previous()]).toEqual(["b", "a"]);
});

test("an output that somebody has taken away is no build: the way back stays", async () => {
  await build("a");
  await build("b");
  await rm(place("output"), { recursive: true });
  await build("c");
  expect([await current(), await previous()]).toEqual(["c", "a"]);
});

test("a server that starts in the middle of a build, or after one that was killed, serves the build before", async () => {
  await build("a");
  await kept.setBuildAside();
  await output("half");
  expect(await kept.servableStamp()).toMatchObject({ fingerprint: "a" });
  await kept.copyServableBuild(place("served"));
  expect(await readFile(place("served", ".vercel", "output", "config.json"), "utf8")).toBe("a");
  expect(existsSync(place("served", "vercel.json"))).toBe(true);
});
