import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { queuedOrHeld } from './admission/entry.ts'
import type { RunStart } from './engine.types.ts'
import { encodeEntries } from './journal-codec.ts'
import type { RunChange, RunIdentity } from './run-write.types.ts'

/** Where a run comes from. */
export interface RunOrigin {
  tenantId: string
  deliveryId: string | null
}

export function identityOf(start: RunStart, { tenantId, deliveryId }: RunOrigin, clock: Clock): RunIdentity {
  const now = clock.now()
  const id = newId('run', now)
  return {
    tenantId,
    id,
    flowId: start.flow.flowId,
    version: start.flow.version,
    trigger: start.trigger,
    deliveryId,
    triggerData: start.storeData ? JSON.stringify(start.data) : null,
    rootRunId: start.retry?.rootRunId ?? id,
    retryOf: start.retry?.retryOf ?? null,
    startedAt: now,
    parent: null,
    depth: 0,
  }
}

/** A new run that waits for whoever has a slot, or to be let in. */
export function queuedRun(start: RunStart, origin: RunOrigin, clock: Clock): RunChange {
  const append = start.retry === undefined ? null : { seq: 0, entries: encodeEntries([start.retry.start]).text }
  const { flow, isKept = false } = start
  return { run: identityOf(start, origin, clock), isNew: true, append, ...queuedOrHeld(flow, isKept), natural: [], blobs: [] }
}
