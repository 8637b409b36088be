import type { ActionContext } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Invoice, toInvoice } from '../map/invoice.ts'
import type { Id } from '../map/values.ts'

/**
 * One invoice and how far it is. The tax office answers later: while it is being processed, ask again or wait for the event.
 * Source: v2 `nota.fiscal.obter`, v3 `GET /notas/{id}` (Tiny's API documents, read 2026); fixture: fixtures/get-invoice.json
 */
export default async function getInvoice({ notaId }: { notaId: Id }, ctx: ActionContext): Promise<Invoice> {
  const invoice = toInvoice(
    isV2(ctx) ? await recordV2(ctx, 'nota.fiscal.obter', 'nota_fiscal', { id: notaId }) : await getV3(ctx, `/notas/${notaId}`),
  )
  if (invoice.situacao === null) throw new Error('Tiny gave this invoice without its situation')
  return invoice
}
