import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test as base } from "playwright/test";
import sharp from "sharp";
import { startDevServer } from "../../fixtures/site/dev-server.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { ALWAYS, throwInReact } from "../throw-in-react.ts";

/** The response of the development server at an address. */
interface Answer {
  status: number;
  heading: string;
  /** The text of the notice, or of the page shown in place of a broken one; empty without problems. */
  problems: string;
  /** The text of the whole page, with the alternative texts of its pictures. */
  text: string;
}

/** Edits src/content while the development server runs. */
interface Editor {
  origin: string;
  write(file: string, text: string | Buffer): Promise<void>;
  read(file: string): Promise<string>;
  remove(file: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  at(path: string): Promise<Answer>;
}

const test = base.extend<{ editor: Editor }, { server: { root: string; origin: string; said(): string } }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      const { origin, said, stop } = await startDevServer(root);
      await use({ root, origin, said });
      await stop();
      await remove();
    },
    { scope: "worker" },
  ],
  /** Restores the content after each test, even if it failed. */
  editor: async ({ server }, use) => {
    const before = new Map<string, Buffer | undefined>();
    await use(editorOf(server, before));
    for (const [file, content] of before) await (content ? writeFile(file, content) : rm(file, { force: true }));
  },
});

test.use({ launchOptions: { ...(process.env.CHROME_PATH && { executablePath: process.env.CHROME_PATH }), args: ["--no-sandbox", "--disable-background-networking"] } });

function editorOf({ root, origin }: { root: string; origin: string }, before: Map<string, Buffer | undefined>): Editor {
  const content = (file: string) => join(root, "src", "content", file);
  const touch = async (file: string) => {
    const path = content(file);
    if (!before.has(path)) before.set(path, await readFile(path).catch(() => undefined));
    return path;
  };
  return {
    origin,
    write: async (file, text) => writeFile(await touch(file), text),
    read: (file) => readFile(content(file), "utf8"),
    remove: async (file) => rm(await touch(file)),
    rename: async (from, to) => rename(await touch(from), await touch(to)),
    at: (path) => answerAt(origin + path),
  };
}

async function answerAt(address: string): Promise<Answer> {
  const answer = await fetch(address);
  const html = await answer.text();
  const problems = /<(main|aside) data-content-problems[\s\S]*?<\/\1>/.exec(html)?.[0] ?? "";
  return { status: answer.status, heading: textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ""), problems: textOf(problems), text: textOf(html) };
}

function textOf(html: string): string {
  const bare = html.replace(/<(style|script)[\s\S]*?<\/\1>/g, "").replace(/<img [^>]*?alt="([^"]*)"[^>]*>/g, "[$1]");
  return bare.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
}

const pageText = (heading: string, text = "Words.") => `---
title: The page called ${heading}
description: A page that is here for the development server's tests, under the heading ${heading}.
hero:
  heading: ${heading}
  text: It is as a page should be.
---

${text}
`;

/** A page with two questions of the shared list. The tests change the first one. */
const ASKING = pageText("Asking").replace("---\n\nWords", "sections: [{ type: faq, heading: Questions, items: [first-of-all, second] }]\n---\n\nWords");
const FIRST = "question: Is this the first?\nanswer: It is the first of two.\n";
const SECOND = "question: Is this the second?\nanswer: It is.\n";

const HOME = "Nobody came to your site to wait.";
const SERVICES = "Find it, fix it, keep it fixed.";

/** Unchanged pages still work. */
async function expectOthersUnharmed(editor: Editor): Promise<void> {
  expect(await editor.at("/")).toMatchObject({ status: 200, heading: HOME });
  expect(await editor.at("/services")).toMatchObject({ status: 200, heading: SERVICES });
}

async function expectPage(editor: Editor, path: string, expected: Partial<Record<keyof Answer, unknown>>): Promise<void> {
  await expect.poll(() => editor.at(path)).toMatchObject(expected);
}

