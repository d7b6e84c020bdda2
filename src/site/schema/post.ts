import { z } from "astro/zod";
import { common, cta, day, image, line, reference } from "./fields.ts";

/** The fields at the top of an article. Its text follows below them, in Markdown. */
export const postSchema = z.strictObject({
  ...common,
  publishDate: day.describe("The article is published with the first build on or after this day, e.g. 2027-01-15. Newer articles come first."),
  updated: day.optional().describe("The day of the last change that matters to readers."),
  author: reference("people").describe('The author: a name from "people".'),
  image: image.optional().describe("A picture above the text."),
  cta: z
    .strictObject({ heading: line(60), text: line(260), cta })
    .optional()
    .describe("A call to action with the booking button, after the text."),
});
