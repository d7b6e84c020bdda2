import Slugger from "github-slugger";
import type { MdastNode, MdastPluginDefinition } from "satteri";
import type { Section } from "../schema/sections.ts";

/** The ids that every page uses outside its text: see Layout.astro, BookingDialog.astro and footnotes.ts. */
export const PAGE_IDS = ["main", "booking-title", "booking-choice", "footnote-label"];

/** Returns a function that gives each heading a unique id. `taken` are ids that the page already has. */
export function idsFor(taken: readonly string[] = []): (heading: string) => string {
  const slugger = new Slugger();
  for (const id of [...PAGE_IDS, ...taken]) slugger.slug(id);
  // A heading of punctuation only has no characters for an id.
  return (heading) => slugger.slug(new Slugger().slug(heading) ? heading : "h");
}

/** The text of a heading without pictures and footnotes, from which its id is made. */
export function headingText(node: Readonly<MdastNode>): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return "children" in node ? node.children.map(headingText).join("") : "";
}

/** Sets the ids of a text's headings, as the content check expects them. */
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
 * The ids of a page's sections, in their order, for links such as "/services#what-we-do". They follow the ids of the
 * headings in the text, so that no id is used twice.
 *
 * @param textIds the ids of the Markdown's headings.
 * @returns undefined for a section without a heading.
 */
export function sectionIds(sections: readonly Section[], textIds: readonly string[]): (string | undefined)[] {
  const idOf = idsFor(textIds);
  return sections.map((section) => ("heading" in section ? idOf(section.heading) : undefined));
}