test("a server that starts with invalid files runs, and shows each problem on the pages that it affects until it is fixed", async () => {
  const { root, remove } = await copyProject();
  const before = new Map<string, Buffer | undefined>();
  const early = editorOf({ root, origin: "" }, before);
  const site = await early.read("site.yaml");
  await early.write("site.yaml", "name: [\n");
  await early.write("faqs/first-of-all.yaml", "question: {\n");
  await early.write("faqs/second.yaml", SECOND);
  await early.write("pages/asking.md", ASKING);
  await early.write("pages/unread.md", '---\ntitle: "Not closed\n---\n');
  await early.write("pages/misfit.md", "---\ntitle: A page without the rest\n---\n");
  const { origin, stop } = await startDevServer(root);
  const editor = editorOf({ root, origin }, before);
  try {
    for (const path of ["/", "/services", "/nowhere"]) {
      await expectPage(editor, path, { status: 500, heading: "No page can be shown", problems: expect.stringContaining("src/content/site.yaml:") });
    }
    await editor.write("site.yaml", site);
    await expectPage(editor, "/asking", { status: 200, heading: "Asking", problems: expect.stringContaining("src/content/faqs/first-of-all.yaml:1") });
    await expectOthersUnharmed(editor);
    await expectPage(editor, "/services", { problems: "" });
    await expectPage(editor, "/unread", { status: 500, heading: "This page cannot be shown", problems: expect.stringContaining("src/content/pages/unread.md:2") });
    await expectPage(editor, "/misfit", { status: 500, heading: "This page cannot be shown", problems: expect.stringContaining("description") });

    await editor.write("faqs/first-of-all.yaml", FIRST);
    await editor.write("pages/unread.md", pageText("Read at last"));
    await editor.write("pages/misfit.md", pageText("Fits"));
    await expectPage(editor, "/asking", { status: 200, problems: "", text: expect.stringContaining("Is this the first?") });
    await expectPage(editor, "/unread", { status: 200, heading: "Read at last", problems: "" });
    await expectPage(editor, "/misfit", { status: 200, heading: "Fits", problems: "" });
  } finally {
    await stop();
    await remove();
  }
});

for (const [what, text] of [
  ["YAML that cannot be parsed", '---\ntitle: "Not closed\n---\n'],
  ["a missing field", "---\ntitle: A page without the rest\n---\n"],
] as const) {
  test(`a page that gets ${what} shows the problem, leaves the navigation, and comes back once it is fixed`, async ({ editor }) => {
    const good = pageText("In the navigation").replace("hero:", "nav: { label: Just for this, order: 998 }\nhero:");
    await editor.write("pages/edited.md", good);
    await expect.poll(async () => (await editor.at("/services")).text).toContain("Just for this");
    await editor.write("pages/edited.md", text);
    await expectPage(editor, "/edited", { status: 500, heading: "This page cannot be shown", problems: expect.stringContaining("src/content/pages/edited.md:") });
    await expect.poll(async () => (await editor.at("/services")).text).not.toContain("Just for this");
    await expectOthersUnharmed(editor);
    await editor.write("pages/edited.md", good);
    await expectPage(editor, "/edited", { status: 200, heading: "In the navigation", problems: "" });
    await editor.remove("pages/edited.md");
    await expectPage(editor, "/edited", { status: 404 });
  });
}

test("a page with a missing or broken picture stays readable, and shows the picture once it exists", async ({ editor }) => {
  await editor.write("pages/pictured.md", pageText("Pictured", "![A field of red](../images/made-for-dev.png)"));
  const missing = { status: 200, heading: "Pictured", problems: expect.stringContaining("made-for-dev.png"), text: expect.stringContaining("(A field of red)") };
  await expectPage(editor, "/pictured", missing);
  await editor.write("images/made-for-dev.png", "this is no picture");
  await expectPage(editor, "/pictured", missing);
  await expectOthersUnharmed(editor);
  await editor.write("images/made-for-dev.png", await sharp({ create: { width: 300, height: 200, channels: 3, background: "#b00" } }).png().toBuffer());
  await expectPage(editor, "/pictured", { status: 200, problems: "", text: expect.stringContaining("[A field of red]") });
  await editor.remove("images/made-for-dev.png");
  await expectPage(editor, "/pictured", missing);
  await editor.remove("pages/pictured.md");
});

test("an invalid entry of a list is left out, and the page and the other entries stay", async ({ editor }) => {
  await editor.write("faqs/first-of-all.yaml", FIRST);
  await editor.write("faqs/second.yaml", SECOND);
  await editor.write("pages/asking.md", ASKING);
  await expectPage(editor, "/asking", { status: 200, problems: "", text: expect.stringContaining("Is this the first?") });
  await editor.write("faqs/first-of-all.yaml", FIRST.replace("question:", "qestion:"));
  await expect.poll(async () => (await editor.at("/asking")).text).not.toContain("It is the first of two.");
  await expectPage(editor, "/asking", { status: 200, heading: "Asking", problems: expect.stringContaining("qestion"), text: expect.stringContaining("Is this the second?") });
  await expectOthersUnharmed(editor);
  await editor.write("faqs/first-of-all.yaml", FIRST);
  await expectPage(editor, "/asking", { status: 200, problems: "", text: expect.stringContaining("Is this the first?") });
});

