import { at, defineResource, type HandlerContext, type Json, type ListInput, type ListPage, textOf } from '@tomada/sdk'
import { getRecord, refusedWith, sellerOf } from '../client.ts'
import { LAST_PAGE, nextScroll, requiredList, ScrollExpiredError } from './page.ts'

const SCAN_PAGE = 100
const NEWEST_PAGE = 50
/** Offsets reach so far; what is older is for the next scan. */
const LAST_ROW = 1000

/**
 * All questions by a scan, or, when asked for what is new, the newest first until one is older than that. The provider has no
 * "changed since": answers to older questions come by notification and by the daily scan.
 * Source: "Preguntas y respuestas", updated 2025-06-05; without `api_version=4` the asker is not told
 */
async function list(request: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const isScan = request.since === null || at(request.checkpoint, 'scan') === true
  return isScan ? scanned(request, ctx) : newest(request, ctx, Date.parse(String(request.since)))
}

async function scanned({ checkpoint }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const scroll = textOf(at(checkpoint, 'scroll'))
  // Spelled without the underscore that listings have.
  const query = `searchtype=scan&limit=${SCAN_PAGE}${scroll === null ? '' : `&scroll_id=${encodeURIComponent(scroll)}`}`
  const page = await search(ctx, query).catch((error: unknown) => {
    if (scroll !== null && refusedWith(error)?.status === 400) throw new ScrollExpiredError()
    throw error
  })
  const records = requiredList(page, 'questions')
  const next = records.length === 0 ? null : nextScroll(page)
  if (records.length === 0 || next === null) return { records, ...LAST_PAGE }
  const total = Number(at(page, 'total') ?? Number.NaN)
  return { records, checkpoint: { scan: true, scroll: next }, done: false, total: Number.isNaN(total) ? null : total }
}

async function newest({ checkpoint }: ListInput, ctx: HandlerContext, sinceMs: number): Promise<ListPage> {
  const offset = Number(at(checkpoint, 'offset') ?? 0)
  const page = await search(ctx, `sort_fields=date_created&sort_types=DESC&limit=${NEWEST_PAGE}&offset=${offset}`)
  const records = requiredList(page, 'questions')
  const oldest = Date.parse(textOf(at(records.at(-1) ?? null, 'date_created')) ?? '')
  if (records.length < NEWEST_PAGE || oldest < sinceMs) return { records, ...LAST_PAGE }
  const next = offset + NEWEST_PAGE
  // So many new ones at once: only a scan reaches the rest.
  return { records, checkpoint: next + NEWEST_PAGE > LAST_ROW ? { scan: true } : { offset: next }, done: false }
}

function search(ctx: HandlerContext, query: string): Promise<Json> {
  return getRecord(ctx, `/questions/search?seller_id=${encodeURIComponent(sellerOf(ctx))}&api_version=4&${query}`)
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  return getRecord(ctx, `/questions/${encodeURIComponent(key)}?api_version=4`)
}

export default defineResource({ list, detail })
