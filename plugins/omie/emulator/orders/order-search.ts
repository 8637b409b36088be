import { numberOf } from '@tomada/sdk/emulator'
import { isChangedWithin } from '../changed.ts'
import { readDate } from '../dates.ts'
import type { Body, Company, Order } from '../erp.types.ts'
import { unknownOrder } from '../omie-fault.ts'
import { said } from '../text.ts'

const DAY_MS = 86_400_000

/** Orders that the filters of ListarPedidos leave. */
export function searchOrders(company: Company, param: Readonly<Body>, now: number): Order[] {
  const customer = numberOf(param['filtrar_por_cliente'])
  const [first, last] = [numberOf(param['numero_pedido_de']), numberOf(param['numero_pedido_ate'])]
  const fits = (order: Order) =>
    (param['etapa'] === undefined || order.stage === said(param['etapa'])) &&
    (customer === undefined || order.customerId === customer) &&
    (first === undefined || order.number >= first) &&
    (last === undefined || order.number <= last) &&
    hasStatus(order, said(param['status_pedido'])) &&
    isInDates(order, param, now)
  return [...company.orders.values()].filter(fits)
}

function hasStatus(order: Order, status: string): boolean {
  switch (status) {
    case 'FATURADO':
      return order.invoicedAt !== null
    case 'CANCELADO':
      return order.cancelledAt !== null
    case 'AUTORIZADO':
      return order.outcome === 'authorised'
    case 'DENEGADO':
      return order.outcome === 'denied'
    case 'DEVOLVIDO':
      return order.returnedAt !== null
    default:
      return true
  }
}

/** Measured: the two dates alone mean the expected date; the end without the beginning begins today. */
function isInDates(order: Order, param: Readonly<Body>, now: number): boolean {
  const byChange = param['filtrar_apenas_inclusao'] === 'S' || param['filtrar_apenas_alteracao'] === 'S'
  if (byChange) return isChangedWithin(param, order)
  const from = readDate(param['filtrar_por_data_de'])
  const until = readDate(param['filtrar_por_data_ate'])
  if (from === null && until === null) return true
  const expected = readDate(order.cabecalho['data_previsao']) ?? 0
  const beginning = from ?? Math.floor(now / DAY_MS) * DAY_MS
  return expected >= beginning && (until === null || expected <= until)
}

/** By id, integration code or number, with or without its zeros. Throws OmieFault 105. */
export function foundOrder(company: Company, key: Readonly<Body>): Order {
  const id = numberOf(key['codigo_pedido'] ?? key['nCodPed'] ?? key['nIdPed']) ?? 0
  const code = said(key['codigo_pedido_integracao'] ?? key['cCodIntPed'])
  const number = numberOf(key['numero_pedido'])
  const order = [...company.orders.values()].find((one) =>
    id > 0 ? one.id === id : code === '' ? number !== undefined && one.number === number : one.integrationCode === code,
  )
  if (order === undefined) throw unknownOrder(id > 0 ? id : code === '' ? (number ?? 0) : code)
  return order
}
