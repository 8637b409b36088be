import { type Amount, tenThousandths } from './amount.ts'

export interface OrderAmounts {
  itens: ReadonlyArray<{ quantidade: Amount; valor: Amount; desconto?: Amount | null }>
  desconto?: { valor: Amount; unidade: 'REAL' | 'PERCENTUAL' } | null
  outrasDespesas?: Amount | null
  frete?: Amount | null
}

const ONE = 10_000n
const HUNDRED_PERCENT = 100n * ONE

/** Whether the parts of an order add up to `total`, to the cent; percentages may round by one cent per item. */
export function addsUpTo(total: Amount, order: OrderAmounts): boolean {
  const goods = order.itens.reduce((sum, item) => sum + itemTotal(item), 0n)
  const reduced = goods - discountOn(goods, order.desconto)
  const sum = reduced + tenThousandths(order.outrasDespesas ?? 0) + tenThousandths(order.frete ?? 0)
  const difference = cents(sum) - cents(tenThousandths(total))
  return (difference < 0n ? -difference : difference) <= roundingCents(order)
}

function itemTotal(item: OrderAmounts['itens'][number]): bigint {
  const gross = tenThousandths(item.quantidade) * tenThousandths(item.valor)
  return (gross * (HUNDRED_PERCENT - tenThousandths(item.desconto ?? 0))) / (ONE * HUNDRED_PERCENT)
}

function discountOn(goods: bigint, discount: OrderAmounts['desconto']): bigint {
  if (discount === null || discount === undefined) return 0n
  if (discount.unidade === 'REAL') return tenThousandths(discount.valor)
  return (goods * tenThousandths(discount.valor)) / HUNDRED_PERCENT
}

function cents(value: bigint): bigint {
  return (value + 50n) / 100n
}

function roundingCents(order: OrderAmounts): bigint {
  const hasPercent = order.desconto?.unidade === 'PERCENTUAL' || order.itens.some((item) => Number(item.desconto ?? 0) > 0)
  return hasPercent ? BigInt(order.itens.length) : 0n
}
