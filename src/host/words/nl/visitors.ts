import type { VisitorWords } from "../en/visitors.ts";

export const visitors: VisitorWords = {
  booking: {
    nextFree: "Eerstvolgende vrije tijd: {time}",
    dialog: {
      close: "Sluiten",
      late: "Een ogenblik: de agenda doet er langer over dan normaal.",
      page: "Naar de boekingspagina",
      continue: "Verder",
      times: {
        zone: "Tijdzone: {zone}",
        more: "Meer dagen",
        calendar: "Hele agenda",
        change: "Tijd wijzigen",
        until: "Vrije tijden tot en met {date}",
        none: "Geen vrije tijden tot en met {date}",
        gone: "{time} is net bezet. Kies een andere tijd.",
        age: "Laatst gecontroleerd om {time}",
      },
      consent: {
        heading: "De agenda komt van {host}",
        text: "Als u doorgaat, maakt uw browser verbinding met {host}, dat cookies kan gebruiken. Deze browser onthoudt uw keuze.",
        times: "Het boekingsformulier komt van {host}. Als u een tijd kiest, maakt uw browser verbinding met {host} en onthoudt hij uw keuze.",
        agree: "Doorgaan",
        measuring: "Deze website mag ook meten hoe snel de agenda opent.",
        withdraw: "Toestemming intrekken",
        withdrawn: "De toestemming is ingetrokken.",
      },
      failed: {
        heading: "De agenda laadt niet",
        text: "De boekingsdienst is niet bereikbaar of antwoordt niet. Probeer het opnieuw, of boek op de eigen pagina van de dienst; het is dezelfde agenda.",
        retry: "Opnieuw proberen",
        contact: "Of schrijf naar {email}.",
      },
    },
  },
  words: {
    skip: "Naar de inhoud",
    navigation: "Hoofdmenu",
    breadcrumb: "U bent hier",
    home: "Startpagina",
    minutes: "Minuut {from} tot {to}",
    by: "Door {name}",
    updated: "bijgewerkt op {date}",
    footnotes: "Voetnoten",
    backToReference: "Terug naar verwijzing {reference}",
    draft: "Dit is een concept. Alleen wie de website controleert, ziet het.",
    scheduled: "Deze pagina is nog niet openbaar. Ze verschijnt met de eerste build vanaf {date}.",
    ended: "Deze pagina is niet meer openbaar. Ze is verwijderd met de eerste build vanaf {date}.",
  },
  notFound: {
    title: "Pagina niet gevonden",
    heading: "Op dit adres staat niets.",
    text: "Misschien is de link verouderd, of is er onderweg een letter verloren gegaan.",
    back: "Terug naar de startpagina",
  },
};
