import type * as english from "../en/metrics-answer.ts";
import { formats } from "./formats.ts";

const { count, milliseconds, percent, plural } = formats;

export const head: typeof english.head = {
  pages: "Seiten",
  metrics: "Messwerte",
  notes: "Notizen und Ansichten",
};

export const view: typeof english.view = {
  title: "Ansicht",
  windows: { "24h": "24 Std.", "7d": "7 Tage", "28d": "28 Tage", "90d": "90 Tage" },
  otherDays: "Andere Tage",
  days: { today: "Heute", yesterday: "Gestern", thisWeek: "Diese Woche", lastWeek: "Letzte Woche", thisMonth: "Dieser Monat", lastMonth: "Letzter Monat" },
  dates: "Zeitraum",
  from: "Von",
  to: "bis",
  show: "Anzeigen",
  compareWith: "Vergleichen mit",
  comparisons: { previous: "den Tagen davor", year: "dem Jahr davor" },
  data: "Diese Ansicht als Daten",
  json: "JSON",
  api: "API-Aufruf",
  span: ({ from, to, zone }) => `${from} bis ${to} (${zone})`,
  compared: ({ from, to }) => `, verglichen mit ${from} bis ${to}`,
  notCompared: ", ohne Vergleich",
  exact: "Alle Zahlen sind genau.",
  filters: "Filter",
  removeFilter: ({ name, value }) => `Filter ${name} ${value} entfernen`,
  filter: "Filter",
  filterWith: ({ n }) => (n === 0 ? "Filter" : `Filter (${n})`),
  noValues: "keine Werte",
  any: "beliebig",
  removeAll: "Alle Filter entfernen",
  estimated: ({ kept, of }) => `Geschätzt aus ${count(kept)} von ${count(of)} Datensätzen. Ohne Filter oder mit nur einem sind die Zahlen genau.`,
  estimate: (of) =>
    `Standardfehler: Öffnungen ±\u00a0${count(of.total)}, bereit ±\u00a0${count(of.ready)}, mit freien Terminen im Dialog ±\u00a0${count(of.times)}, ` +
    `Fehler ±\u00a0${count(of.errors)}, Buchungen ±\u00a0${count(of.bookings)}. In 95 von 100 Fällen weicht der wahre Wert höchstens doppelt so weit ab.`,
  saved: "Gespeicherte Ansichten",
  savedWith: ({ n }) => (n === 0 ? "Gespeicherte Ansichten" : `Gespeicherte Ansichten (${n})`),
  noneSaved: "Noch ist keine Ansicht gespeichert.",
  saveAs: "Diese Ansicht speichern als",
  save: "Speichern",
};

export const answer: typeof english.answer = {
  title: "Die Zahlen",
  showChart: ({ name }) => `${name} im Zeitverlauf anzeigen`,
  part: ({ part, of }) => `${count(part)} von ${count(of)} Öffnungen`,
  openings: ({ errors, abandoned }) => `${count(errors)} fehlgeschlagen, ${count(abandoned)} abgebrochen`,
  uncounted: ({ n }) => `${count(n)} weitere zählen nicht`,
  allCounted: "alle bekannten",
  p75: ({ ms, budget }) => `p75 ${milliseconds(ms)}, Zielwert ${milliseconds(budget)}`,
  tooFew: ({ n, least }) => `${count(n)} der ${count(least)} nötigen Öffnungen`,
  probably: ({ range, judgement }) => `wahrscheinlich ${range}: ${judgement}`,
  estimate: "Schätzung",
  explained: ({ leftOut }) =>
    "Eine Veränderung ist farbig, wenn sie mehr als Zufall ist: Ihr Intervall schließt „keine Veränderung“ aus, und die Intervalle aller vier gelten in 95 von 100 Fällen zugleich" +
    `${leftOut === null ? "" : leftOut === "hour" ? ". Die laufende Stunde wird nicht verglichen" : ". Der laufende Tag wird nicht verglichen"}.`,
};

