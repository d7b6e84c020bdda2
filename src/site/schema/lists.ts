import { z } from "astro/zod";
import { image, line } from "./fields.ts";

/** The entries of the shared lists in src/content. Pages refer to an entry by its name. */

export const personSchema = z.strictObject({
  name: line(60),
  role: line(60).describe("Their role here."),
  text: line(260).optional().describe("A sentence or two about them."),
});

export const testimonialSchema = z.strictObject({
  text: line(320).describe("Their own words, without quotation marks."),
  name: line(60),
  role: line(80).describe('Their role and company, e.g. "Head of Sales, Example Ltd".'),
  result: z
    .strictObject({ value: line(12).describe('A number with its unit: "−2.9 s".'), text: line(60).describe("What it is.") })
    .optional()
    .describe("The result in a number, above their words."),
});

export const faqSchema = z.strictObject({
  question: line(90).describe("The question, as a visitor would ask it."),
  answer: line(420),
});

export const logoSchema = z.strictObject({
  name: line(60).describe("The client's name, which screen readers read instead of the logo."),
  src: image.shape.src.describe('The logo as a black SVG, e.g. "./images/logos/example.svg". Dark mode shows it in white.'),
});
