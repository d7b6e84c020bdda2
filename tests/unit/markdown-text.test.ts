import { describe, expect, test } from "vitest";
import { rendered } from "../fixtures/rendered-markdown.ts";

describe("a text", () => {
  test("keeps the colon in a time", async () => {
    expect(await rendered("At 10:30am, or at 11:00.")).toBe("<p>At 10:30am, or at 11:00.</p>");
  });

  test("has the quotation marks and dashes of print", async () => {
    expect(await rendered("\"It's fast\" -- they said...")).toBe("<p>“It’s fast” – they said…</p>");
  });

  test("that is wider than a phone scrolls in a frame of its own, by the keyboard too", async () => {
    expect(await rendered("| a |\n|---|\n| 1 |")).toMatch(/^<div class="scroller" tabindex="0"><table>[\s\S]*<\/table><\/div>$/);
    expect(await rendered("```js\nlet a;\n```")).toBe('<pre tabindex="0"><code class="language-js">let a;\n</code></pre>');
  });

  test("gives its headings the ids that links end with", async () => {
    expect(await rendered("## What we do\n\n## What we do")).toBe('<h2 id="what-we-do">What we do</h2>\n<h2 id="what-we-do-1">What we do</h2>');
  });
});
