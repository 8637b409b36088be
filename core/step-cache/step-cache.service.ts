import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { findCached, rememberCached, sweepCached } from './step-cache.store.ts'
import type { StepCache } from './step-cache.types.ts'

const SWEEP_ROUNDS = 200

export function createStepCache({ db, clock }: { db: Pick<Database, 'engine'>; clock: Clock }): StepCache {
  return {
    find: (tenantId, key) => findCached(db.engine, { ...key, tenantId, now: clock.now() }),
    remember: (tenantId, entries) => rememberCached(db.engine, tenantId, entries, clock.now()),
    async sweep() {
      let swept = 0
      for (let round = 0; round < SWEEP_ROUNDS; round++) {
        const gone = await sweepCached(db.engine, clock.now())
        if (gone === 0) break
        swept += gone
      }
      return swept
    },
  }
}
