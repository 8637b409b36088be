import { at, type Json, RetryAfterError, textOf } from '@tomada/sdk'

/** The last page of a list: nothing comes after it. */
export const LAST_PAGE = { checkpoint: null, done: true } as const

/** The scroll is older than five minutes: the host begins the pass again. */
export class ScrollExpiredError extends Error {
  override readonly name = 'ScrollExpiredError'
  readonly tomadaError = { kind: 'permanent', code: 'cursor_expired', message: 'The scroll of Mercado Livre has expired' }
}

/**
 * A list that every page has, also an empty one. An answer without it is none that the provider documents: taking it for an
 * empty page would lose what is on it.
 */
export function requiredList(page: Json, name: string): Json[] {
  const list = at(page, name)
  if (!Array.isArray(list)) throw new RetryAfterError(`Mercado Livre gave a page without ${name}`)
  return list
}

/** The scroll of the next page; null at the end, and then the member is there all the same. */
export function nextScroll(page: Json): string | null {
  const isThere = typeof page === 'object' && page !== null && Object.hasOwn(page, 'scroll_id')
  if (!isThere) throw new RetryAfterError('Mercado Livre gave a page without its scroll')
  return textOf(at(page, 'scroll_id'))
}
