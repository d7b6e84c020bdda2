import { z } from "astro/zod";
import { parseBookingLink } from "../../booking/booking-link.ts";

/**
 * The kinds of value that more than one schema uses. A `role` tells the content check what else a
 * value has to fit, beyond its form: a page that exists, an entry of a list, a picture's file, an event.
 */

/** One line of text of at most `max` characters, without spaces at its ends. */
export const line = (max: number) => z.string().trim().min(1).max(max);

/** A calendar day. It begins at midnight UTC. */
export const day = z.union([z.iso.date(), z.date()]).transform((value) => new Date(value));

/** The id of an entry in one of the shared lists, e.g. people.yaml. */
export const reference = (list: string) => z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60).meta({ role: "reference", list }).describe(`The name of an entry in src/content/${list}.yaml.`);

/** An address on this site. */
export const sitePath = z.string().max(200).regex(/^\/[^\s?#]*$/).describe('An address on this site, e.g. "/services/audit".');

/** Where a link leads: this site, a place on the same page, the web, or a mail address. */
export const href = z
  .string()
  .max(400)
  .regex(/^(\/(?!\/)|#|https:\/\/|mailto:)\S*$/)
  .meta({ role: "href" })
  .describe('Where the link leads: "/services", "#prices", "https://…" or "mailto:…".');

export const image = z.strictObject({
  src: z
    .string()
    .regex(/^\.{1,2}\/\S+\.(png|jpe?g|webp|avif|svg)$/i)
    .meta({ role: "picture" })
    .describe('The picture, from this file\'s own folder, e.g. "../images/team.png".'),
  alt: line(160).describe("What the picture shows, for those who cannot see it."),
});

/** Checked here for its form; whether Cal knows the event is checked against site.yaml. */
export const event = line(120)
  .superRefine((value, context) => {
    try {
      parseBookingLink(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  })
  .meta({ role: "event" })
  .describe('The Cal.com event to book, e.g. "studio/30min". Left out, the site\'s own event.');

export const cta = z.strictObject({
  label: line(30).describe('What the button says. Start with a verb: "Book Free Audit".'),
  event: event.optional(),
  note: line(90).optional().describe("One quiet line beside the button: how long, what it costs."),
});

export const seo = z
  .strictObject({
    canonical: z.url({ protocol: /^https$/ }).optional().describe("Only if the same text stands at another address that search engines should prefer."),
    noindex: z.boolean().default(false).describe("true asks search engines to leave the page out."),
    image: image.optional().describe("The picture that goes with a shared link. Left out, one is made from the title."),
  })
  .prefault({})
  .describe("For search engines and shared links.");

/** What pages and articles have in common. */
export const common = {
  title: line(60).describe("For the browser's tab and search results. The studio's name is added."),
  description: z.string().trim().min(50).max(160).describe("For search results: 50 to 160 characters on what the reader finds here."),
  draft: z.boolean().default(false).describe("true keeps it off the public site; development and preview deployments show it with a notice."),
  redirectFrom: z.array(sitePath).max(20).default([]).describe('Old addresses that should lead here, e.g. ["/audit.html"].'),
  seo,
  warmOnView: z
    .boolean()
    .default(false)
    .describe(
      "true makes the calendar ready sooner, above all on phones: it starts loading when a reader scrolls to a booking button and rests there. For pages whose readers mostly book; the others load a calendar that they do not open.",
    ),
};
