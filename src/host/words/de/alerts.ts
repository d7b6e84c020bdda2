import type * as english from "../en/alerts.ts";
import { formats } from "./formats.ts";

const { count, decimal, minute } = formats;

const HOURS = "in dieser und der vorigen Stunde";
const SAME_HOURS = "in denselben Stunden der letzten 7 Tage";
const LOOK = "Öffnen Sie die Website, klicken Sie auf einen Buchungsbutton und prüfen Sie, ob der Kalender Termine zeigt.";
const READY = "Gemessen wird die Zeit vom Klick bis zum nutzbaren Kalender.";
const TIMES = "Gemessen wird die Zeit vom Klick bis zum ersten freien Termin im Dialog.";

function limit(subject: string, evidence: (facts: english.AlertFacts) => string, explanation: string): english.RuleWords {
  return {
    subject,
    firing: (facts) => `${subject} über ${facts.threshold} (${evidence(facts)}). ${explanation}`,
    resolved: (facts) => `${subject} wieder unter ${facts.threshold} (${evidence(facts)}).`,
  };
}

const share = ({ value, n, usual }: english.AlertFacts) => `${value} von ${n}; ${usual} ${SAME_HOURS}`;
const slow = ({ value, n }: english.AlertFacts) => `${value}; ${n} ${HOURS}`;
const slower = ({ value, n, usual }: english.AlertFacts) => `${value}; ${n} ${HOURS}; ${usual} ${SAME_HOURS}`;

const rules: typeof english.alerts.rules = {
  "error-rate": limit("Fehlerquote", ({ value, n }) => `${value} von ${n}`, `Gemessen wird der Anteil der Öffnungen, die ${HOURS} fehlgeschlagen sind; eine Zeitüberschreitung zählt dazu.`),
  "no-times": limit("Anteil der Öffnungen ohne freie Termine", share, `Die Seite von Cal war zu sehen, aber Cal hat keine freien Termine gemeldet. ${LOOK}`),
  "fell-back": limit(
    "Anteil der Öffnungen, die auf den Kalender ausgewichen sind",
    share,
    "Diese Besucher haben auf den Frame von Cal gewartet, weil die Website keine freien Termine zu zeigen hatte. Rufen Sie /api/slots mit einem Ihrer Events auf und sehen Sie auf der Statusseite von Cal nach.",
  ),
  p95: limit("95. Perzentil", slow, READY),
  "times-p95": limit("95. Perzentil der Wartezeit auf freie Termine", slow, TIMES),
  regression: limit("Median", slower, READY),
  "times-regression": limit("Median der Wartezeit auf freie Termine", slower, TIMES),
  "error-spike": limit(
    "Anzahl der Fehler",
    ({ value, usual }) => `${value} ${HOURS}; im Mittel ${usual} ${SAME_HOURS}`,
    "Das sind Fehler im Code oder auf dem Server der Website, keine fehlgeschlagenen Öffnungen.",
  ),
  silence: {
    subject: "keine Öffnungen",
    firing: ({ usual }) => `In dieser und der vorigen Stunde wurde kein Kalender geöffnet. An jedem der letzten 7 Tage gab es in der früheren der beiden Stunden mindestens ${usual}. ${LOOK}`,
    resolved: ({ value }) => `Kalender werden wieder geöffnet (${value} ${HOURS}).`,
  },
  forms: {
    subject: "Nachrichten aus Formularen",
    firing: ({ value, n }) => `Kein Empfänger nimmt die Nachrichten aus den Formularen der Website an: ${n} nicht zugestellt, die älteste seit ${value}. Sie sind gespeichert und werden noch einmal gesendet. Öffnen Sie /admin/forms, und prüfen Sie FORM_WEBHOOK_URL oder den E-Mail-Anbieter.`,
    resolved: () => "Keine Nachricht aus einem Formular wartet mehr auf ihren Empfänger.",
  },
};

export const alerts: typeof english.alerts = {
  rules,
  test: "Test: Hier würde ein Alarm dieser Website ankommen. Es ist nichts passiert.",
  alert: ({ text }) => `Alarm: ${text}`,
  resolved: ({ text }) => `Entwarnung: ${text}`,
  unmeasured: ({ subject, value, threshold, senders }) =>
    `Nicht mehr gemessen: ${subject}. In dieser und der vorigen Stunde oder an den Tagen davor gab es zu wenige Öffnungen, oder sie stammten von weniger als ${senders} Absendern. ` +
    `Bei Beginn des Alarms war der Wert ${value}, die Grenze ${threshold}.`,
  since: ({ at }) => `Seit dem ${minute(at, "UTC")} UTC.`,
  lasted: ({ from, to }) => `Der Alarm dauerte vom ${minute(from, "UTC")} UTC bis zum ${minute(to, "UTC")} UTC.`,
  minute: ({ at }) => `${minute(at, "UTC")} UTC`,
  share: ({ share: of }) => `${decimal(of * 100)} %`,
  ms: ({ ms }) => formats.milliseconds(ms),
  errors: ({ n }) => decimal(n),
  openings: ({ n }) => `${count(n)} ${formats.plural(n, { one: "Öffnung", other: "Öffnungen" })}`,
  messages: ({ n }) => `${count(n)} ${formats.plural(n, { one: "Nachricht ist", other: "Nachrichten sind" })}`,
  minutes: ({ n }) => `${count(n)} ${formats.plural(n, { one: "Minute", other: "Minuten" })}`,
  from: ({ openings, senders, isMore }) => `${openings} von ${count(senders)}${isMore ? " oder mehr" : ""} Absendern`,
  fields: { measured: "Gemessen", minimum: "Mindestwert", limit: "Grenze", openings: "Öffnungen", since: "Seit" },
};
