import type { heroTests as english } from "../en/heroes.ts";
import { formats } from "./formats.ts";

const { count, decimal, fixedDecimal, plural } = formats;
const points = (share: number) => fixedDecimal(share * 100);

export const heroTests: typeof english = {
  title: "Tests von Seitenanfängen",
  heading: ({ name }) => `Test „${name}“`,
  opened: "Öffnungen.",
  booked: "Buchungen.",
  version: "Fassung",
  versions: { a: "A (wie bisher)", b: "B (der Test)" },
  columns: { visitors: "Besucher", openings: "Öffnungen", opened: "Öffnen ihn", bookings: "Buchungen", booked: "Buchen" },
  caption: "Unterschiede mit ihren 95-%-Konfidenzintervallen",
  difference: "B − A (95-%-Intervall)",
  range: ({ low, high }) => `${decimal(low * 100)} bis ${decimal(high * 100)}`,
  points: ({ share }) => `${decimal(share * 100)} ${plural(share * 100, { one: "Punkt", other: "Punkte" })}`,
  explained:
    "Besucher sind Browser, die den Anfang der Seite gezeigt haben, jeder einmal am Tag gezählt; bekannte Suchmaschinen sehen A und werden nicht gezählt. Öffnungen sind die auf dieser Seite. " +
    "Balken sind 95-%-Konfidenzintervalle, die senkrechte Linie bedeutet keinen Unterschied. Ein Intervall gilt nur für einen Blick: Legen Sie den Tag des Urteils vorher fest.",
  verdicts: {
    opened: ({ value, low, high }) =>
      `Von den Besuchern mit B öffnen ${points(Math.abs(value))} Prozentpunkte ${value > 0 ? "mehr" : "weniger"} den Kalender als von denen mit A (95-%-Konfidenzintervall: ${points(low)} bis ${points(high)}).`,
    booked: ({ value, low, high }) =>
      `Von den Besuchern mit B buchen ${points(Math.abs(value))} Prozentpunkte ${value > 0 ? "mehr" : "weniger"} als von denen mit A (95-%-Konfidenzintervall: ${points(low)} bis ${points(high)}).`,
    notRelevant: ({ share }) => `Kein relevanter Unterschied: Er liegt in beiden Richtungen unter ${decimal(share * 100)} ${plural(share * 100, { one: "Prozentpunkt", other: "Prozentpunkten" })}.`,
    notYet: ({ n }) => `Noch kein Urteil: Es fehlen etwa ${count(n)} Besucher.`,
    tooFew: ({ a, b, least }) => `Noch kein Urteil: A hat ${count(a)} und B hat ${count(b)} der ${count(least)} nötigen Besucher.`,
    tooFewSenders: ({ least }) => `Noch kein Urteil: Die Öffnungen müssen von mindestens ${count(least)} Absendern stammen.`,
    notCounted: "Besucher werden nach Tagen und für die Seite als Ganzes gezählt: Wählen Sie mindestens 7 Tage, und entfernen Sie Filter. Wo die Website um Einwilligung in die Messung bittet, werden sie nicht gezählt.",
  },
};
