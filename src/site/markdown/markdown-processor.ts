import { satteri } from "@astrojs/markdown-satteri";
import type { HastPluginDefinition, MdastPluginDefinition } from "satteri";
import type { CalHosts } from "../../booking/booking-link.ts";
import { bookingLinks } from "./booking-links.ts";
import { footnotePlaceholders, numberedFootnotes } from "./footnotes.ts";
import { headingIds } from "./heading-ids.ts";
import { hiddenImages, imagePlaceholders } from "./images.ts";
import { MARKDOWN_FEATURES } from "./markdown-features.ts";
import { safeHtml } from "./safe-html.ts";

/** The Markdown processor of this site. @param hosts the hosts of the booking site. */
export function markdownProcessor(hosts: CalHosts) {
  return satteri({
    mdastPlugins: [hiddenImages, headingIds, numberedFootnotes, taskLists],
    // safeHtml is first, so that the others see only what will be on the page.
    hastPlugins: [safeHtml, bookingLinks(hosts), imagePlaceholders, footnotePlaceholders, scrollers],
    features: MARKDOWN_FEATURES,
  });
}

/** Makes tables and code, which can be wider than a phone, scroll on their own, also with the keyboard. */
const scrollers: HastPluginDefinition = {
  name: "scrollers",
  element: {
    filter: ["table", "pre"],
    visit(node, context) {
      if (node.tagName === "pre") return context.setProperty(node, "tabIndex", 0);
      return context.wrapNode(node, { type: "element", tagName: "div", properties: { className: ["scroller"], tabIndex: 0 }, children: [] });
    },
  },
};

/**
 * Shows the state of each item in a task list as a character. The parser would create checkboxes, which are disabled
 * and have no accessible name.
 */
const taskLists: MdastPluginDefinition = {
  name: "task-lists",
  listItem(node, context) {
    const [first] = node.children;
    if (typeof node.checked !== "boolean" || first?.type !== "paragraph") return;
    context.setProperty(node, "checked", null);
    context.setProperty(node, "data", { hProperties: { className: ["task"] } });
    context.prependChild(first, { type: "text", value: node.checked ? "☑\uFE0E " : "☐\uFE0E " });
  },
};
