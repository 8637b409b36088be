import type { PageContent, PageLocale } from '@tomada/sdk/emulator'
import type { PostOffice } from './post-office.ts'

const ROWS = 20

const TEXTS = {
  'pt-BR': {
    title: 'E-mail (emulador)',
    explanation: 'Faz o papel de um provedor de e-mail. Aqui aparecem os e-mails que os fluxos enviaram; nenhum sai desta máquina.',
    receive: 'Receber um e-mail',
    later: 'Próximo envio: tente mais tarde (451)',
    never: 'Próximo envio: recusado (554)',
    sent: 'E-mails enviados',
    noneSent: 'Nenhum e-mail enviado ainda.',
    columns: ['Para', 'Assunto', 'Texto', 'Anexos'],
  },
  en: {
    title: 'E-mail (emulator)',
    explanation: 'Plays the part of a mail provider. The e-mails that flows sent show up here; none leaves this machine.',
    receive: 'Receive an e-mail',
    later: 'Next sending: try later (451)',
    never: 'Next sending: refused (554)',
    sent: 'E-mails sent',
    noneSent: 'No e-mail sent yet.',
    columns: ['To', 'Subject', 'Text', 'Files'],
  },
}

export function mailPage(office: PostOffice, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  const fault = (label: string, status: number) => ({
    label,
    path: '/faults',
    body: [{ match: { method: 'SMTP', path: '/data' }, kind: 'status', status, times: 1 }],
  })
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [{ label: texts.receive, path: '/scenario/receive', body: {}, isMain: true }],
    faults: [fault(texts.later, 451), fault(texts.never, 554)],
    tables: [
      {
        title: texts.sent,
        emptyText: texts.noneSent,
        columns: texts.columns,
        rows: office.sent
          .slice(-ROWS)
          .reverse()
          .map(({ to, subject, text, attachments }) => [
            to.join(', '),
            subject,
            text.slice(0, 200),
            attachments.map((file) => file.filename).join(', '),
          ]),
      },
    ],
  }
}
