import type { PageContent, PageLocale } from '@tomada/sdk/emulator'
import { customerOf, totalsOf } from './books/order-facts.ts'
import type { Erp } from './erp.ts'

const ROWS = 10

const TEXTS = {
  'pt-BR': {
    title: 'Tiny (emulador)',
    explanation:
      'Faz o papel do Tiny ERP (Olist): as duas gerações da API sobre as mesmas contas. Aqui aparecem os pedidos que o fluxo criou.',
    next429: 'Próxima chamada v3: 429',
    blocked: 'Próxima chamada v2: bloqueada (6)',
    orders: 'Pedidos',
    noOrders: 'Nenhum pedido ainda.',
    orderColumns: ['Conta', 'Número', 'Nº na loja', 'Cliente', 'Situação', 'Total'],
    accounts: 'Contas',
    accountColumns: ['Login', 'Nome', 'CNPJ', 'Plano', 'Token v2'],
  },
  en: {
    title: 'Tiny (emulator)',
    explanation:
      'Plays the part of the Tiny ERP (Olist): both generations of the API over the same accounts. The orders your flow created show up here.',
    next429: 'Next v3 call: 429',
    blocked: 'Next v2 call: blocked (6)',
    orders: 'Orders',
    noOrders: 'No orders yet.',
    orderColumns: ['Account', 'Number', 'Shop number', 'Customer', 'Situation', 'Total'],
    accounts: 'Accounts',
    accountColumns: ['Login', 'Name', 'CNPJ', 'Plan', 'v2 token'],
  },
}

export function adminPage(erp: Erp, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  const orders = erp.accounts.flatMap((account) => [...account.orders.values()].map((order) => ({ account, order })))
  const fault = (label: string, path: string) => ({ label, path: '/faults', body: [{ match: { path }, kind: 'status', status: 429 }] })
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [],
    faults: [fault(texts.next429, '/public-api/v3/*'), fault(texts.blocked, '/api2/*')],
    tables: [
      {
        title: texts.orders,
        emptyText: texts.noOrders,
        columns: texts.orderColumns,
        rows: orders
          .slice(-ROWS)
          .toReversed()
          .map(({ account, order }) => [
            account.login,
            String(order.number),
            order.ecommerceNumber ?? order.purchaseOrder,
            customerOf(account, order).name,
            order.situation,
            totalsOf(order).total.toFixed(2),
          ]),
      },
      {
        title: texts.accounts,
        emptyText: texts.noOrders,
        columns: texts.accountColumns,
        rows: erp.accounts.map(({ login, name, cnpj, plan, token }) => [login, name, cnpj, plan, `${token.slice(0, 6)}…`]),
      },
    ],
  }
}
