/** One build at a time in a folder, and none held up by one that was killed. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type * as BuildLock from "../../../scripts/build-lock.ts";
import { copyProject, type ProjectCopy } from "../../fixtures/builds/project-copy.ts";

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
  // The winner stays until all the others have been turned away.
  await Promise.all(all.slice(1));
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

test("one that had our number, as in a container that was started again, holds nobody up", async () => {
  await writeFile(lock, String(process.pid));
  expect(await holdingBuild(async () => "built")).toBe("built");
  expect(existsSync(lock)).toBe(false);
});

test("another process that is at work is named, and its lock stays", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await writeFile(lock, String(other.pid));
  await expect(holdingBuild(async () => "mixed")).rejects.toThrow(`at work in this folder, process ${other.pid}. Let it end`);
  expect(await readFile(lock, "utf8")).toBe(String(other.pid));
  const ended = once(other, "exit");
  other.kill();
  await ended;
  expect(await holdingBuild(async () => "next")).toBe("next");
});

test.runIf(existsSync("/proc/self/stat"))("one that has ended, and whose parent has not asked about it, holds nobody up", async () => {
  // The shell becomes a program that never asks about its child; only then is the child let go.
  const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore", "pipe"] });
  const [pid] = (await once(parent.stdio[1] as Readable, "data")) as [Buffer];
  await expect.poll(() => readFile(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n");
  (parent.stdio[3] as Writable).end();
  await expect.poll(() => readFile(`/proc/${Number(pid)}/stat`, "utf8")).toMatch(/\) Z /);
  await writeFile(lock, String(Number(pid)));
  expect(await holdingBuild(async () => "built")).toBe("built");
  parent.kill();
});

test("a lock that names nobody is somebody's who has just come: it is said where it lies", async () => {
  await writeFile(lock, "");
  await expect(holdingBuild(async () => "mixed")).rejects.toThrow(`If there is none, delete ${lock}.`);
  expect(existsSync(lock)).toBe(true);
});
