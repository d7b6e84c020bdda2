/** The texts of a new site, for each language that a site can begin with. The other words are ready-made: src/host/words. */
export interface SiteTexts {
  readonly tagline: string;
  readonly label: string;
  readonly title: string;
  readonly home: {
    readonly title: string;
    readonly description: string;
    readonly heading: string;
    readonly text: string;
    readonly note: string;
    readonly steps: { readonly heading: string; readonly items: readonly (readonly [heading: string, text: string])[] };
    readonly close: readonly [heading: string, text: string];
  };
}

const en: SiteTexts = {
  tagline: "Book a time online.",
  label: "Book a time",
  title: "Book a time",
  home: {
    title: "Book a time online",
    description: "See which times are free and book one online, in a minute and without a phone call.",
    heading: "Book your time online",
    text: "See which times are free and choose one that suits you. You get a confirmation by e-mail, and can move the appointment whenever you need to.",
    note: "It takes a minute.",
    steps: {
      heading: "How it works",
      items: [
        ["Choose a time", "The free times are shown at once, in your own time zone."],
        ["Leave your name", "Your name and an e-mail address are all that is needed."],
        ["You are booked", "The confirmation contains everything else, and a link to change or cancel."],
      ],
    },
    close: ["When does it suit you?", "Choose one of the free times. You can change it later."],
  },
};

const de: SiteTexts = {
  tagline: "Termine online buchen.",
  label: "Termin buchen",
  title: "Termin buchen",
  home: {
    title: "Termine online buchen",
    description: "Sehen Sie, welche Zeiten frei sind, und buchen Sie Ihren Termin online: in einer Minute und ohne Anruf.",
    heading: "Ihr Termin, online gebucht",
    text: "Sehen Sie, welche Zeiten frei sind, und wählen Sie eine, die Ihnen passt. Die Bestätigung kommt per E-Mail, und verschieben können Sie den Termin jederzeit.",
    note: "Es dauert eine Minute.",
    steps: {
      heading: "So geht es",
      items: [
        ["Zeit wählen", "Die freien Zeiten erscheinen sofort, in Ihrer Zeitzone."],
        ["Namen angeben", "Ihr Name und eine E-Mail-Adresse genügen."],
        ["Gebucht", "In der Bestätigung steht alles Weitere, auch ein Link zum Ändern oder Absagen."],
      ],
    },
    close: ["Wann passt es Ihnen?", "Wählen Sie eine der freien Zeiten. Ändern können Sie sie auch später noch."],
  },
};

const fr: SiteTexts = {
  tagline: "Prenez rendez-vous en ligne.",
  label: "Prendre rendez-vous",
  title: "Prendre rendez-vous",
  home: {
    title: "Prendre rendez-vous en ligne",
    description: "Voyez les créneaux libres et prenez rendez-vous en ligne, en une minute et sans appel.",
    heading: "Votre rendez-vous, en ligne",
    text: "Voyez les créneaux libres et choisissez celui qui vous convient. La confirmation arrive par e-mail, et vous pouvez déplacer le rendez-vous à tout moment.",
    note: "Une minute suffit.",
    steps: {
      heading: "Comment faire",
      items: [
        ["Choisissez une heure", "Les créneaux libres s’affichent aussitôt, dans votre fuseau horaire."],
        ["Indiquez votre nom", "Votre nom et une adresse e-mail suffisent."],
        ["C’est réservé", "La confirmation contient tout le reste, et un lien pour modifier ou annuler."],
      ],
    },
    close: ["Quand êtes-vous disponible ?", "Choisissez un des créneaux libres. Vous pourrez le modifier plus tard."],
  },
};

const es: SiteTexts = {
  tagline: "Reserve su cita en línea.",
  label: "Reservar cita",
  title: "Reservar cita",
  home: {
    title: "Reservar cita en línea",
    description: "Vea qué horas están libres y reserve su cita en línea, en un minuto y sin llamar.",
    heading: "Su cita, en línea",
    text: "Vea qué horas están libres y elija la que le convenga. La confirmación llega por correo electrónico, y puede cambiar la cita cuando lo necesite.",
    note: "Se tarda un minuto.",
    steps: {
      heading: "Cómo funciona",
      items: [
        ["Elija una hora", "Las horas libres aparecen al instante, en su zona horaria."],
        ["Deje su nombre", "Bastan su nombre y una dirección de correo."],
        ["Reservado", "La confirmación contiene todo lo demás, y un enlace para cambiar o anular."],
      ],
    },
    close: ["¿Cuándo le viene bien?", "Elija una de las horas libres. Podrá cambiarla más tarde."],
  },
};

