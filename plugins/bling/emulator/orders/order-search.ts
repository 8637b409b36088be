import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { brasiliaDate, instantOf } from '../dates.ts'
import type { Erp } from '../erp.ts'
import type { Company, Order } from '../erp.types.ts'
import { bracketed, type Period, page, readPeriod } from '../listing.ts'
import { viewOrderRow } from './order-view.ts'

/** `GET /pedidos/vendas`: newest first. An order is found here only after the configured lag; by id it is there at once. */
export function listOrders(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { query } = request
  const periods: { period: Period; at(order: Order): number }[] = []
  const asked = [
    { name: 'data', at: (order: Order) => instantOf(textOf(order.body['data']) ?? brasiliaDate(order.createdAt), false) },
    { name: 'dataAlteracao', at: (order: Order) => order.updatedAt },
    { name: 'dataPrevista', at: (order: Order) => instantOf(textOf(order.body['dataPrevista']) ?? '', false) },
  ]
  for (const { name, at } of asked) {
    const period = readPeriod(query, name, erp.world.clock.now())
    if (period && 'refusal' in period) return period.refusal
    if (period) periods.push({ period, at })
  }
  const now = erp.world.clock.now()
  const found = [...company.orders.values()]
    .filter((order) => !order.deleted && order.searchableAt <= now && fitsFilters(order, query))
    .filter((order) => periods.every(({ period, at }) => at(order) >= period.from && at(order) <= period.to))
    .reverse()
  return page(query, found, (order) => viewOrderRow(company, order))
}

function fitsFilters(order: Order, query: URLSearchParams): boolean {
  const storeNumbers = bracketed(query, 'numerosLojas')
  const statuses = bracketed(query, 'idsSituacoes')
  const fits = (name: string, value: number) => query.get(name) === null || query.get(name) === String(value)
  return (
    (storeNumbers === null || (order.storeNumber !== null && storeNumbers.includes(order.storeNumber))) &&
    (statuses === null || statuses.includes(String(order.statusId))) &&
    fits('idLoja', order.storeId) &&
    fits('idContato', order.contactId) &&
    fits('numero', order.number) &&
    fits('idVendedor', numberOf(fieldsOf(order.body['vendedor'])['id']) ?? 0)
  )
}
