import { z } from "astro/zod";
import { parseBookingLink } from "../../booking/booking-link.ts";
import { prefillProblems } from "../../booking/prefill.ts";
import { isBlank } from "../content-files/quoted.ts";

/**
 * The kinds of value that several schemas use. A `role` names what a value refers to, so that the content check
 * can look for it: a page, an entry of a list, a picture's file or an event.
 */

/** A text may be this many times as long as what fits: another language needs half as much again, a mistake ten times. */
const LONGEST = 4;

/**
 * One line of text without spaces at its ends. The design has room for `fits` characters; a longer text is shown in
 * full, and the content check notes it, with a drawing of its `lines` on a phone. Others may cut it off (`isCut`), or ask
 * for a length (`least`).
 */
export const line = (fits: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(LONGEST * fits)
    .refine((text) => text === "" || !isBlank(text), "A text with visible characters.")
    .meta({ fits });

/** A line that has to contain placeholders, e.g. "{ms}". */
export const lineWith = (fits: number, ...marks: string[]) =>
  line(fits).refine((text) => marks.every((mark) => text.includes(mark)), `A text that contains ${marks.join(" and ")}. The page fills in the value there.`).meta({ marks });

/** A calendar day. It begins at midnight UTC. */
export const day = z.union([z.iso.date(), z.date()]).transform((value) => new Date(value));

/** The name of an entry of one of the shared lists: that of its file in src/content/people, for example. */
export const reference = (list: string) => z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60).meta({ role: "reference", list }).describe(`The name of an entry of "${list}".`);

/** An address on this site. */
export const sitePath = z.string().max(200).regex(/^\/[^\s?#]*$/).describe('An address on this site that begins with a slash, without spaces, ? or #, e.g. "/services/consulting".');

/** An address that leads to a page; with a query, what it adds to the page's address. */
const otherAddress = z.union([
  sitePath,
  z.strictObject({
    from: sitePath,
    query: z
      .string()
      .max(400)
      .regex(/^\??[^\s?#&=]+=[^\s#&]*(?:&[^\s?#&=]+=[^\s#&]*){0,9}$/)
      .describe('The parameters that the page\'s address gets, ten at most, e.g. "utm_source=flyer&utm_campaign=spring".'),
  }),
]).describe('An address that redirects here, e.g. "/old-page.html", or one that adds parameters: {from: /spring, query: "utm_campaign=spring"}.');

/** The address of a link: on this site, on the same page, on the web, an e-mail address or a phone number. */
export const href = z
  .string()
  .max(400)
  .regex(/^(\/(?!\/)|#|https:\/\/|mailto:|tel:)\S*$/)
  .meta({ role: "href" })
  .describe('The address of the link: "/services", "#prices", "https://…", "mailto:…" or "tel:…".');

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
export const event = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .superRefine((value, context) => {
    try {
      parseBookingLink(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  })
  .meta({ role: "event" })
  .describe('The Cal.com event to book, e.g. "studio/30min". If left out, the site\'s default event.');

/** The values themselves are checked by prefillProblems(), whose messages name the right form. */
export const prefill = z
  .record(z.string(), z.unknown())
  .superRefine((value, context) => {
    for (const { path, expected, fix } of prefillProblems(value)) context.addIssue({ code: "custom", path: [...path], message: expected, params: { fix } });
  })
  .describe('Fills in the booking form: name, email, notes, guests, location, metadata, or the identifier of a question at Cal, e.g. {notes: "First visit"}.');

/** The page that follows a booking. */
export const after = sitePath.meta({ role: "page" }).describe('The page to which a visitor is led who has booked and closes the calendar, e.g. "/thank-you".');

const label = line(30).optional().describe('The text of the button. Start with a verb: "Book a call". Optional if site.yaml has a label for the event.');

/** Where a button leads. */
const target = {
  event: event.optional(),
  href: href.optional().describe('Another target than an event: a page such as "/services", "#prices", "https://…", "mailto:…" or "tel:…".'),
  prefill: prefill.optional(),
};

export const cta = z
  .strictObject({
    label,
    ...target,
    note: line(90).optional().describe("A short line beside the button, for example the duration or the price."),
    nextFree: z
      .enum(["intent", "view"])
      .optional()
      .describe('Names the next free time below the button: "view" as soon as it can be seen, which is a small request for every visitor; "intent" when the visitor approaches the button.'),
  })
  .meta({ role: "cta" });

const headerButton = z
  .union([z.literal(false), z.strictObject({ label, ...target }).meta({ role: "cta" })])
  .optional()
  .describe("The button in the header of this page: false for none, or a label, an event or another target. If left out, a page that offers a booking has the site's button.");

export const seo = z
  .strictObject({
    canonical: webAddress.optional().describe('Only if the same text has another address that search engines should prefer. It begins with https://, e.g. "https://example.com/the-page".'),
    noindex: z.boolean().optional().describe("true asks search engines to leave the page out, as it is for the page that follows a booking, unless a menu lists it. false lets them find it."),
    image: image.optional().describe("The preview picture for shared links. If left out, one is made from the title."),
  })
  .prefault({})
  .describe("For search engines and shared links.");

/** The fields that pages and articles share. */
export const common = {
  title: line(60).meta({ isCut: true }).describe("The title in the browser tab and in search results. The site's name is added."),
  description: line(160).meta({ least: 50, isCut: true }).describe("The description in search results: what readers find here, in 50 to 160 characters."),
  draft: z.boolean().default(false).describe("true keeps it off the public site. Development and preview deployments show it with a notice."),
  unpublishDate: day.optional().describe("The page is taken off the public site with the first build on or after this day, e.g. 2027-03-01."),
  redirectFrom: z
    .array(otherAddress)
    .max(20)
    .default([])
    .describe('Addresses that redirect here: old ones, e.g. ["/old-page.html"], and short ones for print and ads that add parameters, e.g. [{from: /spring, query: "utm_source=flyer&utm_campaign=spring"}].'),
  translationOf: sitePath.optional().describe('For a page in another language than the default one: the address of the page that it translates, e.g. "/pricing" for pages/de/preise.md. If left out, it is the same address without the language.'),
  seo,
  warmOnView: z
    .boolean()
    .default(false)
    .describe(
      "true loads the calendar earlier, mainly on phones: as soon as a reader scrolls to a booking button and stops there. Use it only on pages where most readers book, because all others load a calendar that they never open.",
    ),
  headerButton,
};
