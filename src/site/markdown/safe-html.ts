import type { Element } from "hast";
import type { HastPluginDefinition, HastVisitorContext } from "satteri";

const PROTOCOLS = new Set(["https:", "http:", "mailto:", "tel:"]);

/**
 * Removes a text's own HTML, links that run scripts and links in links. The content check refuses them with file and line, but it is
 * another parser of the same text, so that the page must not depend on it.
 */
export const safeHtml: HastPluginDefinition = {
  name: "safe-html",
  raw: (node, context) => context.removeNode(node),
  comment: (node, context) => context.removeNode(node),
  element: {
    filter: ["a"],
    visit(node, context) {
      if (isInLink(node, context)) return context.replaceNode(node, [...node.children]);
      if (!isSafe(String(node.properties.href ?? ""))) context.setProperty(node, "href", null);
    },
  },
};

/** Parsed as browsers do, which ignore tabs and line breaks in "javascript:". */
function isSafe(href: string): boolean {
  const base = "https://site.invalid/";
  return URL.canParse(href, base) && PROTOCOLS.has(new URL(href, base).protocol);
}

function isInLink(node: Readonly<Element>, context: HastVisitorContext): boolean {
  let parent = context.parent(node) as ReturnType<HastVisitorContext["parent"]>;
  while (parent && !(parent.type === "element" && parent.tagName === "a")) parent = context.parent(parent);
  return parent !== undefined;
}
