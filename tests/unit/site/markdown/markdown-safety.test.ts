import { assert, asyncProperty } from "fast-check";
import { defaultTreeAdapter, parseFragment, type DefaultTreeAdapterTypes } from "parse5";
import { describe, expect, test } from "vitest";
import { withFootnoteWords } from "../../../../src/site/markdown/footnotes.ts";
import { cutAtImages } from "../../../../src/site/markdown/image-placeholder.ts";
import { hostileMarkdown } from "../../../fixtures/content/made-texts.ts";
import { rendered } from "../../../fixtures/content/rendered-markdown.ts";

/** Every element that a text may have on a page, with its attributes. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  a: /^(href|title|class|id|data-booking-link|data-booking-placement|data-footnote-ref|aria-describedby|aria-label)$/,
  blockquote: /^$/,
  br: /^$/,
  code: /^class$/,
  del: /^$/,
  div: /^(class|tabindex)$/,
  em: /^$/,
  figcaption: /^$/,
  figure: /^$/,
  h1: /^id$/,
  h2: /^(id|class)$/,
  h3: /^id$/,
  h4: /^id$/,
  h5: /^id$/,
  h6: /^id$/,
  hr: /^$/,
  img: /^alt$/,
  li: /^(class|id)$/,
  ol: /^start$/,
  p: /^$/,
  pre: /^tabindex$/,
  section: /^(class|data-footnotes)$/,
  strong: /^$/,
  sup: /^$/,
  table: /^$/,
  tbody: /^$/,
  td: /^style$/,
  th: /^style$/,
  thead: /^$/,
  tr: /^$/,
  ul: /^class$/,
};

/** What a text puts on a page that it may not, and what a browser would have to guess at; characters are the check's to refuse. */
async function errorsOf(markdown: string): Promise<string[]> {
  const errors: string[] = [];
  const parts = cutAtImages(withFootnoteWords(await rendered(markdown), { footnotes: "Notes <x>", backToReference: 'Back "to" {reference}' }));
  const html = parts.map((part) => (typeof part === "string" ? part : '<img alt="">')).join("");
  const look = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isCommentNode(node)) errors.push("a comment");
    if (defaultTreeAdapter.isElementNode(node)) {
      const attributes = ALLOWED[node.tagName];
      if (!attributes) errors.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs) {
        if (attributes && !attributes.test(name)) errors.push(`${name} on <${node.tagName}>`);
        if (name === "style" && !/^text-align: (left|center|right)$/.test(value)) errors.push(`style="${value}"`);
        if (name === "href" && !/^(https?|mailto|tel):$/.test(new URL(value, "https://site.example/").protocol)) errors.push(`href="${value}"`);
        if (name === "id" && value === "") errors.push("an empty id");
      }
    }
    if ("childNodes" in node) node.childNodes.forEach(look);
  };
  look(parseFragment(html, { onParseError: ({ code }) => void (/-in-input-stream$|null-character/.test(code) || errors.push(code)) }));
  return errors;
}

describe("any text", () => {
  test("is rendered without its own HTML, scripts and script addresses, and is valid", async () => {
    await assert(
      asyncProperty(hostileMarkdown, async (markdown) => {
        expect(await errorsOf(markdown)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  }, 240_000);

  test.each([
    '<!--><meta http-equiv="refresh" content="0;url=https://evil.example/">-->',
    "<!---><script>alert(1)</script>-->",
    "<!-- x --!><script>alert(1)</script>-->",
    "Text <!--><img src=x onerror=alert(1)>--> text",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<?x ><script>alert(1)</script>?>",
    "<!x <script>alert(1)</script>>",
    "</p>\n<script>alert(1)</script>",
    "[a](javascript:alert(1)) <javascript:alert(1)> [b](\u0001javascript:alert(1))",
  ])("is rendered without: %s", async (markdown) => {
    expect(await errorsOf(markdown)).toEqual([]);
    expect(await rendered(markdown)).not.toMatch(/<(script|meta|img|!)|evil|"javascript/);
  });
});
