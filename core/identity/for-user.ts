import type { Database, Trx } from '../platform/db.ts'

/** One transaction that sees this user's own memberships and workspaces, of every tenant, and nothing else of any tenant. */
export function forUser<T>(db: Database, userId: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.app.transaction(async (trx) => {
    await trx.raw(`SELECT set_config('app.user_id', ?, true)`, [userId])
    return work(trx)
  })
}
