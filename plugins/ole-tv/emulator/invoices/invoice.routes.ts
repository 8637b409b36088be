import type { EmulatorAnswer, EmulatorRoute } from '@tomada/sdk/emulator'
import { findByDocument } from '../customers/customer.routes.ts'
import { amountOf, dateText, dayOf, maskDocument, moneyText, periodText } from '../formats.ts'
import { type Partner, planOf, record } from '../partner.ts'
import type { Contract, Customer, Invoice } from '../partner.types.ts'
import { pdfOf } from '../pdf.ts'
import { type Call, endpoint } from '../sign-in.ts'
import { done, refused, TEXTS } from '../texts.ts'
import { invoicesOf } from './monthly-invoices.ts'

/** The word to filter by is `Aberto`, the word in the answer is `Em Aberto`. */
const FILTERS: Readonly<Record<string, (invoice: Invoice) => boolean>> = {
  Aberto: (invoice) => invoice.paid === null,
  Pago: (invoice) => invoice.paid !== null,
}
const CNPJ_END = /^\d{4}-\d{2}$/

export function invoiceRoutes(partner: Partner): EmulatorRoute[] {
  const byDocument = (document: string, status: string) => listByDocument(partner, document, status)
  return [
    endpoint(partner, '/boletos/listar/:id', ({ param }) => {
      const customer = partner.customers.get(Number(param('id')))
      return customer === undefined
        ? refused(partner.switches.errorStatus, TEXTS.noCustomer)
        : list(partner, customer, allOf(partner, customer))
    }),
    endpoint(partner, '/boletos/buscacpfcnpj/:document', ({ param }) => byDocument(param('document'), '')),
    endpoint(partner, '/boletos/buscacpfcnpj/:document/:status', ({ param }) => {
      const [document, rest] = [param('document'), param('status')]
      return CNPJ_END.test(rest) ? byDocument(`${document}/${rest}`, '') : byDocument(document, rest)
    }),
    endpoint(partner, '/boletos/buscacpfcnpj/:start/:end/:status', ({ param }) =>
      byDocument(`${param('start')}/${param('end')}`, param('status')),
    ),
    endpoint(partner, '/boletos/buscacontrato/:id', ({ param }) => listOfContract(partner, param('id'))),
    endpoint(partner, '/boletos/visualizar/:id', ({ param }) => {
      const invoice = findInvoice(partner, param('id'))
      if (invoice === undefined) return refused(partner.switches.errorStatus, TEXTS.noInvoice)
      return done({ formato: 'application/pdf', conteudo: pdfOf(`Boleto ${invoice.id}`) })
    }),
    endpoint(partner, '/boletos/baixa/:id', (call) => settle(partner, call)),
  ]
}

function allOf(partner: Partner, customer: Customer): Invoice[] {
  const contracts = [...partner.contracts.values()].filter((contract) => contract.customerId === customer.id)
  return contracts.flatMap((contract) => invoicesOf(partner, contract))
}

function listByDocument(partner: Partner, document: string, status: string): EmulatorAnswer {
  const [customer] = findByDocument(partner, document)
  if (customer === undefined) return refused(partner.switches.errorStatus, TEXTS.noCustomer)
  return list(partner, customer, allOf(partner, customer).filter(FILTERS[status] ?? (() => true)))
}

function listOfContract(partner: Partner, id: string): EmulatorAnswer {
  const contract = partner.contracts.get(Number(id))
  const customer = contract === undefined ? undefined : partner.customers.get(contract.customerId)
  if (contract === undefined || customer === undefined) return refused(partner.switches.errorStatus, TEXTS.noContract)
  return list(partner, customer, invoicesOf(partner, contract))
}

function list(partner: Partner, customer: Customer, invoices: readonly Invoice[]): EmulatorAnswer {
  return done({
    id_cliente: String(customer.id),
    nome: customer.name,
    cpf_cnpj: maskDocument(customer.document),
    boletos: invoices.map((invoice) => viewInvoice(partner, invoice)),
  })
}

function viewInvoice(partner: Partner, invoice: Invoice) {
  const contract = partner.contracts.get(invoice.contractId)
  return {
    id: String(invoice.id),
    codigo: String(invoice.id).padStart(10, '0'),
    formato: 'Boleto Online (SICOOB) [OTT]',
    referente: [{ periodo: periodText(invoice.dueAt), itens: contract === undefined ? [] : itemsOf(partner, contract) }],
    datas: { geracao: dateText(invoice.createdAt), vencimento: dateText(invoice.dueAt), pagamento: invoice.paid?.at ?? null },
    valores: { bonificacao: moneyText('0'), valor: moneyText(invoice.amount) },
    nosso_numero: String(invoice.id).padStart(8, '0'),
    linha_digitavel: `75691.43279 01024.690206 ${String(invoice.id).padStart(11, '0')}`,
    status: invoice.paid === null ? 'Em Aberto' : 'Pago',
  }
}

function itemsOf(partner: Partner, contract: Contract) {
  return [contract.planId, ...contract.extraPlanIds].map((id) => {
    const plan = planOf(partner, id)
    return { descricao: plan?.name ?? '', valor: moneyText(plan?.monthly ?? '0') }
  })
}

function findInvoice(partner: Partner, id: string): Invoice | undefined {
  for (const contract of partner.contracts.values()) invoicesOf(partner, contract)
  return partner.invoices.get(Number(id))
}

function settle(partner: Partner, { form, request, param }: Call): EmulatorAnswer {
  const { errorStatus } = partner.switches
  const invoice = findInvoice(partner, param('id'))
  if (invoice === undefined) return refused(errorStatus, TEXTS.noInvoice)
  const [at, amount] = [form.text('data_pagamento'), amountOf(form.text('valor_pago'))]
  if (dayOf(at) === null) return refused(errorStatus, { outros: 'Data de pagamento inválida!' })
  if (amount === null) return refused(errorStatus, { outros: 'Valor pago inválido!' })
  if (invoice.paid !== null) return refused(errorStatus, TEXTS.alreadyPaid)
  invoice.paid = { at, amount, comment: form.text('comentario') }
  record(partner, 'invoice.settled', { key: String(invoice.id), id: String(invoice.id), requestId: request.id, details: { at, amount } })
  const values = { bonificacao: '0', juros: '0', acrescimo: '0', total: invoice.amount, pago: amount }
  return done({
    id_boleto: String(invoice.id),
    data_vencimento: dateText(invoice.dueAt),
    valor_original: moneyText(invoice.amount),
    pagamento: {
      data: at,
      valores: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, moneyText(value)])),
      status: 'Pago',
    },
  })
}
