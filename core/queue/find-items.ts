import type { Trx } from '../platform/db.ts'
import { type DeliveryWords, deliveryWords } from './delivery-keys.store.ts'
import { type ItemQuery, type ItemRow, listItems } from './queue.store.ts'

export interface FoundItem extends ItemRow {
  words: DeliveryWords | undefined
}

export interface FoundPage {
  items: FoundItem[]
  /** Id to go on after; null: there is nothing more. */
  next: string | null
}

/** Items that one search reads at a time, and at most; then it answers with what it has and where to go on. */
const CHUNK = 1_000
const MOST_LOOKED_AT = 10_000

/**
 * One page of the queue, newest first. A text is looked for in the key, the topic and the data that an item was started with: no
 * index has that, so a search is bounded, and a page may come short although there is more.
 */
export async function findItems(trx: Trx, query: ItemQuery): Promise<FoundPage> {
  const { tenantId, limit, text } = query
  const items: FoundItem[] = []
  let before = query.before
  for (let looked = 0; looked < MOST_LOOKED_AT; ) {
    const size = text === undefined ? limit : CHUNK
    const rows = await listItems(trx, { ...query, ...(before === undefined ? {} : { before }), limit: size })
    const deliveryIds = rows.flatMap((row) => (row.deliveryId === null ? [] : [row.deliveryId]))
    const words = await deliveryWords(trx, tenantId, [...new Set(deliveryIds)], text ?? null)
    for (const row of rows) {
      const told = row.deliveryId === null ? undefined : words.get(row.deliveryId)
      if (text !== undefined && !row.hasText && told?.hasText !== true) continue
      items.push({ ...row, words: told })
      if (items.length === limit) return { items, next: row.id }
    }
    if (rows.length < size) return { items, next: null }
    before = rows.at(-1)?.id
    looked += rows.length
  }
  return { items, next: before ?? null }
}
