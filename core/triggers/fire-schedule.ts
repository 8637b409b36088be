import type { ScheduleTrigger } from '../../sdk/flow/definition.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import { dueTimes } from './due-times.ts'
import { scheduleTimes } from './schedule-times.ts'
import { startOnce } from './start-once.ts'
import { settle, type TimedTriggerRow } from './timed-triggers.store.ts'

export interface ScheduleDeps {
  db: Pick<Database, 'forTenant'>
  engine: Pick<Engine, 'accept'>
  flows: Pick<FlowSource, 'version'>
  clock: Clock
  logger: Logger
}

/** A start that was refused (queue full, database away) is tried again so soon; its time stays the same. */
const TRY_AGAIN_MS = 10_000
/** Longer than a dedupe key usually lives: catching up and backfilling reach further back. */
export const SCHEDULE_WINDOW_SECONDS = 31 * 24 * 60 * 60

/**
 * Starts what a claimed schedule owes, and sets its next time. A process that dies in between leaves the row due: the one that
 * takes it over asks for the same runs again, and their keys make one of two.
 */
export async function fireSchedule(row: TimedTriggerRow, holder: string, deps: ScheduleDeps): Promise<void> {
  const trigger: ScheduleTrigger = JSON.parse(row.definition)
  const now = deps.clock.now()
  const dueAt = row.nextAt?.getTime() ?? now
  const due = dueTimes(scheduleTimes(trigger, row.anchorAt.getTime()), dueAt, now, trigger.missed)
  try {
    const flow = await deps.flows.version(row.tenantId, row.flowId, row.version)
    if (flow === null) throw new Error('the published version is not there')
    for (const { dueAt: at, isCatchUp } of due.runs) await startScheduled(flow, at, isCatchUp, deps)
    const lastAt = due.runs.at(-1)?.dueAt
    await deps.db.forTenant(row.tenantId, (trx) =>
      settle(trx, row.flowId, {
        holder,
        lookAt: due.nextAt,
        nextAt: due.nextAt,
        ...(lastAt === undefined ? {} : { lastAt }),
        ...(due.missed === null ? {} : { missed: due.missed }),
        failures: 0,
        lastError: null,
      }),
    )
    if (due.missed !== null) deps.logger.warn({ tenantId: row.tenantId, flowId: row.flowId, ...due.missed }, 'scheduled times were missed')
  } catch (error) {
    deps.logger.error({ err: error, tenantId: row.tenantId, flowId: row.flowId }, 'scheduled run not started')
    const failure = { failures: row.failures + 1, lastError: toError(error).message }
    const lookAt = deps.clock.now() + TRY_AGAIN_MS
    await deps.db.forTenant(row.tenantId, (trx) => settle(trx, row.flowId, { holder, lookAt, nextAt: dueAt, ...failure }))
  }
}

/** The one place where a scheduled time becomes a run: by the clock, caught up or backfilled, it has the same key. */
export function startScheduled(flow: PublishedFlow, dueAt: number, isCatchUp: boolean, deps: Pick<ScheduleDeps, 'engine' | 'clock'>) {
  const scheduledAt = toIso(dueAt)
  return startOnce(
    {
      flow,
      trigger: 'schedule',
      data: { scheduledAt, startedAt: toIso(deps.clock.now()), isCatchUp },
      key: scheduledAt,
      windowSeconds: SCHEDULE_WINDOW_SECONDS,
    },
    deps,
  )
}
