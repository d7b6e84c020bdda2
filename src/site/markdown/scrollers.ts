import type { HastPluginDefinition } from "satteri";

/** Makes tables and code, which can be wider than a phone, scroll on their own, also with the keyboard. */
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
