import type * as english from "../en/metrics-charts.ts";
import { labels, openings, waits } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, decimal, milliseconds, percent, plural } = formats;

export const distribution: typeof english.distribution = {
  title: "Verteilung der Zeiten",
  none: ({ of }) => `Keine ${openings[of]} in dieser Ansicht.`,
  within: ({ share, n, of, ms }) => `${percent(share)} von ${count(n)} ${openings[of]} dauerten höchstens ${milliseconds(ms)}.`,
  described: ({ answer }) => `${answer} Alle Balken stehen in der Tabelle darunter.`,
  bar: ({ from, to, n }) => `${milliseconds(from)} bis ${milliseconds(to)}: ${count(n)}`,
  budget: ({ ms }) => `Zielwert ${milliseconds(ms)}`,
  poor: ({ ms }) => `schlecht über ${milliseconds(ms)}`,
  scale: ({ wait }) => `${waits[wait]} in ms, logarithmische Skala.`,
  columns: { moreThan: "Mehr als", upTo: "Bis", openings: "Öffnungen" },
};

export const phases: typeof english.phases = {
  title: "Wo die Zeit bleibt",
  percentile: "Perzentil",
  caption: ({ percentile }) => `Die Phasen einer Öffnung bei p${percentile}`,
  columns: { phase: "Phase", time: "Zeit" },
  explained: ({ percentile, hasClick }) =>
    `Jede Phase hat ihr eigenes p${percentile}, deshalb ergeben die Phasen zusammen nicht die Gesamtzeit${hasClick ? "; die gepunktete Linie ist der Klick" : ""}.`,
  twoWays: `${labels.timesTime} und ${labels.formTime} gelten für Öffnungen, in denen der Dialog freie Termine zeigte, die übrigen Phasen für solche, in denen der Kalender von Cal es tat.`,
  filtered: "Die übrigen Phasen werden nur für alle Öffnungen zusammen gespeichert. Entfernen Sie den Filter, um sie zu sehen.",
};

export const breakdowns: typeof english.breakdowns = {
  title: "Aufschlüsselungen",
  explained: ({ wait, least, leastP95 }) =>
    `Alle Öffnungen dieser Ansicht; p50, p75 und p95 gelten für ${waits[wait]}. Ein Klick auf einen Wert filtert die Seite zusätzlich danach. ` +
    `Das Zeichen vor p75 vergleicht mit dem Zielwert; ein Strich bedeutet: weniger als ${least} ${openings[wait]}, für p95 weniger als ${leastP95}.`,
  unknownOf: ({ dimensions }) => `In dieser Ansicht hat keine Öffnung einen Wert für ${dimensions.join(", ")}.`,
  estimate: ({ kept, of }) => `Berechnet aus ${count(kept)} von ${count(of)} Datensätzen, von jedem Tag mit vielen Öffnungen eine Zufallsstichprobe. ± ist ein Standardfehler.`,
  columns: { openings: "Öffnungen", success: "Erfolg", booked: "Gebucht" },
  unknown: "unbekannt",
  more: ({ n }) => `${count(n)} weitere`,
};

export const experiment: typeof english.experiment = {
  title: "Varianten im Vergleich",
  against: ({ variant, to }) => `${variant} im Vergleich mit ${to}`,
  speed: "Geschwindigkeit.",
  bookings: "Buchungen.",
  variants: "Die Varianten",
  variant: "Variante",
  columns: { openings: "Öffnungen", senders: "Absender", bookings: "Buchungen" },
  fellBack: ({ n }) => `${count(n)} auf den Kalender ausgewichen`,
  orMore: ({ n }) => `${count(n)} oder mehr`,
  caption: "Unterschiede mit ihren 95-%-Konfidenzintervallen",
  of: "Wovon",
  difference: "Unterschied (95-%-Intervall)",
  median: "Median",
  conversion: "Conversion-Rate",
  range: ({ low, high }) => `${decimal(low)} bis ${decimal(high)}`,
  points: ({ points }) => `${decimal(points)} ${plural(points, { one: "Prozentpunkt", other: "Prozentpunkte" })}`,
  explained: ({ hasInstant, isJoint }) =>
    `${hasInstant ? "Der Median ist die Zeit vom Klick, bis der Besucher etwas nutzen kann: bei instant freie Termine im Dialog, sonst der Kalender von Cal. " : ""}` +
    `Balken sind 95-%-Konfidenzintervalle${isJoint ? ", breit genug für alle Vergleiche zusammen" : ""}; die senkrechte Linie bedeutet: kein Unterschied. ` +
    "Alle Öffnungen dieser Ansicht zählen, gleich welcher Art. Ein Intervall gilt nur für einmaliges Nachsehen: Legen Sie den Tag der Auswertung vorher fest.",
};

export const funnel: typeof english.funnel = {
  title: "Vom Interesse zur Buchung",
  steps: {
    intent: { name: "Interesse", meaning: "Zeiger, Fokus oder Berührung auf einem Buchungslink" },
    opened: { name: "Geöffnet", meaning: "der Dialog ist offen" },
    times: { name: "Termine gesehen", meaning: "freie Termine sind zu sehen" },
    picked: { name: "Ausgewählt", meaning: "einer der Termine im Dialog" },
    booked: { name: "Gebucht", meaning: "im Dialog" },
  },
  caption: "Der Funnel",
  columns: { step: "Schritt", openings: "Öffnungen und ihr Anteil am vorigen Schritt" },
  explained:
    "Jeder Seitenaufruf mit Interesse zählt einmal. Ein Seitenaufruf ohne Öffnung wird beim Verlassen der Seite gemeldet, und manche dieser Meldungen gehen verloren. " +
    "Buchungen sind ein Anteil der Öffnungen, die freie Termine oder eine andere Seite von Cal zeigten.",
  picks: "Eine Auswahl ist nur bekannt, wenn der Dialog selbst freie Termine zeigt; ihr Anteil gilt für diese Öffnungen. Der Kalender von Cal meldet sie nicht.",
  took: ({ n, time }) => `Die Hälfte der ${count(n)} Buchungen mit bekannter Dauer wurde innerhalb von ${time} nach dem Klick abgeschlossen.`,
};

export const bands: typeof english.bands = {
  title: "Buchungen nach Ladezeit",
  caption: "Conversion-Rate nach Klick → bereit",
  columns: { wait: labels.totalDuration, conversion: "Conversion-Rate mit ihren Buchungen und Öffnungen" },
  band: ({ from, to }) => (to === null ? `über ${milliseconds(from)}` : from === 0 ? `bis ${milliseconds(to)}` : `${count(from)} – ${milliseconds(to)}`),
  of: ({ bookings, openings: n }) => `${count(bookings)} von ${count(n)}`,
  explained: "Balken sind 95-%-Konfidenzintervalle. Das ist kein Experiment: Wer kürzer wartet, kann sich auch sonst von anderen Besuchern unterscheiden.",
  readyOnly: "Nur Öffnungen des Kalenders von Cal: Die Wartezeit auf freie Termine im Dialog ist eine andere.",
};
