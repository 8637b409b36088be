import { at, defineResource, type HandlerContext, type Json, type ListInput, type ListPage, listOf, textOf } from '@tomada/sdk'
import { getRecord, sellerOf } from '../client.ts'
import { toMessage } from '../map/to-message.ts'
import { LAST_PAGE, requiredList } from './page.ts'

/** The provider's own page, when no size is asked for. */
const PAGE = 10

/**
 * Messages of one stored order's conversation, ten at a time as the provider pages them. Never marks anything as read.
 * Source: "Gestión de mensajes", updated 2026-04-27; an order without a pack stands in the pack's place
 */
async function list({ checkpoint, parent }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const pack = textOf(at(parent, 'pack_id')) ?? textOf(at(parent, 'id'))
  if (pack === null) return { records: [], ...LAST_PAGE }
  const seller = sellerOf(ctx)
  const offset = Number(at(checkpoint, 'offset') ?? 0)
  const path = `/messages/packs/${encodeURIComponent(pack)}/sellers/${encodeURIComponent(seller)}`
  const page = await getRecord(ctx, `${path}?tag=post_sale&mark_as_read=false&offset=${offset}`)
  const found = requiredList(page, 'messages')
  const total = Number(at(page, 'paging', 'total') ?? Number.NaN)
  const records = found.map((message) => toMessage(message, seller))
  const next = offset + Math.min(found.length, PAGE)
  const isLast = Number.isNaN(total) ? found.length < PAGE : next >= total
  if (found.length === 0 || isLast) return { records, ...LAST_PAGE }
  return { records, checkpoint: { offset: next }, done: false }
}

/** A notification names a message, at times as a path; the answer holds it in a list. */
async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  const answer = await getRecord(ctx, `/messages/${encodeURIComponent(key)}?tag=post_sale`)
  const [message = null] = listOf(at(answer, 'messages'))
  return message === null ? null : toMessage(message, sellerOf(ctx))
}

export default defineResource({ list, detail })
