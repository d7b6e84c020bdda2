import type { VisitorWords } from "../en/visitors.ts";

/** Worded so that it reads well in Portugal and in Brazil. */
export const visitors: VisitorWords = {
  booking: {
    nextFree: "Próximo horário livre: {time}",
    dialog: {
      close: "Fechar",
      late: "Um momento: o calendário está mais lento do que o habitual.",
      page: "Abrir a página de marcação",
      continue: "Continuar",
      times: {
        zone: "Fuso horário: {zone}",
        more: "Mais dias",
        calendar: "Calendário completo",
        change: "Mudar o horário",
        until: "Horários livres até {date}",
        none: "Nenhum horário livre até {date}",
        gone: "{time} acaba de ser ocupado. Escolha outro horário, por favor.",
        age: "Última verificação às {time}",
      },
      consent: {
        heading: "O calendário é de {host}",
        text: "Se continuar, o navegador liga-se a {host}, que pode usar cookies. Este navegador guarda a sua escolha.",
        times: "O formulário é de {host}. Se escolher um horário, o navegador liga-se a {host} e guarda a sua escolha.",
        agree: "Continuar",
        measuring: "Permitir também que este site meça a rapidez com que o calendário abre.",
        withdraw: "Retirar o consentimento",
        withdrawn: "O consentimento foi retirado.",
      },
      failed: {
        heading: "O calendário não carrega",
        text: "Não é possível aceder ao serviço de marcação, ou o serviço não responde. Pode tentar de novo, ou marcar na página do próprio serviço; é o mesmo calendário.",
        retry: "Tentar de novo",
        contact: "Ou escreva para {email}.",
      },
    },
  },
  words: {
    skip: "Ir para o conteúdo",
    navigation: "Menu principal",
    breadcrumb: "Você está aqui",
    home: "Início",
    minutes: "Minutos {from} a {to}",
    by: "Por {name}",
    updated: "atualizado em {date}",
    footnotes: "Notas",
    backToReference: "Voltar à referência {reference}",
    draft: "Isto é um rascunho. Só o vê quem revê o site.",
    scheduled: "Esta página ainda não é pública. É publicada com a primeira compilação a partir de {date}.",
    ended: "Esta página já não é pública. Foi retirada com a primeira compilação a partir de {date}.",
  },
  notFound: {
    title: "Página não encontrada",
    heading: "Não há nada neste endereço.",
    text: "O link pode ser antigo, ou uma letra perdeu-se pelo caminho.",
    back: "Voltar ao início",
  },
};
