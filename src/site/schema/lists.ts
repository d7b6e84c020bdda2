import { z } from "astro/zod";
import { image, line } from "./fields.ts";

/** One entry of each shared list in src/content. Pages refer to it by the name it stands under. */

export const personSchema = z.strictObject({
  name: line(60),
  role: line(60).describe("What they do here."),
  text: line(260).optional().describe("A sentence or two about them."),
});

export const testimonialSchema = z.strictObject({
  text: line(320).describe("Their own words, without quotation marks."),
  name: line(60),
  role: line(80).describe("What they do, and where: Head of Online, Tern & Tide."),
});

export const faqSchema = z.strictObject({
  question: line(90).describe("As a visitor would ask it."),
  answer: line(420),
});

export const logoSchema = z.strictObject({
  name: line(60).describe("The client's name: what is read out in place of the mark."),
  src: image.shape.src.describe('The mark as an SVG in black, e.g. "./images/logos/tern.svg". Dark mode turns it white.'),
});
