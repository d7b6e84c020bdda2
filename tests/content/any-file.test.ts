import { array, assert, asyncProperty, constantFrom, json, nat, oneof, string, stringMatching, tuple } from "fast-check";
import { expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { excerpt } from "../../src/site/content-files/quoted.ts";
import { OPTIONS, page, writeFiles, writtenSite } from "./written-site.ts";

/** Random texts, and parts of YAML and Markdown in random order. */
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

/** A bracket between two fields: its removal leaves an empty line, which once led to a message without a fix. */
const BRACKET = page("audit", { sections: "\n  - type: faq\n   ]  - type: faq\n heading: Fair questions\n    items: [why-free, catch]" });

/** A field without a name. */
const NAMELESS = page("audit", { "": "Audit" });

/** One folder for all runs, because creating a new one takes most of the time. */
async function siteWith(name: string) {
  const root = await writtenSite({ [name]: "" });
  return async (text: string) => {
    await writeFiles(root, { [name]: text });
    return checkContent(root, OPTIONS);
  };
}

test.each(["pages/audit.md", "posts/second.md"])("whatever %s contains, the check completes and names no other file", async (name) => {
  const problemsWith = await siteWith(name);
  await assert(
    asyncProperty(oneof(junk, near), async (text) => {
      for (const problem of await problemsWith(text)) {
        expect(problem.file).toBe(`src/content/${name}`);
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.line).toBeLessThanOrEqual(text.split("\n").length + 1);
        for (const words of [problem.field, problem.found, problem.expected, problem.fix]) expect(words.trim()).not.toBe("");
      }
    }),
    { numRuns: 150, examples: [[BRACKET], [NAMELESS]] },
  );
});

test("whatever a list contains, only the list and the files that refer to its entries are named", async () => {
  const problemsWith = await siteWith("people.yaml");
  await assert(
    asyncProperty(junk, async (text) => {
      for (const { file } of await problemsWith(text)) expect(["src/content/people.yaml", "src/content/posts/first.md"]).toContain(file);
    }),
    { numRuns: 100 },
  );
});

test("YAML that cannot be parsed is shown as it is written, with line and column, and never rewritten", async () => {
  const problemsWith = await siteWith("pages/audit.md");
  const written = oneof(stringMatching(/^[@`%*&!|>?{}[\],#"'-][a-z"'#:{} ]{1,30}$/), stringMatching(/^[a-z]{1,9}: [a-z"': ]{1,30}$/), constantFrom("Speed: what it costs", "'It's fast'", "@home", "{ms} and counting", '"The audit'));
  let seen = 0;
  await assert(
    asyncProperty(written, async (value) => {
      const text = page("audit", { title: value });
      for (const { line, column, found, fix } of await problemsWith(text)) {
        if (column === undefined) continue;
        seen++;
        expect(found).toBe(excerpt(text.split("\n")[line - 1] ?? "") || "an empty line");
        expect(column).toBeGreaterThan(0);
        expect(fix).toMatch(/^[A-Z].*\.$|' or "\.$/);
        expect(fix).not.toContain(value);
      }
    }),
    { numRuns: 150 },
  );
  expect(seen).toBeGreaterThan(50);
});
