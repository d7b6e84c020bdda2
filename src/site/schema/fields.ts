import { z } from "astro/zod";
import { parseBookingLink } from "../../booking/booking-link.ts";
import { isBlank } from "../content-files/quoted.ts";

/**
 * The kinds of value that several schemas use. A `role` names what a value refers to, so that the content check
 * can look for it: a page, an entry of a list, a picture's file or an event.
 */

/** One line of text of at most `max` characters, without spaces at its ends. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => text === "" || !isBlank(text), "A text with visible characters.");

/** A calendar day. It begins at midnight UTC. */
export const day = z.union([z.iso.date(), z.date()]).transform((value) => new Date(value));

/** The id of an entry in one of the shared lists, e.g. people.yaml. */
export const reference = (list: string) => z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60).meta({ role: "reference", list }).describe(`The name of an entry in src/content/${list}.yaml.`);

/** An address on this site. */
export const sitePath = z.string().max(200).regex(/^\/[^\s?#]*$/).describe('An address on this site that begins with a slash, without spaces, ? or #, e.g. "/services/audit".');

/** The address of a link: on this site, on the same page, on the web, or an e-mail address. */
export const href = z
  .string()
  .max(400)
  .regex(/^(\/(?!\/)|#|https:\/\/|mailto:)\S*$/)
  .meta({ role: "href" })
  .describe('The address of the link: "/services", "#prices", "https://…" or "mailto:…".');

/** An address on the web. "https:/example.com" is one for a parser, but browsers read it as a path of this site. */
export const webAddress = z.url({ protocol: /^https$/ }).refine((url) => !/^https:(?!\/\/)/i.test(url), "An address with two slashes after https:");

export const image = z.strictObject({
  src: z
    .string()
    .regex(/^\.{1,2}\/\S+\.(png|jpe?g|webp|avif|svg)$/i)
    .meta({ role: "picture" })
    .describe('The path of the picture from this file\'s own folder, e.g. "../images/team.png".'),
  alt: line(160).describe("A description of the picture for people who cannot see it."),
});

/** Only the form is checked here. The content check compares the event with site.yaml. */
export const event = line(120)
  .superRefine((value, context) => {
    try {
      parseBookingLink(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  })
  .meta({ role: "event" })
  .describe('The Cal.com event to book, e.g. "studio/30min". If left out, the site\'s default event.');

export const cta = z.strictObject({
  label: line(30).describe('The text of the button. Start with a verb: "Book Free Audit".'),
  event: event.optional(),
  note: line(90).optional().describe("A short line beside the button, for example the duration or the price."),
  nextFree: z
    .enum(["intent", "view"])
    .optional()
    .describe('Names the next free time below the button: "view" as soon as it can be seen, which is a small request for every visitor; "intent" when the visitor approaches the button.'),
});

export const seo = z
  .strictObject({
    canonical: webAddress.optional().describe('Only if the same text has another address that search engines should prefer. It begins with https://, e.g. "https://example.com/the-page".'),
    noindex: z.boolean().default(false).describe("true asks search engines to leave the page out."),
    image: image.optional().describe("The preview picture for shared links. If left out, one is made from the title."),
  })
  .prefault({})
  .describe("For search engines and shared links.");

/** The fields that pages and articles share. */
export const common = {
  title: line(60).describe("The title in the browser tab and in search results. The site's name is added."),
  description: z.string().trim().min(50).max(160).describe("The description in search results: what readers find here, in 50 to 160 characters."),
  draft: z.boolean().default(false).describe("true keeps it off the public site. Development and preview deployments show it with a notice."),
  redirectFrom: z.array(sitePath).max(20).default([]).describe('Old addresses that redirect here, e.g. ["/audit.html"].'),
  seo,
  warmOnView: z
    .boolean()
    .default(false)
    .describe(
      "true loads the calendar earlier, mainly on phones: as soon as a reader scrolls to a booking button and stops there. Use it only on pages where most readers book, because all others load a calendar that they never open.",
    ),
};
