import type { MdastPluginDefinition } from "satteri";

/**
 * Shows what is done and what is still to do in a list with a sign before each item. The parser makes boxes of
 * a form, which nobody can tick and which have no name.
 */
export const taskLists: MdastPluginDefinition = {
  name: "task-lists",
  listItem(node, context) {
    const [first] = node.children;
    if (typeof node.checked !== "boolean" || first?.type !== "paragraph") return;
    context.setProperty(node, "checked", null);
    context.setProperty(node, "data", { hProperties: { className: ["task"] } });
    context.prependChild(first, { type: "text", value: node.checked ? "☑\uFE0E " : "☐\uFE0E " });
  },
};
