import { defineResource, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toInvoice } from '../map/invoice.ts'
import { brDate } from '../map/values.ts'
import { listV2, listV3, mapPage } from './pages.ts'

/**
 * The lists know the day of issue and no time of change: that an older invoice changed is told by webhook and seen by the weekly scan.
 * Source: v2 `notas.fiscais.pesquisa` and `nota.fiscal.obter`; v3 `GET /notas` and `GET /notas/{id}` (Tiny's API documents, read 2026)
 */
async function list(input: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const since = textOf(input.since)
  const page = isV2(ctx)
    ? await listV2(input, ctx, 'notas.fiscais.pesquisa', {
        list: 'notas_fiscais',
        one: 'nota_fiscal',
        fields: { dataInicial: brDate(since) },
      })
    : await listV3(input, ctx, '/notas', { dataInicial: since })
  return mapPage(page, { ...input, since: null }, ctx.now, toInvoice)
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const original = isV2(ctx)
    ? await recordV2(ctx, 'nota.fiscal.obter', 'nota_fiscal', { id: key })
    : await getV3(ctx, `/notas/${encodeURIComponent(key)}`)
  return { ...toInvoice(original), original }
}

export default defineResource({ list, detail })
