import type { PageAction, PageContent, PageLocale, PageTable } from '@tomada/sdk/emulator'
import { statusOf } from './contracts/contract-view.ts'
import { maskDocument } from './formats.ts'
import { type Partner, planOf } from './partner.ts'

const ROWS = 10

const TEXTS = {
  'pt-BR': {
    title: 'Olé TV (emulador)',
    explanation: 'Faz o papel da Olé TV e do ERP do provedor de internet: clientes, contratos, bloqueios e boletos.',
    signUp: 'Novo contrato no ERP',
    change: 'Mudança de e-mail no ERP',
    leave: 'Cancelamento no ERP',
    changePassword: 'Trocar a senha na Olé',
    unlock: 'Suporte desbloqueia o acesso',
    next429: 'Próxima chamada: 429',
    next503: 'Próxima chamada: 503',
    nextHtml: 'Próxima chamada: página HTML',
    contracts: 'Contratos',
    noContracts: 'Nenhum contrato.',
    contractColumns: ['Contrato', 'Cliente', 'CPF/CNPJ', 'Plano', 'Situação'],
    strikes: 'Acessos recusados em seguida',
    noStrikes: 'Nenhum.',
    strikeColumns: ['Endereço e login', 'Vezes'],
  },
  en: {
    title: 'Olé TV (emulator)',
    explanation: 'Plays the part of Olé TV and of the internet provider’s ERP: customers, contracts, blocks and invoices.',
    signUp: 'New contract in the ERP',
    change: 'Change of e-mail in the ERP',
    leave: 'Cancellation in the ERP',
    changePassword: 'Change the password at Olé',
    unlock: 'Support lifts the lock',
    next429: 'Next call: 429',
    next503: 'Next call: 503',
    nextHtml: 'Next call: HTML page',
    contracts: 'Contracts',
    noContracts: 'No contracts.',
    contractColumns: ['Contract', 'Customer', 'CPF/CNPJ', 'Plan', 'Status'],
    strikes: 'Refused sign-ins in a row',
    noStrikes: 'None.',
    strikeColumns: ['Address and login', 'Times'],
  },
}

type Texts = (typeof TEXTS)['en']

export function adminPage(partner: Partner, locale: PageLocale): PageContent {
  const texts = TEXTS[locale]
  return {
    title: texts.title,
    explanation: texts.explanation,
    actions: [
      { label: texts.signUp, path: '/scenario/signUp', body: {}, isMain: true },
      { label: texts.change, path: '/scenario/change', body: { set: { email: 'novo@exemplo.test' } } },
      { label: texts.leave, path: '/scenario/leave', body: {} },
      { label: texts.changePassword, path: '/scenario/changePassword', body: {} },
      { label: texts.unlock, path: '/scenario/unlock', body: {} },
    ],
    faults: [
      faultButton(texts.next429, { kind: 'status', status: 429 }),
      faultButton(texts.next503, { kind: 'status', status: 503 }),
      faultButton(texts.nextHtml, { kind: 'html' }),
    ],
    tables: [contractTable(partner, texts), strikeTable(partner, texts)],
  }
}

function faultButton(label: string, fault: Record<string, unknown>): PageAction {
  return { label, path: '/faults', body: [{ match: { method: 'POST', path: '/*' }, times: 1, ...fault }] }
}

function contractTable(partner: Partner, texts: Texts): PageTable {
  const rows = [...partner.contracts.values()].slice(-ROWS).toReversed()
  return {
    title: texts.contracts,
    emptyText: texts.noContracts,
    columns: texts.contractColumns,
    rows: rows.map((contract) => {
      const customer = partner.customers.get(contract.customerId)
      const document = maskDocument(customer?.document ?? '')
      return [
        String(contract.id),
        customer?.name ?? '',
        document,
        planOf(partner, contract.planId)?.name ?? '',
        statusOf(partner, contract),
      ]
    }),
  }
}

function strikeTable(partner: Partner, texts: Texts): PageTable {
  const rows = [...partner.strikes].map(([key, times]) => [key, String(times)])
  return { title: texts.strikes, emptyText: texts.noStrikes, columns: texts.strikeColumns, rows }
}
