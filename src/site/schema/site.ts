import { z } from "astro/zod";
import { parseBookingLink } from "../../booking/booking-link.ts";
import { visitors as english } from "../../host/words/en/visitors.ts";
import { LANGUAGE } from "../languages/languages-config.ts";
import { readyWords } from "../languages/ready-words.ts";
import { after, event, line, lineWith, prefill, webAddress } from "./fields.ts";

/** The words for all that site.yaml leaves out, in a language into which the engine is not translated. */
const { booking: ENGLISH_BOOKING, words: ENGLISH_WORDS, form: ENGLISH_FORM, notFound: ENGLISH_NOT_FOUND } = english;
const { dialog: ENGLISH_DIALOG } = ENGLISH_BOOKING;

/** Kinds of business with a place of their own, as schema.org names them. */
const BUSINESSES = ["LocalBusiness", "ProfessionalService", "AccountingService", "AutoRepair", "Dentist", "EmploymentAgency", "FinancialService", "HairSalon", "HealthAndBeautyBusiness", "HomeAndConstructionBusiness", "InsuranceAgency", "LegalService", "MedicalClinic", "Notary", "Physician", "RealEstateAgent", "Store", "TravelAgency"] as const;
const DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";

const place = z.strictObject({
  type: z.enum(BUSINESSES).default("LocalBusiness").describe("The kind of business."),
  phone: z.string().regex(/^\+[1-9][\d ()/.-]{5,24}$/).optional().describe('The telephone number with its country code, e.g. "+49 30 1234567".'),
  address: z
    .strictObject({
      street: line(120).describe("The street and the number."),
      postalCode: line(16).optional().describe("The postal code."),
      city: line(80).describe("The town."),
      region: line(80).optional().describe("The state or province, where addresses have one."),
      country: z.string().regex(/^[A-Z]{2}$/).describe('The country as two letters, e.g. "DE".'),
    })
    .optional()
    .describe("The postal address."),
  hours: z
    .array(z.string().regex(new RegExp(`^${DAY}(?:-${DAY})? ${TIME}-${TIME}$`)).describe('Days and times, e.g. "Mo-Fr 09:00-17:00".'))
    .max(21)
    .optional()
    .describe("The opening hours, one line for each range of days and times."),
  priceRange: line(30).optional().describe('How expensive it is, e.g. "€€" or "€50 to €200".'),
});

/** Search engines read hours and prices only of a place. */
const organization = place.superRefine(({ address, hours, priceRange }, context) => {
  if (!address && (hours?.length || priceRange)) {
    context.addIssue({ code: "custom", path: ["address"], message: "The address of the place whose hours or prices these are: without it, search engines ignore them.", params: { fix: 'address: {street: "…", city: "…", country: "DE"}' } });
  }
});

export type OrganizationFields = z.infer<typeof place>;

/** An event with words and values of its own; a link alone is an event without any. */
const listedEvent = z.union([
  event.transform((link) => ({ link })),
  z.strictObject({
    link: event.describe('The Cal.com event, e.g. "studio/30min".'),
    title: line(40).optional().describe("The heading above the calendar of this event. If left out, booking.title."),
    label: line(30).optional().describe("The text of its booking buttons that have no label of their own."),
    prefill: prefill.optional(),
    after: after.optional(),
  }),
]).describe('An event, e.g. "studio/30min", or its link with a title, a label, a prefill or a page after the booking.');

/** Each event once: of two entries, one would have no effect. */
const listedEvents = z
  .array(listedEvent)
  .max(50)
  .default([])
  .superRefine((events, context) => {
    const first = new Map<string, number>();
    for (const [i, { link }] of events.entries()) {
      const path = pathOf(link);
      const other = first.get(path);
      if (other === undefined) first.set(path, i);
      else context.addIssue({ code: "custom", path: [i], message: `Each event once. booking.events[${other}] is the same one.`, params: { fix: "Merge the two entries." } });
    }
  })
  .describe("The Cal.com events that pages may link to, in addition to the site's default event: each a link, or a link with a title, a label, a prefill and an after. Links to other events are reported.");

