import { type PageAction, type PageContent, type PageLocale, timeOfDay } from '@tomada/sdk/emulator'
import type { Company, Erp } from './erp.types.ts'
import { totalOf } from './orders/order-view.ts'
import { said } from './text.ts'

const ROWS = 10

const TEXTS = {
  'pt-BR': {
    title: 'Omie (emulador)',
    explanation:
      'Faz o papel do ERP Omie: empresas, clientes, produtos, estoque, pedidos de venda, ordens de serviço, notas fiscais, contas a receber e webhooks.',
    sell: 'Vender no balcão',
    next429: 'Próxima chamada: 429',
    next425: 'Próxima chamada: API bloqueada (425)',
    next500: 'Próxima chamada: servidor fora (500)',
    orders: 'Pedidos de venda',
    noOrders: 'Nenhum pedido ainda.',
    orderColumns: ['Hora', 'Empresa', 'Número', 'Integração', 'Cliente', 'Etapa', 'Total'],
    companies: 'Aplicativos',
    companyColumns: ['Empresa', 'App key', 'App secret'],
  },
  en: {
    title: 'Omie (emulator)',
    explanation:
      'Plays the part of the Omie ERP: companies, customers, products, stock, sales orders, service orders, invoices, receivables and webhooks.',
    sell: 'Sell at the counter',
    next429: 'Next call: 429',
    next425: 'Next call: API blocked (425)',
    next500: 'Next call: server down (500)',
    orders: 'Sales orders',
    noOrders: 'No orders yet.',
    orderColumns: ['Time', 'Company', 'Number', 'Integration', 'Customer', 'Stage', 'Total'],
    companies: 'Apps',
    companyColumns: ['Company', 'App key', 'App secret'],
  },
}

export function adminPage(erp: Erp, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  const companies = [...erp.companies.values()]
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [{ label: texts.sell, path: '/scenario/sell', body: {}, isMain: true }],
    faults: [faultButton(texts.next429, 429), faultButton(texts.next425, 425), faultButton(texts.next500, 500)],
    tables: [
      { title: texts.orders, emptyText: texts.noOrders, columns: texts.orderColumns, rows: orderRows(companies, locale) },
      {
        title: texts.companies,
        emptyText: '',
        columns: texts.companyColumns,
        rows: companies.map(({ name, appKey, appSecret }) => [name, appKey, appSecret]),
      },
    ],
  }
}

function faultButton(label: string, status: number): PageAction {
  return { label, path: '/faults', body: [{ match: { path: '/api/v1/*' }, kind: 'status', status, times: 1 }] }
}

function orderRows(companies: readonly Company[], locale: PageLocale): string[][] {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'BRL' })
  return companies
    .flatMap((company) => [...company.orders.values()].map((order) => ({ company, order })))
    .sort((one, other) => other.order.createdAt - one.order.createdAt)
    .slice(0, ROWS)
    .map(({ company, order }) => [
      timeOfDay(new Date(order.createdAt).toISOString(), locale),
      company.name,
      String(order.number),
      order.integrationCode,
      said(company.customers.get(order.customerId)?.body['razao_social']),
      order.stage,
      money.format(totalOf(order)),
    ])
}
