import type { Element, ElementContent } from "hast";
import type { HastPluginDefinition, MdastPluginDefinition } from "satteri";
import { PLACEHOLDER, placeholderText } from "./image-placeholder.ts";

const HIDDEN = "content-image:";

/**
 * Hides a text's pictures from Astro. It would import them all in one module that every page needs, so
 * that a single missing file took down the whole site in development.
 */
export const hiddenImages: MdastPluginDefinition = {
  name: "hidden-images",
  image(node, context) {
    context.setProperty(node, "url", HIDDEN + encodeURIComponent(node.url));
  },
};

/**
 * Puts a placeholder where a picture goes: Prose.astro fills it in. A picture alone in its paragraph
 * stands there without the paragraph, and with a title as a figure with its caption.
 */
export const imagePlaceholders: HastPluginDefinition = {
  name: "image-placeholders",
  element: {
    filter: ["img"],
    visit(node, context) {
      const { src: written, alt, title } = node.properties;
      const src = shown(String(written ?? ""));
      const image = { src, alt: String(alt ?? "") };
      const parent = context.parent(node);
      const isAlone = parent.type === "element" && parent.tagName === "p" && parent.children.length === 1;
      if (!isAlone) {
        const titled = typeof title === "string" ? { ...image, title } : image;
        return context.replaceNode(node, element(PLACEHOLDER, [], { "data-image": placeholderText(titled) }));
      }
      const placeholder = element(PLACEHOLDER, [], { "data-image": placeholderText(image) });
      const caption = typeof title === "string" && element("figcaption", [{ type: "text", value: title }]);
      return context.replaceNode(parent, caption ? element("figure", [placeholder, caption]) : placeholder);
    },
  },
};

/** The address as the editor wrote it. One by reference, `![alt][team]`, has not been hidden. */
function shown(url: string): string {
  return url.startsWith(HIDDEN) ? decodeURIComponent(url.slice(HIDDEN.length)) : url;
}

function element(tagName: string, children: ElementContent[], properties: Element["properties"] = {}): Element {
  return { type: "element", tagName, properties, children };
}
