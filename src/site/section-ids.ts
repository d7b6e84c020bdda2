import Slugger from "github-slugger";
import type { Section } from "./schema/sections.ts";

/**
 * The ids of a page's sections, in their order: what a link like "/services#what-we-do" ends with. Made
 * like those of the Markdown's own headings, which come first, so that no id is there twice.
 *
 * @returns undefined for a section without a heading.
 */
export function sectionIds(sections: readonly Section[], textHeadings: readonly string[]): (string | undefined)[] {
  const slugger = new Slugger();
  for (const heading of textHeadings) slugger.slug(heading);
  return sections.map((section) => ("heading" in section ? slugger.slug(section.heading) : undefined));
}
