import type { ActionContext } from '@tomada/sdk'
import { postAdjustment, type StockPosting } from '../map/stock-adjustment.ts'

/** Sets the balance at one place. Doing it twice leaves the same balance. */
export default async function setStock(input: StockPosting, ctx: ActionContext): Promise<{ ajusteId: string }> {
  return { ajusteId: await postAdjustment(ctx, input, { tipo: 'SLD', motivo: 'INV' }) }
}