/** A malformed link is reported by itself. */
function pathOf(link: string): string {
  try {
    return parseBookingLink(link).path;
  } catch {
    return link;
  }
}

/**
 * The site's name and words. The engine has words of its own in some languages (ready-words.ts), which are put in for those
 * that a file leaves out, before it is parsed.
 */
export const siteFields = z.strictObject({
  name: line(30).describe("The site's name, beside the logo and after every page title."),
  tagline: line(80).describe("One line in the footer and in the feed of the articles."),
  email: z.email().describe('The e-mail address for visitors, e.g. "hello@example.com".'),
  language: z
    .string()
    .regex(LANGUAGE)
    .describe('The language of the texts, e.g. "en" or "pt-BR". Languages that are written from right to left mirror the layout.'),
  profiles: z
    .array(webAddress.describe('An address that begins with https://, e.g. "https://github.com/example".'))
    .max(10)
    .default([])
    .describe("Profiles on other sites, for search engines."),
  organization: organization.optional().describe("Address, telephone and opening hours, for the footer and for search engines. Leave it out if visitors do not come to you."),
  booking: z.strictObject({
    label: line(30).describe("The text of the booking button in the header of pages that offer a booking."),
    title: line(40).describe("The heading above the calendar."),
    nextFree: lineWith(60, "{time}").default(ENGLISH_BOOKING.nextFree).describe('Below a booking button with nextFree: "Next free: {time}".'),
    event: event.optional().describe("In the file of another language, such as site.de.yaml: the event that buttons in this language book if they name none. In site.yaml, the setting PUBLIC_CAL_LINK is that event."),
    events: listedEvents,
    after: after.optional(),
    dialog: z
      .strictObject({
        close: line(30).default(ENGLISH_DIALOG.close),
        ready: lineWith(60, "{ms}").optional().describe('A line below the calendar with the time that it took: "Ready {ms} ms after your click". If left out, there is no such line.'),
        late: line(120).default(ENGLISH_DIALOG.late).describe("The text while the calendar takes longer than usual."),
        page: line(40).default(ENGLISH_DIALOG.page).describe("The text of the link to the booking page."),
        continue: line(30).default(ENGLISH_DIALOG.continue).describe('The text of the link to the page in "after", once a visitor has booked.'),
        times: z
          .strictObject({
            zone: lineWith(80, "{zone}").default(ENGLISH_DIALOG.times.zone).describe('Above the free times, with the visitor\'s time zone: "Times in {zone}".'),
            more: line(30).default(ENGLISH_DIALOG.times.more).describe("The button that shows free times of later days."),
            calendar: line(30).default(ENGLISH_DIALOG.times.calendar).describe("The button that opens Cal's calendar."),
            change: line(30).default(ENGLISH_DIALOG.times.change).describe("The button that leads from the form back to the free times."),
            until: lineWith(60, "{date}").default(ENGLISH_DIALOG.times.until).describe('Below the free times: "Free times until {date}".'),
            none: lineWith(80, "{date}").default(ENGLISH_DIALOG.times.none).describe("The text if no time is free."),
            gone: lineWith(120, "{time}").default(ENGLISH_DIALOG.times.gone).describe("The text when the time that was picked has been taken."),
            age: lineWith(60, "{time}").default(ENGLISH_DIALOG.times.age).describe("Below free times that are some minutes old, because Cal does not answer."),
          })
          .prefault({})
          .describe("The texts of the list of free times."),
        consent: z
          .strictObject({
            heading: line(60).default(ENGLISH_DIALOG.consent.heading).describe('The heading of the notice before the first calendar: "The calendar comes from {host}". {host} is replaced by Cal\'s name.'),
            text: line(300).default(ENGLISH_DIALOG.consent.text).describe("The text below that heading."),
            times: line(300).default(ENGLISH_DIALOG.consent.times).describe("The line above the free times. It says that choosing a time is the consent."),
            agree: line(30).default(ENGLISH_DIALOG.consent.agree).describe("The button that loads the calendar."),
            measuring: line(120).default(ENGLISH_DIALOG.consent.measuring).describe("The box that also allows measuring, with CONSENT=all."),
            withdraw: line(40).default(ENGLISH_DIALOG.consent.withdraw).describe("The button in the footer, for visitors who have agreed."),
            withdrawn: line(80).default(ENGLISH_DIALOG.consent.withdrawn).describe("The text after a click on that button."),
            privacy: z
              .strictObject({
                label: line(40).describe("The text of the link."),
                // Not the `href` of fields.ts, whose page has to exist: that is checked where the notice is shown.
                href: z.string().max(400).regex(/^(\/(?!\/)|https:\/\/)\S*$/).describe('The address of the page: "/privacy" or "https://…".'),
              })
              .optional()
              .describe("The link to the page that says what Cal receives. Required where the site asks for consent."),
          })
          .prefault({})
          .describe("The texts of the consent notice, where CONSENT is set."),
        failed: z
          .strictObject({
            heading: line(60).default(ENGLISH_DIALOG.failed.heading),
            text: line(260).default(ENGLISH_DIALOG.failed.text),
            retry: line(30).default(ENGLISH_DIALOG.failed.retry),
            contact: lineWith(80, "{email}").default(ENGLISH_DIALOG.failed.contact).describe('How to get in touch if the calendar does not load: "Or write to {email}."'),
          })
          .prefault({}),
      })
      .prefault({})
      .describe("The texts of the dialog with the calendar."),
  }),
  words: z
    .strictObject({
      skip: line(40).default(ENGLISH_WORDS.skip).describe("The first link on a page, which takes keyboard users to the content."),
      navigation: line(40).default(ENGLISH_WORDS.navigation).describe("The name of the navigation in the header, for screen readers."),
      breadcrumb: line(40).default(ENGLISH_WORDS.breadcrumb).describe("The name of the path above the heading, for screen readers."),
      home: line(30).default(ENGLISH_WORDS.home).describe("The name of the home page in that path."),
      minutes: lineWith(60, "{from}", "{to}").default(ENGLISH_WORDS.minutes).describe('Above a step: "Minute {from} to {to}".'),
      by: lineWith(40, "{name}").default(ENGLISH_WORDS.by).describe('Below an article\'s heading: "By {name}".'),
      updated: lineWith(40, "{date}").default(ENGLISH_WORDS.updated).describe('Beside its date: "updated on {date}".'),
      benchmarked: lineWith(120, "{date}").optional().describe('Below the section "benchmark": "Medians of a run on {date}." If left out, the date alone.'),
      footnotes: line(40).default(ENGLISH_WORDS.footnotes).describe('The name of the footnotes, for screen readers: "Footnotes".'),
      backToReference: lineWith(80, "{reference}")
        .default(ENGLISH_WORDS.backToReference)
        .describe('The name of the link from a footnote back to the text, for screen readers: "Back to reference {reference}".'),
      draft: line(160).default(ENGLISH_WORDS.draft).describe("The notice on a draft. The public does not see it."),
      scheduled: lineWith(160, "{date}").default(ENGLISH_WORDS.scheduled).describe("The notice on a page before its publishDate."),
      video: z
        .strictObject({
          play: line(40).default(ENGLISH_WORDS.video.play).describe("The button on the picture of a video."),
          page: lineWith(60, "{host}").default(ENGLISH_WORDS.video.page).describe('The link below a video to the page where it is, too: "Watch at {host}".'),
          asks: lineWith(300, "{host}").default(ENGLISH_WORDS.video.asks).describe("The question before a video of another site is loaded, where the site asks for consent."),
          agree: line(30).default(ENGLISH_WORDS.video.agree).describe("The button that loads the video then."),
        })
        .prefault({})
        .describe('The texts of the section "video".'),
      map: z.strictObject({ open: lineWith(60, "{host}").default(ENGLISH_WORDS.map.open).describe('The link to the map: "Open in {host}".') }).prefault({}).describe('The texts of the section "map".'),
      ended: lineWith(160, "{date}").default(ENGLISH_WORDS.ended).describe("The notice on a page after its unpublishDate."),
    })
    .prefault({})
    .describe("Words that appear on many pages."),
  form: z
    .strictObject({
      sent: line(160).default(ENGLISH_FORM.sent).describe("The text that replaces a form once its message is sent."),
      failed: lineWith(200, "{email}").default(ENGLISH_FORM.failed).describe("The text if a message could not be sent, with the site's e-mail address."),
      again: line(120).default(ENGLISH_FORM.again).describe("The text if a form was sent faster than somebody types."),
      often: line(200).default(ENGLISH_FORM.often).describe("The text after too many messages within a minute."),
      large: line(120).default(ENGLISH_FORM.large),
      foreign: line(160).default(ENGLISH_FORM.foreign).describe("The text for a form that another website has sent."),
      problems: line(120).default(ENGLISH_FORM.problems).describe("The text above the fields if some have to be corrected."),
      optional: line(30).default(ENGLISH_FORM.optional).describe("After the label of a field that may stay empty."),
      choose: line(40).default(ENGLISH_FORM.choose).describe("The first line of a select."),
      trap: line(60).default(ENGLISH_FORM.trap).describe("The label of a field that visitors do not see, for programs that read it to them nevertheless."),
      back: line(40).default(ENGLISH_FORM.back).describe("The link back to the page, where a browser without scripts shows mistakes on a page of its own."),
      errors: z
        .strictObject({
          required: line(90).default(ENGLISH_FORM.errors.required),
          email: line(120).default(ENGLISH_FORM.errors.email),
          long: lineWith(90, "{max}").default(ENGLISH_FORM.errors.long).describe('The text for a value that is too long: "Please use at most {max} characters."'),
          choice: line(90).default(ENGLISH_FORM.errors.choice),
          agree: line(90).default(ENGLISH_FORM.errors.agree).describe("The text for a box that has to be ticked."),
        })
        .prefault({}),
    })
    .prefault({})
    .describe("Words of forms."),
  footer: line(240).describe("The small print at the end of every page."),
  notFound: z
    .strictObject({
      title: line(60).default(ENGLISH_NOT_FOUND.title),
      heading: line(60).default(ENGLISH_NOT_FOUND.heading),
      text: line(260).default(ENGLISH_NOT_FOUND.text),
      back: line(40).default(ENGLISH_NOT_FOUND.back).describe("The link to the home page."),
    })
    .prefault({})
    .describe("The page for addresses that do not exist."),
});

