import type { VisitorWords } from "../en/visitors.ts";

export const visitors: VisitorWords = {
  booking: {
    nextFree: "Nächster freier Termin: {time}",
    dialog: {
      close: "Schließen",
      late: "Der Kalender braucht länger als sonst.",
      page: "Zur Buchungsseite",
      continue: "Weiter",
      times: {
        zone: "Zeitzone: {zone}",
        more: "Weitere Tage",
        calendar: "Ganzer Kalender",
        change: "Zeit ändern",
        until: "Freie Zeiten bis {date}",
        none: "Bis {date} ist nichts frei",
        gone: "{time} wurde gerade vergeben. Bitte wählen Sie eine andere Zeit.",
        age: "Zuletzt geprüft um {time}",
      },
      consent: {
        heading: "Der Kalender kommt von {host}",
        text: "Wenn Sie fortfahren, verbindet sich Ihr Browser mit {host}; dabei können Cookies gesetzt werden. Dieser Browser merkt sich Ihre Wahl.",
        times: "Das Buchungsformular kommt von {host}. Wenn Sie eine Zeit wählen, verbindet sich Ihr Browser mit {host} und merkt sich Ihre Wahl.",
        agree: "Fortfahren",
        measuring: "Diese Website darf außerdem messen, wie schnell sich der Kalender öffnet.",
        withdraw: "Einwilligung widerrufen",
        withdrawn: "Die Einwilligung ist widerrufen.",
      },
      failed: {
        heading: "Der Kalender lädt nicht",
        text: "Der Buchungsdienst antwortet nicht. Versuchen Sie es noch einmal, oder buchen Sie auf seiner Seite; es ist derselbe Kalender.",
        retry: "Noch einmal versuchen",
        contact: "Oder schreiben Sie an {email}.",
      },
    },
  },
  words: {
    skip: "Zum Inhalt",
    navigation: "Hauptmenü",
    breadcrumb: "Sie sind hier",
    home: "Startseite",
    minutes: "Minute {from} bis {to}",
    by: "Von {name}",
    updated: "geändert am {date}",
    footnotes: "Fußnoten",
    backToReference: "Zurück zur Stelle {reference}",
    draft: "Dies ist ein Entwurf. Nur wer die Website prüft, sieht ihn.",
    scheduled: "Diese Seite ist noch nicht öffentlich. Sie erscheint mit dem ersten Build ab dem {date}.",
    ended: "Diese Seite ist nicht mehr öffentlich. Sie endete mit dem ersten Build ab dem {date}.",
  },
  notFound: {
    title: "Seite nicht gefunden",
    heading: "Unter dieser Adresse gibt es nichts.",
    text: "Vielleicht ist der Link veraltet, oder unterwegs ging ein Buchstabe verloren.",
    back: "Zur Startseite",
  },
};
