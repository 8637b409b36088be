import type { Json, LoopState, RunState, StepPath, StepRecord } from './definition.ts'

/**
 * How a record changes what a run knows. The guest applies it to its copy while it evaluates, the engine when it journals and
 * when it reads a journal back: one place, so that none of them can differ.
 */
export function applyRecord(state: RunState, path: StepPath, record: StepRecord): void {
  openIterations(state, path)
  const iteration = iterationOf(path)
  if (iteration !== null) {
    applyIteration(state, iteration.loop, iteration.index, record)
    return
  }
  if (record.status === 'open' && isLoopStart(record.output)) {
    state.loops[path] = newLoop(record.output)
    state.steps[path] = { status: 'open' }
    return
  }
  const loop = Object.hasOwn(state.loops, path) ? state.loops[path] : undefined
  if (loop === undefined || record.status === 'open') {
    state.steps[path] = record
    return
  }
  state.steps[path] = record.status === 'done' ? { ...record, output: loopOutput(loop) } : record
  delete state.loops[path]
  forget(state, `${path}[`)
}

/** What a loop's own record says when it starts: the items, or the bound of a while loop. */
export type LoopStart = { items: Json[] } | { bound: number }

function isLoopStart(output: Json | undefined): output is { items: Json[] } | { bound: number } {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return false
  return Array.isArray(output.items) || typeof output.bound === 'number'
}

function newLoop(start: LoopStart): LoopState {
  const idle = { next: 0, open: [], results: {}, previous: null, stopped: false }
  if ('bound' in start) return { count: start.bound, ...idle }
  return { count: start.items.length, items: { ...start.items }, ...idle }
}

/** A loop's output. Iterations that never ran leave no gap. */
export function loopOutput(loop: LoopState): { results: Json[]; count: number; stopped: boolean } {
  // Integer keys come in ascending order.
  const results = Object.values(loop.results)
  return { results, count: results.length, stopped: loop.stopped }
}

/** A path inside an iteration says that the iteration has started. */
export function openIterations(state: RunState, path: StepPath): void {
  for (let close = path.indexOf(']'); close >= 0; close = path.indexOf(']', close + 1)) {
    const iteration = iterationOf(path.slice(0, close + 1))
    if (iteration === null) return
    const loop = Object.hasOwn(state.loops, iteration.loop) ? state.loops[iteration.loop] : undefined
    if (loop === undefined) continue
    // Iterations start in order: those before it have started too, even if nothing of them is recorded yet.
    for (; loop.next <= iteration.index; loop.next++) loop.open.push(loop.next)
  }
}

/** `sLoop[3]` is iteration 3 of `sLoop`; a step's path is null. */
export function iterationOf(path: StepPath): { loop: StepPath; index: number } | null {
  if (!path.endsWith(']')) return null
  const open = path.lastIndexOf('[')
  return { loop: path.slice(0, open), index: Number(path.slice(open + 1, -1)) }
}

/** The step at the end of a path: `sLoop[3]/sInner` is `sInner`, and `sLoop[3]` is `sLoop`. */
export function stepIdOf(path: StepPath): string {
  const last = path.slice(path.lastIndexOf('/') + 1)
  const end = last.search(/[[?]/)
  return end < 0 ? last : last.slice(0, end)
}

/** `sLoop[3]/sInner` has the prefix `sLoop[3]/`; at the root it is empty. */
export function prefixOf(path: StepPath): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function applyIteration(state: RunState, loopPath: StepPath, index: number, record: StepRecord): void {
  const loop = Object.hasOwn(state.loops, loopPath) ? state.loops[loopPath] : undefined
  if (loop === undefined || record.status === 'open') return
  loop.open = loop.open.filter((open) => open !== index)
  loop.previous = record.output ?? null
  loop.results[index] = loop.previous
  if (record.lane === LAST_ITERATION) loop.stopped = true
  if (loop.items !== undefined) delete loop.items[index]
  forget(state, `${loopPath}[${index}]/`)
}

/** The lane of an iteration's record after which no further one starts. */
export const LAST_ITERATION = 'last'

/** What happened inside is in the journal; the run goes on without it. */
function forget(state: RunState, prefix: string): void {
  for (const path of Object.keys(state.steps)) if (path.startsWith(prefix)) delete state.steps[path]
  for (const path of Object.keys(state.loops)) if (path.startsWith(prefix)) delete state.loops[path]
}
