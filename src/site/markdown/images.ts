import type { Element, ElementContent } from "hast";
import type { HastPluginDefinition, MdastPluginDefinition } from "satteri";
import { PLACEHOLDER, placeholderText } from "./image-placeholder.ts";

const HIDDEN = "content-image:";

/**
 * Hides a text's pictures from Astro, which would import all of them in one module that every page needs: in
 * development a single missing file would break the whole site.
 */
export const hiddenImages: MdastPluginDefinition = {
  name: "hidden-images",
  image(node, context) {
    context.setProperty(node, "url", HIDDEN + encodeURIComponent(node.url));
  },
};

/**
 * Replaces each picture by a placeholder, which Prose.astro fills in. A picture alone in its paragraph replaces the
 * paragraph; with a title it becomes a figure with a caption.
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

/** The address as the editor wrote it. References such as `![alt][team]` are not hidden. */
function shown(url: string): string {
  return url.startsWith(HIDDEN) ? decodeURIComponent(url.slice(HIDDEN.length)) : url;
}

function element(tagName: string, children: ElementContent[], properties: Element["properties"] = {}): Element {
  return { type: "element", tagName, properties, children };
}
