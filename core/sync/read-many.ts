import type { ActionFailure } from '../actions/actions.types.ts'
import type { ReadRecord } from '../resources/operations/operations.types.ts'
import type { Pass, PassDeps } from './pass.ts'
import { priorityOf } from './pass.ts'

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

/** Records by their ids. A passing fault fails all of it; one that is about a record fails that one. */
export async function readMany(
  pass: Pass,
  keys: readonly string[],
  { operations }: Pick<PassDeps, 'operations'>,
): Promise<{ ok: true; read: ManyRead } | { ok: false; failure: ActionFailure }> {
  const read: ManyRead = { records: [], missing: [], failed: [], calls: 0 }
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const some = keys.slice(i, i + AT_ONCE)
    const results = await Promise.all(
      some.map((key) => operations.read({ ...pass.ref, key, priority: priorityOf(pass), signal: pass.signal })),
    )
    for (const [index, result] of results.entries()) {
      read.calls += result.calls.length
      const key = some[index] ?? ''
      if (result.ok) read.records.push(result.record)
      else if (result.missing) read.missing.push(key)
      else if (isPassing(result.failure)) return { ok: false, failure: result.failure }
      else read.failed.push({ key, failure: result.failure })
    }
  }
  return { ok: true, read }
}
