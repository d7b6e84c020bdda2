import type { MdastPluginDefinition } from "satteri";

/**
 * Shows the state of each item in a task list as a character. The parser would create checkboxes, which are disabled
 * and have no accessible name.
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
