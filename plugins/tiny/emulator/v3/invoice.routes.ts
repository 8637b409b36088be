import {
  type EmulatorAnswer,
  type EmulatorRequest,
  type EmulatorRoute,
  empty,
  fieldsOf,
  json,
  listOf,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { emitInvoice } from '../books/invoice-book.ts'
import { isIssued, linkOf, xmlOf } from '../books/invoice-papers.ts'
import { record } from '../books/order-book.ts'
import { instantOf, isoDate } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Account, Invoice } from '../erp.types.ts'
import { digits, masked } from '../masked.ts'
import { invalid, notFound, page, refusal } from './answers.ts'
import { viewAddress } from './contact.routes.ts'
import { importInvoice } from './import-invoice.ts'
import { v3Route } from './signed-in.ts'

type InvoiceAnswer = (invoice: Invoice, request: EmulatorRequest, account: Account) => EmulatorAnswer

export function invoiceRoutes(erp: Erp): EmulatorRoute[] {
  const one = (method: string, path: string, answer: InvoiceAnswer) =>
    v3Route(erp, method, `/notas/:id${path}`, (request, account) => {
      const invoice = account.invoices.get(Number(request.params['id']))
      return invoice === undefined ? notFound() : answer(invoice, request, account)
    })
  const markers = new WeakMap<Invoice, string[]>()
  const mark = (invoice: Invoice, request: EmulatorRequest, kept: readonly string[]) => {
    const added = listOf(request.json).map((each) => textOf(fieldsOf(each)['descricao']) ?? '')
    if (added.length === 0 || added.includes('')) return invalid('descricao', 'Este valor não deveria ser vazio.')
    markers.set(invoice, [...new Set([...kept, ...added])])
    return empty(204)
  }
  return [
    v3Route(erp, 'GET', '/notas', (request, account) => listInvoices(request, account, markers)),
    v3Route(erp, 'POST', '/notas/xml', (request, account) => importInvoice(erp, request, account)),
    one('GET', '', (invoice, _request, account) => json(200, { ...viewInvoice(account, invoice), itens: viewItems(invoice) })),
    one('GET', '/link', (invoice) =>
      isIssued(invoice) ? json(200, { link: linkOf(invoice) }) : refusal(400, 'Nota fiscal não autorizada'),
    ),
    one('GET', '/xml', (invoice) =>
      isIssued(invoice) ? json(200, { xmlNfe: xmlOf(invoice), xmlCancelamento: '' }) : refusal(400, 'Nota fiscal não autorizada'),
    ),
    one('POST', '/emitir', (invoice, request, account) =>
      emitInvoice(erp, account, invoice, request.id)
        ? json(200, { id: invoice.id, situacao: invoice.situation })
        : refusal(400, 'A nota fiscal já foi enviada'),
    ),
    one('POST', '/lancar-estoque', () => empty(204)),
    one('POST', '/lancar-contas', () => empty(204)),
    one('PUT', '/despacho', (invoice, request, account) => {
      const details = fieldsOf(request.json)
      record(erp, account, 'invoice.dispatched', { id: invoice.id, key: String(invoice.id), requestId: request.id }, details)
      return empty(204)
    }),
    one('GET', '/marcadores', (invoice) =>
      json(
        200,
        (markers.get(invoice) ?? []).map((descricao, index) => ({ id: index + 1, descricao })),
      ),
    ),
    one('POST', '/marcadores', (invoice, request) => mark(invoice, request, markers.get(invoice) ?? [])),
    one('PUT', '/marcadores', (invoice, request) => mark(invoice, request, [])),
    one('DELETE', '/marcadores', (invoice) => {
      markers.delete(invoice)
      return empty(204)
    }),
  ]
}

function listInvoices(request: EmulatorRequest, account: Account, markers: WeakMap<Invoice, string[]>): EmulatorAnswer {
  const { query } = request
  if (query.has('marcadores[]')) return { status: 500 }
  const documentOf = (invoice: Invoice) => account.contacts.get(invoice.contactId)?.document ?? ''
  const filters: Record<string, (value: string, invoice: Invoice) => boolean> = {
    tipo: (value) => value === 'S',
    numero: (value, invoice) => invoice.number === value,
    cpfCnpj: (value, invoice) => documentOf(invoice) === digits(value),
    dataInicial: (value, invoice) => invoice.issuedAt >= instantOf(value),
    dataFinal: (value, invoice) => invoice.issuedAt <= instantOf(value, true),
    situacao: (value, invoice) => invoice.situation === numberOf(value),
    numeroPedidoEcommerce: (value, invoice) => invoice.ecommerceNumber === value,
    // No invoice of the shop has a seller, and all go out without a form of sending.
    idVendedor: (value) => value === '0',
    idFormaEnvio: (value) => value === '0',
    marcadores: (value, invoice) => markers.get(invoice)?.includes(value) ?? false,
  }
  const rows = [...account.invoices.values()].filter((invoice) =>
    Object.entries(filters).every(([name, holds]) => query.get(name) === null || holds(query.get(name) ?? '', invoice)),
  )
  return page(request, rows, (invoice) => viewInvoice(account, invoice))
}

function viewInvoice(account: Account, invoice: Invoice) {
  const contact = account.contacts.get(invoice.contactId)
  return {
    id: invoice.id,
    situacao: String(invoice.situation),
    tipo: 'S',
    numero: invoice.number,
    serie: invoice.series,
    chaveAcesso: invoice.accessKey,
    dataEmissao: isoDate(invoice.issuedAt),
    cliente: { id: invoice.contactId, nome: contact?.name ?? '', cpfCnpj: masked(contact?.document ?? '') },
    enderecoEntrega: contact === undefined ? null : viewAddress(contact.address),
    valor: invoice.total,
    valorProdutos: invoice.total - invoice.freight,
    valorFrete: invoice.freight,
    vendedor: null,
    idFormaEnvio: 0,
    codigoRastreamento: '',
    urlRastreamento: '',
    fretePorConta: 'R',
    qtdVolumes: 0,
    ecommerce: invoice.ecommerceNumber === null ? null : { id: 77, nome: 'Loja própria', numeroPedidoEcommerce: invoice.ecommerceNumber },
  }
}

function viewItems(invoice: Invoice) {
  return invoice.items.map((item) => ({
    idProduto: item.productId ?? 0,
    codigo: item.sku,
    descricao: item.description,
    unidade: item.unit,
    quantidade: item.quantity,
    valorUnitario: item.price,
    valorTotal: item.quantity * item.price,
    cfop: '5102',
  }))
}
