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
import type { Erp } from '../erp.ts'
import type { Company, Invoice } from '../erp.types.ts'
import { emptyBody, invalidQuery, notFound, validationFailure } from '../errors.ts'
import { bracketed } from '../listing.ts'
import { authorized } from '../oauth/grants.ts'
import { orderTotals } from '../orders/order-totals.ts'
import { tellInvoice } from '../webhooks/events.ts'
import { listInvoices } from './invoice-search.ts'
import { addInvoice, PENDING, REJECTED, sendToTaxOffice } from './invoice-states.ts'
import { viewInvoice } from './invoice-view.ts'

const INVOICES = '/Api/v3/nfe'

export function invoiceRoutes(erp: Erp): EmulatorRoute[] {
  const route = (method: string, path: string, answer: (request: EmulatorRequest, company: Company) => EmulatorAnswer): EmulatorRoute => ({
    method,
    path: `${INVOICES}${path}`,
    answer: authorized(erp, 'invoices', answer),
  })
  const one = (method: string, path: string, answer: (invoice: Invoice, company: Company, request: EmulatorRequest) => EmulatorAnswer) =>
    route(method, path, (request, company) => {
      const invoice = company.invoices.get(Number(request.params['id']))
      return invoice ? answer(invoice, company, request) : notFound()
    })
  return [
    route('GET', '', (request, company) => listInvoices(erp, request, company)),
    route('POST', '', (request, company) => createInvoice(erp, request, company)),
    route('GET', '/documento/:key', (request, company) => readDocument(request, company)),
    one('GET', '/:id', (invoice, company) => json(200, { data: viewInvoice(company, invoice) })),
    one('DELETE', '/:id', (invoice, company) => deleteDraft(erp, invoice, company)),
    route('DELETE', '', (request, company) => deleteMany(erp, request, company)),
    one('PUT', '/:id', (invoice, company, request) => replaceInvoice(erp, invoice, company, request)),
    one('POST', '/:id/enviar', (invoice, company, request) => send(erp, invoice, company, request)),
    ...(['lancar', 'estornar'] as const).flatMap((verb) => [
      one('POST', `/:id/${verb}-contas`, (invoice) => post(invoice, 'accountsPosted', verb === 'lancar')),
      one('POST', `/:id/${verb}-estoque`, (invoice) => post(invoice, 'stockPosted', verb === 'lancar')),
    ]),
  ]
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

function send(erp: Erp, invoice: Invoice, company: Company, request: EmulatorRequest): EmulatorAnswer {
  if (invoice.status !== PENDING && invoice.status !== REJECTED) return refuse('A nota fiscal já foi enviada', 'situacao')
  sendToTaxOffice(erp, company, invoice, request)
  return json(200, { data: { xml: xmlOf(invoice) } })
}

/** PUT replaces what was sent, as long as nobody has it but us. */
function replaceInvoice(erp: Erp, invoice: Invoice, company: Company, request: EmulatorRequest): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  if (invoice.status !== PENDING) return refuse('Somente notas pendentes podem ser alteradas', 'situacao')
  if (listOf(body['itens']).length === 0) return refuse('A nota fiscal deve possuir ao menos um item', 'itens')
  Object.assign(invoice, {
    body,
    total: orderTotals(body).total,
    contactId: numberOf(fieldsOf(body['contato'])['id']) ?? invoice.contactId,
  })
  tellInvoice(erp, company, invoice, 'updated')
  return json(200, { data: { id: invoice.id, numero: invoice.number, serie: invoice.series } })
}

/** `DELETE ?idsNotas[]=…`: 204, or 200 with plain texts and the ids that are gone. */
function deleteMany(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const alertas: string[] = []
  const idsExcluidos: number[] = []
  for (const id of (bracketed(request.query, 'idsNotas') ?? []).map(Number)) {
    const invoice = company.invoices.get(id)
    const isDeleted = invoice !== undefined && deleteDraft(erp, invoice, company).status === 204
    if (isDeleted) idsExcluidos.push(id)
    else alertas.push(invoice ? `A nota ${id} não está pendente` : `A nota ${id} não foi encontrada`)
  }
  return alertas.length === 0 ? empty(204) : json(200, { data: { alertas, idsExcluidos } })
}

function post(invoice: Invoice, what: 'accountsPosted' | 'stockPosted', isPosting: boolean): EmulatorAnswer {
  if (invoice[what] === isPosting) return refuse('A nota fiscal já está neste estado', what === 'stockPosted' ? 'estoque' : 'contas')
  invoice[what] = isPosting
  return empty(204)
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

function xmlOf(invoice: Invoice): string {
  return `<?xml version="1.0" encoding="UTF-8"?><nfeProc versao="4.00"><NFe><infNFe Id="NFe${invoice.accessKey}"><ide><nNF>${Number(invoice.number)}</nNF></ide><total><ICMSTot><vNF>${invoice.total.toFixed(2)}</vNF></ICMSTot></total></infNFe></NFe></nfeProc>`
}

function refuse(msg: string, element: string): EmulatorAnswer {
  return validationFailure('Não foi possível salvar a nota fiscal', 'Ocorreu um erro ao validar os dados recebidos.', [
    { code: 1, msg, element, namespace: 'NOTAS_FISCAIS' },
  ])
}
