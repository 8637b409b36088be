import { at, defineResource, type HandlerContext, type Json, type ListInput, type ListPage, listOf, textOf } from '@tomada/sdk'
import { getRecord, refusedWith, sellerOf } from '../client.ts'
import { toItem } from '../map/to-item.ts'
import { LAST_PAGE, nextScroll, requiredList, ScrollExpiredError } from './page.ts'

const LONGEST_PAGE = 100
/** The older multiget cuts longer lists without a word; of the newer one no limit is known. */
const MULTIGET_IDS = 20

/**
 * A page of the seller's listings, whole: a scan gives ids, multigets give what they are. There is no "changed since".
 * Source: "Ítems y búsquedas", developers.mercadolibre.com.co, updated 2026-09-10
 */
async function list({ checkpoint, limit }: ListInput, ctx: HandlerContext): Promise<ListPage> {
  const page = await scan(ctx, textOf(at(checkpoint, 'scroll')), Math.min(limit, LONGEST_PAGE))
  const ids = requiredList(page, 'results').flatMap((id) => textOf(id) ?? [])
  const scroll = ids.length === 0 ? null : nextScroll(page)
  if (ids.length === 0) return { records: [], ...LAST_PAGE }
  const total = Number(at(page, 'paging', 'total') ?? Number.NaN)
  const records: Json[] = []
  for (let from = 0; from < ids.length; from += MULTIGET_IDS) records.push(...(await readMany(ctx, ids.slice(from, from + MULTIGET_IDS))))
  const next = scroll === null ? LAST_PAGE : { checkpoint: { scroll }, done: false }
  return { records, total: Number.isNaN(total) ? null : total, ...next }
}

async function scan(ctx: HandlerContext, scroll: string | null, limit: number): Promise<Json> {
  const query = new Map([['search_type', 'scan'], ['limit', String(limit)], ...(scroll === null ? [] : [['scroll_id', scroll] as const])])
  const text = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  try {
    return await getRecord(ctx, `/users/${encodeURIComponent(sellerOf(ctx))}/items/search?${text}`)
  } catch (error) {
    if (scroll !== null && refusedWith(error)?.status === 400) throw new ScrollExpiredError()
    throw error
  }
}

/**
 * Both shapes of the multiget are read: `[{status_code, id, body}]` and `[{code, body}]`. What it does not give whole, because the
 * listing is gone, the list was cut or the entry has another shape, is asked for alone.
 */
async function readMany(ctx: HandlerContext, ids: readonly string[]): Promise<Json[]> {
  const found: Json[] = []
  const given = new Set<string>()
  for (const entry of listOf(await multiget(ctx, ids))) {
    const status = Number(at(entry, 'status_code') ?? at(entry, 'code'))
    const body = at(entry, 'body')
    const id = textOf(at(body, 'id'))
    if (id === null || given.has(id) || !(status >= 200 && status < 300)) continue
    given.add(id)
    found.push(toItem(body))
  }
  for (const id of ids) if (!given.has(id)) found.push(...(await readOne(ctx, id)))
  return found
}

async function multiget(ctx: HandlerContext, ids: readonly string[]): Promise<Json> {
  const list = ids.map(encodeURIComponent).join(',')
  try {
    return await getRecord(ctx, `/items/bulk?ids=${list}`)
  } catch (error) {
    if (refusedWith(error)?.status !== 404) throw error
    // The newer multiget is not there for everybody yet.
    return getRecord(ctx, `/items?ids=${list}`)
  }
}

async function readOne(ctx: HandlerContext, id: string): Promise<Json[]> {
  try {
    return [await detail({ key: id }, ctx)]
  } catch (error) {
    const status = refusedWith(error)?.status
    if (status === 404 || status === 403) return []
    throw error
  }
}

async function detail({ key }: { key: string }, ctx: HandlerContext): Promise<Json> {
  return toItem(await getRecord(ctx, `/items/${encodeURIComponent(key)}`))
}

export default defineResource({ list, detail })
