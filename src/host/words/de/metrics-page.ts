import type * as english from "../en/metrics-page.ts";
import { openings, waits } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, milliseconds, percent, plural } = formats;

export const page: typeof english.page = {
  title: "Messwerte",
  heading: "Wie schnell ist die Buchung?",
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
};

export const statusLine: typeof english.statusLine = {
  title: "Status",
  states: { working: "Funktioniert", degraded: "Eingeschränkt", failing: "Gestört", "no-data": "Keine Daten" },
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

export const view: typeof english.view = {
  title: "Ansicht",
  windows: { "24h": "24 Stunden", "7d": "7 Tage", "28d": "28 Tage", "90d": "90 Tage" },
  dates: "Zeitraum",
  from: "Von",
  to: "bis",
  show: "Anzeigen",
  data: "Diese Ansicht als Daten",
  json: "JSON",
  api: "API-Aufruf",
  span: ({ from, to, zone }) => `${from} bis ${to}. Alle Uhrzeiten und Tage gelten für ${zone}.`,
  filters: "Filter",
  removeFilter: ({ name, value }) => `Filter ${name} ${value} entfernen`,
  filter: "Filter",
  filterWith: ({ n }) => (n === 0 ? "Filter" : `Filter (${n})`),
  noValues: "keine Werte",
  any: "beliebig",
  removeAll: "Alle Filter entfernen",
  estimate: (of) =>
    `Von ${count(of.of)} Datensätzen dieses Zeitraums sind ${count(of.kept)} aufbewahrt, von jedem Tag mit vielen Öffnungen eine Zufallsstichprobe. Die Zahlen dieser Ansicht sind daraus berechnet. ` +
    `Standardfehler: Öffnungen ±\u00a0${count(of.total)}, bereit ±\u00a0${count(of.ready)}, mit freien Terminen im Dialog ±\u00a0${count(of.times)}, ` +
    `Fehler ±\u00a0${count(of.errors)}, Buchungen ±\u00a0${count(of.bookings)}. Ohne Filter oder mit nur einem sind die Zahlen genau.`,
};

export const cards: typeof english.cards = {
  title: ({ hasTimes }) => (hasTimes ? "Ab dem Klick" : waits.ready),
  name: ({ wait, percentile }) => {
    const name = percentile.replace("median", "Median");
    return wait === undefined ? name : `${waits[wait]}, ${name}`;
  },
  success: "Erfolgsquote",
  openings: "Öffnungen",
  bookings: "Buchungen",
  conversion: "Conversion-Rate",
  tooFew: ({ n, least, of }) => (n === 0 ? `keine ${openings[of]}` : `${count(n)} der ${least} nötigen ${openings[of]}`),
  nKept: ({ n }) => `n = ${count(n)} aufbewahrte Datensätze`,
  noBudget: "kein Zielwert",
  budgetTime: ({ ms }) => `Zielwert ${milliseconds(ms)}`,
  budgetShare: ({ share }) => `Zielwert ${percent(share)}`,
  asBefore: "unverändert",
  faster: ({ share }) => `${percent(share)} schneller`,
  slower: ({ share }) => `${percent(share)} langsamer`,
  points: ({ points }) => `${formats.signed(points)} Prozentpunkte`,
  before: ({ value }) => `zuvor ${value}`,
  part: ({ part, of, what }) => `${count(part)} von ${count(of)} ${openings[what]}`,
  outcomes: ({ times, ready, opened, abandoned }) =>
    `${times > 0 ? `${count(times)} mit freien Terminen, ` : ""}${count(ready)} bereit, ${opened > 0 ? `${count(opened)} ohne Termine, ` : ""}${count(abandoned)} abgebrochen`,
  seenBy: ({ browser, webhook, both }) => `vom Browser gemeldet ${count(browser)}, von Cal ${count(webhook)}, von beiden ${count(both)}`,
  confirmed: ({ both }) => `von Cal bestätigt; davon ${count(both)} auch vom Browser gemeldet`,
  unconfirmed: ({ n }) => `unbestätigt ${count(n)}`,
  pending: ({ n }) => `Zahlung ausstehend ${count(n)}`,
  estimated: ({ basis }) => `Schätzung; ${basis}`,
  notes: {
    twoWaits:
      "Klick → Termine: bis der Dialog freie Termine zeigt. Klick → bereit: bis der Kalender von Cal sie zeigt, wenn der Dialog es nicht konnte. Jede Öffnung hat eine der beiden Zeiten.",
    oneWait: "Zeiten gelten für Öffnungen mit bereitem Kalender.",
    precision: "Perzentile weichen höchstens 1 % vom genauen Wert ab.",
    success: ({ hasTimes }) =>
      `Die Erfolgsquote ist der Anteil der Öffnungen, die freie Termine zeigten${hasTimes ? " (im Dialog oder im Kalender von Cal)" : ""}, an diesen und den fehlgeschlagenen; eine Zeitüberschreitung ist ein Fehlschlag.`,
    conversion: ({ isConfirmed }) =>
      `Die Conversion-Rate ist der Anteil der Öffnungen, in denen der Browser eine Buchung gesehen hat${isConfirmed ? ", die der Webhook von Cal bestätigt hat" : ""}.`,
    opened:
      "Ohne Termine: Die Seite von Cal war zu sehen, aber Cal hat bis zur Zeitüberschreitung keine freien Termine gemeldet (ein Routing-Formular, ein Profil, ein altes oder langsames Cal). Das ist kein Fehler.",
    unconfirmed:
      "Unbestätigt: Nur ein Browser hat die Buchung gemeldet, und das kann jeder; der Webhook von Cal hat sie nicht bestätigt. Sie zählt weder als Buchung noch in der Conversion-Rate.",
    pending: "Zahlung ausstehend: Der Besucher muss noch bezahlen. Die Buchung zählt, sobald der Webhook von Cal die Zahlung meldet.",
    standardError: "± ist ein Standardfehler: In 95 von 100 Fällen weicht der wahre Wert höchstens doppelt so weit ab.",
    compared: ({ now, before, leftOut }) =>
      `Veränderungen vergleichen ${now} mit ${before}, nach Wochentagen${leftOut === null ? "" : leftOut === "hour" ? "; die laufende Stunde bleibt außen vor" : "; der laufende Tag bleibt außen vor"}.`,
    notCompared: ({ before }) => `Veränderungen werden nicht angezeigt: Für einen Vergleich gab es zu wenige Öffnungen (${before}).`,
    span: ({ from, to }) => `${from} bis ${to}`,
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
  columns: { time: ({ zone }) => `Zeit (${zone})`, pageAndPlacement: "Seite · Platzierung", variantAndKind: "Variante · Art" },
  picked: "ausgewählt",
  from: ({ origin }) => `über ${origin}`,
  explained: ({ limit }) =>
    `Höchstens die neuesten ${count(limit)} dieser Ansicht. Wenn ein Absender Frame und Termine nicht getrennt gemessen hat, enthält die Zeit des Frames die Termine.`,
};
