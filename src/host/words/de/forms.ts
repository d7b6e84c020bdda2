import type { forms as english } from "../en/forms.ts";
import { formats } from "./formats.ts";

const { count, plural } = formats;

export const forms: typeof english = {
  title: "Nachrichten",
  heading: "Nachrichten aus Formularen",
  explained: ({ days }) =>
    `Eine Nachricht wird hier gelöscht, sobald alle Empfänger sie haben. Alle anderen werden ${plural(days, { one: "einen Tag", other: `${count(days)} Tage` })} nach dem Absenden gelöscht.`,
  noReceiver: "Es ist kein Empfänger eingerichtet. Daher bleibt jede Nachricht hier, bis sie gelöscht wird. Setzen Sie FORM_WEBHOOK_URL oder FORM_EMAIL_TO, um benachrichtigt zu werden.",
  none: "Es gibt keine Nachrichten.",
  csv: "Als CSV herunterladen",
  columns: { at: ({ zone }) => `Gesendet (${zone})`, form: "Formular", message: "Nachricht", campaign: "Kampagne", state: "Zustand", actions: "Aktionen" },
  states: {
    kept: "gespeichert",
    waiting: ({ tries }) => (tries === 0 ? "wird gesendet" : plural(tries, { one: "einmal nicht angenommen, wird noch einmal gesendet", other: `${count(tries)}-mal nicht angenommen, wird noch einmal gesendet` })),
    failed: "aufgegeben",
    spam: "vermutlich Spam, nicht gesendet",
  },
  send: "Senden",
  remove: "Löschen",
  removeAll: "Alle löschen",
  removeSpam: "Spam löschen",
  of: ({ what, at }) => `${what}: Nachricht vom ${at}`,
  done: {
    send: "Die Nachricht wird noch einmal gesendet.",
    remove: "Die Nachricht ist gelöscht.",
    gone: "Die Nachricht war nicht mehr da.",
  },
  mail: { page: "Seite", at: "Gesendet", campaign: "Kampagne" },
};
