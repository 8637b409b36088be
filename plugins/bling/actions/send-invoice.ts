import { type ActionContext, at, textOf } from '@tomada/sdk'
import { send, unwrap } from '../client.ts'

/**
 * Sends a draft NF-e to the tax office. The answer only says that it was sent: whether it is authorised comes later, as an event or by
 * asking. The host looks first whether it was sent already.
 * Source: POST /nfe/{id}/enviar of Bling's OpenAPI document (September 2026); fixture: fixtures/send-invoice.json
 */
export default async function sendInvoice(
  { notaId, enviarEmail }: { notaId: string | number; enviarEmail?: boolean | null },
  ctx: ActionContext,
): Promise<{ id: string; estado: string; xml: string | null }> {
  const choice = enviarEmail === null || enviarEmail === undefined ? '' : `?enviarEmail=${enviarEmail}`
  const text = await send(ctx, 'POST', `/nfe/${notaId}/enviar${choice}`)
  return { id: String(notaId), estado: 'processando', xml: text === '' ? null : textOf(at(unwrap(text), 'xml')) }
}
