import type * as english from "../en/fields.ts";

export const labels: typeof english.labels = {
  openKind: "Öffnungsart",
  variant: "Variante",
  page: "Seite",
  placement: "Platzierung",
  device: "Gerät",
  connection: "Verbindung",
  release: "Release",
  event: "Event",
  source: "Quelle",
  medium: "Medium",
  campaign: "Kampagne",
  hero: "Hero-Test",
  country: "Land",
  browser: "Browser",
  system: "Betriebssystem",
  outcome: "Ergebnis",
  leadTime: "Vorlauf",
  codeTime: "Eigener Code",
  calLoadTime: "embed.js",
  frameTime: "Frame",
  slotsTime: "Termine",
  iframeLoadTime: "Frame und Termine",
  totalDuration: "Klick → bereit",
  timesTime: "Klick → Termine",
  formTime: "Auswahl → Formular",
  lcp: "Largest Contentful Paint",
  inp: "Interaction to Next Paint",
  ttfb: "Time to First Byte",
  cls: "Cumulative Layout Shift",
};

/** German nouns keep their capital inside a sentence. */
export const lowerLabel: typeof english.lowerLabel = (name) => labels[name];

export const spans: typeof english.spans = {
  leadTime: "erstes Interesse → Klick",
  codeTime: "angefordert → läuft",
  calLoadTime: "angefordert → läuft",
  frameTime: "eingebunden → Kalender sichtbar",
  slotsTime: "Kalender sichtbar → Termine sichtbar",
  iframeLoadTime: "eingebunden → Termine sichtbar",
  totalDuration: "Wartezeit des Besuchers",
  timesTime: "Wartezeit des Besuchers",
  formTime: "Wartezeit des Besuchers",
};

export const outcomes: typeof english.outcomes = {
  times: "Freie Termine angezeigt",
  ready: "Bereit",
  opened: "Geöffnet, keine Termine gemeldet",
  failed: "Fehlgeschlagen",
  "timed-out": "Zeitüberschreitung",
  abandoned: "Abgebrochen",
};

const INSIDE: typeof english.outcomes = {
  times: "freie Termine angezeigt",
  ready: "bereit",
  opened: "geöffnet, keine Termine gemeldet",
  failed: "fehlgeschlagen",
  "timed-out": "Zeitüberschreitung",
  abandoned: "abgebrochen",
};

export const lowerOutcome: typeof english.lowerOutcome = (outcome) => INSIDE[outcome];

export const ratings: typeof english.ratings = { good: "gut", "needs improvement": "Optimierung erforderlich", poor: "schlecht" };

export const waits: typeof english.waits = { ready: "Klick → bereit", times: "Klick → Termine" };

export const openings: typeof english.openings = {
  ready: "Öffnungen mit bereitem Kalender",
  times: "Öffnungen mit freien Terminen",
};
