import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { annotation, problemCount, problemText } from "../../src/content-check/problem-text.ts";
import { checkContent, checkOptions } from "../../src/content-check/check-content.ts";
import { editorSchemas } from "../../src/content-check/yaml/editor-schemas.ts";
import { FIXTURE } from "../fixtures/builds/project-copy.ts";
import { page, writtenSite } from "./written-site.ts";

const project = join(import.meta.dirname, "../..");

test("a whole site has no problems", async () => {
  expect(problemText(await checkContent(FIXTURE, checkOptions({})))).toBe("");
});

const command = (root: string, env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(project, "scripts/check-content.ts")], { encoding: "utf8", env: { PATH: process.env.PATH, CONTENT_ROOT: root, ...env } });

test("the command prints all problems by file and exits with 1", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", { draft: "yes" }, "[Services](/servces)"), "pages/b.md": page("b", { title: undefined }) });
  const { status, stdout } = command(root);
  expect(stdout).toBe(`
src/content/pages/audit.md

  src/content/pages/audit.md:7  draft
    Found     "yes"
    Expected  true or false, without quotation marks.
    Fix       draft: true or draft: false

  src/content/pages/audit.md:9  text
    Found     [Services](/servces)
    Expected  Did you mean "/services"? There is no page at /servces.
    Fix       [Services](/services)


src/content/pages/b.md

  src/content/pages/b.md:2  title
    Found     no "title"
    Expected  The title in the browser tab and in search results. The site's name is added.
    Fix       title: "…"

3 problems in 2 files
`);
  expect(status).toBe(1);
});

test("without problems the command prints the number of files and exits with 0", async () => {
  const { status, stdout } = command(await writtenSite({}));
  expect(stdout).toBe("8 files, no problems\n");
  expect(status).toBe(0);
});

test("explains why private links do not open the dialog, lists them and accepts them", async () => {
  const { status, stdout } = command(
    await writtenSite({
      "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: d/aHash123/30min" }, "[Book](https://cal.com/d/aHash123/15min?name=x)"),
    }),
  );
  expect(stdout).toBe(`
Private links open Cal's booking page instead of the dialog and are not counted, because Cal offers no embeddable version of them.
To open the dialog, link to a public event.

  src/content/pages/audit.md:9  hero.cta.event  "d/aHash123/30min"
  src/content/pages/audit.md:11  text  "[Book](https://cal.com/d/aHash123/15min?name=x)"

9 files, no problems
`);
  expect(status).toBe(0);
});

test("on GitHub each problem is also an annotation", async () => {
  const root = await writtenSite({ "pages/b.md": page("b", { title: undefined }) });
  expect(command(root, { GITHUB_ACTIONS: "true" }).stdout.split("\n").at(-3)).toBe(
    '::error file=src/content/pages/b.md,line=2,title=title::Found: no "title"%0AExpected: The title in the browser tab and in search results. The site\'s name is added.%0AFix: title: "…"',
  );
});

test("characters that would end an annotation are escaped", () => {
  expect(annotation({ file: "src/content/pages/a,b:c.md", line: 3, field: "50%", found: "100%\r\n", expected: "a: b, c", fix: "x" })).toBe(
    "::error file=src/content/pages/a%2Cb%3Ac.md,line=3,title=50%25::Found: 100%25%0D%0A%0AExpected: a: b, c%0AFix: x",
  );
});

test("counts have the right plural", () => {
  const problem = { file: "a", line: 1, field: "x", found: "x", expected: "x", fix: "x" };
  expect(problemCount([problem], 3)).toBe("1 problem in 1 file");
  expect(problemCount([problem, { ...problem, file: "b" }, problem], 3)).toBe("3 problems in 2 files");
  expect(problemCount([], 1)).toBe("1 file, no problems");
});

test.each([...editorSchemas()])("the schema %s for VS Code is current; if not, run node scripts/editor-schemas.ts", async (name, text) => {
  expect(await readFile(join(project, ".vscode/schemas", name), "utf8")).toBe(text);
});
