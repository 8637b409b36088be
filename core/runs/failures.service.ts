import { stepOf } from '../../sdk/flow/graph.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { DEFAULT_DAYS } from './bulk-runs.service.ts'
import type { FlowSource } from './engine.types.ts'
import { groupFailures } from './failures.store.ts'
import type { RunCaller } from './runs.service.ts'

export interface FailuresDeps {
  db: Pick<Database, 'forTenant'>
  flows: Pick<FlowSource, 'names' | 'version'>
  clock: Clock
}

/** Failed runs of one flow, step and error code whose messages say the same. */
export interface FailureGroup {
  fingerprint: string
  flowId: string
  flowName: string
  stepId: string | null
  stepName: string | null
  code: string
  /** What differs from run to run is a placeholder: ‹id›, ‹n›, ‹value›, ‹url›, ‹email›. */
  message: string
  count: number
  firstAt: string
  lastAt: string
  exampleRunId: string
}

export type FailuresService = ReturnType<typeof createFailures>

const DAY_MS = 86_400_000
const PAGE = 50

/** What goes wrong, each reason once. Runs that were dealt with or retried are left out. */
export function createFailures({ db, flows, clock }: FailuresDeps) {
  return {
    /** Of runs that started since this time (default: 30 days ago), the group that failed last first. */
    async list({ tenantId }: RunCaller, query: { flowId?: string; since?: string; limit?: number }): Promise<FailureGroup[]> {
      const { flowId, since, limit = PAGE } = query
      const sinceDay = toIso(since === undefined ? clock.now() - DEFAULT_DAYS * DAY_MS : Date.parse(since)).slice(0, 10)
      const wanted = { tenantId, sinceDay, ...(flowId === undefined ? {} : { flowId }) }
      const rows = await db.forTenant(tenantId, (trx) => groupFailures(trx, wanted, limit))
      const names = await flows.names(
        tenantId,
        rows.map((row) => row.flowId),
      )
      return Promise.all(
        rows.map(async ({ exampleVersion, firstAt, lastAt, ...row }) => {
          const flow = row.stepId === null ? null : await flows.version(tenantId, row.flowId, exampleVersion)
          const step = flow === null || row.stepId === null ? undefined : stepOf(flow.definition, row.stepId)
          const stepName = step?.title ?? step?.name ?? null
          return { ...row, flowName: names.get(row.flowId) ?? '', stepName, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() }
        }),
      )
    },
  }
}
