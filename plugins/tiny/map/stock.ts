import { at, decimalOf, type Json, listOf, textOf } from '@tomada/sdk'
import { firstText, idOf, requireId } from './values.ts'

/** Balances of one product in one shape. v2 does not say what is available: it is the balance less what is reserved. */
export function toStock(stock: Json) {
  const saldo = at(stock, 'saldo')
  const reservado = at(stock, 'reservado') ?? at(stock, 'saldoReservado')
  return {
    id: requireId(stock, at(stock, 'id')),
    sku: textOf(at(stock, 'codigo')),
    nome: textOf(at(stock, 'nome')),
    unidade: textOf(at(stock, 'unidade')),
    saldo: decimalOf(saldo),
    reservado: decimalOf(reservado),
    disponivel: decimalOf(at(stock, 'disponivel')) ?? difference(saldo, reservado),
    depositos: listOf(at(stock, 'depositos')).map((entry) => {
      const deposit = at(entry, 'deposito') ?? entry
      const ignored = textOf(at(deposit, 'desconsiderar'))
      return {
        id: idOf(at(deposit, 'id')),
        nome: firstText(at(deposit, 'nome')),
        saldo: decimalOf(at(deposit, 'saldo')),
        desconsiderar: ignored === 'S' || ignored === 'true',
      }
    }),
  }
}

export type Stock = ReturnType<typeof toStock>

const PLACES = 4

/** To four places: Tiny keeps ten, stock is counted in four. */
function difference(one: Json, other: Json): string | null {
  const [left, right] = [Number(textOf(one) ?? Number.NaN), Number(textOf(other) ?? 0)]
  if (!Number.isFinite(left) || !Number.isFinite(right)) return null
  const value = Math.round((left - right) * 10 ** PLACES) / 10 ** PLACES
  return decimalOf(value)
}
