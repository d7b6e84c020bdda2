import { describe, expect, test } from "vitest";
import { withFootnoteWords } from "../../../../src/site/markdown/footnotes.ts";
import { rendered } from "../../../fixtures/content/rendered-markdown.ts";

describe("a text", () => {
  test("keeps the colon in a time", async () => {
    expect(await rendered("At 10:30am, or at 11:00.")).toBe("<p>At 10:30am, or at 11:00.</p>");
  });

  test("shows characters as typed: options, measurements, quotation marks of any language", async () => {
    const text = "Run it with --force ... in the '90s, 5'10\" tall, rock 'n' roll, „gut“, « bien », (c) -- and --- so.";
    expect(await rendered(text)).toBe(`<p>${text}</p>`);
  });

  test("that begins with a horizontal rule or +++ keeps everything below it", async () => {
    expect(await rendered("---\n\nfirst: 1\n\n---\n\nText")).toBe("<hr>\n<p>first: 1</p>\n<hr>\n<p>Text</p>");
    expect(await rendered("+++\nText\n+++")).toBe("<p>+++\nText\n+++</p>");
  });

  test("shows a character before each item of a task list instead of disabled checkboxes", async () => {
    expect(await rendered("- [x] Done\n- [ ] To do")).toBe('<ul>\n<li class="task">☑\uFE0E Done</li>\n<li class="task">☐\uFE0E To do</li>\n</ul>');
  });

  test("has footnotes with the site's words and any names", async () => {
    const html = withFootnoteWords(await rendered("A[^ö\"<] b[^2] c[^ö\"<].\n\n[^ö\"<]: One.\n[^2]: Two."), { footnotes: "Fußnoten & <mehr>", backToReference: 'Zurück zu "{reference}"' });
    expect(html).toContain('<section data-footnotes class="footnotes"><h2 id="footnote-label" class="visually-hidden">Fußnoten &amp; &lt;mehr></h2>');
    expect(html).toContain('<a href="#user-content-fnref-1-2" class="note-back" aria-label="Zurück zu &quot;1-2&quot;">↩<sup>2</sup></a>');
    expect(html).not.toMatch(/Footnotes|Back to|content-note/);
  });

  test("keeps the plus of an e-mail address or a phone number in a booking link", async () => {
    expect(await filledIn("email=ada+test@example.com&name=Ada+Lovelace")).toEqual(["ada+test@example.com", "Ada Lovelace"]);
    expect(await filledIn("email=ada%2Btest@example.com&name=Ada%20O%27Neil%20%26%20Co")).toEqual(["ada+test@example.com", "Ada O'Neil & Co"]);
    expect(await filledIn("guests=a%40example.com&guests=b+c%40example.com,d+e@example.com")).toEqual(["a@example.com", "b+c@example.com,d+e@example.com"]);
    expect(await filledIn("attendeePhoneNumber=+49%20170%201234567&name=Zo%C3%AB")).toEqual(["+49 170 1234567", "Zoë"]);
  });

  test("scrolls wide tables and code on their own, also with the keyboard", async () => {
    expect(await rendered("| a |\n|---|\n| 1 |")).toMatch(/^<div class="scroller" tabindex="0"><table>[\s\S]*<\/table><\/div>$/);
    expect(await rendered("```js\nlet a;\n```")).toBe('<pre tabindex="0"><code class="language-js">let a;\n</code></pre>');
  });

  test("gives its headings ids for links", async () => {
    expect(await rendered("## 🚀\n\n## Main\n\n## Booking title\n\n## A note[^1] & `code`\n\n[^1]: Text")).toMatch(/^<h2 id="h">🚀<\/h2>\n<h2 id="main-1">Main<\/h2>\n<h2 id="booking-title-1">Booking title<\/h2>\n<h2 id="a-note--code">/);
    expect(await rendered("## What we do\n\n## What we do")).toBe('<h2 id="what-we-do">What we do</h2>\n<h2 id="what-we-do-1">What we do</h2>');
  });
});

/** What a link to the booking site fills in, as a form reads it. */
async function filledIn(query: string): Promise<string[]> {
  const html = await rendered(`[Book](https://cal.com/studio/30min?${query})`);
  return [...new URLSearchParams(/30min\?([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&")).values()];
}
