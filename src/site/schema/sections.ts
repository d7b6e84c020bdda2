import { z } from "astro/zod";
import { cta, href, line, reference } from "./fields.ts";

/**
 * The sections that a page is made of. The limits are those of the design, e.g. a heading of 60
 * characters still fits in three lines on a phone.
 */

const heading = line(60).describe("The section's heading.");
const intro = line(260).optional().describe("A sentence or two under the heading.");

const features = z
  .strictObject({
    type: z.literal("features"),
    heading,
    text: intro,
    items: z
      .array(
        z.strictObject({
          heading: line(50),
          text: line(260),
          href: href.optional().describe("Makes the heading a link, e.g. to the page that says more."),
        }),
      )
      .min(2)
      .max(6),
  })
  .describe("What something consists of: a list of named points.");

const minute = z.int().min(0).max(60);

const steps = z
  .strictObject({
    type: z.literal("steps"),
    heading,
    text: intro,
    items: z
      .array(
        z.strictObject({
          heading: line(50),
          text: line(200),
          minutes: z
            .tuple([minute, minute])
            .refine(([from, to]) => from < to, "Write the earlier minute first, e.g. [5, 20].")
            .optional()
            .describe("From which minute to which, e.g. [5, 20]. Drawn on a dial; without it the steps are numbered."),
        }),
      )
      .min(2)
      .max(6),
  })
  .describe("How something goes, in order.");

const lists = z
  .strictObject({
    type: z.literal("lists"),
    heading,
    text: intro,
    columns: z
      .array(z.strictObject({ heading: line(40), items: z.array(line(140)).min(1).max(8) }))
      .min(2)
      .max(3),
  })
  .describe("Short points, side by side under two or three headings.");

const quote = z
  .strictObject({
    type: z.literal("quote"),
    text: line(220).describe("One thought."),
    by: reference("people").optional().describe("Who says it: a name from people.yaml. Left out, the studio itself."),
  })
  .describe("A sentence set large.");

const testimonials = z
  .strictObject({
    type: z.literal("testimonials"),
    heading,
    items: z.array(reference("testimonials")).min(1).max(6).describe("Names from testimonials.yaml, in the order in which they appear."),
  })
  .describe("What clients say.");

const faq = z
  .strictObject({
    type: z.literal("faq"),
    heading,
    items: z.array(reference("faqs")).min(2).max(12).describe("Names from faqs.yaml, in the order in which they appear."),
  })
  .describe("Questions and their answers.");

const logos = z
  .strictObject({
    type: z.literal("logos"),
    heading,
    items: z.array(reference("logos")).min(2).max(12).describe("Names from logos.yaml, in the order in which they appear."),
  })
  .describe("The marks of clients, in a row.");

const people = z
  .strictObject({
    type: z.literal("people"),
    heading,
    text: intro,
    items: z.array(reference("people")).min(1).max(12).describe("Names from people.yaml, in the order in which they appear."),
  })
  .describe("Who works here.");

const pricing = z
  .strictObject({
    type: z.literal("pricing"),
    heading,
    text: intro,
    plans: z
      .array(
        z.strictObject({
          name: line(30),
          price: line(16).describe('What it costs, with its currency: "€2,400", "Free".'),
          per: line(24).optional().describe('What the price is for: "per month".'),
          text: line(160).describe("Who it is for."),
          includes: z.array(line(90)).min(1).max(8).describe("What one gets, a line each."),
          cta: cta.optional(),
        }),
      )
      .min(1)
      .max(4),
    note: line(200).optional().describe("The small print under the prices."),
  })
  .describe("What things cost, side by side.");

const posts = z
  .strictObject({
    type: z.literal("posts"),
    heading,
    limit: z.int().min(1).max(50).optional().describe("How many, the newest first. Left out, all of them."),
  })
  .describe("A list of the articles in src/content/posts.");

const benchmark = z
  .strictObject({
    type: z.literal("benchmark"),
    heading,
    text: intro,
    usual: line(40).describe("What the bar of the usual way is called."),
    ours: line(40).describe("What the bar of this site's button is called."),
    hovered: line(60).describe("What the bar of this site's button after a moment's hover is called."),
    ready: line(60).optional().describe("What the bar of a calendar that was ready before the click is called. Left out, it is not drawn."),
    source: z.strictObject({ label: line(60), href }).describe("The link to how it was measured."),
  })
  .describe("From the click to the calendar, usual way and ours, from the benchmark's last committed run. The figures come from there.");

const ctaSection = z.strictObject({ type: z.literal("cta"), heading, text: line(260), cta }).describe("A call to action with the booking button.");

const body = z.strictObject({ type: z.literal("body") }).describe("Where the text under the frontmatter goes. Left out, it comes first.");

export const section = z.discriminatedUnion("type", [
  features,
  steps,
  lists,
  quote,
  testimonials,
  faq,
  logos,
  people,
  pricing,
  posts,
  benchmark,
  ctaSection,
  body,
]);

export type Section = z.infer<typeof section>;
export type SectionOf<T extends Section["type"]> = Extract<Section, { type: T }>;