const it: SiteTexts = {
  tagline: "Prenota online.",
  label: "Prenota ora",
  title: "Prenota un appuntamento",
  home: {
    title: "Prenota un appuntamento online",
    description: "Guarda quali orari sono liberi e prenota il tuo appuntamento online, in un minuto e senza telefonare.",
    heading: "Il tuo appuntamento, online",
    text: "Guarda quali orari sono liberi e scegli quello che preferisci. La conferma arriva per e-mail, e puoi spostare l’appuntamento quando vuoi.",
    note: "Basta un minuto.",
    steps: {
      heading: "Come funziona",
      items: [
        ["Scegli un orario", "Gli orari liberi appaiono subito, nel tuo fuso orario."],
        ["Lascia il tuo nome", "Bastano il tuo nome e un indirizzo e-mail."],
        ["Prenotato", "La conferma contiene tutto il resto, e un link per cambiare o annullare."],
      ],
    },
    close: ["Quando ti va bene?", "Scegli uno degli orari liberi. Potrai cambiarlo più tardi."],
  },
};

const nl: SiteTexts = {
  tagline: "Boek online een afspraak.",
  label: "Afspraak maken",
  title: "Afspraak maken",
  home: {
    title: "Online een afspraak maken",
    description: "Bekijk welke tijden vrij zijn en maak online een afspraak, in één minuut en zonder te bellen.",
    heading: "Uw afspraak, online geboekt",
    text: "Bekijk welke tijden vrij zijn en kies er een die u past. De bevestiging komt per e-mail, en u kunt de afspraak altijd verzetten.",
    note: "Het duurt één minuut.",
    steps: {
      heading: "Zo werkt het",
      items: [
        ["Kies een tijd", "De vrije tijden staan er meteen, in uw tijdzone."],
        ["Laat uw naam achter", "Uw naam en een e-mailadres zijn genoeg."],
        ["Geboekt", "De bevestiging bevat al het andere, en een link om te wijzigen of af te zeggen."],
      ],
    },
    close: ["Wanneer komt het u uit?", "Kies een van de vrije tijden. U kunt die later nog wijzigen."],
  },
};

const pt: SiteTexts = {
  tagline: "Marque online.",
  label: "Marcar horário",
  title: "Marcar horário",
  home: {
    title: "Marcar um horário online",
    description: "Veja que horários estão livres e marque o seu online, num minuto e sem telefonar.",
    heading: "O seu horário, marcado online",
    text: "Veja que horários estão livres e escolha o que lhe convém. A confirmação chega por e-mail, e pode mudar a marcação sempre que precisar.",
    note: "Demora um minuto.",
    steps: {
      heading: "Como funciona",
      items: [
        ["Escolha um horário", "Os horários livres aparecem logo, no seu fuso horário."],
        ["Deixe o seu nome", "Bastam o seu nome e um endereço de e-mail."],
        ["Está marcado", "A confirmação contém tudo o resto, e um link para alterar ou cancelar."],
      ],
    },
    close: ["Quando lhe dá jeito?", "Escolha um dos horários livres. Pode mudá-lo mais tarde."],
  },
};

const ar: SiteTexts = {
  tagline: "احجز موعدك عبر الإنترنت.",
  label: "احجز موعدًا",
  title: "احجز موعدًا",
  home: {
    title: "احجز موعدك عبر الإنترنت",
    description: "اطّلع على الأوقات المتاحة واحجز موعدك عبر الإنترنت في دقيقة واحدة ومن دون اتصال هاتفي.",
    heading: "موعدك عبر الإنترنت",
    text: "اطّلع على الأوقات المتاحة واختر ما يناسبك. يصلك التأكيد بالبريد الإلكتروني، ويمكنك تغيير الموعد متى شئت.",
    note: "لا يستغرق الأمر سوى دقيقة.",
    steps: {
      heading: "كيف يتم الحجز",
      items: [
        ["اختر وقتًا", "تظهر الأوقات المتاحة فورًا بتوقيتك المحلي."],
        ["اكتب اسمك", "يكفي اسمك وعنوان بريد إلكتروني."],
        ["تم الحجز", "يحتوي التأكيد على كل ما تبقى، وعلى رابط للتغيير أو الإلغاء."],
      ],
    },
    close: ["متى يناسبك؟", "اختر أحد الأوقات المتاحة. يمكنك تغييره لاحقًا."],
  },
};

export const SITE_TEXTS: Readonly<Record<string, SiteTexts>> = { en, de, fr, es, it, nl, pt, ar };
