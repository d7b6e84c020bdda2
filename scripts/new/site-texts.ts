/** The texts of a new site, for each language that a site can begin with. {name} is the site's name. */
export interface SiteTexts {
  readonly tagline: string;
  readonly footer: string;
  readonly label: string;
  readonly title: string;
  readonly nextFree: string;
  readonly close: string;
  readonly late: string;
  readonly page: string;
  readonly times: Readonly<Record<"zone" | "more" | "calendar" | "change" | "until" | "none" | "gone" | "age", string>>;
  readonly failed: Readonly<Record<"heading" | "text" | "retry" | "contact", string>>;
  readonly words: Readonly<Record<"skip" | "navigation" | "breadcrumb" | "home" | "minutes" | "by" | "updated" | "footnotes" | "backToReference" | "draft" | "scheduled", string>>;
  readonly notFound: Readonly<Record<"title" | "heading" | "text" | "back", string>>;
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
  footer: "{name}",
  label: "Book a time",
  title: "Book a time",
  nextFree: "Next free: {time}",
  close: "Close",
  late: "Still working: the calendar takes longer than usual.",
  page: "Open the booking page",
  times: { zone: "Times in {zone}", more: "More days", calendar: "Whole calendar", change: "Change time", until: "Free times until {date}", none: "No time is free until {date}", gone: "{time} has just been taken. Please choose another time.", age: "Last checked at {time}" },
  failed: { heading: "Unable to load the calendar", text: "The booking service could not be reached or did not answer. You can try again, or book on its own page; it is the same calendar.", retry: "Try again", contact: "Or write to {email}." },
  words: { skip: "Skip to content", navigation: "Main", breadcrumb: "You are here", home: "Home", minutes: "Minute {from} to {to}", by: "By {name}", updated: "updated on {date}", footnotes: "Footnotes", backToReference: "Back to reference {reference}", draft: "This is a draft. Only people who review the site can see it.", scheduled: "This page is not public yet. It is published with the first build on or after {date}." },
  notFound: { title: "Page not found", heading: "There is nothing at this address", text: "The link may be old, or a letter went missing on the way.", back: "Back to the home page" },
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
  footer: "{name}",
  label: "Termin buchen",
  title: "Termin buchen",
  nextFree: "Nächster freier Termin: {time}",
  close: "Schließen",
  late: "Einen Moment noch: Der Kalender braucht länger als sonst.",
  page: "Zur Buchungsseite",
  times: { zone: "Zeiten in {zone}", more: "Weitere Tage", calendar: "Ganzer Kalender", change: "Zeit ändern", until: "Freie Zeiten bis {date}", none: "Bis {date} ist nichts frei", gone: "{time} wurde gerade vergeben. Bitte wählen Sie eine andere Zeit.", age: "Zuletzt geprüft um {time}" },
  failed: { heading: "Der Kalender lädt nicht", text: "Der Buchungsdienst ist nicht erreichbar oder antwortet nicht. Versuchen Sie es noch einmal, oder buchen Sie auf seiner eigenen Seite; es ist derselbe Kalender.", retry: "Noch einmal", contact: "Oder schreiben Sie an {email}." },
  words: { skip: "Zum Inhalt", navigation: "Hauptmenü", breadcrumb: "Sie sind hier", home: "Startseite", minutes: "Minute {from} bis {to}", by: "Von {name}", updated: "geändert am {date}", footnotes: "Fußnoten", backToReference: "Zurück zur Stelle {reference}", draft: "Dies ist ein Entwurf. Nur wer die Website prüft, sieht ihn.", scheduled: "Diese Seite ist noch nicht öffentlich. Sie erscheint mit dem ersten Build ab dem {date}." },
  notFound: { title: "Seite nicht gefunden", heading: "Unter dieser Adresse gibt es nichts", text: "Vielleicht ist der Link veraltet, oder unterwegs ging ein Buchstabe verloren.", back: "Zur Startseite" },
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
  footer: "{name}",
  label: "Prendre rendez-vous",
  title: "Prendre rendez-vous",
  nextFree: "Prochain créneau libre : {time}",
  close: "Fermer",
  late: "Un instant : le calendrier est plus lent que d’habitude.",
  page: "Ouvrir la page de réservation",
  times: { zone: "Heures de {zone}", more: "Plus de jours", calendar: "Calendrier complet", change: "Changer d’heure", until: "Créneaux libres jusqu’au {date}", none: "Aucun créneau libre jusqu’au {date}", gone: "{time} vient d’être pris. Veuillez choisir un autre créneau.", age: "Dernière vérification à {time}" },
  failed: { heading: "Le calendrier ne se charge pas", text: "Le service de réservation est injoignable ou ne répond pas. Vous pouvez réessayer, ou réserver sur sa propre page ; c’est le même calendrier.", retry: "Réessayer", contact: "Ou écrivez à {email}." },
  words: { skip: "Aller au contenu", navigation: "Menu principal", breadcrumb: "Vous êtes ici", home: "Accueil", minutes: "Minutes {from} à {to}", by: "Par {name}", updated: "mis à jour le {date}", footnotes: "Notes", backToReference: "Retour à la référence {reference}", draft: "Ceci est un brouillon. Seules les personnes qui relisent le site le voient.", scheduled: "Cette page n’est pas encore publique. Elle paraît avec la première compilation à partir du {date}." },
  notFound: { title: "Page introuvable", heading: "Il n’y a rien à cette adresse", text: "Le lien est peut-être ancien, ou une lettre s’est perdue en route.", back: "Retour à l’accueil" },
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
  footer: "{name}",
  label: "Reservar cita",
  title: "Reservar cita",
  nextFree: "Próxima hora libre: {time}",
  close: "Cerrar",
  late: "Un momento: el calendario tarda más de lo normal.",
  page: "Abrir la página de reservas",
  times: { zone: "Horas de {zone}", more: "Más días", calendar: "Calendario completo", change: "Cambiar la hora", until: "Horas libres hasta el {date}", none: "No hay horas libres hasta el {date}", gone: "{time} se acaba de ocupar. Elija otra hora, por favor.", age: "Última comprobación a las {time}" },
  failed: { heading: "El calendario no se carga", text: "No se puede acceder al servicio de reservas o no responde. Inténtelo de nuevo, o reserve en su propia página; es el mismo calendario.", retry: "Intentar de nuevo", contact: "O escriba a {email}." },
  words: { skip: "Ir al contenido", navigation: "Menú principal", breadcrumb: "Está aquí", home: "Inicio", minutes: "Minutos {from} a {to}", by: "Por {name}", updated: "actualizado el {date}", footnotes: "Notas", backToReference: "Volver a la referencia {reference}", draft: "Esto es un borrador. Solo lo ven las personas que revisan el sitio.", scheduled: "Esta página aún no es pública. Se publica con la primera compilación a partir del {date}." },
  notFound: { title: "Página no encontrada", heading: "No hay nada en esta dirección", text: "Puede que el enlace sea antiguo, o que se perdiera una letra por el camino.", back: "Volver al inicio" },
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

const ar: SiteTexts = {
  tagline: "احجز موعدك عبر الإنترنت.",
  footer: "{name}",
  label: "احجز موعدًا",
  title: "احجز موعدًا",
  nextFree: "أقرب موعد متاح: {time}",
  close: "إغلاق",
  late: "لحظة من فضلك: يستغرق التقويم وقتًا أطول من المعتاد.",
  page: "افتح صفحة الحجز",
  times: { zone: "الأوقات بتوقيت {zone}", more: "أيام أخرى", calendar: "التقويم الكامل", change: "تغيير الوقت", until: "الأوقات المتاحة حتى {date}", none: "لا توجد أوقات متاحة حتى {date}", gone: "تم حجز {time} للتو. يُرجى اختيار وقت آخر.", age: "آخر تحقق في {time}" },
  failed: { heading: "تعذّر تحميل التقويم", text: "تعذّر الوصول إلى خدمة الحجز أو لم تستجب. يمكنك المحاولة مرة أخرى، أو الحجز في صفحتها الخاصة؛ فهي التقويم نفسه.", retry: "حاول مرة أخرى", contact: "أو راسلنا على {email}." },
  words: { skip: "انتقل إلى المحتوى", navigation: "القائمة الرئيسية", breadcrumb: "أنت هنا", home: "الرئيسية", minutes: "من الدقيقة {from} إلى {to}", by: "بقلم {name}", updated: "حُدّث في {date}", footnotes: "الحواشي", backToReference: "العودة إلى المرجع {reference}", draft: "هذه مسودة. لا يراها إلا من يراجع الموقع.", scheduled: "هذه الصفحة ليست عامة بعد. تُنشر مع أول بناء ابتداءً من {date}." },
  notFound: { title: "الصفحة غير موجودة", heading: "لا يوجد شيء في هذا العنوان", text: "ربما يكون الرابط قديمًا، أو ضاع حرف في الطريق.", back: "العودة إلى الرئيسية" },
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

export const SITE_TEXTS: Readonly<Record<string, SiteTexts>> = { en, de, fr, es, ar };
