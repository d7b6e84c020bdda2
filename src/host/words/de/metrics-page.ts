import type * as english from "../en/metrics-page.ts";
import { formats } from "./formats.ts";

const { count, milliseconds, plural } = formats;

export const page: typeof english.page = {
  title: "Messwerte",
  measure: "Von hier aus messen",
  signOut: "Abmelden",
  refreshes: "Aktualisiert alle 30 s: anhalten",
  isPaused: "Aktualisierung angehalten: fortsetzen",
  retry: "Noch einmal versuchen",
  problems: ({ n }) => (n === 1 ? "Ein Parameter in der URL ist ungültig" : "Einige Parameter in der URL sind ungültig"),
  allDays: "Die letzten 28 Tage anzeigen",
};

export const common: typeof english.common = {
  csv: "CSV",
  n: ({ n }) => `n = ${count(n)}`,
  table: ({ title }) => `Tabelle: ${title}`,
  bar: "Balken",
  interval: "Intervall",
  estimate: "Schätzung.",
  budget: "Zielwert",
  wait: "Wartezeit",
  bookingTime: "Klick bis Buchung",
};

export const statusLine: typeof english.statusLine = {
  title: "Status",
  judgements: {
    working: "Die Buchung funktioniert und hält ihre Zielwerte ein.",
    slow: "Die Buchung funktioniert, ist aber langsamer als ihre Zielwerte.",
    degraded: "Die Buchung funktioniert nicht für alle.",
    failing: "Die Buchung ist gestört.",
    "no-data": "Die letzten 24 Stunden haben zu wenige Öffnungen, um zu sagen, ob die Buchung funktioniert.",
  },
  slow: { ready: "Die Buchung funktioniert, aber der Kalender ist langsamer als sein Zielwert.", times: "Die Buchung funktioniert, aber freie Termine sind langsamer als ihr Zielwert." },
  why: "Einzelheiten",
  newest: "Neueste Öffnung:",
  waited: ({ outcome, ms }) => `${outcome === "ready" ? "bereit" : "freie Termine"} ${milliseconds(ms)} nach dem Klick`,
  demo: {
    title: "Beispieldaten.",
    by: "Die Öffnungen in diesem Speicher stammen von",
    since: ({ time, zone }) => `(${time}, ${zone}). Echte können darunter sein.`,
  },
  noRefusals: "Heute wurden keine Anfragen abgewiesen (UTC).",
  refusals: ({ n, reasons }) => `Heute abgewiesene Anfragen (UTC): ${count(n)} (${reasons.map(([reason, times]) => `${reason} ${count(times)}`).join(", ")}).`,
  givenUp: ({ n }) => `Messungen, die Browser nicht zustellen konnten: ${count(n)}.`,
  conversions: ({ waiting, failed }) => `Conversions: ${count(waiting)} noch zu senden, ${count(failed)} in 7 Tagen fehlgeschlagen.`,
};

export const cards: typeof english.cards = {
  notes: {
    twoWaits:
      "Klick → Termine: bis der Dialog freie Termine zeigt. Klick → bereit: bis der Kalender von Cal sie zeigt, wenn der Dialog es nicht konnte. Jede Öffnung hat eine der beiden Zeiten.",
    oneWait: "Zeiten gelten für Öffnungen mit bereitem Kalender.",
    precision: "Perzentile weichen höchstens 1 % vom genauen Wert ab. Ein Strich steht, wo es zu wenige Öffnungen gibt: 10, für p95 20, für p99 100.",
    success: ({ hasTimes }) =>
      `Ein Ergebnis haben Öffnungen, die freie Termine zeigten${hasTimes ? " (im Dialog oder im Kalender von Cal)" : ""}, und die fehlgeschlagenen; eine Zeitüberschreitung ist ein Fehlschlag.`,
    opened:
      "Ohne Termine: Die Seite von Cal war zu sehen, aber Cal hat bis zur Zeitüberschreitung keine freien Termine gemeldet (ein Routing-Formular, ein Profil, ein altes oder langsames Cal). Das ist kein Fehler.",
  },
};

export const errors: typeof english.errors = {
  title: "Fehler",
  none: "In dieser Ansicht ist keine Öffnung fehlgeschlagen.",
  columns: { message: "Klasse und neueste Meldung", count: "Anzahl", last: "Zuletzt", first: ({ zone }) => `Zuerst (${zone})` },
  cut: ({ n }) => `Nur die neuesten ${count(n)} Fehler sind gezählt; diese Ansicht hat mehr.`,
  all: ({ n }) => `${plural(n, { one: "Der einzige Fehler", other: `Alle ${count(n)} Fehler` })} dieser Ansicht.`,
};

export const vitals: typeof english.vitals = {
  title: "Web Vitals der Seiten, p75",
  filtered: "Diese werden nur für alle Öffnungen zusammen gespeichert. Entfernen Sie den Filter, um sie zu sehen.",
  goodUpTo: ({ value }) => `gut bis ${value}`,
  tooFew: ({ n, least }) => `${count(n)} der ${least} nötigen Seitenaufrufe`,
  explained: "Gemessen in Seitenaufrufen mit einer Öffnung. Die Schwellenwerte sind die von web.dev.",
};

export const newest: typeof english.newest = {
  title: "Neueste Öffnungen",
  outcome: "Ergebnis",
  filters: { all: "Alle", times: "Freie Termine", ready: "Bereit", errors: "Fehler" },
  none: "Keine solchen Öffnungen in dieser Ansicht.",
  howTo: "Öffnen Sie die Website, klicken Sie auf einen Buchungsbutton und laden Sie diese Seite neu.",
  columns: { time: ({ zone }) => `Zeit (${zone})`, wait: "Wartezeit", pageAndPlacement: "Seite · Platzierung", variantAndKind: "Variante · Art" },
  picked: "ausgewählt",
  from: ({ origin }) => `über ${origin}`,
  explained: ({ limit }) =>
    `Höchstens die neuesten ${count(limit)} dieser Ansicht. Wenn ein Absender Frame und Termine nicht getrennt gemessen hat, enthält die Zeit des Frames die Termine.`,
};
