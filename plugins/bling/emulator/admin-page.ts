import { type PageAction, type PageContent, type PageLocale, type PageTable, textOf } from '@tomada/sdk/emulator'
import type { Erp } from './erp.ts'
import type { Company } from './erp.types.ts'
import { isAuthorized } from './oauth/grants.ts'

const ROWS = 10

const TEXTS = {
  'pt-BR': {
    title: 'Bling (emulador)',
    explanation: 'Faz o papel do ERP Bling: empresas, contatos, pedidos de venda e webhooks. Aqui aparecem os pedidos que o fluxo criou.',
    next429: 'Próxima chamada: 429',
    next503: 'Próxima chamada: 503',
    next400: 'Próximo pedido: 400 definitivo',
    orders: 'Pedidos de venda',
    noOrders: 'Nenhum pedido ainda.',
    orderColumns: ['Empresa', 'Número', 'Nº da loja', 'Contato', 'Itens', 'Situação', 'Total'],
    contacts: 'Contatos criados',
    noContacts: 'Nenhum contato criado ainda.',
    contactColumns: ['Empresa', 'Id', 'Nome', 'Documento'],
    accounts: 'Empresas',
    accountColumns: ['Login', 'Nome', 'CNPJ', 'Conectada'],
    yes: 'Sim',
    no: 'Não',
  },
  en: {
    title: 'Bling (emulator)',
    explanation:
      'Plays the part of the Bling ERP: companies, contacts, sales orders and webhooks. The orders your flow created show up here.',
    next429: 'Next call: 429',
    next503: 'Next call: 503',
    next400: 'Next order: final 400',
    orders: 'Sales orders',
    noOrders: 'No orders yet.',
    orderColumns: ['Company', 'Number', 'Shop number', 'Contact', 'Items', 'Status', 'Total'],
    contacts: 'Contacts created',
    noContacts: 'No contacts created yet.',
    contactColumns: ['Company', 'Id', 'Name', 'Document'],
    accounts: 'Companies',
    accountColumns: ['Login', 'Name', 'CNPJ', 'Connected'],
    yes: 'Yes',
    no: 'No',
  },
}

type Texts = (typeof TEXTS)['en']

export function adminPage(erp: Erp, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [],
    faults: [
      faultButton(texts.next429, { path: '/Api/v3/*' }, { status: 429 }),
      faultButton(texts.next503, { path: '/Api/v3/*' }, { status: 503 }),
      faultButton(texts.next400, { method: 'POST', path: '/Api/v3/pedidos/vendas' }, { status: 400, body: REFUSED_INSTALMENT }),
    ],
    tables: [orderTable(erp, texts, locale), contactTable(erp, texts), accountTable(erp, texts)],
  }
}

/** The validation error that Bling's own documentation shows. */
const REFUSED_INSTALMENT = {
  error: {
    type: 'VALIDATION_ERROR',
    message: 'Não foi possível salvar a venda',
    description: 'A venda não pode ser salva, pois ocorreram problemas em sua validação.',
    fields: [
      {
        code: 49,
        msg: 'Uma ou mais parcelas da venda possuem erros de validação',
        element: 'parcelas',
        namespace: 'VENDAS',
        collection: [{ index: 1, code: 12, msg: 'Id da forma de pagamento inválido.', element: 'formaPagamento', namespace: 'VENDAS' }],
      },
    ],
  },
}

function faultButton(label: string, match: Record<string, string>, answer: Record<string, unknown>): PageAction {
  return { label, path: '/faults', body: [{ match, kind: 'status', times: 1, ...answer }] }
}

function orderTable(erp: Erp, texts: Texts, locale: PageLocale): PageTable {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'BRL' })
  const all = [...erp.companies.values()].flatMap((company) => [...company.orders.values()].map((order) => ({ company, order })))
  const rows = all
    .filter(({ order }) => !order.deleted)
    .sort((a, b) => b.order.createdAt - a.order.createdAt)
    .slice(0, ROWS)
    .map(({ company, order }) => [
      company.login,
      String(order.number),
      order.storeNumber ?? '',
      textOf(company.contacts.get(order.contactId)?.body['nome']) ?? '',
      order.items.map((item) => `${item.quantity} × ${textOf(item.body['descricao']) ?? textOf(item.body['codigo']) ?? ''}`).join('; '),
      company.statuses.find((status) => status.id === order.statusId)?.name ?? '',
      money.format(order.total),
    ])
  return { title: texts.orders, emptyText: texts.noOrders, columns: texts.orderColumns, rows }
}

function contactTable(erp: Erp, texts: Texts): PageTable {
  const created = erp.world.ledger.list({ kind: 'contact.created' }).slice(-ROWS).reverse()
  const rows = created.map((effect) => {
    const company = erp.companies.get(effect.account)
    const contact = company?.contacts.get(Number(effect.id))
    return [company?.login ?? '', effect.id, textOf(contact?.body['nome']) ?? '', effect.key ?? '']
  })
  return { title: texts.contacts, emptyText: texts.noContacts, columns: texts.contactColumns, rows }
}

function accountTable(erp: Erp, texts: Texts): PageTable {
  const row = (company: Company) => [company.login, company.name, company.cnpj, isAuthorized(erp, company.id) ? texts.yes : texts.no]
  return { title: texts.accounts, emptyText: '', columns: texts.accountColumns, rows: [...erp.companies.values()].map(row) }
}
