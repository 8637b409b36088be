import type { ActionContext } from '@tomada/sdk'
import { postMovement, type StockMovement } from '../map/stock-movement.ts'

/**
 * Adds to the balance of a depósito or takes from it. Tiny takes no key and drops no repeated movement, so an unknown outcome waits for a person.
 * Source: v2 `produto.atualizar.estoque`, v3 `POST /estoque/{idProduto}` (Tiny's API documents, read 2026); fixture: fixtures/adjust-stock.json
 */
export default async function adjustStock(input: StockMovement & { operacao: 'E' | 'S' }, ctx: ActionContext): Promise<{ id: string }> {
  const { operacao, ...movement } = input
  return postMovement(movement, operacao, ctx)
}
