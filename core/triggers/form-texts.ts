import type { Locale } from '../platform/validation-reasons.ts'

/** What a form's page says besides the words of its author. */
export interface FormTexts {
  submit: string
  required: string
  optional: string
  choose: string
  tick: string
  problems: string
  expired: string
  thanksTitle: string
  thanks: string
  closedTitle: string
  closed: string
  unknownTitle: string
  unknown: string
  busyTitle: string
  busy: string
}

export const FORM_TEXTS: Readonly<Record<Locale, FormTexts>> = {
  'pt-BR': {
    submit: 'Enviar',
    required: 'obrigatório',
    optional: 'opcional',
    choose: 'Escolha',
    tick: 'Marque para continuar',
    problems: 'Confira estes campos e envie de novo:',
    expired: 'Esta página ficou aberta por muito tempo. Suas respostas continuam aqui: confira e envie de novo.',
    thanksTitle: 'Resposta enviada',
    thanks: 'Recebemos sua resposta. Você já pode fechar esta página.',
    closedTitle: 'Este formulário está fechado',
    closed: 'Ele não recebe respostas agora. Fale com quem enviou o link para você.',
    unknownTitle: 'Formulário não encontrado',
    unknown: 'Confira se o endereço está completo ou peça um novo link.',
    busyTitle: 'Não foi possível enviar agora',
    busy: 'Volte à página anterior e tente de novo em instantes: a resposta não será contada duas vezes.',
  },
  en: {
    submit: 'Send',
    required: 'required',
    optional: 'optional',
    choose: 'Choose',
    tick: 'Tick this to go on',
    problems: 'Check these fields and send again:',
    expired: 'This page was open for a long time. Your answers are still here: check them and send again.',
    thanksTitle: 'Answer sent',
    thanks: 'We have your answer. You can close this page.',
    closedTitle: 'This form is closed',
    closed: 'It takes no answers now. Ask whoever sent you the link.',
    unknownTitle: 'Form not found',
    unknown: 'Check that the address is complete, or ask for a new link.',
    busyTitle: 'Could not send right now',
    busy: 'Go back and try again in a moment: the answer will not be counted twice.',
  },
}
