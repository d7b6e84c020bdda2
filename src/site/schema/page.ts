import { z } from "astro/zod";
import { common, cta, day, href, image, line, lineWith } from "./fields.ts";
import { section } from "./sections.ts";

/** The top of a page. */
const hero = {
  eyebrow: line(40).optional().describe("A few words above the heading that say where the visitor is. A page below another page shows its path instead."),
  heading: line(60).meta({ lines: 5 }).describe("The page's main heading."),
  text: line(260).describe("Two or three sentences: what the page offers and why it matters to the reader."),
  image: image.optional().describe("A picture beside or below the text."),
  cta: cta.optional().describe("The booking button below the text."),
  figure: z
    .strictObject({
      value: line(12).describe('The number with its unit: "−2.9 s".'),
      text: line(90).describe("The words that follow it: what the number is, and of whom."),
      href: href.optional().describe("Makes the words a link, for example to the page that proves the number."),
    })
    .optional()
    .describe("One number below the button."),
  watch: z
    .strictObject({
      text: line(90).describe("The text until the visitor has opened the calendar."),
      own: lineWith(40, "{time}").describe('The text afterwards: "Yours: {time}". {time} becomes the time from the visitor\'s own click to the free times.'),
    })
    .optional()
    .describe("A line that keeps the time of the visitor's own click; below the drawing of the home page, if there is one."),
};

/** The fields of a hero that a test may replace: all of them. */
const tested = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/).max(30).describe('The name of the test in the statistics, e.g. "short-heading". A new test needs a new name.'),
    ...z.strictObject(hero).partial().shape,
  })
  .refine((fields) => Object.keys(fields).length > 1, { message: "At least one field that is different, such as another heading.", params: { fix: 'heading: "Another heading"' } })
  .optional()
  .describe("A second version of the top of the page, with the fields that are different. Half of the visitors see it, and the statistics compare the two.");

/** The fields at the top of a page, with their limits. Keys are strict, so that a typo is an error. */
export const pageSchema = z.strictObject({
  ...common,
  publishDate: day.optional().describe("The page is published with the first build on or after this day, e.g. 2027-01-15."),
  hero: z.strictObject({ ...hero, test: tested }).describe("The top of the page."),
  sections: z.array(section).max(24).default([]).describe("The sections of the page, in this order."),
  nav: z
    .strictObject({
      label: line(24).describe("The text of the link."),
      order: z.int().min(0).max(999).describe("Pages with lower numbers come first."),
      place: z.enum(["header", "footer"]).default("header").describe("The navigation that lists the page."),
    })
    .optional()
    .describe("The link in a navigation. If left out, no navigation lists the page."),
});

export type PageFrontmatter = z.infer<typeof pageSchema>;
