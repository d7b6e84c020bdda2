/** The weekly digest, without markup. */
import { formats } from "./formats.ts";

const { count, dayName, percent, plural } = formats;

const days = ({ from, to }: { from: string; to: string }) => `${dayName(from)} to ${dayName(to)}`;

export const digest = {
  subject: ({ site, bookings, from, to }: { site: string; bookings: number; from: string; to: string }) =>
    `${site}: ${count(bookings)} ${plural(bookings, { one: "booking", other: "bookings" })}, ${days({ from, to })}`,
  test: ({ subject }: { subject: string }) => `Test: ${subject}`,
  title: ({ site }: { site: string }) => `The week at ${site}`,
  span: ({ from, to }: { from: string; to: string }) => `${days({ from, to })}, compared with the 7 days before`,
  changed: ({ name, text }: { name: string; text: string }) => `${name}: ${text}.`,
  segment: ({ dimension, name, text }: { dimension: string; name: string; text: string }) => `Bookings, ${dimension} “${name}”: ${text}.`,
  nothing: ({ isMeasured }: { isMeasured: boolean }): string =>
    isMeasured ? "Nothing changed by more than chance explains." : "There were too few openings to tell a change from chance.",
  campaign: ({ name, bookings, of, openings, isBetter, others }: { name: string; bookings: number; of: number; openings: number; isBetter: boolean; others: number | null }) =>
    `“${name}” brought ${count(bookings)} of ${plural(of, { one: "one booking", other: `${count(of)} bookings` })}, from ${plural(openings, { one: "one opening", other: `${count(openings)} openings` })}.` +
    (isBetter ? ` Its openings led to a booking more often than the others (${percent(others)}), beyond chance.` : ""),
  open: "Open the numbers of this week",
  footer: "You get this mail because your address is in the site's setting DIGEST_TO. It loads nothing and reports nothing.",
  headings: { changes: "What changed", campaign: "Campaign with the most bookings" },
};
