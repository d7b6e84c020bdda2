import type { VisitorWords } from "../en/visitors.ts";

export const visitors: VisitorWords = {
  booking: {
    nextFree: "Próxima hora libre: {time}",
    dialog: {
      close: "Cerrar",
      late: "Un momento: el calendario tarda más de lo normal.",
      page: "Abrir la página de reservas",
      continue: "Continuar",
      times: {
        zone: "Zona horaria: {zone}",
        more: "Más días",
        calendar: "Calendario completo",
        change: "Cambiar la hora",
        until: "Horas libres hasta el {date}",
        none: "No hay horas libres hasta el {date}",
        gone: "{time} se acaba de ocupar. Elija otra hora, por favor.",
        age: "Última comprobación a las {time}",
      },
      consent: {
        heading: "El calendario es de {host}",
        text: "Si continúa, su navegador se conecta con {host}, que puede usar cookies. Este navegador recuerda su elección.",
        times: "El formulario de reserva es de {host}. Si elige una hora, su navegador se conecta con {host} y recuerda su elección.",
        agree: "Continuar",
        measuring: "Permitir también que este sitio mida la rapidez con que se abre el calendario.",
        withdraw: "Retirar el consentimiento",
        withdrawn: "Se ha retirado el consentimiento.",
      },
      failed: {
        heading: "El calendario no se carga",
        text: "No se puede acceder al servicio de reservas o no responde. Inténtelo de nuevo, o reserve en su propia página; es el mismo calendario.",
        retry: "Intentar de nuevo",
        contact: "O escriba a {email}.",
      },
    },
  },
  words: {
    skip: "Ir al contenido",
    navigation: "Menú principal",
    breadcrumb: "Está aquí",
    home: "Inicio",
    minutes: "Minutos {from} a {to}",
    by: "Por {name}",
    updated: "actualizado el {date}",
    footnotes: "Notas",
    backToReference: "Volver a la referencia {reference}",
    draft: "Esto es un borrador. Solo lo ven las personas que revisan el sitio.",
    scheduled: "Esta página aún no es pública. Se publica con la primera compilación a partir del {date}.",
    ended: "Esta página ya no es pública. Dejó de serlo con la primera compilación a partir del {date}.",
  },
  notFound: {
    title: "Página no encontrada",
    heading: "No hay nada en esta dirección.",
    text: "Puede que el enlace sea antiguo, o que se perdiera una letra por el camino.",
    back: "Volver al inicio",
  },
};
