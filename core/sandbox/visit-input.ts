import type { LoopState, RunState, StepError } from '../../sdk/flow/definition.ts'
import type { VisitRequest } from './sandbox.types.ts'

/** Entries of one visit (see VisitNext `more`): enough to be cheap, few enough to be committed often. */
const MAX_ENTRIES = 2000
/** Of a for-each's items, so many are sent at once, or as many as this many characters hold; but always all that may run at once. */
const MAX_ITEMS = 1000
const MAX_ITEM_CHARS = 512 * 1024
const MIN_ITEMS = 51

/** JSON text of what the guest is told. `maxMs`: time after which it should end its visit. */
export function visitInput(request: VisitRequest, faults: Record<string, StepError>, maxMs: number): string {
  const { state, busy, now, seed, run, only, maxEntries } = request
  const { trigger, steps, outcome } = state
  const most = Math.min(maxEntries ?? MAX_ENTRIES, MAX_ENTRIES)
  return JSON.stringify({
    trigger,
    steps,
    loops: windows(state.loops),
    outcome,
    busy,
    run,
    now,
    seed,
    only,
    faults,
    maxEntries: most,
    maxMs,
  })
}

function windows(loops: RunState['loops']): RunState['loops'] {
  const made: RunState['loops'] = {}
  for (const [path, loop] of Object.entries(loops)) made[path] = windowOf(loop)
  return made
}

/** A loop without its results, and with the items of its next iterations only: its size does not grow with the list. */
function windowOf(loop: LoopState): LoopState {
  const { items } = loop
  if (items === undefined) return { ...loop, results: {} }
  const sent: NonNullable<LoopState['items']> = {}
  for (const index of loop.open) take(index)
  let chars = 0
  for (let index = loop.next, count = 0; index < loop.count && Object.hasOwn(items, index); index++, count++) {
    if (count >= MAX_ITEMS || (count >= MIN_ITEMS && chars >= MAX_ITEM_CHARS)) break
    chars += take(index)
  }
  return { ...loop, items: sent, results: {} }

  function take(index: number): number {
    const item = items?.[index]
    if (item === undefined) return 0
    sent[index] = item
    return typeof item === 'object' ? JSON.stringify(item).length : String(item).length
  }
}
