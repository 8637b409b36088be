import type { CallbackAttempt, CallbackPolicy } from '@tomada/sdk/emulator'
import { utcDate } from '../dates.ts'
import type { Market } from '../market.ts'

// Mercado Livre waits half a second, and only a plain 200 counts.
const ACKNOWLEDGE_MS = 500

export interface Notification {
  _id: string
  topic: string
  resource: string
  userId: number
  /** Typed topics say what happened. */
  actions?: string[]
}

/** Whether this topic reaches the application at all: subscribed, and not switched off by fallback. */
export function isSubscribed(market: Market, topic: string): boolean {
  return market.app.callbackUrl !== null && market.app.topics.includes(topic) && !market.disabledTopics.has(topic)
}

export function newNotification(market: Market, topic: string, resource: string, userId: number, actions?: string[]): Notification {
  const { random } = market
  // Begins with the clock: receivers remember ids for days, and the same seed must not repeat one after a restart.
  const time = Math.floor(market.world.clock.now()).toString(16).padStart(12, '0')
  const _id = `${time.slice(0, 8)}-${time.slice(8)}-4${random.hex(3)}-9${random.hex(3)}-${random.hex(12)}`
  return { _id, topic, resource, userId, ...(actions ? { actions } : {}) }
}

/**
 * Sends one notification to the application's callback address: first attempt now, then by the retry hour.
 * Resolves with the first attempt, or null when nobody is subscribed or the topic was switched off.
 */
export async function notify(market: Market, notification: Notification): Promise<CallbackAttempt | null> {
  const { callbackUrl, sourceAddress } = market.app
  if (callbackUrl === null || !isSubscribed(market, notification.topic)) return null
  const received = utcDate(market.world.clock.now())
  const body = (attempts: number) => viewNotification(market, notification, attempts, received)
  const policy: CallbackPolicy = {
    timeoutMs: ACKNOWLEDGE_MS,
    isAccepted: (status) => status === 200,
    delaysMs: market.limits.notificationDelaysMs,
  }
  return market.world.callbacks.send({
    id: notification._id,
    topic: notification.topic,
    url: callbackUrl,
    policy,
    sourceAddress: sourceAddress ?? undefined,
    write: (attempt) => ({ body: Buffer.from(JSON.stringify(body(attempt))), headers: { 'user-agent': 'MercadoLibre Notifications' } }),
    maySend: () => isSubscribed(market, notification.topic),
    onAttempt: (attempt) => countFailures(market, notification.topic, attempt.accepted),
    onLost: (last) => keepAsMissed(market, notification, body(last.attempt), last),
  })
}

function viewNotification(market: Market, notification: Notification, attempts: number, received: string): Record<string, unknown> {
  const { _id, resource, topic, userId, actions } = notification
  const sent = utcDate(market.world.clock.now())
  const typed = actions ? { actions } : {}
  return { _id, resource, user_id: userId, topic, ...typed, application_id: market.app.id, attempts, sent, received }
}

/** Enough failures in a row switch the topic off; what happens meanwhile is told to nobody, until someone subscribes again. */
function countFailures(market: Market, topic: string, accepted: boolean): void {
  const failures = accepted ? 0 : (market.failures.get(topic) ?? 0) + 1
  market.failures.set(topic, failures)
  if (failures >= market.limits.fallbackAfterFailures) market.disabledTopics.add(topic)
}

function keepAsMissed(market: Market, notification: Notification, body: Record<string, unknown>, last: CallbackAttempt): void {
  if (market.disabledTopics.has(notification.topic)) return
  market.missedFeeds.push({
    lostAt: market.world.clock.now(),
    userId: notification.userId,
    topic: notification.topic,
    body: {
      ...body,
      request: { url: last.url, headers: 'Content-Type: application/json', data: JSON.stringify(body) },
      response: { http_code: last.status ?? 0, req_time: last.durationMs },
    },
  })
}