test("with a broken site.yaml the last valid one stays in use, and every page shows the problem", async ({ editor }) => {
  const good = await editor.read("site.yaml");
  for (const bad of ["name: [\n", good.replace(/^name: .*/m, "nmae: Lapwing")]) {
    await editor.write("site.yaml", bad);
    for (const path of ["/", "/services", "/nowhere"]) {
      await expectPage(editor, path, { problems: expect.stringContaining("src/content/site.yaml:"), text: expect.stringContaining("Lapwing") });
    }
    await expectOthersUnharmed(editor);
  }
  await editor.write("site.yaml", good);
  await expectPage(editor, "/services", { status: 200, problems: "" });
});

test("a renamed file moves, whether it is valid or not", async ({ editor }) => {
  await editor.write("pages/before.md", "---\ntitle: Bad\n---\n");
  await expectPage(editor, "/before", { status: 500 });
  await editor.rename("pages/before.md", "pages/after.md");
  await expectPage(editor, "/after", { status: 500, problems: expect.stringContaining("src/content/pages/after.md") });
  await expectPage(editor, "/before", { status: 404 });
  await editor.write("pages/after.md", pageText("After"));
  await expectPage(editor, "/after", { status: 200, heading: "After", problems: "" });
  await editor.remove("pages/after.md");
  await expectPage(editor, "/after", { status: 404 });
});

test("an invalid article shows its problems at its address, and the list of articles leaves it out", async ({ editor }) => {
  await editor.write("posts/bad-one.md", "---\ntitle: An article without the rest\n---\n");
  await expectPage(editor, "/posts/bad-one", { status: 500, problems: expect.stringContaining("src/content/posts/bad-one.md") });
  expect(await editor.at("/posts")).toMatchObject({ status: 200, problems: "" });
  expect((await editor.at("/rss.xml")).status).toBe(200);
  await editor.remove("posts/bad-one.md");
});

test("the page in the browser reloads when the file changes", async ({ editor, page: tab }) => {
  await editor.write("pages/watched.md", pageText("Watched"));
  await expectPage(editor, "/watched", { status: 200 });
  await tab.goto(`${editor.origin}/watched`);
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Watched");
  await editor.write("pages/watched.md", "---\ntitle: Bad\n---\n");
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("This page cannot be shown");
  await editor.write("pages/watched.md", pageText("Mended", "![None](../images/none.png)"));
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Mended");
  await expect(tab.getByRole("complementary").getByText("src/content/pages/watched.md")).toBeVisible();
  await editor.remove("pages/watched.md");
});

test("changes are noticed after the server has restarted itself", async () => {
  const { root, remove } = await copyProject();
  const { origin, stop } = await startDevServer(root);
  const editor = editorOf({ root, origin }, new Map());
  test.slow();
  try {
    await expectPage(editor, "/", { status: 200, heading: HOME });
    // Astro restarts its server, and Vite's watcher with it, when one of a few files changes.
    await writeFile(join(root, "package.json"), `${await readFile(join(root, "package.json"), "utf8")}\n`);
    for (const heading of ["First", "Second", "Third"]) {
      await editor.write("pages/edited.md", pageText(heading));
      // It refuses connections while it restarts, and then loads the whole site again.
      await expect.poll(() => editor.at("/edited").catch(String), { timeout: 60_000 }).toMatchObject({ status: 200, heading, problems: "" });
    }
  } finally {
    await stop();
    await remove();
  }
});

test("an error in React is shown in development with both stacks", async ({ page, server }) => {
  await throwInReact(page, ALWAYS);
  await page.goto(server.origin);
  await page.locator('[data-booking-placement="hero"]').click();
  await expect(page.locator(".booking-error")).toContainText(/Error: rendering has failed[\s\S]*at CalModalOptimized/);
});

test("what the policy would block is named in the terminal, with the line to add", async ({ page, server }) => {
  await page.goto(server.origin);
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("script"), { src: "https://cdn.example.com/widget.js" }));
    document.body.append(Object.assign(document.createElement("iframe"), { src: "https://www.youtube.com/embed/x" }));
    void fetch("https://plausible.io/api/event").catch(() => {});
  });
  for (const line of ['policy: { script: ["https://cdn.example.com"] }', 'policy: { frame: ["https://www.youtube.com"] }', 'policy: { providers: ["plausible"] }']) {
    await expect.poll(server.said, { timeout: 30_000 }).toContain(`If your pages need it, add ${line} to src/site.config.ts.`);
  }
  // What Vite, Astro and the page itself need is no violation.
  expect(server.said().match(/violation, the first of its kind today: \S+ \S+/g)?.toSorted()).toEqual(
    ["connect-src https://plausible.io", "frame-src https://www.youtube.com", "script-src-elem https://cdn.example.com"].map((kind) => `violation, the first of its kind today: ${kind},`),
  );
});
