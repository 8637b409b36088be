import { LRUCache } from 'lru-cache'
import type { RateLimit } from './route.ts'

interface Bucket {
  tokens: number
  filledAtMs: number
}

export interface Taken {
  allowed: boolean
  remaining: number
  /** Seconds until a request is allowed again, or until the quota is whole when this one was. */
  resetSeconds: number
}

/** The busiest callers are remembered; one that is forgotten starts with a full bucket. */
const MAX_BUCKETS = 50_000

/**
 * Token buckets in this process: a quota that refills evenly over its window. `nowMs` is monotonic. Shared limits (login)
 * live in Postgres instead; here N processes allow up to N times the quota, which only has to keep one caller from hogging.
 */
export class TokenBuckets {
  #buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS })

  take(key: string, { quota, windowSeconds }: RateLimit, nowMs: number): Taken {
    const perMs = quota / (windowSeconds * 1000)
    const bucket = this.#buckets.get(key) ?? { tokens: quota, filledAtMs: nowMs }
    const tokens = Math.min(quota, bucket.tokens + (nowMs - bucket.filledAtMs) * perMs)
    const allowed = tokens >= 1
    const left = allowed ? tokens - 1 : tokens
    this.#buckets.set(key, { tokens: left, filledAtMs: nowMs })
    const missing = allowed ? quota - left : 1 - left
    return { allowed, remaining: Math.floor(left), resetSeconds: Math.max(1, Math.ceil(missing / perMs / 1000)) }
  }
}
