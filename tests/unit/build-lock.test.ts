/** One build at a time in a folder, and none held up by one that was killed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type * as BuildLock from "../../scripts/build-lock.ts";
import { copyProject, type ProjectCopy } from "../fixtures/project-copy.ts";

let copy: ProjectCopy;
let holdingBuild: (typeof BuildLock)["holdingBuild"];
let lock: string;
beforeAll(async () => {
  copy = await copyProject();
  // Its folder is the project that its scripts work on.
  ({ holdingBuild } = (await import(/* @vite-ignore */ pathToFileURL(join(copy.root, "scripts", "build-lock.ts")).href)) as typeof BuildLock);
  lock = join(copy.root, ".vercel", "readyslot-build.lock");
});
afterAll(() => copy.remove());
beforeEach(async () => {
  await rm(join(copy.root, ".vercel"), { recursive: true, force: true });
  await mkdir(join(copy.root, ".vercel"));
});

test("while one is at work another is refused, with the process to wait for; the first goes on", async () => {
  const first = holdingBuild(async () => {
    await expect(holdingBuild(async () => "mixed")).rejects.toThrow(`Another build or rollback is at work in this folder, process ${process.pid}. Let it end`);
    return "whole";
  });
  expect(await first).toBe("whole");
  expect(await holdingBuild(async () => "next")).toBe("next");
});

test("of many at once one gets in", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 8 }, () => holdingBuild(() => promise).then(() => "built", () => "refused"));
  await Promise.any(all);
  resolve();
  expect((await Promise.all(all)).toSorted()).toEqual(["built", ...Array.from({ length: 7 }, () => "refused")]);
});

test("one that fails lets the next in, and its own words out", async () => {
  await expect(holdingBuild(() => Promise.reject(new Error("The build failed.")))).rejects.toThrow("The build failed.");
  expect(existsSync(lock)).toBe(false);
});

test("one that was killed holds nobody up", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(lock, String(pid));
  expect(await holdingBuild(() => readFile(lock, "utf8"))).toBe(String(process.pid));
});

test("a lock that names nobody is somebody's who has just come: it is said where it lies", async () => {
  await writeFile(lock, "");
  await expect(holdingBuild(async () => "mixed")).rejects.toThrow(`If there is none, delete ${lock}.`);
  expect(existsSync(lock)).toBe(true);
});
