import { at, defineResource, type HandlerContext, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { getRecord, listRows, PAGE_SIZE } from '../client.ts'

/** Outgoing, incoming: the list shows one kind at a time, outgoing ones unless asked otherwise. */
const KINDS = [1, 0]

/**
 * Rows of GET /nfe, one kind after the other. The list knows no time of change, only that of issue: that an older invoice changed is
 * told by webhook and seen by the weekly scan.
 * Source: Bling's OpenAPI document (September 2026)
 */
async function list({ checkpoint, since, until, limit }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const number = Number(at(checkpoint, 'page') ?? 1)
  const kind = Number(at(checkpoint, 'kind') ?? 0)
  const size = Math.min(limit, PAGE_SIZE)
  const period = { dataEmissaoInicial: textOf(since), dataEmissaoFinal: textOf(until) }
  const rows = await listRows(ctx, '/nfe', { tipo: KINDS[kind] ?? 0, ...period }, { number, size })
  if (rows.length >= size) return { records: rows, checkpoint: { kind, page: number + 1 }, done: false }
  return { records: rows, checkpoint: { kind: kind + 1, page: 1 }, done: kind + 1 >= KINDS.length }
}

export default defineResource({ list, detail: ({ key }, ctx) => getRecord(ctx, `/nfe/${encodeURIComponent(key)}`) })