export const chart: typeof english.chart = {
  title: ({ name }) => `${name} im Zeitverlauf`,
  shown: "Zahl",
  values: ({ step }) => (step === "hour" ? "Werte nach Stunden" : "Werte nach Tagen"),
  hint: ({ step }) => `Zeigen Sie auf ${step === "hour" ? "eine Stunde" : "einen Tag"}, oder wählen Sie mit den Pfeiltasten, um den Wert zu lesen.`,
  point: ({ when, value, openings }) => `${when}: ${value}, ${count(openings)} ${plural(openings, { one: "Öffnung", other: "Öffnungen" })}`,
  errors: ({ n }) => `${count(n)} fehlgeschlagen`,
  before: ({ value }) => `davor: ${value}`,
  soFar: "bis jetzt",
  few: "wenige Öffnungen",
  release: ({ names }) => `Release ${names}`,
  thisDay: "Dieser Tag",
  since: "Seitdem",
  none: "In diesem Zeitraum wurde nichts gezählt.",
  described: ({ name, best, worst }) =>
    `${name}: am niedrigsten am ${worst.when} mit ${worst.value}, am höchsten am ${best.when} mit ${best.value}. Alle Werte stehen in der Tabelle darunter.`,
  budget: "Zielwert",
  explained: ({ step, firm, isLine, hasBefore }) =>
    `${isLine ? `Hohle Punkte haben weniger als ${firm} Öffnungen. ` : ""}${isLine ? "Der lose, gepunktete Punkt" : "Der gepunktete Balken"} ist ${step === "hour" ? "die laufende Stunde, die" : "der laufende Tag, der"} noch nicht vorbei ist. ` +
    `${hasBefore ? `${isLine ? "Die gestrichelte Linie" : "Die kurzen Linien"}: ${step === "hour" ? "die Stunden" : "die Tage"} davor. ` : ""}Senkrechte Linien: Releases und Notizen.`,
  errorsInRed: "In Rot: fehlgeschlagene Öffnungen.",
  steps: { hour: "Stunde", day: "Tag" },
  columns: { median: "Median", errors: "Fehler", pending: "Zahlung ausstehend", notes: "Releases und Notizen" },
};

export const notes: typeof english.notes = {
  title: "Notizen",
  here: ({ n }) => (n === 0 ? "Notizen" : `Notizen (${n})`),
  none: "Keine Notizen an diesen Tagen.",
  day: "Tag",
  time: "Uhrzeit (freiwillig)",
  text: "Was ist passiert?",
  example: "Frühlingskampagne gestartet",
  add: "Notiz hinzufügen",
  change: "Speichern",
  remove: "Löschen",
  edit: "Notizen bearbeiten",
  by: ({ name }) => `von ${name}`,
  page: "Notizen und gespeicherte Ansichten",
  explained: ({ most, days }) => `Diagramme zeigen die Notizen an ihren Tagen. Aufbewahrt werden bis zu ${count(most)} Notizen der letzten ${count(days)} Tage.`,
  views: ({ most }) => `Aufbewahrt werden bis zu ${count(most)} Ansichten. Eine Ansicht mit dem Namen einer anderen ersetzt sie.`,
  back: "Zurück zu den Messwerten",
  changeNote: ({ text }) => `Notiz „${text}“ ändern`,
  removeView: ({ name }) => `Ansicht „${name}“ löschen`,
  problems: {
    day: ({ earliest, today }) => `Der Tag muss ein Datum von ${earliest} bis ${today} sein.`,
    time: "Die Uhrzeit muss wie 14:30 geschrieben sein oder fehlen.",
    text: ({ most }) => `Die Notiz muss 1 bis ${count(most)} Zeichen haben, in einer Zeile.`,
    full: ({ most }) => `Es sind schon ${count(most)} Notizen aufbewahrt. Löschen Sie zuerst eine.`,
    gone: "Diese Notiz gibt es nicht mehr. Vielleicht hat sie jemand gelöscht.",
    name: ({ most }) => `Der Name muss 1 bis ${count(most)} Zeichen haben, in einer Zeile.`,
    search: "Diese Ansicht hat zu viele Filter, um gespeichert zu werden.",
    views: ({ most }) => `Es sind schon ${count(most)} Ansichten aufbewahrt. Löschen Sie zuerst eine.`,
    form: "Das Formular war nicht vollständig. Nichts wurde geändert.",
  },
};

