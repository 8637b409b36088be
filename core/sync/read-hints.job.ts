import type { ActionFailure } from '../actions/actions.types.ts'
import { toIso } from '../platform/clock.ts'
import { toError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import { HINTS_QUEUE } from '../runs/run-write.types.ts'
import { backOffSeconds, remedyFor } from './failure-policy.ts'
import { claimHints, type HintRow, postponeHint, settleHint } from './hints.store.ts'
import { type ReadRecordDeps, readRecordNow, SettledElsewhere } from './read-record.ts'
import { removeRecords } from './store-records.ts'
import { listSettings } from './sync-settings.store.ts'

export interface ReadHintsDeps extends ReadRecordDeps {
  logger: Logger
  /** Asks a list for what changed, where a record cannot be read alone. */
  syncSoon(tenantId: string, connectionId: string, resource: string): Promise<void>
  /** Records that are read at the same time; one that fails holds none of the others up. */
  batchSize?: number
}

const BATCH = 10
const WORKERS = 4
const MAX_TRIES = 12

export async function declareReadHints(queue: Queue, deps: ReadHintsDeps, works: boolean, stopping: AbortSignal): Promise<void> {
  await queue.declare(HINTS_QUEUE)
  if (!works) return
  await queue.workForTenant(HINTS_QUEUE, WORKERS, deps.db, ({ tenantId, ids }) => {
    if (ids['connectionId'] === undefined) throw new Error('the job names no connection')
    return readHints(tenantId, ids['connectionId'], stopping, deps)
  })
}

/** Reads all that waits at this connection. Safe to run twice at once: each takes its own. */
export async function readHints(tenantId: string, connectionId: string, stopping: AbortSignal, deps: ReadHintsDeps): Promise<void> {
  const limit = deps.batchSize ?? BATCH
  for (;;) {
    if (stopping.aborted) return
    const hints = await deps.db.forTenant(tenantId, (trx) => claimHints(trx, connectionId, limit))
    if (hints.length === 0) return
    const settings = await deps.db.forTenant(tenantId, (trx) => listSettings(trx, connectionId))
    await Promise.all(
      hints.map(async (hint) => {
        try {
          if (settings.get(hint.resource)?.enabled === false) await settle(tenantId, hint, 'done', 'ignored', null, deps)
          else await readHint(tenantId, hint, stopping, deps)
        } catch (error) {
          if (error instanceof SettledElsewhere) return
          deps.logger.error({ err: error, tenantId, hintId: hint.id }, 'record of a webhook not stored')
          await deps.db.forTenant(tenantId, (trx) => postponeHint(trx, hint.id, toError(error).message, backOffSeconds(hint.tries)))
          await askAgain(tenantId, connectionId, backOffSeconds(hint.tries), deps)
        }
      }),
    )
    deps.changed(tenantId, connectionId)
  }
}

async function readHint(tenantId: string, hint: HintRow, stopping: AbortSignal, deps: ReadHintsDeps): Promise<void> {
  const { connectionId, plugin, resource, key } = hint
  const result = await readRecordNow(
    { tenantId, connectionId, plugin, resource, key },
    'webhook',
    deps,
    (trx, outcome, fetchedAt) =>
      settleHint(trx, hint, { status: 'done', outcome, error: null, fetchedAt, processedAt: toIso(deps.clock.now()) }),
    stopping,
  )
  if (!result.ok) await afterFailure(tenantId, hint, result.failure, stopping, deps)
}

async function afterFailure(
  tenantId: string,
  hint: HintRow,
  failure: ActionFailure,
  stopping: AbortSignal,
  deps: ReadHintsDeps,
): Promise<void> {
  if (stopping.aborted) {
    await deps.db.forTenant(tenantId, (trx) => postponeHint(trx, hint.id, 'stopping', 0))
    return
  }
  if (failure.code === 'no_detail') {
    // Nothing can be asked for by its id there: the list says what changed, and for a deletion the provider's word has to do.
    if (hint.isDelete && (await removeUnread(tenantId, hint, deps))) return
    await deps.syncSoon(tenantId, hint.connectionId, hint.resource)
    await settle(tenantId, hint, 'done', 'listed', null, deps)
    return
  }
  const remedy = remedyFor(failure, hint.tries)
  if (remedy.kind === 'give up' || (remedy.kind === 'wait' && failure.class === 'retry' && hint.tries >= MAX_TRIES)) {
    await settle(tenantId, hint, 'failed', null, failure.message, deps)
    return
  }
  const seconds = remedy.kind === 'park' ? 3_600 : remedy.seconds
  await deps.db.forTenant(tenantId, (trx) => postponeHint(trx, hint.id, failure.message, seconds))
  if (remedy.kind === 'wait') await askAgain(tenantId, hint.connectionId, seconds, deps)
}

/** True: done. Only where the manifest says that deliveries tell of deletions. */
async function removeUnread(tenantId: string, hint: HintRow, deps: ReadHintsDeps): Promise<boolean> {
  const { connectionId, plugin, resource, key } = hint
  if (deps.resources.resource(plugin, resource)?.deletes.by !== 'webhook') return false
  return deps.db.forTenant(tenantId, async (trx) => {
    await removeRecords(trx, { tenantId, connectionId, plugin, resource }, [key], 'webhook', deps)
    const processedAt = toIso(deps.clock.now())
    return settleHint(trx, hint, { status: 'done', outcome: 'deleted', error: null, fetchedAt: null, processedAt })
  })
}

function settle(
  tenantId: string,
  hint: HintRow,
  status: 'done' | 'failed',
  outcome: string | null,
  error: string | null,
  { db, clock }: ReadHintsDeps,
): Promise<boolean> {
  const end = { status, outcome, error, fetchedAt: null, processedAt: toIso(clock.now()) }
  return db.forTenant(tenantId, (trx) => settleHint(trx, hint, end))
}

/** Should this job get lost, the sync loop finds what is due. */
function askAgain(tenantId: string, connectionId: string, seconds: number, { db, queue }: ReadHintsDeps): Promise<void> {
  return db.forTenant(tenantId, (trx) =>
    queue.send(HINTS_QUEUE, [{ ids: { tenantId, connectionId }, afterSeconds: Math.ceil(seconds) + 1 }], trx),
  )
}
