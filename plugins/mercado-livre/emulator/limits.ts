import { BadSetting, type EmulatorAnswer, type EmulatorRequest, type Fields, listOf, numberOf, textsOf } from '@tomada/sdk/emulator'
import { notYours, tooManyRequests } from './errors.ts'
import type { Market } from './market.ts'

const MINUTE_MS = 60_000
const MESSAGING = /^\/(messages|post-purchase)\//

/** Refuses what is over the application's minute, or comes from an address it may not call from. The consent page is no API. */
export function createAdmission(market: Market): (request: EmulatorRequest) => EmulatorAnswer | null {
  const general: number[] = []
  const messaging: number[] = []
  return (request) => {
    if (request.path === '/authorization') return null
    const { allowedAddresses, requestsPerMinute, messagesPerMinute } = market.limits
    if (allowedAddresses.length > 0 && !allowedAddresses.includes(request.address)) return notYours()
    const now = market.world.clock.now()
    if (MESSAGING.test(request.path) && !admit(messaging, messagesPerMinute, now)) return tooManyRequests()
    return admit(general, requestsPerMinute, now) ? null : tooManyRequests()
  }
}

/** A sliding minute: `taken` holds the instants of the requests let through. */
function admit(taken: number[], perMinute: number, now: number): boolean {
  while (taken[0] !== undefined && taken[0] <= now - MINUTE_MS) taken.shift()
  if (taken.length >= perMinute) return false
  taken.push(now)
  return true
}

type NumberLimit = 'requestsPerMinute' | 'messagesPerMinute' | 'searchLagMs' | 'shipmentLagMs' | 'fallbackAfterFailures'
const NUMBER_LIMITS: readonly NumberLimit[] = [
  'requestsPerMinute',
  'messagesPerMinute',
  'searchLagMs',
  'shipmentLagMs',
  'fallbackAfterFailures',
]

export function configureLimits(market: Market, settings: Fields): unknown {
  for (const name of NUMBER_LIMITS) {
    if (settings[name] === undefined) continue
    const value = numberOf(settings[name])
    if (value === undefined || value < 0) throw new BadSetting(`${name} must be a number, 0 or more.`)
    market.limits[name] = value
  }
  if (settings['notificationDelaysMs'] !== undefined) {
    market.limits.notificationDelaysMs = listOf(settings['notificationDelaysMs']).flatMap((entry) => numberOf(entry) ?? [])
  }
  if (settings['allowedAddresses'] !== undefined) market.limits.allowedAddresses = textsOf(settings['allowedAddresses'])
  return market.limits
}
