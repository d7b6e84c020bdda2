import type { HastPluginDefinition } from "satteri";

/** What may be wider than a phone scrolls by itself, by the keyboard as well: tables in a frame of their own, and code. */
export const scrollers: HastPluginDefinition = {
  name: "scrollers",
  element: {
    filter: ["table", "pre"],
    visit(node, context) {
      if (node.tagName === "pre") return context.setProperty(node, "tabIndex", 0);
      return context.wrapNode(node, { type: "element", tagName: "div", properties: { className: ["scroller"], tabIndex: 0 }, children: [] });
    },
  },
};
