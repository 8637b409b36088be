import { defineResource, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { toContact } from '../map/contact.ts'
import { brDateTime } from '../map/values.ts'
import { listV2, listV3, mapPage } from './pages.ts'

/** Source: v2 `contatos.pesquisa` and `contato.obter`; v3 `GET /contatos` and `GET /contatos/{id}` (Tiny's API documents, read 2026). */
async function list(input: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const since = textOf(input.since)
  const fields = { pesquisa: '', dataMinimaAtualizacao: since === null ? null : brDateTime(since) }
  const page = isV2(ctx)
    ? await listV2(input, ctx, 'contatos.pesquisa', { list: 'contatos', one: 'contato', fields })
    : await listV3(input, ctx, '/contatos', { dataAtualizacao: since })
  return mapPage(page, input, ctx.now, toContact)
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const original = isV2(ctx)
    ? await recordV2(ctx, 'contato.obter', 'contato', { id: key })
    : await getV3(ctx, `/contatos/${encodeURIComponent(key)}`)
  return { ...toContact(original), original }
}

export default defineResource({ list, detail })
