import type { EmulatorAnswer } from '@tomada/sdk/emulator'
import { customerOf, totalsOf } from '../books/order-facts.ts'
import { instantOf, turned } from '../dates.ts'
import type { Account, Order } from '../erp.types.ts'
import { digits } from '../masked.ts'
import { situationOfSlug } from '../situations.ts'
import { failed, paged } from './envelope.ts'
import type { Call } from './operations.ts'

type Filter = (value: string, order: Order, account: Account) => boolean

const FILTERS: Readonly<Record<string, Filter>> = {
  numero: (value, order) => String(order.number) === value,
  cliente: (value, order, account) => customerOf(account, order).name.toLowerCase().includes(value.toLowerCase()),
  cpf_cnpj: (value, order, account) => customerOf(account, order).document === digits(value),
  dataInicial: (value, order) => instantOf(order.date) >= instantOf(value),
  dataFinal: (value, order) => instantOf(order.date) <= instantOf(value, true),
  dataAtualizacao: (value, order) => order.updatedAt >= instantOf(value),
  situacao: (value, order) => order.situation === value,
  // Not exact for all accounts: what begins with it is found too.
  numeroEcommerce: (value, order) => order.ecommerceNumber?.startsWith(value) ?? false,
  marcador: (value, order) => order.markers.includes(value),
}

/** At least one filter must be there. */
export function searchOrders({ account, fields }: Call): EmulatorAnswer {
  const asked = Object.entries(FILTERS).filter(([name]) => (fields.get(name) ?? '') !== '')
  if (asked.length === 0) return failed(fields, 10, 'Informe ao menos um filtro')
  const rows = [...account.orders.values()].filter((order) => asked.every(([name, holds]) => holds(fields.get(name) ?? '', order, account)))
  return paged(fields, fields.get('sort') === 'DESC' ? rows.toReversed() : rows, ['pedidos', 'pedido'], (order) => rowOf(account, order))
}

/** The number in the shop has another name here than in what is written, and the situation is its description. */
function rowOf(account: Account, order: Order) {
  return {
    id: order.id,
    numero: order.number,
    numero_ecommerce: order.ecommerceNumber ?? '',
    data_pedido: turned(order.date),
    data_prevista: order.expectedDate === '' ? '' : turned(order.expectedDate),
    nome: customerOf(account, order).name,
    valor: totalsOf(order).total,
    id_vendedor: '0',
    nome_vendedor: '',
    situacao: situationOfSlug(order.situation)?.description ?? '',
    codigo_rastreamento: order.tracking.code,
    url_rastreamento: order.tracking.url,
  }
}
