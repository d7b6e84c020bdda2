import { join } from "node:path";
import { array, assert, asyncProperty, constantFrom, json, nat, oneof, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { OPTIONS, page, post, writeFiles, writtenSite } from "./written-site.ts";

/** Anything at all, and things that are nearly right: parts of YAML and Markdown in any order. */
const junk = oneof(
  string({ unit: "binary", maxLength: 400 }),
  array(constantFrom("---\n", "title: ", "hero:\n", "  heading: ", "sections:\n", "  - type: faq\n", "items: [", "]", "{", "}", '"', "'", ": ", "\t", "&a ", "*a ", "!x ", "|\n", ">-\n", "# ", "[a](", "/b)", "![](", "<b>", "\n", "é", "2026-02-30", "true", "null", "? ", "- ", "<!--"), { maxLength: 60 })
    .map((parts) => parts.join("")),
  json(),
);
const near = tuple(nat(400), nat(20), junk).map(([at, length, extra]) => {
  const whole = page("audit", { sections: "\n  - type: faq\n    heading: Fair questions\n    items: [why-free, catch]" }, "## Text\n\n[Services](/services)\n");
  return whole.slice(0, at) + extra + whole.slice(at + length);
});

/** A bracket between two fields, whose mending empties a line: once the next message was about that line, with nothing to write. */
const BRACKET = page("audit", { sections: "\n  - type: faq\n   ]  - type: faq\n heading: Fair questions\n    items: [why-free, catch]" });

/** One folder for all runs: a new one for each would take most of the time. */
async function siteWith(name: string) {
  const root = await writtenSite({ [name]: "" });
  return async (text: string) => {
    await writeFiles(root, { [name]: text });
    return checkContent(root, OPTIONS);
  };
}

test.each(["pages/audit.md", "posts/second.md"])("whatever %s holds, the check goes through and names no other file", async (name) => {
  const problemsWith = await siteWith(name);
  await assert(
    asyncProperty(oneof(junk, near), async (text) => {
      for (const problem of await problemsWith(text)) {
        expect(problem.file).toBe(`src/content/${name}`);
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.line).toBeLessThanOrEqual(text.split("\n").length + 1);
        for (const words of [problem.field, problem.found, problem.expected, problem.write]) expect(words.trim()).not.toBe("");
      }
    }),
    { numRuns: 150, examples: [[BRACKET]] },
  );
});

test("whatever a list holds, only it and those who refer to its entries are named", async () => {
  const problemsWith = await siteWith("people.yaml");
  await assert(
    asyncProperty(junk, async (text) => {
      for (const { file } of await problemsWith(text)) expect(["src/content/people.yaml", "src/content/posts/first.md"]).toContain(file);
    }),
    { numRuns: 100 },
  );
});

test("what the check says to write for YAML can be read", async () => {
  const files = { "pages/audit.md": page("audit", { title: "Speed: what it costs", description: "'It's what there is to know about the audit, and a little more.'" }), "posts/first.md": post("x", { title: "@home" }) };
  const root = await writtenSite(files);
  const problems = await checkContent(root, OPTIONS);
  expect(problems).toHaveLength(3);
  for (const [name, text] of Object.entries(files)) {
    const lines = text.split("\n");
    for (const { line, write } of problems.filter(({ file }) => file === join("src/content", name))) lines[line - 1] = write;
    await writeFiles(root, { [name]: lines.join("\n") });
  }
  expect(await checkContent(root, OPTIONS)).toEqual([]);
});
