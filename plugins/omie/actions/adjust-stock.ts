import type { ActionContext } from '@tomada/sdk'
import { failureCode, failureText } from '../client.ts'
import { existingId } from '../map/existing-id.ts'
import { integrationCode } from '../map/integration-code.ts'
import { postAdjustment, type StockPosting } from '../map/stock-adjustment.ts'

const REASONS = { ENT: 'OPE', SAI: 'OPS' } as const

/** Adds to a balance or takes from it, once: Omie refuses a second adjustment with the same integration code, and tells the first one's id. */
export default async function adjustStock(
  input: StockPosting & { operacao: 'ENT' | 'SAI' },
  ctx: ActionContext,
): Promise<{ ajusteId: string }> {
  const { operacao, ...posting } = input
  const key = integrationCode(ctx.effectKey)
  try {
    return { ajusteId: await postAdjustment(ctx, posting, { tipo: operacao, motivo: REASONS[operacao], cod_int_ajuste: key }) }
  } catch (error) {
    const id = failureCode(error) === 'conflict' ? existingId(failureText(error)) : null
    if (id === null) throw error
    return { ajusteId: String(id) }
  }
}
