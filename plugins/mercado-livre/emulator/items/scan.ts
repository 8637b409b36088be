import { type EmulatorAnswer, numberOf } from '@tomada/sdk/emulator'
import { badRequest } from '../errors.ts'
import type { Market } from '../market.ts'
import type { Scroll } from '../market.types.ts'

const SCROLL_MS = 5 * 60_000
const PAGE = 50
const LONGEST_PAGE = 100

export interface ScanPage<T> {
  rows: readonly T[]
  /** null on the page after the last. */
  scrollId: string | null
}

/** One page of a scan: no offset, a new `scroll_id` with each answer, five minutes to use it, null and nothing at the end. */
export function scan<T>(
  market: Market,
  query: URLSearchParams,
  subject: { kind: Scroll['kind']; sellerId: number; rows: readonly T[] },
): ScanPage<T> | { refusal: EmulatorAnswer } {
  const limit = numberOf(query.get('limit')) ?? PAGE
  if (query.has('offset')) return { refusal: badRequest('offset is not allowed with search_type=scan') }
  if (limit < 1 || limit > LONGEST_PAGE) return { refusal: badRequest(`limit must be between 1 and ${LONGEST_PAGE}`) }
  const now = market.world.clock.now()
  const given = query.get('scroll_id')
  const scroll = given === null ? undefined : market.scrolls.get(given)
  if (given !== null && (!scroll || scroll.kind !== subject.kind || scroll.sellerId !== subject.sellerId || scroll.expiresAt <= now)) {
    return { refusal: badRequest('scroll_id is invalid or expired') }
  }
  if (given !== null) market.scrolls.delete(given)
  const position = scroll?.position ?? 0
  const rows = subject.rows.slice(position, position + limit)
  if (rows.length === 0) return { rows, scrollId: null }
  const scrollId = market.random.letters(32)
  market.scrolls.set(scrollId, {
    kind: subject.kind,
    sellerId: subject.sellerId,
    position: position + rows.length,
    expiresAt: now + SCROLL_MS,
  })
  return { rows, scrollId }
}
