import type { ActionContext } from '@tomada/sdk'
import { postMovement, type StockMovement } from '../map/stock-movement.ts'

/**
 * Sets the physical balance of a product in one depósito (*balanço*): doing it twice is the same as once.
 * Source: POST /estoques of Bling's OpenAPI document (September 2026); fixture: fixtures/set-stock.json
 */
export default async function setStock(input: StockMovement, ctx: ActionContext): Promise<{ id: string }> {
  return postMovement(input, 'B', ctx)
}
