import { z } from "astro/zod";
import { common, cta, day, image, line, reference } from "./fields.ts";

/** What an editor may write at the top of an article. Its text stands below, in Markdown. */
export const postSchema = z.strictObject({
  ...common,
  publishDate: day.describe("The article appears with the first build on or after this day, e.g. 2027-01-15. Newer ones come first."),
  updated: day.optional().describe("The day of the last change that matters to a reader."),
  author: reference("people").describe("Who wrote it: a name from people.yaml."),
  image: image.optional().describe("A picture over the text."),
  cta: z
    .strictObject({ heading: line(60), text: line(260), cta })
    .optional()
    .describe("A call to action with the booking button, after the text."),
});
