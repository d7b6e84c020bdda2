import Slugger from "github-slugger";
import type { MdastNode, MdastPluginDefinition } from "satteri";
import type { Section } from "../schema/sections.ts";

/** The ids that every page has around its text: see Layout.astro, BookingDialog.astro and footnotes.ts. */
export const PAGE_IDS = ["main", "booking-title", "footnote-label"];

/** Gives each heading of a page an id of its own, in their order. `taken` are ids that it has already. */
export function idsFor(taken: readonly string[] = []): (heading: string) => string {
  const slugger = new Slugger();
  for (const id of [...PAGE_IDS, ...taken]) slugger.slug(id);
  // Of a heading that is only a sign, nothing is left that could be an id.
  return (heading) => slugger.slug(new Slugger().slug(heading) ? heading : "h");
}

/** The words of a heading, without pictures and notes: its id is made of them. */
export function headingText(node: Readonly<MdastNode>): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return "children" in node ? node.children.map(headingText).join("") : "";
}

/** Sets the ids of a text's headings, as the check knows them. */
export function headingIds(): MdastPluginDefinition {
  const idOf = idsFor();
  return {
    name: "heading-ids",
    heading(node, context) {
      context.setProperty(node, "data", { hProperties: { id: idOf(headingText(node)) } });
    },
  };
}

/**
 * The ids of a page's sections, in their order: what a link like "/services#what-we-do" ends with. Made
 * like those of the Markdown's own headings, which come first, so that no id is there twice.
 *
 * @param textIds the ids of the Markdown's headings.
 * @returns undefined for a section without a heading.
 */
export function sectionIds(sections: readonly Section[], textIds: readonly string[]): (string | undefined)[] {
  const idOf = idsFor(textIds);
  return sections.map((section) => ("heading" in section ? idOf(section.heading) : undefined));
}
