import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json, numberOf } from '@tomada/sdk/emulator'
import { badRequest, notYours } from '../errors.ts'
import type { Market } from '../market.ts'
import { authorized } from '../oauth/grants.ts'

const KEPT_MS = 2 * 86_400_000
const PAGE = 10

/** `GET /missed_feeds`: what no attempt delivered, for two days. Reading does not remove; there is no paging block. */
export function missedFeedRoutes(market: Market): EmulatorRoute[] {
  return [{ method: 'GET', path: '/missed_feeds', answer: authorized(market, (request, userId) => listMissed(market, request, userId)) }]
}

function listMissed(market: Market, request: EmulatorRequest, userId: number): EmulatorAnswer {
  const { query } = request
  const topic = query.get('topic')
  if (query.get('app_id') !== String(market.app.id)) return query.has('app_id') ? notYours() : badRequest('app_id is required')
  if (topic === 'items' && !query.has('site_id')) return badRequest('site_id is required for topic items')
  const offset = numberOf(query.get('offset')) ?? 0
  const limit = numberOf(query.get('limit')) ?? PAGE
  const since = market.world.clock.now() - KEPT_MS
  const kept = market.missedFeeds.filter(
    (feed) => feed.lostAt > since && feed.userId === userId && (topic === null || feed.topic === topic),
  )
  return json(200, { messages: kept.slice(offset, offset + limit).map((feed) => feed.body) })
}
