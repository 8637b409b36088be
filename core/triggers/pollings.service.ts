import type { Database } from '../platform/db.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import { countKnown } from './polled-records.store.ts'
import { requireFlow } from './schedules.service.ts'
import { findTimed } from './timed-triggers.store.ts'

export interface PollingView {
  state: 'none' | 'running' | 'failing' | 'paused'
  lastAt: string | null
  nextAt: string | null
  /** New records of the last poll that worked. */
  lastFound: number | null
  /** Polls that failed in a row. */
  failures: number
  lastError: string | null
  /** Highest cursor value so far, as JSON text. */
  cursor: string | null
  known: number
}

/** What people see of a flow's polling. */
export function createPollings({ db, flows }: { db: Pick<Database, 'forTenant'>; flows: Pick<FlowSource, 'names'> }) {
  return {
    async read(tenantId: string, flowId: string): Promise<PollingView> {
      await requireFlow(flows, tenantId, flowId)
      return db.forTenant(tenantId, async (trx) => {
        const row = await findTimed(trx, flowId)
        if (row?.kind !== 'polling') {
          return { state: 'none', lastAt: null, nextAt: null, lastFound: null, failures: 0, lastError: null, cursor: null, known: 0 }
        }
        const { failures, lastError, cursor, lastFound } = row
        return {
          state: row.lookAt === null ? 'paused' : failures > 0 ? 'failing' : 'running',
          lastAt: row.lastAt?.toISOString() ?? null,
          nextAt: row.nextAt?.toISOString() ?? null,
          lastFound,
          failures,
          lastError,
          cursor,
          known: await countKnown(trx, flowId),
        }
      })
    },
  }
}

export type PollingsService = ReturnType<typeof createPollings>
