import { type ActionContext, at, decimalOf, listOf, NotFoundError, textOf } from '@tomada/sdk'
import { balancesOf } from '../resources/balances.ts'

/**
 * Balances of one product, in all and by depósito. Physical is what was counted; virtual is less what open orders reserve.
 * Source: GET /estoques/saldos of Bling's OpenAPI document (September 2026); fixture: fixtures/get-stock.json
 */
export default async function getStock({ produtoId }: { produtoId: string | number }, ctx: ActionContext) {
  const balance = (await balancesOf(ctx, [String(produtoId)])).get(String(produtoId))
  if (balance === undefined) throw new NotFoundError('Bling knows no balance of this product')
  return {
    produtoId: String(produtoId),
    codigo: textOf(at(balance, 'produto', 'codigo')),
    saldoFisico: decimalOf(at(balance, 'saldoFisicoTotal')),
    saldoVirtual: decimalOf(at(balance, 'saldoVirtualTotal')),
    depositos: listOf(at(balance, 'depositos')).map((deposit) => ({
      id: textOf(at(deposit, 'id')) ?? '',
      saldoFisico: decimalOf(at(deposit, 'saldoFisico')),
      saldoVirtual: decimalOf(at(deposit, 'saldoVirtual')),
    })),
  }
}
