import { z } from "astro/zod";
import { formSection } from "../forms/form-section.ts";
import { cta, href, image, line, reference } from "./fields.ts";
import { mapSection } from "./map.ts";
import { videoSection } from "./video.ts";

/** The sections of pages. The room for texts comes from the design: a heading of 60 characters takes three lines on a phone. */

const heading = line(60).meta({ lines: 3 }).describe("The section's heading.");
const intro = line(260).optional().describe("A sentence or two below the heading.");

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
          href: href.optional().describe("Makes the heading a link, for example to a page with more about it."),
        }),
      )
      .min(2)
      .max(6),
  })
  .describe("A list of points, each with a heading.");

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
            .refine(([from, to]) => from < to, "The earlier minute first, e.g. [5, 20].")
            .optional()
            .describe("The first and the last minute of the step, e.g. [5, 20], which are drawn on a dial. If left out, the steps are numbered."),
        }),
      )
      .min(2)
      .max(6),
  })
  .describe("The steps of a process, in order.");

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
  .describe("Short points in two or three columns with headings.");

const quote = z
  .strictObject({
    type: z.literal("quote"),
    text: line(220).describe("The quotation."),
    by: reference("people").optional().describe('The person quoted: a name from "people". If left out, no name is shown.'),
  })
  .describe("A quotation in large letters.");

const testimonials = z
  .strictObject({
    type: z.literal("testimonials"),
    heading,
    items: z.array(reference("testimonials")).min(1).max(6).describe('Names from "testimonials", in the order in which they appear.'),
  })
  .describe("Quotations from clients.");

const faq = z
  .strictObject({
    type: z.literal("faq"),
    heading,
    items: z.array(reference("faqs")).min(2).max(12).describe('Names from "faqs", in the order in which they appear.'),
  })
  .describe("Questions and their answers.");

const logos = z
  .strictObject({
    type: z.literal("logos"),
    heading,
    items: z.array(reference("logos")).min(2).max(12).describe('Names from "logos", in the order in which they appear.'),
  })
  .describe("The logos of clients, in a row.");

const people = z
  .strictObject({
    type: z.literal("people"),
    heading,
    text: intro,
    items: z.array(reference("people")).min(1).max(12).describe('Names from "people", in the order in which they appear.'),
  })
  .describe("The people who work here.");

const pricing = z
  .strictObject({
    type: z.literal("pricing"),
    heading,
    text: intro,
    plans: z
      .array(
        z.strictObject({
          name: line(30),
          price: line(16).describe('The price with its currency: "€2,400", "Free".'),
          per: line(24).optional().describe('The unit of the price: "per month".'),
          text: line(160).describe("The customers that the plan is for."),
          includes: z.array(line(90)).min(1).max(8).describe("What the plan includes, one item per line."),
          cta: cta.optional(),
        }),
      )
      .min(1)
      .max(4),
    note: line(200).optional().describe("The small print below the prices."),
  })
  .describe("Prices side by side.");

const posts = z
  .strictObject({
    type: z.literal("posts"),
    heading,
    limit: z.int().min(1).max(50).optional().describe("The number of articles, newest first. If left out, all articles."),
  })
  .describe("A list of the articles in src/content/posts.");

const link = z.strictObject({ label: line(60), href });

const work = z
  .strictObject({
    type: z.literal("work"),
    heading,
    text: intro,
    image: image.describe("A picture across the page."),
    figures: z
      .array(
        z.strictObject({
          label: line(50).describe("What is measured or counted."),
          before: line(12).optional().describe('The earlier value: "4.8 s".'),
          value: line(12).describe('The value: "1.9 s".'),
        }),
      )
      .min(1)
      .max(4)
      .describe("Numbers below the picture."),
    link: link.optional().describe("A link to the whole story."),
  })
  .describe("A piece of work: a picture, and what it brought in numbers.");

const benchmark = z
  .strictObject({
    type: z.literal("benchmark"),
    heading,
    text: intro,
    usual: line(40).describe("The label of the bar for the usual way."),
    plain: line(40).optional().describe("The label of the bar for a plain link to the calendar's own page. If left out, this bar is not drawn."),
    ours: line(40).describe("The label of the bar for this site's button."),
    hovered: line(60).describe("The label of the bar for this site's button after the pointer has rested on it for 0.2 s."),
    ready: line(60).optional().describe("The label of the bar for a calendar that was ready before the click. If left out, this bar is not drawn."),
    source: link.describe("The link to a description of the measurement."),
  })
  .describe("The time from the click to free times that can be pressed, the usual way and with this site's button. The numbers come from the last committed run of the benchmark.");

const ctaSection = z.strictObject({ type: z.literal("cta"), heading, text: line(260), cta }).describe("A call to action with the booking button.");

const body = z.strictObject({ type: z.literal("body") }).describe("The place of the text below the fields. If left out, the text comes before all sections.");

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
  work,
  benchmark,
  videoSection,
  mapSection,
  ctaSection,
  formSection,
  body,
]);

export type Section = z.infer<typeof section>;
export type SectionOf<T extends Section["type"]> = Extract<Section, { type: T }>;
