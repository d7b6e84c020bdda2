import { z } from "astro/zod";
import { common, cta, day, image, line } from "./fields.ts";
import { section } from "./sections.ts";

/**
 * What an editor may write at the top of a page, with its limits: the only place where they stand.
 * Keys are strict, so that a typo is an error and not a silence.
 */
export const pageSchema = z.strictObject({
  ...common,
  publishDate: day.optional().describe("The page appears with the first build on or after this day, e.g. 2027-01-15."),
  hero: z
    .strictObject({
      eyebrow: line(40).optional().describe("A few words above the heading: where the visitor is. A page below another one shows the way to it instead."),
      heading: line(60).describe("The page's one h1."),
      text: line(260).describe("Two or three sentences: what it is and why it matters to the reader."),
      image: image.optional().describe("A picture beside or under the words."),
      cta: cta.optional().describe("The booking button under the text."),
    })
    .describe("The top of the page."),
  sections: z.array(section).max(16).default([]).describe("What the page is made of, in this order."),
  nav: z
    .strictObject({
      label: line(24).describe("The link's text."),
      order: z.int().min(0).max(999).describe("Lower comes first."),
      place: z.enum(["header", "footer"]).default("header").describe("Which of the two navigations."),
    })
    .optional()
    .describe("Left out, no navigation lists the page."),
});

export type PageFrontmatter = z.infer<typeof pageSchema>;
