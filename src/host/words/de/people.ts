import type * as english from "../en/people.ts";
import { formats } from "./formats.ts";

const { count, date, plural } = formats;

export const people: typeof english.people = {
  title: "Personen",
  who: {
    title: "Wer sich anmelden darf",
    name: "Name",
    role: "Rolle",
    roles: { admin: "Admin", viewer: "Betrachter", guest: "Gast" },
    you: "Sie",
    explained:
      "Ein Admin darf alles. Ein Betrachter sieht alle Zahlen und einzelne Besuche und exportiert Zahlen, ändert aber nichts und exportiert keine einzelnen Besuche.",
    howTo:
      "Um jemanden hinzuzufügen, zu ändern oder zu entfernen, bearbeiten Sie die Einstellung ADMINS und starten ein neues Deployment. Wer entfernt wurde oder ein anderes Passwort hat, verliert die Sitzung sofort.",
  },
  share: {
    title: "Links zum Teilen",
    explained:
      "Ein Link zum Teilen zeigt die Messwerte jemandem ohne Passwort, etwa einem Kunden: keine einzelnen Besuche, keine Fehlermeldungen, kein Export. Wer den Link hat, kann ihn öffnen, bis er abläuft oder widerrufen wird.",
    name: "Für wen",
    days: "Gültig für",
    nDays: ({ days }) => `${count(days)} Tage`,
    make: "Link erstellen",
    made: "Der Link wurde erstellt. Kopieren Sie ihn jetzt: Nur sein Hash ist gespeichert, er wird also nicht noch einmal angezeigt.",
    link: "Link",
    none: "Es gibt keine Links.",
    columns: { name: "Für wen", by: "Erstellt von", made: "Erstellt am", expires: "Läuft ab am", revoke: "Widerrufen" },
    date: ({ iso }) => date(iso),
    revoke: "Widerrufen",
    revokeNamed: ({ name }) => `Den Link für ${name} widerrufen`,
    revoked: ({ name }) => `Der Link für ${name} wurde widerrufen. Er zeigt nichts mehr.`,
    gone: "Diesen Link gibt es nicht. Er ist abgelaufen, oder jemand anders hat ihn widerrufen.",
    noName: ({ most }) => `Schreiben Sie mit höchstens ${count(most)} Zeichen, für wen der Link ist.`,
    noDays: "Wählen Sie eine der angebotenen Laufzeiten.",
    tooMany: ({ most }) => `Es gibt schon ${count(most)} Links. Widerrufen Sie zuerst einen.`,
    invalidTitle: "Dieser Link ist nicht gültig",
    invalid: "Er ist abgelaufen oder wurde widerrufen. Bitten Sie die Person, von der Sie ihn haben, um einen neuen.",
    tooOften: ({ seconds }) => `Zu viele Versuche. Versuchen Sie es in ${plural(seconds, { one: "einer Sekunde", other: `${count(seconds)} Sekunden` })} wieder.`,
  },
  audit: {
    title: "Anmeldungen und Änderungen",
    explained:
      "Die neuesten der letzten 100 Tage. Netz ist der Anfang der Adresse; die ganze Adresse wird nicht gespeichert. Eine fehlgeschlagene Anmeldung hat nur dann einen Namen, wenn es jemanden mit diesem Namen gibt.",
    none: "Es gibt noch keine Einträge.",
    columns: { time: ({ zone }) => `Zeit (${zone})`, who: "Wer", what: "Was", detail: "Einzelheit", network: "Netz" },
    nobody: "unbekannt",
    events: {
      "signed-in": "angemeldet",
      "sign-in-failed": "falsches Passwort",
      "share-opened": "Link zum Teilen geöffnet",
      "share-made": "Link zum Teilen erstellt",
      "share-revoked": "Link zum Teilen widerrufen",
      "limits-changed": "Grenzen der Alarme geändert",
      "test-alert": "Testalarm gesendet",
      "test-digest": "Testbericht gesendet",
      "note-added": "Notiz hinzugefügt",
      "note-changed": "Notiz geändert",
      "note-removed": "Notiz entfernt",
      "view-saved": "Ansicht gespeichert",
      "view-removed": "Ansicht entfernt",
  "messages-downloaded": "Nachrichten aus Formularen heruntergeladen",
  "messages-removed": "Nachrichten aus Formularen gelöscht",
    },
  },
};
