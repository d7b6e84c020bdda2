import type { VisitorWords } from "../en/visitors.ts";

export const visitors: VisitorWords = {
  booking: {
    nextFree: "Prochain créneau libre : {time}",
    dialog: {
      close: "Fermer",
      late: "Un instant : le calendrier est plus lent que d’habitude.",
      page: "Ouvrir la page de réservation",
      continue: "Continuer",
      times: {
        zone: "Fuseau horaire : {zone}",
        more: "Plus de jours",
        calendar: "Calendrier complet",
        change: "Changer d’heure",
        until: "Créneaux libres jusqu’au {date}",
        none: "Aucun créneau libre jusqu’au {date}",
        gone: "{time} vient d’être pris. Veuillez choisir un autre créneau.",
        age: "Dernière vérification à {time}",
      },
      consent: {
        heading: "Le calendrier est fourni par {host}",
        text: "Si vous continuez, votre navigateur se connecte à {host}, qui peut utiliser des cookies. Ce navigateur retient votre choix.",
        times: "Le formulaire de réservation est fourni par {host}. Si vous choisissez une heure, votre navigateur se connecte à {host} et retient votre choix.",
        agree: "Continuer",
        measuring: "Autoriser aussi ce site à mesurer la vitesse d’ouverture du calendrier.",
        withdraw: "Retirer le consentement",
        withdrawn: "Le consentement est retiré.",
      },
      failed: {
        heading: "Le calendrier ne se charge pas",
        text: "Le service de réservation est injoignable ou ne répond pas. Vous pouvez réessayer, ou réserver sur sa propre page ; c’est le même calendrier.",
        retry: "Réessayer",
        contact: "Ou écrivez à {email}.",
      },
    },
  },
  words: {
    skip: "Aller au contenu",
    navigation: "Menu principal",
    breadcrumb: "Vous êtes ici",
    home: "Accueil",
    minutes: "Minutes {from} à {to}",
    by: "Par {name}",
    updated: "mis à jour le {date}",
    footnotes: "Notes",
    backToReference: "Retour à la référence {reference}",
    draft: "Ceci est un brouillon. Seules les personnes qui relisent le site le voient.",
    scheduled: "Cette page n’est pas encore publique. Elle paraît avec la première compilation à partir du {date}.",
    ended: "Cette page n’est plus publique. Elle a été retirée avec la première compilation à partir du {date}.",
  },
  notFound: {
    title: "Page introuvable",
    heading: "Il n’y a rien à cette adresse.",
    text: "Le lien est peut-être ancien, ou une lettre s’est perdue en route.",
    back: "Retour à l’accueil",
  },
};
