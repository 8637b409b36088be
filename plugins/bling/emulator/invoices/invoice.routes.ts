import { gzipSync } from 'node:zlib'
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
import { brasiliaDateTime } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Company, Invoice } from '../erp.types.ts'
import { emptyBody, invalidQuery, notFound, validationFailure } from '../errors.ts'
import { page } from '../listing.ts'
import { authorized } from '../oauth/grants.ts'
import { orderTotals } from '../orders/order-totals.ts'
import { tellInvoice } from '../webhooks/events.ts'
import { addInvoice, PENDING, sendToTaxOffice } from './invoice-states.ts'

const INVOICES = '/Api/v3/nfe'

export function invoiceRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `${INVOICES}${path}`,
    answer: authorized(erp, 'invoices', answer),
  })
  const one = (method: string, path: string, answer: (invoice: Invoice, company: Company) => EmulatorAnswer) =>
    route(method, path, (request, company) => {
      const invoice = company.invoices.get(Number(request.params['id']))
      return invoice ? answer(invoice, company) : notFound()
    })
  return [
    route('GET', '', (request, company) => listInvoices(request, company)),
    route('POST', '', (request, company) => createInvoice(erp, request, company)),
    route('GET', '/documento/:key', (request, company) => readDocument(request, company)),
    one('GET', '/:id', (invoice, company) => json(200, { data: viewInvoice(company, invoice) })),
    one('DELETE', '/:id', (invoice, company) => deleteDraft(erp, invoice, company)),
    one('POST', '/:id/enviar', (invoice, company) => send(erp, invoice, company)),
  ]
}

function listInvoices(request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { query } = request
  const fits = (name: string, value: unknown) => query.get(name) === null || query.get(name) === String(value)
  const found = [...company.invoices.values()].filter(
    (invoice) =>
      fits('situacao', invoice.status) &&
      fits('numero', invoice.number) &&
      fits('chaveAcesso', invoice.accessKey) &&
      fits('numeroLoja', company.orders.get(invoice.orderId ?? 0)?.storeNumber),
  )
  return page(query, found, (invoice) => viewInvoice(company, invoice))
}

function createInvoice(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  if (listOf(body['itens']).length === 0) return refuse('A nota fiscal deve possuir ao menos um item', 'itens')
  const contact = fieldsOf(body['contato'])
  const source = { order: null, contactId: numberOf(contact['id']) ?? 0, total: orderTotals(body).total, body }
  const { id, number, series } = addInvoice(erp, company, source, request)
  return json(201, { data: { id, numero: number, serie: series, contato: { nome: textOf(contact['nome']) ?? '' } } })
}

function send(erp: Erp, invoice: Invoice, company: Company): EmulatorAnswer {
  if (invoice.status !== PENDING) return refuse('A nota fiscal já foi enviada', 'situacao')
  sendToTaxOffice(erp, company, invoice)
  return json(200, { data: { xml: xmlOf(invoice) } })
}

/** Drafts can be deleted; cancelling an issued invoice is not offered by the API. */
function deleteDraft(erp: Erp, invoice: Invoice, company: Company): EmulatorAnswer {
  if (invoice.status !== PENDING) return refuse('Somente notas pendentes podem ser excluídas', 'situacao')
  company.invoices.delete(invoice.id)
  tellInvoice(erp, company, invoice, 'deleted')
  return empty(204)
}

/** `conteudo` is base64 of gzip. */
function readDocument(request: EmulatorRequest, company: Company): EmulatorAnswer {
  const format = request.query.get('formato') ?? 'xml'
  if (format !== 'xml' && format !== 'pdf') return invalidQuery('O formato deve ser pdf ou xml', 'formato')
  const invoice = [...company.invoices.values()].find((known) => known.accessKey === request.params['key'])
  if (!invoice) return notFound()
  const content = format === 'xml' ? xmlOf(invoice) : `%PDF-1.4 ${invoice.accessKey}`
  return json(200, { data: [{ nome: `${invoice.accessKey}.${format}`, conteudo: gzipSync(content).toString('base64') }] })
}

function viewInvoice(company: Company, invoice: Invoice): Record<string, unknown> {
  const order = company.orders.get(invoice.orderId ?? 0)
  const contact = company.contacts.get(invoice.contactId)?.body ?? {}
  return {
    id: invoice.id,
    tipo: 1,
    situacao: invoice.status,
    numero: invoice.number,
    serie: invoice.series,
    dataEmissao: brasiliaDateTime(invoice.createdAt),
    dataOperacao: brasiliaDateTime(invoice.createdAt),
    chaveAcesso: invoice.accessKey ?? '',
    contato: { id: invoice.contactId, nome: contact['nome'] ?? '', numeroDocumento: contact['numeroDocumento'] ?? '' },
    loja: { id: order?.storeId ?? 0, numero: order?.storeNumber ?? '' },
    numeroPedidoLoja: order?.storeNumber ?? '',
    valorNota: invoice.total,
    itens: listOf(invoice.body['itens']),
  }
}

function xmlOf(invoice: Invoice): string {
  return `<?xml version="1.0" encoding="UTF-8"?><nfeProc versao="4.00"><NFe><infNFe Id="NFe${invoice.accessKey}"><ide><nNF>${Number(invoice.number)}</nNF></ide><total><ICMSTot><vNF>${invoice.total.toFixed(2)}</vNF></ICMSTot></total></infNFe></NFe></nfeProc>`
}

function refuse(msg: string, element: string): EmulatorAnswer {
  return validationFailure('Não foi possível salvar a nota fiscal', 'Ocorreu um erro ao validar os dados recebidos.', [
    { code: 1, msg, element, namespace: 'NOTAS_FISCAIS' },
  ])
}
