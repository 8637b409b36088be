import { type PageAction, type PageContent, type PageLocale, type PageTable, timeOfDay } from '@tomada/sdk/emulator'
import type { Market } from './market.ts'
import type { Order } from './market.types.ts'
import { totalCents } from './orders/order-view.ts'

const TEXTS = {
  'pt-BR': {
    title: 'Mercado Livre (emulador)',
    explanation:
      'Faz o papel do Mercado Livre: contas de vendedores, anúncios, pedidos e notificações. Venda um item e veja o pedido seguir.',
    sell: 'Vender um item',
    pay: 'Pagar o último pedido',
    cancel: 'Cancelar o último pedido',
    next429: 'Próxima leitura de pedido: 429',
    next503: 'Próxima leitura de pedido: 503',
    next400: 'Próxima leitura de pedido: 400 definitivo',
    accounts: 'Contas',
    accountColumns: ['Login', 'Usuário', 'Papel', 'Conectada'],
    administrator: 'Administrador',
    operator: 'Operador (não pode autorizar)',
    yes: 'Sim',
    no: 'Não',
    orders: 'Últimos pedidos',
    noOrders: 'Nenhum pedido ainda. Aperte “Vender um item”.',
    orderColumns: ['Pedido', 'Situação', 'Itens', 'Comprador', 'Total'],
    callbacks: 'Últimas notificações enviadas',
    noCallbacks: 'Nenhuma notificação ainda.',
    callbackColumns: ['Hora', 'Tópico', 'Tentativa', 'Resposta', 'Tempo'],
  },
  en: {
    title: 'Mercado Livre (emulator)',
    explanation:
      'Plays the part of Mercado Livre: seller accounts, listings, orders and notifications. Sell an item and watch the order travel.',
    sell: 'Sell an item',
    pay: 'Pay the last order',
    cancel: 'Cancel the last order',
    next429: 'Next order read: 429',
    next503: 'Next order read: 503',
    next400: 'Next order read: final 400',
    accounts: 'Accounts',
    accountColumns: ['Login', 'User', 'Role', 'Connected'],
    administrator: 'Administrator',
    operator: 'Operator (may not authorise)',
    yes: 'Yes',
    no: 'No',
    orders: 'Latest orders',
    noOrders: 'No orders yet. Press “Sell an item”.',
    orderColumns: ['Order', 'Status', 'Items', 'Buyer', 'Total'],
    callbacks: 'Latest notifications sent',
    noCallbacks: 'No notifications yet.',
    callbackColumns: ['Time', 'Topic', 'Attempt', 'Answer', 'Took'],
  },
}

type Texts = (typeof TEXTS)['en']

export function adminPage(market: Market, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [
      { label: texts.sell, path: '/scenario/sell', body: {}, isMain: true },
      { label: texts.pay, path: '/scenario/pay', body: {} },
      { label: texts.cancel, path: '/scenario/cancel', body: {} },
    ],
    faults: [readFault(texts.next429, 429), readFault(texts.next503, 503), readFault(texts.next400, 400)],
    tables: [orderTable(market, texts, locale), callbackTable(market, texts, locale), accountTable(market, texts)],
  }
}

function readFault(label: string, status: number): PageAction {
  return { label, path: '/faults', body: [{ match: { method: 'GET', path: '/orders/*' }, kind: 'status', status, times: 1 }] }
}

function orderTable(market: Market, texts: Texts, locale: PageLocale): PageTable {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'BRL' })
  const row = (order: Order) => [
    String(order.id),
    order.status,
    order.lines.map((line) => `${line.quantity} × ${line.title}`).join('; '),
    market.users.get(order.buyerId)?.nickname ?? '',
    money.format(totalCents(order) / 100),
  ]
  const rows = [...market.orders.values()].slice(-10).reverse().map(row)
  return { title: texts.orders, emptyText: texts.noOrders, columns: texts.orderColumns, rows }
}

function callbackTable(market: Market, texts: Texts, locale: PageLocale): PageTable {
  const attempts = market.world.callbacks.attempts().slice(-10).reverse()
  const rows = attempts.map((attempt) => [
    timeOfDay(attempt.at, locale),
    attempt.topic,
    String(attempt.attempt),
    attempt.status === null ? (attempt.error ?? '—') : String(attempt.status),
    `${attempt.durationMs} ms`,
  ])
  return { title: texts.callbacks, emptyText: texts.noCallbacks, columns: texts.callbackColumns, rows }
}

function accountTable(market: Market, texts: Texts): PageTable {
  const isConnected = (userId: number) => [...market.grants.values()].some((grant) => grant.userId === userId && !grant.revoked)
  const rows = market.logins.map(({ login, userId, worksFor }) => [
    login,
    String(userId),
    worksFor === null ? texts.administrator : texts.operator,
    isConnected(userId) ? texts.yes : texts.no,
  ])
  return { title: texts.accounts, emptyText: '', columns: texts.accountColumns, rows }
}
