import type * as english from "../en/access.ts";
import { formats } from "./formats.ts";

const { count, plural } = formats;

export const store: typeof english.store = {
  notConfigured(problem) {
    if (problem.kind === "half") return `${problem.found} ist gesetzt, ${problem.missing} aber nicht. Setzen Sie beide, um Vercel KV zu nutzen, oder keine von beiden für den eingebauten Speicher.`;
    if (problem.kind === "invalid") return `Die Einstellung ${problem.setting} ist ungültig. Der Grund steht im Log des Servers; npm run doctor prüft alle Einstellungen.`;
    return "Es ist kein Speicher eingerichtet: KV_REST_API_URL und KV_REST_API_TOKEN sind nicht gesetzt. Verbinden Sie im Dashboard von Vercel (Storage) eine Redis-Datenbank mit dem Projekt, wodurch beide gesetzt werden, und starten Sie ein neues Deployment.";
  },
  busy: "Dasselbe wird gerade gezählt. Senden Sie es in einigen Sekunden noch einmal.",
  unavailable: "Der Speicher der Messwerte antwortet nicht. Versuchen Sie es in einer Minute noch einmal.",
};

export const signIn: typeof english.signIn = {
  title: "Anmelden",
  name: "Name",
  password: "Passwort",
  submit: "Anmelden",
  wrong: "Falsches Passwort.",
  wrongNamed: "Falscher Name oder falsches Passwort.",
  left: ({ tries }) =>
    tries === 0 ? "Kein Versuch mehr übrig. Spätestens in 15 Minuten können Sie es wieder versuchen." : plural(tries, { one: "Noch ein Versuch.", other: `Noch ${count(tries)} Versuche.` }),
  which: {
    hash: "Verwenden Sie das Passwort, aus dem ADMIN_PASSWORD_HASH erzeugt wurde.",
    vercel: "Verwenden Sie das Passwort, das als ADMIN_PASSWORD gesetzt ist.",
    local: "Verwenden Sie das Passwort, das als ADMIN_PASSWORD gesetzt ist, oder das von npm start ausgegebene.",
  },
  locked: ({ minutes }) => `Zu viele falsche Passwörter. Versuchen Sie es in ${plural(minutes, { one: "einer Minute", other: `${count(minutes)} Minuten` })} wieder.`,
  tooLong: ({ most }) => `Das Passwort ist zu lang. Es hat höchstens ${count(most)} Zeichen.`,
  noStore: ({ reason }) => `Die Anmeldung ist nicht möglich, weil Fehlversuche nicht gezählt werden können. ${reason}`,
  invalidHash: "ADMIN_PASSWORD_HASH ist kein gültiger Hash (scrypt:N:r:p:salt:hash, mindestens so stark, wie OWASP empfiehlt). Erzeugen Sie einen mit npm run hash-password.",
  invalidPeople: "ADMINS ist keine gültige Liste aus Namen, Rollen und Hashes. Welcher Eintrag falsch ist, steht im Log des Servers.",
  unavailable: ({ problem, remedy }) => `Die Anmeldung ist nicht möglich. ${problem} ${remedy}`,
  noPassword: ({ remedy }) => `Die Anmeldung ist nicht eingerichtet, weil es kein Passwort gibt. ${remedy}`,
  set: {
    vercel:
      "Setzen Sie im Dashboard von Vercel unter Settings › Environment Variables ADMIN_PASSWORD, oder ADMIN_PASSWORD_HASH auf die Ausgabe von npm run hash-password. Starten Sie danach ein neues Deployment.",
    local: "npm start erzeugt eines und gibt es aus. Um selbst eines zu wählen, setzen Sie ADMIN_PASSWORD in .env und starten Sie neu.",
  },
  correct: {
    vercel: "Korrigieren Sie das im Dashboard von Vercel unter Settings › Environment Variables und starten Sie ein neues Deployment.",
    local: "Korrigieren Sie das in .env oder in der Shell und starten Sie neu.",
  },
};

export const answers: typeof english.answers = {
  notFound: { title: "Nicht gefunden", text: "Unter dieser Adresse gibt es keine Seite.", link: "Zu den Messwerten" },
  foreignForm: "Dieses Formular kam von einer anderen Website. Öffnen Sie die Seite auf dieser Website und senden Sie das Formular noch einmal.",
  failed: "Diese Seite ist fehlgeschlagen. Der Grund steht im Log des Servers.",
  notAllowed: "Ihre Rolle erlaubt das nicht. Fragen Sie einen Admin.",
};
