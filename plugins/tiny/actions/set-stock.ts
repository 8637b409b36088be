import type { ActionContext } from '@tomada/sdk'
import { postMovement, type StockMovement } from '../map/stock-movement.ts'

/**
 * Sets the physical balance of a product in one depósito (*balanço*): doing it twice is the same as once.
 * Source: v2 `produto.atualizar.estoque`, v3 `POST /estoque/{idProduto}` (Tiny's API documents, read 2026); fixture: fixtures/set-stock.json
 */
export default async function setStock(input: StockMovement, ctx: ActionContext): Promise<{ id: string }> {
  return postMovement(input, 'B', ctx)
}
