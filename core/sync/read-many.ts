import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { Trx } from '../platform/db.ts'
import type { ReadRecord, ResourceRef } from '../resources/operations/operations.types.ts'
import type { Origin } from '../resources/resources.types.ts'
import { type Page, type Pass, type PassDeps, priorityOf } from './pass.ts'
import { removeRecords, type StoreDeps, storeRecords } from './store-records.ts'

/** Calls of one pass under way at the same time; the quota decides what of it is sent when. */
export const AT_ONCE = 5

export interface ManyRead {
  records: ReadRecord[]
  /** Not there, says the provider by their id. */
  missing: string[]
  /** Refused for good, each alone. */
  failed: Array<{ key: string; failure: ActionFailure }>
  calls: number
}

/** Faults of the provider or of the line to it: what failed is asked again as a whole, from the checkpoint. */
export function isPassing({ class: kind }: Pick<ActionFailure, 'class'>): boolean {
  return kind === 'retry' || kind === 'rateLimited' || kind === 'reauthorise'
}

/**
 * Records by their ids. A passing fault ends it, with what was read until then; one that is about a record fails that one.
 */
export async function readMany(
  pass: Pass,
  keys: readonly string[],
  { operations }: Pick<PassDeps, 'operations'>,
): Promise<{ ok: true; read: ManyRead } | { ok: false; failure: ActionFailure; read: ManyRead }> {
  const read: ManyRead = { records: [], missing: [], failed: [], calls: 0 }
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const some = keys.slice(i, i + AT_ONCE)
    const results = await Promise.all(
      some.map((key) =>
        askAgain(() => operations.read({ ...pass.ref, key, priority: priorityOf(pass), signal: pass.signal }), pass.signal),
      ),
    )
    let passing: ActionFailure | null = null
    for (const [index, result] of results.entries()) {
      read.calls += result.calls.length
      const key = some[index] ?? ''
      if (result.ok) read.records.push(result.record)
      else if (result.missing) read.missing.push(key)
      else if (isPassing(result.failure)) passing ??= result.failure
      else read.failed.push({ key, failure: result.failure })
    }
    if (passing !== null) return { ok: false, failure: passing, read }
  }
  return { ok: true, read }
}

const TRIES = 3
const AGAIN_MS = 300

type Asked = { ok: true } | { ok: false; missing?: boolean; failure?: ActionFailure }

/** One call of many. A fault of the moment is asked again in a moment: otherwise fifty would begin anew for one of them. */
export async function askAgain<T extends Asked>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    const result = await ask()
    const isOfTheMoment = !result.ok && result.failure?.class === 'retry' && (result.failure.retryAfterMs ?? 0) <= AGAIN_MS
    if (!isOfTheMoment || tries === TRIES || signal.aborted) return result
    await sleep(AGAIN_MS)
  }
}

/** Stores what was there, marks what was not as gone, and says what was refused; in the caller's transaction. */
export async function storeMany(
  trx: Trx,
  ref: ResourceRef,
  { records, missing, failed }: Omit<ManyRead, 'calls'>,
  origin: Origin,
  deps: StoreDeps,
): Promise<Required<Pick<Page, 'counts' | 'keys' | 'changes' | 'reasons'>>> {
  const stored = await storeRecords(trx, ref, records, origin, deps)
  const removed = await removeRecords(trx, ref, missing, origin, deps)
  return {
    counts: {
      ...stored.counts,
      read: records.length + missing.length + failed.length,
      deleted: stored.counts.deleted + removed.counts.deleted,
      failed: failed.length,
    },
    keys: [...stored.keys, ...removed.keys, ...failed.map(({ key }) => key)],
    changes: `${stored.changes}${removed.changes}${REFUSED.repeat(failed.length)}`,
    reasons: failed.map(({ failure }) => failure.message),
  }
}

/** How the log writes a record that could not be taken. */
export const REFUSED = 'f'