/** The same for src/content/site.yaml: words are optional only in languages in which the engine has words of its own. */
export const siteSchema = siteFields.superRefine(({ language, words, booking, notFound }, context) => {
  if (readyWords(language)) return;
  const check = (path: readonly string[], found: Readonly<Record<string, unknown>>, texts: Readonly<Record<string, unknown>>) => {
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === "string" && found[name] === text) context.addIssue({ code: "custom", path: [...path, name], message: `A text in the site's language, ${language}. Without it, visitors see "${text}".`, params: { isDefault: true } });
    }
  };
  // Only editors see it.
  const { ended: _, ...required } = ENGLISH_WORDS;
  // No visitor sees it on a site without a page after the booking. consent-problems.ts looks for the texts of the consent.
  const { continue: onward, ...dialog } = ENGLISH_DIALOG;
  const hasPageAfter = booking.after ?? booking.events.find((one) => "after" in one);
  check(["words"], words, required);
  check(["notFound"], notFound, ENGLISH_NOT_FOUND);
  check(["booking"], booking, ENGLISH_BOOKING);
  check(["booking", "dialog"], booking.dialog, hasPageAfter ? { ...dialog, continue: onward } : dialog);
  check(["booking", "dialog", "times"], booking.dialog.times, ENGLISH_DIALOG.times);
  check(["booking", "dialog", "failed"], booking.dialog.failed, ENGLISH_DIALOG.failed);
});
