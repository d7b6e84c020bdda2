import type { HastPluginDefinition, MdastPluginDefinition } from "satteri";
import { filledIn } from "../filled-in.ts";

/** The site's words for the footnotes below a text. */
export interface FootnoteWords {
  /** The heading of the footnotes. */
  footnotes: string;
  /** The name of the link from a footnote back to the text, with "{reference}" for its number. */
  backToReference: string;
}

/** With an attribute, because quotation marks cannot be written in a text's own attributes, where "<" can. */
const HEADING = "content-notes-heading";
const BACK = "content-note-back";

/** Replaces the names of footnotes by numbers, because ids are made from the names. */
export function numberedFootnotes(): MdastPluginDefinition {
  const numbers = new Map<string, string>();
  const numberOf = (name: string) => {
    const known = numbers.get(name) ?? String(numbers.size + 1);
    numbers.set(name, known);
    return known;
  };
  return {
    name: "numbered-footnotes",
    footnoteReference: (node, context) => context.setProperty(node, "identifier", numberOf(node.identifier)),
    footnoteDefinition: (node, context) => context.setProperty(node, "identifier", numberOf(node.identifier)),
  };
}

/** Replaces the parser's English words by placeholders, which `withFootnoteWords` fills in. */
export const footnotePlaceholders: HastPluginDefinition = {
  name: "footnote-placeholders",
  element: [
    {
      filter: ["h2"],
      visit(node, context) {
        if (node.properties.id === "footnote-label") context.replaceNode(node, { type: "element", tagName: HEADING, properties: { dataWords: "footnotes" }, children: [] });
      },
    },
    {
      filter: ["a"],
      visit(node, context) {
        const { href, ariaLabel } = node.properties;
        if (!("dataFootnoteBackref" in node.properties)) return;
        const reference = /[\d-]+$/.exec(String(ariaLabel))?.[0] ?? "";
        context.replaceNode(node, { type: "element", tagName: BACK, properties: { dataHref: href, dataReference: reference }, children: [] });
      },
    },
  ],
};

/** The HTML of a text with the site's words for its footnotes. */
export function withFootnoteWords(html: string, { footnotes, backToReference }: FootnoteWords): string {
  return html
    .replace(`<${HEADING} data-words="footnotes"></${HEADING}>`, () => `<h2 id="footnote-label" class="visually-hidden">${escaped(footnotes)}</h2>`)
    .replace(new RegExp(`<${BACK} data-href="([^"]*)" data-reference="([^"]*)"></${BACK}>`, "g"), (_, href: string, reference: string) => {
      const again = /-(\d+)$/.exec(reference)?.[1];
      return `<a href="${href}" class="note-back" aria-label="${escaped(filledIn(backToReference, { reference }))}">↩${again ? `<sup>${again}</sup>` : ""}</a>`;
    });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
