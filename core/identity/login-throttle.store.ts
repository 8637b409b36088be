import type { Db, Trx } from '../platform/db.ts'

export interface ThrottleState {
  attempts: number
  resetsAt: Date
}

/**
 * Counts one attempt under `key` and says how many there are in the window that ends at `resetsAt`. One statement: of many
 * guesses at once, on any number of processes, each gets its own number.
 */
export async function countAttempt(db: Db | Trx, key: string, atIso: string, windowEndIso: string): Promise<ThrottleState> {
  const { rows } = await db.raw<{ rows: Array<{ attempts: number; resets_at: Date }> }>(
    `INSERT INTO login_throttle AS t (key, attempts, resets_at) VALUES (:key, 1, :end)
     ON CONFLICT (key) DO UPDATE SET
       attempts  = CASE WHEN t.resets_at <= :now THEN 1 ELSE t.attempts + 1 END,
       resets_at = CASE WHEN t.resets_at <= :now THEN excluded.resets_at ELSE t.resets_at END
     RETURNING attempts, resets_at`,
    { key, end: windowEndIso, now: atIso },
  )
  const row = rows[0]
  if (row === undefined) throw new Error('the throttle row was not returned')
  return { attempts: row.attempts, resetsAt: row.resets_at }
}

/** Takes back what successful sign-ins counted. */
export async function forgiveAttempts(db: Db | Trx, clear: readonly string[], decrement: readonly string[]): Promise<void> {
  await db('login_throttle')
    .whereIn('key', [...clear])
    .delete()
  await db('login_throttle')
    .whereIn('key', [...decrement])
    .where('attempts', '>', 0)
    .decrement('attempts', 1)
}

export async function deleteExpiredThrottles(db: Db | Trx, atIso: string): Promise<number> {
  return db('login_throttle').where('resets_at', '<=', atIso).delete()
}
