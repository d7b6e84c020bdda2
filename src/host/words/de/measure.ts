import type * as english from "../en/measure.ts";
import { labels, outcomes, ratings } from "./fields.ts";
import { formats } from "./formats.ts";

const { count, milliseconds } = formats;

export const measure: typeof english.measure = {
  title: "Von hier aus messen",
  synthetic: "Synthetisch: auf diesem Gerät gemessen, nicht Teil der Felddaten",
  back: "Zurück zu den Messwerten",
  run: "Ein Durchlauf",
  explained:
    "Öffnet den Kalender auf diesem Gerät wie der Klick eines Besuchers, mit denselben Dateien. Vor jeder kalten Öffnung lädt diese Seite neu; " +
    "die erneuten folgen im letzten Seitenaufruf. Es werden keine Messungen gesendet.",
  needsScript: "Zum Messen ist JavaScript nötig, das in diesem Browser abgeschaltet ist.",
  stop: "Anhalten",
  byHand: "Den Kalender von Hand öffnen",
  coldOpenings: "Kalte Öffnungen, 1–10",
  reopenedOpenings: "Erneute Öffnungen, 1–10",
  variant: "Variante",
  start: "Messen",
  results: "Ergebnisse: synthetisch",
  copy: "Als Text kopieren",
  summary: "Zusammenfassung",
  each: "Jede Öffnung",
  columns: { kind: "Art", n: "n", median: "Median", range: "Min. – Max.", ratingOfMedian: "Bewertung des Medians", rating: "Bewertung", number: "Nr." },
  thresholds: ({ good, poor, timesGood, timesPoor }) =>
    `Gut sind bis zu ${milliseconds(good)}, schlecht mehr als ${milliseconds(poor)}, vom Klick bis zum nutzbaren Kalender; für freie Termine im Dialog (instant) bis zu ` +
    `${milliseconds(timesGood)} und mehr als ${milliseconds(timesPoor)}. Die erste kalte Öffnung findet vielleicht leere Caches vor, wie die erste eines Besuchers; die späteren finden einen gefüllten HTTP-Cache. ` +
    "Erneute Öffnungen haben keine Phasen: Der Kalender ist schon geladen.",
  hidden: "Ungültig: Dieser Tab war während des Durchlaufs nicht zu sehen, und dann zeichnen Browser nichts.",
  keepsNothing: "Dieser Browser merkt sich nichts für diesen Tab, daher kann ein Durchlauf nicht über mehrere Seitenaufrufe gehen.",
  copied: "Kopiert.",
  noCopy: "Dieser Browser lässt die Seite nichts kopieren.",
  finished: ({ all }) => `Fertig: ${count(all)} Öffnungen.`,
  stopped: ({ done, all }) => `Angehalten nach ${count(done)} von ${count(all)} Öffnungen.`,
  running: ({ number, all, step }) => `Öffnung ${count(number)} von ${count(all)}, ${step}. Lassen Sie diesen Tab im Vordergrund; das Schließen des Kalenders beendet den Durchlauf.`,
  problems: {
    codeMissing: "code-missing: Der Buchungscode kam nicht an",
    noSample: ({ ms }) => `no-sample: Innerhalb von ${ms} ms wurde nichts gemeldet`,
    none: "keine Messung",
  },
  failed: ({ problem }) => `Fehlgeschlagen: ${problem}`,
  notCounted: ({ rating, step }) => `${rating}, nicht gezählt: sollte ${step} sein`,
  of: ({ n, tried }) => `${n} von ${tried}`,
  circumstances: { time: "Zeit (UTC)", variant: "Variante", release: "Release", viewport: "Viewport", connection: "Verbindung" },
  noConnection: "in diesem Browser nicht verfügbar",
  stoppedEarly: "Vorzeitig angehalten.",
  budget: ({ phase, good, poor }) => `Zielwert, ${labels[phase]}: gut bis ${milliseconds(good)}, schlecht über ${milliseconds(poor)}`,
};

export const measureWords: typeof english.measureWords = { measure, labels, outcomes, ratings, formats };
