import { type ActionContext, PermanentError } from '@tomada/sdk'
import { pageV2 } from '../client-v2.ts'
import { PAGE_SIZE, rowsV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { type Invoice, toInvoice } from '../map/invoice.ts'

/**
 * The invoice of the order with this number in the shop, or null. Numbers are compared again.
 * Source: v2 `notas.fiscais.pesquisa`, v3 `GET /notas` (Tiny's API documents, read 2026); fixture: fixtures/find-invoice.json
 */
export default async function findInvoice(
  { numeroEcommerce }: { numeroEcommerce: string },
  ctx: ActionContext,
): Promise<{ nota: Invoice | null }> {
  const { rows, isLast } = isV2(ctx)
    ? await pageV2(ctx, 'notas.fiscais.pesquisa', { list: 'notas_fiscais', one: 'nota_fiscal' }, { numeroEcommerce })
    : await searchV3(numeroEcommerce, ctx)
  const [oldest] = rows
    .map(toInvoice)
    .filter((one) => one.numeroEcommerce === numeroEcommerce)
    .toSorted((one, other) => Number(one.id) - Number(other.id))
  if (oldest !== undefined) return { nota: oldest }
  if (!isLast) throw new PermanentError('Tiny did not filter by the number in the shop, so nothing can be said')
  return { nota: null }
}

async function searchV3(numeroPedidoEcommerce: string, ctx: ActionContext) {
  const rows = await rowsV3(ctx, '/notas', { numeroPedidoEcommerce })
  return { rows, isLast: rows.length < PAGE_SIZE }
}