export const values: typeof english.values = {
  title: ({ label }) => `Nach ${label}`,
  columns: { openings: "Öffnungen", booked: "Gebucht", conversion: "Conversion-Rate", median: "Zeit" },
  unknown: "unbekannt",
  noSource: "direkt oder unbekannt",
  none: ({ label }) => `Keine Öffnung dieser Ansicht hat einen Wert für ${label}.`,
  more: ({ n }) => `${count(n)} weitere`,
  explained: "Die meisten Buchungen zuerst. Zeit ist der Median vom Klick, bis etwas nutzbar ist; ein Strich bedeutet: zu wenige Öffnungen. Wählen Sie einen Wert, um die Seite danach zu filtern.",
  estimate: ({ kept, of }) => `Geschätzt aus ${count(kept)} von ${count(of)} Datensätzen; ± ist ein Standardfehler.`,
};

export const bookingTable: typeof english.bookingTable = {
  title: "Eine Zahl für Buchungen",
  aside: ({ n }) => `${count(n)} gezählt`,
  columns: { what: "Buchungen", count: "Anzahl", meaning: "Bedeutung" },
  counted: { name: "Gezählt", meaning: ({ hasWebhook }) => (hasWebhook ? "in einer Öffnung auf dieser Website entstanden und von Cal bestätigt. Alle Zahlen dieser Seite meinen diese" : "in einer Öffnung auf dieser Website entstanden, wie der Browser meldet. Alle Zahlen dieser Seite meinen diese") },
  elsewhere: { name: "Anderswo", meaning: ({ hasWebhook }) => (hasWebhook ? "von Cal bestätigt, aber ohne bekannte Öffnung: über einen anderen Link gebucht oder vom Browser nicht gemeldet" : "vom Browser gemeldet, aber ohne bekannte Öffnung auf dieser Website") },
  unconfirmed: { name: "Unbestätigt", meaning: "nur von einem Browser gemeldet. Das kann jeder, deshalb zählen sie nicht" },
  pending: { name: "Zahlung ausstehend", meaning: "noch nicht bezahlt. Zählt, sobald Cal die Zahlung meldet" },
  cancelled: { name: "Abgesagt", meaning: "weiterhin gezählt: Der Besucher hatte gebucht" },
  rescheduled: { name: "Verschoben", meaning: "auf einen anderen Termin. Die Buchung zählt einmal" },
  withoutWebhook: "Bestätigte, abgesagte und verschobene Buchungen sind nur mit dem Webhook von Cal bekannt, und der ist nicht eingerichtet.",
};

export const speed: typeof english.speed = {
  title: "Geschwindigkeit",
  summary: ({ p75, wait }) => `${wait}, p75 bei ${p75}`,
  columns: { wait: "Wartezeit", rating: "p75 gegen den Zielwert" },
  caption: "Perzentile der Wartezeiten",
  pickToForm: "Ein Formular folgt nur auf eine Auswahl im Dialog.",
};

export const details: typeof english.details = {
  technical: "Geräte, Browser, Releases",
  technicalSummary: "und andere technische Aufschlüsselungen",
  errors: ({ n }) => (n === 0 ? "keine" : `${count(n)}`),
  counted: "Wie hier gezählt wird",
  successRate: ({ share }) => `${percent(share)} der Öffnungen mit Ergebnis bekamen freie Termine`,
};
