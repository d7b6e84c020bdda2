import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followChanges, type ContentChanges } from "../../../../src/site/content-files/content-changes.ts";
import { readContent } from "../../../../src/site/content-files/content-source.ts";
import { fileStamp, isUnchanged } from "../../../../src/site/content-files/file-stamp.ts";

let folder: string;
let watcher: EventEmitter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  watcher = new EventEmitter();
});

afterEach(async () => {
  // As chokidar does when it is closed.
  watcher.removeAllListeners();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string) => join(folder, name);
const put = (name: string, text: string) => writeFile(file(name), text);

/** Starts to follow the folder, and returns the calls once the first one was made. The watcher reports nothing. */
async function following(apply = async (_changes: ContentChanges) => true): Promise<string[]> {
  const calls: string[] = [];
  void followChanges(watcher, folder, async (changes) => {
    calls.push([...changes].map(([path, event]) => `${event} ${relative(folder, path)}`).toSorted().join(", "));
    return apply(changes);
  });
  await expect.poll(() => calls).toEqual([""]);
  return calls;
}

test("the first call has no changes: it is for what changed while the files were first read", async () => {
  await put("a.md", "A");
  expect(await following()).toEqual([""]);
});

test("what the watcher does not report is found: an added, a changed and a deleted file", async () => {
  await put("a.md", "A");
  await put("b.md", "B");
  const calls = await following();
  await put("a.md", "AA");
  await rm(file("b.md"));
  await put("c.md", "C");
  await expect.poll(() => calls.slice(1)).toEqual(["change a.md, unlink b.md, add c.md".split(", ").toSorted().join(", ")]);
});

test("a file that is replaced again and again is found each time, even if its time is set back", async () => {
  await put("a.md", "0");
  const { atime, mtime } = await stat(file("a.md"));
  const calls = await following();
  for (const text of ["1", "2", "3"]) {
    const known = calls.length;
    await put("a.md.new", text);
    await utimes(file("a.md.new"), atime, mtime);
    await rename(file("a.md.new"), file("a.md"));
    watcher.emit("all", "change", file("a.md"));
    await expect.poll(() => calls.length).toBeGreaterThan(known);
    expect(calls.at(-1)).toContain("change a.md");
  }
});

test("a change during a call leads to another one", async () => {
  await put("a.md", "A");
  const read: string[] = [];
  const calls = await following(async () => {
    const text = await readFile(file("a.md"), "utf8");
    read.push(text);
    // After it was read.
    if (text === "B") await put("a.md", "C");
    return true;
  });
  await put("a.md", "B");
  watcher.emit("all", "change", file("a.md"));
  await expect.poll(() => read.at(-1)).toBe("C");
  expect(calls.at(-1)).toBe("change a.md");
});

test.each<[string, () => Promise<boolean>]>([
  ["returns false", () => Promise.resolve(false)],
  ["rejects", () => Promise.reject(new Error("No."))],
])("a call that %s is repeated with the same changes", async (_how, refuse) => {
  const refusals: (() => Promise<boolean>)[] = [refuse];
  let isRefusing = false;
  const calls = await following(async () => (isRefusing && refusals.pop()?.()) ?? true);
  isRefusing = true;
  await put("a.md", "A");
  watcher.emit("all", "add", file("a.md"));
  await expect.poll(() => calls.slice(1)).toEqual(["add a.md", "add a.md"]);
});

test("unsaved text of editors is no change", async () => {
  const calls = await following();
  for (const name of [".a.md.swp", "a.md~"]) await put(name, "unsaved");
  await put("a.md", "saved");
  await expect.poll(() => calls.slice(1)).toEqual(["add a.md"]);
});

test("it ends with the watcher", async () => {
  const end = followChanges(watcher, folder, async () => true);
  await expect.poll(() => watcher.listenerCount("all")).toBe(1);
  watcher.removeAllListeners();
  await expect(end).resolves.toBeUndefined();
});

test("a file whose new text has the length and the time of the old one is read again", async () => {
  await mkdir(file("src/content"), { recursive: true });
  const read: string[] = [];
  const written = ["first", "other", "third"];
  const time = new Date("2026-11-29T12:00:00Z");
  for (const text of written) {
    await put("src/content/faqs.yaml", text);
    // As a copy that keeps the times, or a second change within one tick of the clock.
    await utimes(file("src/content/faqs.yaml"), time, time);
    read.push(String((await readContent(folder))[0]?.text));
  }
  expect(read).toEqual(written);
});

test("a file that has just changed is not trusted to be unchanged", async () => {
  await put("a.md", "A");
  const young = await fileStamp(file("a.md"));
  expect([young.isSettled, isUnchanged(young, young)]).toEqual([false, false]);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
  const old = await fileStamp(file("a.md"));
  expect([old.isSettled, isUnchanged(old, old)]).toEqual([true, true]);
  await put("a.md", "B");
  expect(isUnchanged(old, await fileStamp(file("a.md")))).toBe(false);
});
