import type * as english from "../en/digest.ts";
import { formats } from "./formats.ts";

const { count, dayName, percent, plural } = formats;

const days = ({ from, to }: { from: string; to: string }) => `${dayName(from)} bis ${dayName(to)}`;

export const digest: typeof english.digest = {
  subject: ({ site, bookings, from, to }) => `${site}: ${count(bookings)} ${plural(bookings, { one: "Buchung", other: "Buchungen" })}, ${days({ from, to })}`,
  test: ({ subject }) => `Testbericht: ${subject}`,
  title: ({ site }) => `Die Woche bei ${site}`,
  span: ({ from, to }) => `${days({ from, to })}, verglichen mit den 7 Tagen davor`,
  changed: ({ name, text }) => `${name}: ${text}.`,
  segment: ({ dimension, name, text }) => `Buchungen, ${dimension} „${name}“: ${text}.`,
  nothing: ({ isMeasured }) => (isMeasured ? "Nichts hat sich stärker geändert, als der Zufall erklärt." : "Es gab zu wenige Öffnungen, um eine Änderung vom Zufall zu unterscheiden."),
  campaign: ({ name, bookings, of, openings, isBetter, others }) =>
    `„${name}“ brachte ${count(bookings)} von ${plural(of, { one: "einer Buchung", other: `${count(of)} Buchungen` })}, aus ${plural(openings, { one: "einer Öffnung", other: `${count(openings)} Öffnungen` })}.` +
    (isBetter ? ` Diese Öffnungen führten öfter zu einer Buchung als die übrigen (${percent(others)}), mehr als Zufall.` : ""),
  open: "Die Zahlen dieser Woche öffnen",
  footer: "Sie bekommen diese Mail, weil Ihre Adresse in der Einstellung DIGEST_TO der Website steht. Sie lädt nichts nach und meldet nichts zurück.",
  headings: { changes: "Was sich geändert hat", campaign: "Kampagne mit den meisten Buchungen" },
};
