import type * as english from "../en/report.ts";
import { formats } from "./formats.ts";

const { count, fixedDecimal, milliseconds, minute, percent, plural } = formats;

function counted({ times, ready, opened, failed, timedOut }: english.OutcomeCounts): string {
  const parts = [[times, "mit Terminen"], [ready, "bereit"], [opened, "ohne Termine geöffnet"], [failed, "fehlgeschlagen"], [timedOut, "mit Zeitüberschreitung"]] as const;
  return parts.filter(([n, name]) => n > 0 || (name === "bereit" && times === 0)).map(([n, name]) => `${count(n)} ${name}`).join(", ");
}

const waitText = ({ wait, p75, n }: english.RatedWait) => `p75 ${milliseconds(p75)} aus ${count(n)} ${wait === "ready" ? "Ladezeiten" : "Wartezeiten auf freie Termine"}`;
const LOOK = "Öffnen Sie die Website, klicken Sie auf einen Buchungsbutton und prüfen Sie, ob der Kalender Termine zeigt.";
const seen = ({ n, outcomes }: { n: number; outcomes: english.OutcomeCounts }) => `Die neuesten Öffnungen von ${count(n)} Absendern: ${counted(outcomes)}`;

export const status: typeof english.status = {
  noneYet: "Es wurde noch keine Öffnung gezählt.",
  noneRecently: ({ at, isAbandoned }) =>
    `In den letzten 24 Stunden gab es keine Öffnung mit Ergebnis; die neueste war am ${minute(at, "UTC")} UTC${isAbandoned ? " und wurde geschlossen, bevor sie bereit oder fehlgeschlagen war" : ""}.`,
  howTo: "Öffnen Sie die Website und klicken Sie auf einen Buchungsbutton; die Öffnung wird innerhalb von Sekunden gezählt.",
  tooFew: ({ n, outcomes, least }) =>
    `Die Öffnungen der letzten 24 Stunden stammen von ${count(n)} ${plural(n, { one: "Absender", other: "Absendern" })} (neueste: ${counted(outcomes)}). Ein Status braucht ${least}, damit kein Absender ihn allein bestimmt.`,
  failedInARow: ({ n }) => `Bei jedem der letzten ${count(n)} Absender ist die neueste Öffnung fehlgeschlagen.`,
  failedAmong: ({ n, failed, isBadLuck }) => `Von den neuesten Öffnungen von ${count(n)} Absendern sind ${count(failed)} fehlgeschlagen${isBadLuck ? "; das kann Zufall sein" : ""}.`,
  errorRate: (of) => `${seen(of)}; die Fehlerquote von ${Math.round(of.share * 100)} % liegt über dem Zielwert von ${percent(of.budget)}.`,
  timesMissing: ({ inARow, share }) =>
    `In den neuesten Öffnungen von ${count(inARow)} Absendern war die Seite von Cal zu sehen, aber Cal hat keine freien Termine gemeldet; in den letzten 7 Tagen hat es sie in ${share} % der Öffnungen gemeldet. ${LOOK}`,
  openedOnly: (of) =>
    `${seen(of)}. Die Seite von Cal war zu sehen, aber Cal hat keine freien Termine gemeldet: normal für ein Routing-Formular, ein Profil, eine dynamische Gruppe oder ein Cal von vor ` +
    `November 2025. Bei jedem anderen Event: ${LOOK}`,
  unrated: (of) => `${seen(of)}; zu wenige Ladezeiten, um die Geschwindigkeit zu bewerten (${count(of.times)} von ${of.least}).`,
  slow: (of) => `${seen(of)}; ${waitText(of.wait)} ist langsamer als ${milliseconds(of.poor)}.`,
  rated: (of) =>
    `${seen(of)}, ${of.waits.map((wait) => `${waitText(wait)} (${wait.p75 > wait.good ? "über dem Zielwert von" : "Zielwert"} ${milliseconds(wait.good)})`).join(", ")}.`,
};

const interval = (isJoint: boolean) => (isJoint ? "simultanes 95-%-Konfidenzintervall" : "95-%-Konfidenzintervall");
const points = (share: number) => fixedDecimal(share * 100);

