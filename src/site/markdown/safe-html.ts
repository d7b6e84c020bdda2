import type { HastPluginDefinition } from "satteri";

const PROTOCOLS = new Set(["https:", "http:", "mailto:", "tel:"]);

/**
 * Removes a text's own HTML and links that run scripts. The content check refuses both with file and line, but it is
 * another parser of the same text, so that the page must not depend on it.
 */
export const safeHtml: HastPluginDefinition = {
  name: "safe-html",
  raw: (node, context) => context.removeNode(node),
  comment: (node, context) => context.removeNode(node),
  element: {
    filter: ["a"],
    visit(node, context) {
      if (!isSafe(String(node.properties.href ?? ""))) context.setProperty(node, "href", null);
    },
  },
};

/** Parsed as browsers do, which ignore tabs and line breaks in "javascript:". */
function isSafe(href: string): boolean {
  const base = "https://site.invalid/";
  return URL.canParse(href, base) && PROTOCOLS.has(new URL(href, base).protocol);
}
