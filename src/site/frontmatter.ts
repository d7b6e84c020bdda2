import { z } from "astro/zod";
import { parseBookingLink } from "../booking/booking-link.ts";

/**
 * What an editor may write, with its limits: the only place where they stand. Keys are strict, so
 * that a typo is an error and not a silence. The limits are those of the design, e.g. a heading
 * of 60 characters still fits in three lines on a phone.
 */

const line = (max: number) => z.string().trim().min(1).max(max);

const event = line(120)
  .superRefine((value, context) => {
    try {
      parseBookingLink(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  })
  .describe('The Cal.com event to book, e.g. "studio/30min". Left out, the site\'s own event.');

const cta = z.strictObject({
  label: line(30).describe("What the button says. Start with a verb: Book Free Audit."),
  event: event.optional(),
  note: line(90).optional().describe("One quiet line beside the button: how long, what it costs."),
});

const hero = z.strictObject({
  eyebrow: line(40).optional().describe("A few words above the heading: where the visitor is."),
  heading: line(60).describe("The page's one h1."),
  text: line(260).describe("Two or three sentences: what it is and why it matters to the reader."),
  cta: cta.optional().describe("The booking button under the text."),
});

const heading = line(60).describe("The section's heading.");
const intro = line(260).optional().describe("A sentence or two under the heading.");

const features = z
  .strictObject({
    type: z.literal("features"),
    heading,
    text: intro,
    items: z
      .array(z.strictObject({ heading: line(50), text: line(260) }))
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

const statement = z
  .strictObject({ type: z.literal("statement"), text: line(220).describe("One thought, in the studio's own voice.") })
  .describe("A sentence set large.");

const faq = z
  .strictObject({
    type: z.literal("faq"),
    heading,
    items: z
      .array(z.strictObject({ question: line(90), answer: line(420) }))
      .min(2)
      .max(12),
  })
  .describe("Questions and their answers.");

const ctaSection = z
  .strictObject({ type: z.literal("cta"), heading, text: line(260), cta })
  .describe("A call to action with the booking button.");

const section = z.discriminatedUnion("type", [features, steps, lists, statement, faq, ctaSection]);

export const pageSchema = z.strictObject({
  title: line(60).describe("For the browser's tab and search results. The studio's name is added."),
  description: z
    .string()
    .trim()
    .min(50)
    .max(160)
    .describe("For search results: 50 to 160 characters on what the reader finds here."),
  hero: hero.describe("The top of the page."),
  sections: z.array(section).max(16).default([]).describe("What follows the page's Markdown text, in this order."),
  nav: z
    .strictObject({
      label: line(24).describe("The link's text."),
      order: z.int().min(0).max(999).describe("Lower comes first."),
      place: z.enum(["header", "footer"]).default("header").describe("Which of the two navigations."),
    })
    .optional()
    .describe("Left out, no navigation lists the page."),
  warmOnView: z
    .boolean()
    .default(false)
    .describe(
      "true makes the calendar ready sooner, above all on phones: it starts loading when a reader scrolls to a booking button and rests there. For pages whose readers mostly book; the others load a calendar that they do not open.",
    ),
  noindex: z.boolean().default(false).describe("true asks search engines to leave the page out."),
});

export const siteSchema = z.strictObject({
  name: line(30).describe("The studio's name, beside the logo and after every page title."),
  tagline: line(80).describe("One line in the footer."),
  email: z.email().describe("Where visitors can write."),
  booking: z.strictObject({
    label: line(30).describe("The booking button in the header, on pages which have one of their own."),
    title: line(40).describe("The heading over the calendar."),
  }),
  footer: line(240).describe("The small print at the very end."),
  notFound: z
    .strictObject({ title: line(60), heading: line(60), text: line(260), back: line(40).describe("The link to the home page.") })
    .describe("What a visitor sees at an address that does not exist."),
});

export type PageFrontmatter = z.infer<typeof pageSchema>;
export type Section = PageFrontmatter["sections"][number];
export type SectionOf<T extends Section["type"]> = Extract<Section, { type: T }>;

/** Whether a page offers a booking; only such a page gets the dialog and the button in its header. */
export function offersBooking(page: PageFrontmatter): boolean {
  return page.hero.cta !== undefined || page.sections.some(({ type }) => type === "cta");
}
