import type { VisitorWords } from "../en/visitors.ts";

export const visitors: VisitorWords = {
  booking: {
    nextFree: "Prossimo orario libero: {time}",
    dialog: {
      close: "Chiudi",
      late: "Un momento: il calendario impiega più del solito.",
      page: "Apri la pagina di prenotazione",
      continue: "Continua",
      times: {
        zone: "Fuso orario: {zone}",
        more: "Altri giorni",
        calendar: "Calendario completo",
        change: "Cambia orario",
        until: "Orari liberi fino a {date}",
        none: "Nessun orario libero fino a {date}",
        gone: "L’orario {time} è appena stato prenotato. Scelga un altro orario.",
        age: "Ultima verifica alle {time}",
      },
      consent: {
        heading: "Il calendario è fornito da {host}",
        text: "Se continua, il browser si collega a {host}, che può usare cookie. Questo browser ricorda la scelta.",
        times: "Il modulo di prenotazione è fornito da {host}. Se sceglie un orario, il browser si collega a {host} e ricorda la scelta.",
        agree: "Continua",
        measuring: "Consenti a questo sito anche di misurare quanto rapidamente si apre il calendario.",
        withdraw: "Revoca il consenso",
        withdrawn: "Il consenso è stato revocato.",
      },
      failed: {
        heading: "Il calendario non si carica",
        text: "Il servizio di prenotazione non è raggiungibile o non risponde. Può riprovare, oppure prenotare sulla sua pagina; è lo stesso calendario.",
        retry: "Riprova",
        contact: "Oppure scriva a {email}.",
      },
    },
  },
  words: {
    skip: "Vai al contenuto",
    navigation: "Menu principale",
    breadcrumb: "Si trova qui",
    home: "Home",
    minutes: "Dal minuto {from} al minuto {to}",
    by: "Di {name}",
    updated: "aggiornato il {date}",
    footnotes: "Note",
    backToReference: "Torna al riferimento {reference}",
    draft: "Questa è una bozza. La vede solo chi controlla il sito.",
    scheduled: "Questa pagina non è ancora pubblica. Sarà pubblicata con la prima compilazione a partire dal {date}.",
    ended: "Questa pagina non è più pubblica. È stata ritirata con la prima compilazione a partire dal {date}.",
  },
  notFound: {
    title: "Pagina non trovata",
    heading: "A questo indirizzo non c’è nulla.",
    text: "Forse il link è vecchio, o una lettera è andata persa per strada.",
    back: "Torna alla pagina iniziale",
  },
};
