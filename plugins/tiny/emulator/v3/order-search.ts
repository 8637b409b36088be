import { type EmulatorAnswer, type EmulatorRequest, numberOf } from '@tomada/sdk/emulator'
import { customerOf } from '../books/order-facts.ts'
import { instantOf } from '../dates.ts'
import type { Account, Order } from '../erp.types.ts'
import { digits } from '../masked.ts'
import { situationOfNumber } from '../situations.ts'
import { page } from './answers.ts'
import { viewOrderRow } from './order-view.ts'

/** `marcadores[]=x` breaks the real API; `marcadores=x` is how it is asked. The purchase order cannot be searched at all. */
export function listOrders(request: EmulatorRequest, account: Account): EmulatorAnswer {
  const { query } = request
  if (query.has('marcadores[]')) return { status: 500 }
  const rows = [...account.orders.values()].filter((order) => fits(account, order, query))
  return page(request, rows, (order) => viewOrderRow(account, order))
}

function fits(account: Account, order: Order, query: URLSearchParams): boolean {
  const contact = customerOf(account, order)
  const filters: Record<string, (value: string) => boolean> = {
    numero: (value) => String(order.number) === value,
    nomeCliente: (value) => contact.name.toLowerCase().includes(value.toLowerCase()),
    codigoCliente: (value) => contact.code === value,
    cpfCnpj: (value) => contact.document === digits(value),
    dataInicial: (value) => order.date >= value,
    dataFinal: (value) => order.date <= value,
    dataAtualizacao: (value) => order.updatedAt >= instantOf(value),
    situacao: (value) => situationOfNumber(numberOf(value) ?? -1)?.slug === order.situation,
    numeroPedidoEcommerce: (value) => order.ecommerceNumber === value,
    marcadores: (value) => order.markers.includes(value),
  }
  return Object.entries(filters).every(([name, holds]) => {
    const value = query.get(name)
    return value === null || value === '' || holds(value)
  })
}