export const verdicts: typeof english.verdicts = {
  speed: ({ variant, to, isJoint, value, low, high }) =>
    `Die Variante ${variant} ist im Median ${milliseconds(Math.abs(value))} ${value > 0 ? "schneller" : "langsamer"} als ${to} (${interval(isJoint)}: ${count(low)} bis ${count(high)} ms).`,
  leftOut: ({ share }) => `${fixedDecimal(share * 100)} % ihrer Öffnungen sind auf den Kalender ausgewichen und fehlen in ihrem Median.`,
  tooManyFellBack: ({ variant, share }) =>
    `Kein Urteil: ${fixedDecimal(share * 100)} % der Öffnungen von ${variant} sind auf den Kalender ausgewichen, und der Median der übrigen würde die Variante nicht beschreiben.`,
  conversion: ({ variant, to, isJoint, value, low, high }) =>
    `Die Conversion-Rate ist mit ${variant} ${points(Math.abs(value))} Prozentpunkte ${value > 0 ? "höher" : "niedriger"} als mit ${to} (${interval(isJoint)}: ${points(low)} bis ${points(high)}).`,
  mattersMs: ({ ms }) => milliseconds(ms),
  mattersShare: ({ share }) => `${count(share * 100)} Prozentpunkt`,
  notRelevant: ({ matters }) => `Kein relevanter Unterschied: Er liegt in beiden Richtungen unter ${matters}.`,
  notYet: ({ n }) => `Noch kein Urteil: Es fehlen etwa ${count(n)} ${plural(n, { one: "Öffnung", other: "Öffnungen" })}.`,
  tooFew: ({ sides, least, isMeasured }) =>
    `Noch kein Urteil: ${sides.map(({ variant, n }) => `${variant} hat ${count(n)}`).join(" und ")} der ${least} nötigen ${isMeasured ? "gemessenen Öffnungen" : "Öffnungen"}.`,
  tooFewSenders: ({ sides, least }) =>
    `Noch kein Urteil: Die Öffnungen müssen von mindestens ${least} Absendern stammen; ${sides.map(({ variant, n }) => `die von ${variant} stammen von ${count(n)}`).join(" und ")}.`,
  filtered: "Entfernen Sie den Filter nach Variante, um zu vergleichen.",
  none: "Es gibt noch keine Öffnungen zu vergleichen.",
  oneVariant: ({ variant }) =>
    `Es läuft kein Experiment: Jede Öffnung hatte die Variante ${variant}. Setzen Sie zum Vergleichen PUBLIC_CAL_VARIANTS, zum Beispiel auf „instant=80 baseline=20“.`,
};

export const query: typeof english.query = {
  oneOf: ({ values }) => `muss einer dieser Werte sein: ${values.join(", ")}`,
  wholeNumber: ({ least, most }) => `muss eine ganze Zahl von ${least} bis ${most} sein`,
  date: "muss ein Datum sein, zum Beispiel „2026-03-09“",
  path: ({ other }) => `muss ein Pfad sein, zum Beispiel „/leistungen“, oder „${other}“`,
  token: "darf nur aus Buchstaben, Ziffern und . _ : / + - bestehen",
  empty: ({ name }) => `darf nicht leer sein: Nennen Sie einen Wert (${name})`,
  tooLong: ({ most }) => `darf höchstens ${most} Zeichen lang sein`,
  brokenText: "enthält ein halbes Surrogatpaar, also kaputten Text",
  invisible: "darf keine Steuer- oder Formatzeichen enthalten, etwa solche, die die Schreibrichtung ändern",
  found: ({ reason, found }) => `${reason}; gefunden: ${found}`,
  didYouMean: ({ name }) => `. Meinten Sie ${name}?`,
  unknown: ({ names, suggestion }) => `ist kein bekannter Parameter${suggestion || "."} Die Parameter sind ${names.join(", ")}.`,
  repeated: ({ times }) => `steht ${times}-mal in der URL; geben Sie ihn einmal an`,
  needsFrom: "braucht from: Ergänzen Sie den ersten Tag",
  windowAndDates: "lässt sich nicht mit from und to verbinden: Geben Sie entweder einen Zeitraum oder Tage an",
  future: ({ day, today, zone }) => `darf nicht in der Zukunft liegen: ${day} ist nach heute, ${today} (${zone})`,
  tooEarly: ({ days, earliest, found }) =>
    `muss einer der letzten ${days} Tage sein, frühestens ${earliest}; länger werden Statistiken nicht aufbewahrt. Gefunden: ${found}`,
  beforeFrom: ({ from, to }) => `darf nicht vor from liegen: ${to} ist vor ${from}`,
};
