import { createHash } from 'node:crypto'
import { addressKey } from '../http/client-address.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { countAttempt, forgiveAttempts } from './login-throttle.store.ts'

const WINDOW_MS = 15 * 60 * 1000

/**
 * Failed sign-ins allowed in 15 minutes. Per account from one address: a person who forgot. Per address: a guesser of many
 * accounts. Per account from anywhere: a guesser with many addresses; high enough that a stranger cannot lock a person out
 * with a handful of requests.
 */
const LIMITS = { pair: 10, address: 50, account: 100 }

export interface LoginThrottle {
  /** Counts an attempt before it is made, so that guesses in parallel count too. Throws AppError `too_many_requests`. */
  count(email: string, address: string): Promise<void>
  /** The attempt was right: clears the person's own count and takes this one back from the address. */
  forgive(email: string, address: string): Promise<void>
}

/** Shared by all processes through Postgres. Unknown e-mails count like known ones; no key comes from a header (C32). */
export function createLoginThrottle(db: Database, clock: Clock): LoginThrottle {
  return {
    async count(email, address) {
      const nowMs = clock.now()
      const keys = keysOf(email, address)
      for (const kind of ['address', 'pair', 'account'] as const) {
        const state = await countAttempt(db.app, keys[kind], toIso(nowMs), toIso(nowMs + WINDOW_MS))
        if (state.attempts <= LIMITS[kind]) continue
        const seconds = Math.max(1, Math.ceil((state.resetsAt.getTime() - nowMs) / 1000))
        throw new AppError('too_many_requests', { params: { seconds }, retryAfterSeconds: seconds })
      }
    },
    async forgive(email, address) {
      const keys = keysOf(email, address)
      await forgiveAttempts(db.app, [keys.pair], [keys.address, keys.account])
    },
  }
}

/** E-mails are hashed: the table must not become a list of who tried to sign in. */
function keysOf(email: string, address: string): Record<'pair' | 'address' | 'account', string> {
  const account = createHash('sha256').update(email).digest('base64url')
  const from = addressKey(address)
  return { pair: `pair:${account}:${from}`, address: `address:${from}`, account: `account:${account}` }
}
