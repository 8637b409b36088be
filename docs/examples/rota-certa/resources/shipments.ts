import { at, defineResource, type Json, listOf, RetryAfterError, textOf } from '@tomada/sdk'

/**
 * GET /v2/shipments, oldest change first, at most 40 a page. The last page says `next_cursor: null`; an answer that does not speak of it
 * at all is broken, and taking it for the last page would lose everything behind it.
 */
export default defineResource<Json, string>({
  async list({ checkpoint, since, limit }, ctx) {
    const query = [
      `limit=${Math.min(limit, 40)}`,
      ...(since === null ? [] : [`updated_after=${encodeURIComponent(since)}`]),
      ...(checkpoint === null ? [] : [`cursor=${encodeURIComponent(checkpoint)}`]),
    ]
    const answer = await ctx.http({ method: 'GET', url: `https://api.rotacerta.example/v2/shipments?${query.join('&')}` })
    const page = answer.json
    const isWhole = typeof page === 'object' && page !== null && 'next_cursor' in page && Array.isArray(at(page, 'shipments'))
    if (!isWhole) throw new RetryAfterError('The carrier answered with a part of a page.')
    const next = textOf(at(page, 'next_cursor'))
    return { records: listOf(at(page, 'shipments')), checkpoint: next, done: next === null }
  },
})
