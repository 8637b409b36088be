import { commitPage, isTimeUp, type Pass, type PassDeps, type PassEnd } from './pass.ts'
import { readMany, storeMany } from './read-many.ts'

/** Asked for by their ids, and stored, together. */
const BATCH = 50

/**
 * Stored records that the manifest says are still open, each asked for by its id: their list may never tell of what becomes of
 * them. Only "not there" deletes, where the manifest lets records go at all.
 */
export async function runReread(pass: Pass, deps: PassDeps): Promise<PassEnd> {
  for (;;) {
    const startedAt = deps.clock.monotonicMs()
    const open = await nextOpen(pass, deps)
    const outcome = await readMany(pass, open.keys, deps)
    if (!outcome.ok) return { kind: 'failed', failure: outcome.failure }
    await deps.checkpoint?.('page-read', pass.ref.resource)
    const isLast = open.nextCursor === null
    const state = { ...pass.state, parentCursor: open.nextCursor }
    const { read } = outcome
    await commitPage(
      pass,
      { state, isLast },
      async (trx) => {
        const stored = await storeMany(trx, pass.ref, read, state.origin, deps)
        return { ...stored, total: null, startedAt, calls: read.calls, kind: 'page' }
      },
      deps,
    )
    if (isLast) return { kind: 'done' }
    if (isTimeUp(pass, deps)) return { kind: 'more' }
  }
}

async function nextOpen({ ref, declared, state }: Pass, { reader }: PassDeps): Promise<{ keys: string[]; nextCursor: string | null }> {
  // Declared no more since the job was made: nothing is open.
  if (declared.reread === undefined) return { keys: [], nextCursor: null }
  const { field, values } = declared.reread
  const page = await reader.list(ref.tenantId, {
    plugin: ref.plugin,
    resource: ref.resource,
    connectionId: ref.connectionId,
    limit: BATCH,
    filter: { [field]: values },
    ...(state.parentCursor === null ? {} : { cursor: state.parentCursor }),
  })
  return { keys: page.items.map((item) => item.key), nextCursor: page.nextCursor }
}
