import { z } from "astro/zod";
import { event, line } from "./fields.ts";

/** A line that has to keep its marks, e.g. "{ms}": something is put in their place. */
const lineWith = (max: number, ...marks: string[]) =>
  line(max).refine((text) => marks.every((mark) => text.includes(mark)), `Keep ${marks.join(" and ")} in it: that is where it is filled in.`);

/** Words that a site in English need not write. */
const ENGLISH = { footnotes: "Footnotes", backToReference: "Back to reference {reference}" };

const fields = z.strictObject({
  name: line(30).describe("The studio's name, beside the logo and after every page title."),
  tagline: line(80).describe("One line in the footer, and under the articles' feed."),
  email: z.email().describe("Where visitors can write."),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/)
    .describe('The language of the texts, e.g. "en" or "pt-BR". Languages that are written from right to left turn the layout around.'),
  profiles: z.array(z.url({ protocol: /^https$/ })).max(10).default([]).describe("The studio elsewhere, for search engines, e.g. https://github.com/…"),
  booking: z.strictObject({
    label: line(30).describe("The booking button in the header, on pages which have one of their own."),
    title: line(40).describe("The heading over the calendar."),
    events: z
      .array(event)
      .max(50)
      .default([])
      .describe("The Cal.com events that pages may link to, besides the site's own. A link to any other is a mistake."),
    dialog: z
      .strictObject({
        close: line(30),
        ready: lineWith(60, "{ms}").describe('Under the calendar: "Ready {ms} ms after your click".'),
        late: line(120).describe("What is said when the calendar takes longer than usual."),
        page: line(40).describe("The link to the booking page itself."),
        failed: z.strictObject({
          heading: line(60),
          text: line(260),
          retry: line(30),
          contact: lineWith(80, "{email}").describe('The last way out: "Or write to {email}."'),
        }),
      })
      .describe("What the dialog with the calendar says."),
  }),
  words: z
    .strictObject({
      skip: line(40).describe("The first link for those who use a keyboard: to the content."),
      navigation: line(40).describe("What screen readers call the navigation in the header."),
      breadcrumb: line(40).describe("What screen readers call the path above the heading."),
      home: line(30).describe("What the home page is called in that path."),
      minutes: lineWith(60, "{from}", "{to}").describe('Over a step: "Minute {from} to {to}".'),
      by: lineWith(40, "{name}").describe('Under an article\'s heading: "By {name}".'),
      updated: lineWith(40, "{date}").describe('Beside its date: "updated on {date}".'),
      benchmarked: lineWith(120, "{date}").describe('Under the benchmark: "Medians of a run on {date}."'),
      footnotes: line(40).default(ENGLISH.footnotes).describe('What screen readers call the notes under a text: "Footnotes".'),
      backToReference: lineWith(80, "{reference}")
        .default(ENGLISH.backToReference)
        .describe('What they call the link from a note back to the text: "Back to reference {reference}".'),
      draft: line(160).describe("The notice on a draft, which the public does not see."),
      scheduled: lineWith(160, "{date}").describe("The notice on a page whose day has not come."),
    })
    .describe("The few words that every page shares."),
  footer: line(240).describe("The small print at the very end."),
  notFound: z
    .strictObject({ title: line(60), heading: line(60), text: line(260), back: line(40).describe("The link to the home page.") })
    .describe("What a visitor sees at an address that does not exist."),
});

/** The site's own name and words: src/content/site.yaml. A site in another language writes all of them. */
export const siteSchema = fields.superRefine(({ language, words }, context) => {
  if (/^en\b/.test(language)) return;
  for (const [name, english] of Object.entries(ENGLISH)) {
    if (words[name as keyof typeof ENGLISH] === english) context.addIssue({ code: "custom", path: ["words", name], message: `Words in the site's language, ${language}. Without them its visitors get "${english}".` });
  }
});
