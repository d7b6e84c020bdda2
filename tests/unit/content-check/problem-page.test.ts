import { expect, test } from "vitest";
import { problemPage } from "../../../src/content-check/problem-text.ts";

test("the problems are a page for editors, with the names of the form and nothing that Markdown would change", () => {
  const page = problemPage([
    { file: "src/content/pages/services/audit.md", line: 7, field: "sections[2].cta.label", found: 'no "label"', expected: "A text", fix: "label: \"Book *now*\"" },
    { file: "src/content/pages/services/audit.md", line: 9, field: "text", found: "a\nb", expected: "One", fix: "<b>" },
    { file: "src/content/site.de.yaml", line: 1, field: "file", found: "nothing", expected: "Something", fix: "Add it." },
  ]);
  expect(page).toBe(`## Mend 3 problems in 2 files before this can be published

The public site stays as it is until then. Open the entry in the editor, mend it, and save it again.

### Pages › services/audit

- **Sections 3 › Booking button › Label**
  - Found: no "label"
  - Expected: A text
  - To mend it: label: "Book \\*now\\*"

- **Text**
  - Found: a b
  - Expected: One
  - To mend it: \\<b\\>

### Site's name and words

- **The file itself**
  - Found: nothing
  - Expected: Something
  - To mend it: Add it.

`);
  expect(problemPage([])).toContain("has no problems");
});
