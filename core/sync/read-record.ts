import type { ActionFailure } from '../actions/actions.types.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { ReadRecord, ResourceOperations, ResourceRef } from '../resources/operations/operations.types.ts'
import type { Origin } from '../resources/resources.types.ts'
import { insertLogEntry } from './page-log.store.ts'
import type { SyncCheckpoint } from './pass.ts'
import { removeRecords, type StoreDeps, storeRecords } from './store-records.ts'

export interface ReadRecordDeps extends StoreDeps {
  db: Pick<Database, 'forTenant'>
  operations: Pick<ResourceOperations, 'read'>
  clock: Clock
  changed(tenantId: string, connectionId: string): void
  checkpoint?: SyncCheckpoint
}

export type RecordOutcome = 'stored' | 'unchanged' | 'stale' | 'deleted' | 'missing'

/**
 * One record as the provider has it now, stored; an answer that is older than what is stored changes nothing. "Not there", said by its
 * id, marks a stored record as gone. `within`: more for the same transaction; false undoes all of it.
 */
export async function readRecordNow(
  ref: ResourceRef & { key: string },
  origin: Origin,
  deps: ReadRecordDeps,
  within: (trx: Trx, outcome: RecordOutcome, fetchedAt: string) => Promise<boolean> = async () => true,
  signal?: AbortSignal,
): Promise<{ ok: true; outcome: RecordOutcome } | { ok: false; failure: ActionFailure }> {
  const startedAt = deps.clock.monotonicMs()
  const { key, ...place } = ref
  const result = await deps.operations.read({ ...ref, priority: 'live', ...(signal === undefined ? {} : { signal }) })
  if (!result.ok && !result.missing) return { ok: false, failure: result.failure }
  const fetchedAt = toIso(deps.clock.now())
  await deps.checkpoint?.('record-read', ref.resource)
  const outcome = await deps.db.forTenant(ref.tenantId, async (trx) => {
    const stored = await store(trx, place, key, result.ok ? result.record : null, origin, deps)
    const line = {
      kind: 'record' as const,
      durationMs: deps.clock.monotonicMs() - startedAt,
      calls: result.calls.length,
      code: null,
      message: null,
    }
    const at = deps.clock.now()
    const { counts, keys, changes } = stored
    await insertLogEntry(trx, { ...place, ...line, ...counts, keys, changes, id: newId('spl', at), jobId: null, origin, at })
    if (!(await within(trx, stored.outcome, fetchedAt))) throw new SettledElsewhere()
    return stored.outcome
  })
  deps.changed(ref.tenantId, ref.connectionId)
  await deps.checkpoint?.('record-stored', ref.resource)
  return { ok: true, outcome }
}

/** Another worker did this meanwhile. */
export class SettledElsewhere extends Error {}

async function store(trx: Trx, ref: ResourceRef, key: string, record: ReadRecord | null, origin: Origin, deps: StoreDeps) {
  if (record === null) {
    const removed = await removeRecords(trx, ref, [key], origin, deps)
    return { ...removed, outcome: removed.counts.deleted > 0 ? ('deleted' as const) : ('missing' as const) }
  }
  const stored = await storeRecords(trx, ref, [record], origin, deps)
  const { created, updated, deleted } = stored.counts
  const isStale = stored.written.some((written) => written.stale)
  return {
    ...stored,
    outcome:
      deleted > 0
        ? ('deleted' as const)
        : created + updated > 0
          ? ('stored' as const)
          : isStale
            ? ('stale' as const)
            : ('unchanged' as const),
  }
}
