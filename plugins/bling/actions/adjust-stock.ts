import type { ActionContext } from '@tomada/sdk'
import { postMovement, type StockMovement } from '../map/stock-movement.ts'

/**
 * Adds to the physical balance of a depósito (E) or takes from it (S). Bling takes no key and lists no movements, so an unknown
 * outcome is for a person to look at.
 * Source: POST /estoques of Bling's OpenAPI document (September 2026); fixture: fixtures/adjust-stock.json
 */
export default async function adjustStock(input: StockMovement & { operacao: 'E' | 'S' }, ctx: ActionContext): Promise<{ id: string }> {
  return postMovement(input, input.operacao, ctx)
}
