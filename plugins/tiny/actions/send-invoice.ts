import type { ActionContext } from '@tomada/sdk'
import { callV2 } from '../client-v2.ts'
import { sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import type { Id } from '../map/values.ts'

/**
 * Sends a draft to the tax office. The host looks first whether it was sent (`get-invoice`); whether it is authorised comes later.
 * Source: v2 `nota.fiscal.emitir`, v3 `POST /notas/{id}/emitir` (Tiny's API documents, read 2026); fixture: fixtures/send-invoice.json
 */
export default async function sendInvoice(
  { notaId, enviarEmail }: { notaId: Id; enviarEmail?: boolean | null },
  ctx: ActionContext,
): Promise<{ id: string; estado: string }> {
  if (isV2(ctx)) await callV2(ctx, 'nota.fiscal.emitir', { id: notaId, enviarEmail: enviarEmail === true ? 'S' : 'N' })
  else await sendV3(ctx, 'POST', `/notas/${notaId}/emitir`, { enviarEmail: enviarEmail === true })
  return { id: String(notaId), estado: 'processando' }
}
