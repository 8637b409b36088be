import { type PageContent, type PageLocale, timeOfDay } from '@tomada/sdk/emulator'
import type { Network } from './network.ts'

const TEXTS = {
  'pt-BR': {
    title: 'Emulador do WhatsApp',
    explanation: 'Telefones de mentira e um servidor que fala o protocolo de aparelhos conectados.',
    say: 'A cliente manda uma mensagem',
    unlink: 'Remover o aparelho no telefone',
    refuse: 'Recusar os próximos envios (463)',
    accept: 'Aceitar os envios de novo',
    drop: 'Derrubar a conexão',
    restart: 'Erro 503 do servidor',
    phones: 'Telefones',
    noPhones: 'Nenhum telefone.',
    phoneColumns: ['Número', 'Nome', 'Aparelhos conectados'],
    received: 'Mensagens que chegaram aos telefones',
    noMessages: 'Nenhuma ainda.',
    messageColumns: ['Para', 'De', 'Mensagem'],
    sent: 'Envios aceitos',
    sentColumns: ['Hora', 'De', 'Id'],
  },
  en: {
    title: 'WhatsApp emulator',
    explanation: 'Make-believe phones and a server that speaks the protocol of linked devices.',
    say: 'The customer sends a message',
    unlink: 'Remove the device on the phone',
    refuse: 'Refuse what is sent next (463)',
    accept: 'Accept what is sent again',
    drop: 'Drop the connection',
    restart: 'Error 503 of the server',
    phones: 'Phones',
    noPhones: 'No phones.',
    phoneColumns: ['Number', 'Name', 'Linked devices'],
    received: 'Messages that reached the phones',
    noMessages: 'None yet.',
    messageColumns: ['To', 'From', 'Message'],
    sent: 'Messages accepted',
    sentColumns: ['Time', 'From', 'Id'],
  },
}

export function adminPage(network: Network, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  const accounts = [...network.accounts.values()]
  const effects = network.world.ledger.list({ kind: 'message.sent' })
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [
      { label: texts.say, path: '/scenario/message', body: { text: 'Olá, meu pedido já saiu?' }, isMain: true },
      { label: texts.unlink, path: '/scenario/unlink', body: {} },
    ],
    faults: [
      { label: texts.refuse, path: '/limits', body: { failSends: 463 } },
      { label: texts.accept, path: '/limits', body: { failSends: 0 } },
      { label: texts.drop, path: '/scenario/hangUp', body: {} },
      { label: texts.restart, path: '/scenario/kick', body: { code: 503 } },
    ],
    tables: [
      {
        title: texts.phones,
        emptyText: texts.noPhones,
        columns: texts.phoneColumns,
        rows: accounts.map(({ number, name, devices }) => [number, name, String(devices.size - 1)]),
      },
      {
        title: texts.received,
        emptyText: texts.noMessages,
        columns: texts.messageColumns,
        rows: accounts.flatMap(({ name, phone }) =>
          phone.received.map(({ from, message }) => [name, from, message.conversation ?? message.extendedTextMessage?.text ?? '…']),
        ),
      },
      {
        title: texts.sent,
        emptyText: texts.noMessages,
        columns: texts.sentColumns,
        rows: effects.map(({ at, account, id }) => [timeOfDay(at, locale), account, id]),
      },
    ],
  }
}
