import { idsFor } from "./markdown/heading-ids.ts";
import type { Section } from "./schema/sections.ts";

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
