import {
  type EmulatorAnswer,
  type EmulatorRequest,
  empty,
  type Fields,
  fieldsOf,
  json,
  listOf,
  numberOf,
  textOf,
} from '@tomada/sdk/emulator'
import { PAYMENT_METHODS } from '../account-settings.ts'
import { brasiliaDate } from '../dates.ts'
import { type Erp, newId } from '../erp.ts'
import type { Company, Instalment, Order, OrderItem } from '../erp.types.ts'
import { emptyBody } from '../errors.ts'
import { bracketed } from '../listing.ts'
import { reservationsChanged } from '../stock/balances.ts'
import { tellOrder } from '../webhooks/events.ts'
import { tellReservations } from '../webhooks/stock-events.ts'
import { orderTotals } from './order-totals.ts'
import { checkOrder } from './order-validation.ts'
import { changeReservation } from './reservation.ts'

const OPEN_STATUS = 6

export function createOrder(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkOrder(erp, company, body, null)
  if (refusal) return refusal
  const order = addOrder(erp, company, body)
  record(erp, 'order.created', order, { request, company })
  tellOrder(erp, company, order, 'created')
  tellReservations(erp, company, order)
  return json(201, { data: { id: order.id, alertas: [], rastreamento: {} } })
}

/** PUT replaces everything but number, status and creation time. */
export function replaceOrder(erp: Erp, order: Order, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkOrder(erp, company, body, order)
  if (refusal) return refusal
  Object.assign(order, readBody(erp, company, body), { updatedAt: erp.world.clock.now() })
  reservationsChanged(company)
  record(erp, 'order.replaced', order, { request, company })
  tellOrder(erp, company, order, 'updated')
  return json(200, { data: { id: order.id, alertas: [] } })
}

export function deleteOrder(erp: Erp, order: Order, request: EmulatorRequest, company: Company): EmulatorAnswer {
  changeReservation(erp, company, order, () => {
    order.deleted = true
  })
  record(erp, 'order.deleted', order, { request, company })
  tellOrder(erp, company, order, 'deleted')
  return empty(204)
}

/** `DELETE ?idsPedidosVendas[]=…`: 204, or 200 with plain texts for those that could not be deleted. */
export function deleteOrders(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const alertas = (bracketed(request.query, 'idsPedidosVendas') ?? []).flatMap((id) => {
    const order = company.orders.get(Number(id))
    if (!order || order.deleted) return [`A venda ${id} não foi encontrada`]
    deleteOrder(erp, order, request, company)
    return []
  })
  return alertas.length === 0 ? empty(204) : json(200, { data: { alertas } })
}

function addOrder(erp: Erp, company: Company, body: Fields): Order {
  const now = erp.world.clock.now()
  company.lastOrderNumber += 1
  const order: Order = {
    id: newId(erp),
    number: company.lastOrderNumber,
    statusId: OPEN_STATUS,
    invoiceId: null,
    createdAt: now,
    updatedAt: now,
    searchableAt: now + erp.limits.searchLagMs,
    stockPosted: false,
    stockDepositId: 0,
    accountsPosted: false,
    deleted: false,
    ...readBody(erp, company, body),
  }
  company.orders.set(order.id, order)
  reservationsChanged(company)
  return order
}

type BodyPart = Pick<Order, 'storeNumber' | 'storeId' | 'contactId' | 'items' | 'instalments' | 'body' | 'productsTotal' | 'total'>

function readBody(erp: Erp, company: Company, body: Fields): BodyPart {
  const totals = orderTotals(body)
  return {
    storeNumber: textOf(body['numeroLoja']) ?? null,
    storeId: numberOf(fieldsOf(body['loja'])['id']) ?? 0,
    contactId: numberOf(fieldsOf(body['contato'])['id']) ?? 0,
    items: listOf(body['itens']).map((item) => readItem(erp, company, fieldsOf(item))),
    instalments: readInstalments(erp, body, totals.total),
    body,
    ...totals,
  }
}

/** A line belongs to the product it names, by id or else by code. */
function readItem(erp: Erp, company: Company, item: Fields): OrderItem {
  const id = numberOf(fieldsOf(item['produto'])['id'])
  const code = textOf(item['codigo'])
  const product =
    id === undefined || id === 0
      ? [...company.products.values()].find((known) => code !== undefined && known.body['codigo'] === code)
      : company.products.get(id)
  return {
    id: newId(erp),
    body: { ...item, produto: { id: product?.id ?? 0 } },
    productId: product?.id ?? null,
    quantity: numberOf(item['quantidade']) ?? 0,
    unitPrice: numberOf(item['valor']) ?? 0,
  }
}

/** Without instalments the account's default payment method makes one. */
function readInstalments(erp: Erp, body: Fields, total: number): Instalment[] {
  const sent = listOf(body['parcelas']).map(fieldsOf)
  const dataVencimento = textOf(body['data']) ?? brasiliaDate(erp.world.clock.now())
  const methodId = PAYMENT_METHODS.find((method) => method.padrao === 1)?.id
  const instalments = sent.length > 0 ? sent : [{ dataVencimento, valor: total, formaPagamento: { id: methodId } }]
  return instalments.map((instalment) => ({ id: newId(erp), body: instalment }))
}

function record(erp: Erp, kind: string, order: Order, by: { request: EmulatorRequest; company: Company }): void {
  erp.world.ledger.record({
    kind,
    key: order.storeNumber,
    id: String(order.id),
    account: by.company.id,
    requestId: by.request.id,
    details: { numero: order.number, total: order.total, contato: order.contactId, loja: order.storeId },
  })
}
