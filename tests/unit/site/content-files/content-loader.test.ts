import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addressOf } from "../../../../src/site/content-files/content-address.ts";
import { markdownFiles } from "../../../../src/site/content-files/content-loader.ts";
import { listEntries, siteWords } from "../../../../src/site/content-files/yaml-loader.ts";
import { loaderStage, type LoaderStage } from "../../../fixtures/content/loader-context.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "readyslot-"));
  await mkdir(join(root, "src/content/pages"), { recursive: true });
  await cp(join(import.meta.dirname, "../../../../src/site/markdown"), join(root, "src/site/markdown"), { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

const put = (file: string, text: string) => writeFile(join(root, "src/content", file), text);
const titles = ({ entries }: LoaderStage) => [...entries.values()].map(({ data }) => data.title).toSorted();

describe("Markdown files", () => {
  const pages = markdownFiles("src/content/pages");

  test("are all loaded in a build", async () => {
    await put("pages/a.md", "A\nText");
    const stage = loaderStage(root);
    await pages.load(stage.context);
    expect([...stage.entries.values()]).toMatchObject([{ id: "a", data: { title: "A" }, body: "Text", filePath: "src/content/pages/a.md", rendered: { html: "Text" } }]);
  });

  test("keep an index at the end of their ids, so that no file replaces another", async () => {
    for (const name of ["a.md", "a/index.md", "index.md", "index/index.md"]) {
      await mkdir(join(root, "src/content/pages", name, ".."), { recursive: true });
      await put(`pages/${name}`, name);
    }
    const stage = loaderStage(root);
    await pages.load(stage.context);
    expect([...stage.entries.keys()].toSorted()).toEqual(["a", "a/index", "index", "index/index"]);
    expect(["a", "a/index", "index", "index/index", "b/c"].map((id) => addressOf(`pages/${id}`))).toEqual(["/a", "/a", "/", "/index", "/b/c"]);
    expect(["a", "a/index", "a/b/index"].map((id) => addressOf(`posts/${id}`))).toEqual(["/posts/a", "/posts/a", "/posts/a/b"]);
  });

  test.each([["", "expected string"], ["! unreadable", "This cannot be read."]])("an invalid one stops a build: %j", async (text, message) => {
    await put("pages/a.md", "A");
    await put("pages/b.md", text);
    await expect(pages.load(loaderStage(root).context)).rejects.toThrow(message);
  });

  test.each(["", "! unreadable"])("an invalid one is left out in development and logged: %j", async (text) => {
    await put("pages/a.md", "A");
    await put("pages/b.md", text);
    const stage = loaderStage(root, { isDev: true });
    await pages.load(stage.context);
    expect(titles(stage)).toEqual(["A"]);
    expect(stage.log).toHaveLength(1);
  });

  test("one that becomes invalid is removed, and returns once it is fixed", async () => {
    const stage = loaderStage(root, { isDev: true });
    for (const [text, expected] of [["A", ["A"]], ["", []], ["B", ["B"]], ["! unreadable", []], ["A", ["A"]]] as const) {
      await put("pages/a.md", text);
      await pages.load(stage.context);
      expect(titles(stage)).toEqual(expected);
    }
  });

  test("added files are loaded, and deleted files are removed", async () => {
    const stage = loaderStage(root, { isDev: true });
    await put("pages/a.md", "A");
    await pages.load(stage.context);
    await put("pages/b.md", "B");
    await rm(join(root, "src/content/pages/a.md"));
    await pages.load(stage.context);
    expect(titles(stage)).toEqual(["B"]);
  });

  test("are not watched by Astro's loader, whose events can be missed", async () => {
    // The watcher of this context has no methods: a loader that uses it throws.
    await put("pages/a.md", "A");
    const stage = loaderStage(root, { isDev: true });
    await expect(pages.load(stage.context)).resolves.toBeUndefined();
  });

  test("a load confirms that it took place", async () => {
    await put("pages/a.md", "A");
    const refreshContextData = { isLoaded: false };
    await pages.load(Object.assign(loaderStage(root, { isDev: true }).context, { refreshContextData }));
    expect(refreshContextData).toEqual({ isLoaded: true });
  });

  test("rendered texts are reused until the rendering code changes", async () => {
    await put("pages/a.md", "A\nText");
    const first = loaderStage(root);
    await pages.load(first.context);
    const [kept] = first.entries.values();
    await pages.load(loaderStage(root, { entries: first.entries }).context);
    expect(first.entries.get("a")).toBe(kept);
    await writeFile(join(root, "src/site/markdown/images.ts"), "// otherwise");
    await pages.load(loaderStage(root, { entries: first.entries }).context);
    expect(first.entries.get("a")).not.toBe(kept);
  });
});

describe("a YAML file", () => {
  const list = listEntries("src/content/list");
  const site = siteWords("src/content/site.yaml");
  const GOOD = "a: { title: A }\nb: { title: B }";

  test("is a list of entries by name, or one entry", async () => {
    await put("list.yaml", GOOD);
    await put("site.yaml", "title: Site");
    const [names, whole] = [loaderStage(root), loaderStage(root)];
    await list.load(names.context);
    await site.load(whole.context);
    expect([...names.entries.keys()]).toEqual(["a", "b"]);
    expect([...whole.entries]).toEqual([["site", { id: "site", data: { title: "Site" } }]]);
  });

  test.each([
    ["a: [", "Flow sequence"],
    ["- a", "src/content/list.yaml must be a list of names"],
    ["a: { title: A }\nb: { titel: B }", "titel"],
    ["a: { title: A }\nb:", "expected string"],
  ])("that is invalid stops a build: %j", async (text, message) => {
    await put("list.yaml", text);
    await expect(list.load(loaderStage(root).context)).rejects.toThrow(message);
  });

  test("is there once more for each other language, with the texts of that language", async () => {
    await put("list.yaml", GOOD);
    await put("list.de.yaml", "a: { title: A auf Deutsch }\nc: { title: C }");
    const stage = loaderStage(root);
    await listEntries("src/content/list", ["en", "de", "fr"]).load(stage.context);
    expect(Object.fromEntries([...stage.entries].map(([id, { data }]) => [id, data.title]))).toEqual({ a: "A", b: "B", "de:a": "A auf Deutsch", "de:b": "B", "de:c": "C", "fr:a": "A", "fr:b": "B" });
  });

  test("of a list's folder is one entry, also beside a list in one file, and knows its own file", async () => {
    await mkdir(join(root, "src/content/list"));
    await put("list.yaml", "a: { title: A }");
    await put("list/b.yaml", "title: B");
    await put("list/b.de.yaml", "title: B auf Deutsch");
    await put("list/c.de.yaml", "title: C");
    const stage = loaderStage(root);
    await listEntries("src/content/list", ["en", "de"]).load(stage.context);
    expect([...stage.entries.values()].map(({ id, data, filePath }) => `${id} ${String(data.title)} ${filePath}`)).toEqual([
      "a A src/content/list.yaml", "b B src/content/list/b.yaml",
      "de:a A src/content/list.yaml", "de:b B auf Deutsch src/content/list/b.yaml", "de:c C src/content/list/c.de.yaml",
    ]);
  });

  test("of a list's folder that is invalid stops a build, and is left out alone in development", async () => {
    await mkdir(join(root, "src/content/list"));
    await put("list/a.yaml", "title: A");
    await put("list/b.yaml", "title: [");
    await expect(list.load(loaderStage(root).context)).rejects.toThrow("src/content/list/b.yaml:1");
    const stage = loaderStage(root, { isDev: true });
    await list.load(stage.context);
    expect([titles(stage), stage.log]).toEqual([["A"], [expect.stringContaining("src/content/list/b.yaml")]]);
  });

  test("that is missing is an empty list; without site.yaml there is no site", async () => {
    const build = loaderStage(root);
    await list.load(build.context);
    expect(build.entries.size).toBe(0);
    await expect(site.load(build.context)).rejects.toThrow("site.yaml");
    const stage = loaderStage(root, { isDev: true });
    await list.load(stage.context);
    await site.load(stage.context);
    expect(stage.log).toHaveLength(1);
    await put("list.yaml", GOOD);
    await list.load(stage.context);
    expect(titles(stage)).toEqual(["A", "B"]);
  });

  test("loses invalid entries in development, keeps its last entries while it cannot be parsed, and loads the new ones once it is fixed", async () => {
    await put("list.yaml", GOOD);
    const stage = loaderStage(root, { isDev: true });
    await list.load(stage.context);
    for (const [text, expected, complaints] of [["a: { titel: A }\nb: { title: C }", ["C"], 1], ["a: [", ["C"], 2], ["d: { title: D }", ["D"], 2]] as const) {
      await put("list.yaml", text);
      await list.load(stage.context);
      expect([titles(stage), stage.log.length]).toEqual([expected, complaints]);
    }
  });

  test("that is one entry keeps its last valid state while it is invalid", async () => {
    await put("site.yaml", "title: Site");
    const stage = loaderStage(root, { isDev: true });
    await site.load(stage.context);
    for (const [text, expected, complaints] of [["titel: New", "Site", 1], ["title: [", "Site", 2], ["title: New", "New", 2]] as const) {
      await put("site.yaml", text);
      await site.load(stage.context);
      expect([titles(stage), stage.log.length]).toEqual([[expected], complaints]);
    }
  });
});
