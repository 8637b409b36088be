import { type Fields, fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'

/** Totals of an order body in BRL, rounded to cents: items less their percentage, the order's discount, freight and other costs. */
export function orderTotals(body: Fields): { productsTotal: number; total: number } {
  const productsTotal = round(listOf(body['itens']).reduce((sum: number, item) => sum + itemTotal(fieldsOf(item)), 0))
  const discount = fieldsOf(body['desconto'])
  const value = numberOf(discount['valor']) ?? 0
  const discounted = discount['unidade'] === 'PERCENTUAL' ? productsTotal * (1 - value / 100) : productsTotal - value
  const freight = numberOf(fieldsOf(body['transporte'])['frete']) ?? 0
  return { productsTotal, total: round(discounted + freight + (numberOf(body['outrasDespesas']) ?? 0)) }
}

function itemTotal(item: Fields): number {
  const gross = (numberOf(item['quantidade']) ?? 0) * (numberOf(item['valor']) ?? 0)
  return round(gross * (1 - (numberOf(item['desconto']) ?? 0) / 100))
}

function round(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100
}
