import type * as english from "../en/settings-page.ts";
import { formats } from "./formats.ts";

const { decimal, plural } = formats;

export const settingsPage: typeof english.settingsPage = {
  title: "Alarme und Wochenbericht",
  rules: {
    "error-rate": "Fehlgeschlagene Öffnungen, mehr als",
    "no-times": "Öffnungen ohne freie Termine, mehr als üblich um",
    "fell-back": "Öffnungen, die auf den Kalender ausgewichen sind, mehr als üblich um",
    p95: "95. Perzentil bis zum nutzbaren Kalender, mehr als",
    "times-p95": "95. Perzentil bis zu freien Terminen im Dialog, mehr als",
    regression: "Median bis zum nutzbaren Kalender, mehr als üblich um den Faktor",
    "times-regression": "Median bis zu freien Terminen im Dialog, mehr als üblich um den Faktor",
    "error-spike": "Fehler im Code und auf dem Server der Website, mehr als",
    silence: "Keine Öffnung in einer Stunde, die sonst mindestens so viele hat:",
    forms: "Nachricht eines Formulars, die kein Empfänger annimmt und die länger wartet als",
  },
  units: { share: "Prozent", points: "Prozentpunkte", ms: "Millisekunden", factor: "mal", errors: "Fehler", openings: "Öffnungen", minutes: "Minuten" },
  limits: {
    title: "Wann ein Alarm kommt",
    explained: "Gemessen in dieser und der vorigen Stunde. Ein Alarm braucht außerdem genug Öffnungen mehrerer Besucher, damit kein einzelner Besucher einen auslöst.",
    turnOn: ({ rule }) => `Diesen Alarm senden: ${rule}`,
    byDefault: ({ n, unit }) => `${unit}; Voreinstellung ${decimal(n)}`,
    save: "Speichern",
    saved: "Gespeichert. Die neuen Grenzen gelten ab der nächsten Auswertung, in wenigen Minuten.",
    wrong: ({ n }) => plural(n, { one: "Eine Grenze ist nicht gültig. Es wurde nichts gespeichert.", other: "Einige Grenzen sind nicht gültig. Es wurde nichts gespeichert." }),
    range: ({ least, most }) => `Schreiben Sie eine Zahl von ${String(least)} bis ${String(most)}, ohne Tausendertrennzeichen.`,
    silence: "Bei weniger als 12 Öffnungen in der Stunde kommt eine Stunde ohne Öffnung ab und zu durch Zufall vor; rechnen Sie dann mit Fehlalarmen.",
  },
  channels: { mail: "E-Mail", slack: "Slack", webhook: "Webhook für Alarme", sentry: "Sentry" },
  alerts: {
    title: "Wohin Alarme gehen",
    none: "Alarme stehen nur im Log. Um sie zu bekommen, setzen Sie ALERT_WEBHOOK_URL, SENTRY_DSN oder ALERT_TO mit den Einstellungen für den Wochenbericht per E-Mail, und starten ein neues Deployment.",
    test: "Testalarm senden",
  },
  digest: {
    title: "Wochenbericht",
    explained: "Kommt am Montag: die vier Zahlen der Woche, was sich stärker als durch Zufall geändert hat, und die beste Kampagne.",
    none: "Der Wochenbericht ist aus. Um ihn als E-Mail zu bekommen, setzen Sie DIGEST_TO, DIGEST_FROM und RESEND_API_KEY oder POSTMARK_SERVER_TOKEN; für Slack setzen Sie SLACK_WEBHOOK_URL. Starten Sie danach ein neues Deployment.",
    noCron: "CRON_SECRET ist nicht gesetzt, deshalb wird kein Wochenbericht gesendet.",
    invalid: ({ setting }) => `${setting} ist nicht gültig, deshalb wird kein Wochenbericht gesendet. Der Grund steht im Log des Servers.`,
    notYet: "Bisher wurde nichts gesendet. Der erste Bericht kommt am ersten Montag, nachdem der Cron einmal gelaufen ist.",
    test: "Testbericht senden",
  },
  states: {
    sent: ({ channel, host, at }) => `${channel}: von ${host} angenommen${at ? `, ${at}` : ""}.`,
    again: ({ channel, host, status, at }) =>
      `${channel}: nicht angenommen${at ? `, ${at}` : ""}. ${status === null ? `${host} war nicht zu erreichen.` : `${host} antwortete mit dem Status ${String(status)}.`}`,
    unknown: ({ channel, host, at }) => `${channel}: ${host} hat nicht geantwortet${at ? `, ${at}` : ""}. Die Nachricht ist vielleicht angekommen.`,
    sending: ({ channel, at }) => `${channel}: wird seit ${at} gesendet.`,
    next: ({ at }) => `Der nächste Versuch kommt nach ${at}.`,
    said: "Die Antwort:",
    reason: "Grund:",
  },
  hints: {
    mail: "Prüfen Sie den Schlüssel und die Adressen von Absender und Empfängern. Die Domain des Absenders muss beim Anbieter bestätigt sein.",
    webhook: "Prüfen Sie die Adresse des Webhooks. Wenn er beim Empfänger gelöscht wurde, erstellen Sie einen neuen und setzen Sie ihn.",
    often: "Der Anbieter begrenzt, wie oft Nachrichten gesendet werden dürfen. Versuchen Sie es später wieder.",
    down: "Der Anbieter hat eine Störung. Versuchen Sie es später wieder.",
  },
  tooOften: ({ seconds }) => `Zu viele Testnachrichten. Versuchen Sie es in ${plural(seconds, { one: "einer Sekunde", other: `${String(seconds)} Sekunden` })} wieder.`,
  noChannel: "Es gibt keinen Empfänger.",
};
