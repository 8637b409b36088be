import type { IncomingMessage } from 'node:http'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { addressKey, clientAddressReader } from './client-address.ts'
import { TokenBuckets } from './token-bucket.ts'

/** Lets a request of a stranger in, or throws AppError `too_many_requests`. `key`: what it is for, such as a webhook's token. */
export type VisitorLimit = (request: IncomingMessage, key: string) => void

export interface VisitorLimitOptions {
  clock: Clock
  /** Of each address, and for each key. */
  perMinute: number
  trustedProxies: readonly string[]
}

/** For addresses at which nobody signs in. */
export function visitorLimit({ clock, perMinute, trustedProxies }: VisitorLimitOptions): VisitorLimit {
  const addressOf = clientAddressReader(trustedProxies)
  const buckets = new TokenBuckets()
  const limit = { quota: perMinute, windowSeconds: 60 }
  return (request, key) => {
    const nowMs = clock.monotonicMs()
    for (const bucket of [`address ${addressKey(addressOf(request))}`, `key ${key}`]) {
      const { allowed, resetSeconds } = buckets.take(bucket, limit, nowMs)
      if (!allowed) throw new AppError('too_many_requests', { params: { seconds: resetSeconds }, retryAfterSeconds: resetSeconds })
    }
  }
}
