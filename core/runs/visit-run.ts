import type { LoopState, RunState } from '../../sdk/flow/definition.ts'
import type { Clock } from '../platform/clock.ts'
import { toError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import type { RunFacts, Sandbox, VisitResult } from '../sandbox/sandbox.types.ts'
import { type CommitDeps, commitRun } from './commit-run.ts'
import { FIRST_APPETITE, type HeldRun } from './held-run.ts'
import { handle } from './machine.ts'
import type { Performers } from './outside.types.ts'

export interface VisitDeps extends CommitDeps {
  sandbox: Pick<Sandbox, 'visit'>
  clock: Clock
  performers: Pick<Performers, 'linksOf' | 'taskOf' | 'cache'>
}

/** A visit that takes longer than this does not hold back what is pending: the acceptance, or an effect's result. */
const VISIT_GRACE_MS = 50
/** Items of a loop in one visit, at most. */
const LARGEST_APPETITE = 16_384

/** Asks the sandbox what follows from here, and tells the machine. */
export async function visit(held: HeldRun, deps: VisitDeps): Promise<void> {
  const { machine, flow, run } = held
  const at = deps.clock.now()
  const seed = newSeed()
  const visiting = deps.sandbox.visit({
    tenantId: run.tenantId,
    flow: flow.compiled,
    state: visibleState(machine.state, held.appetite),
    busy: [...machine.open.keys()],
    now: at,
    seed,
    run: factsOf(held, deps),
  })
  const result = (await within(visiting, VISIT_GRACE_MS)) ?? (await commitMeanwhile(held, visiting, deps))
  held.appetite = result.next.kind === 'more' ? Math.min(held.appetite * 4, LARGEST_APPETITE) : FIRST_APPETITE
  handle(machine, { kind: 'visited', at, seed, result })
}

/**
 * What the guest is given: of the items of a loop those of its open and its next iterations, of finished results none. A loop of
 * 100,000 items would else be copied as often as it has iterations.
 */
export function visibleState(state: RunState, appetite: number): RunState {
  const paths = Object.keys(state.loops)
  if (paths.length === 0) return state
  const loops: RunState['loops'] = {}
  for (const path of paths) {
    const loop = state.loops[path]
    if (loop !== undefined) loops[path] = visibleLoop(loop, appetite)
  }
  return { ...state, loops }
}

function visibleLoop(loop: LoopState, appetite: number): LoopState {
  const { items } = loop
  if (items === undefined) return { ...loop, results: {} }
  const visible: LoopState['items'] = {}
  const show = (index: number): void => {
    const item = items[index]
    if (item !== undefined) visible[index] = item
  }
  loop.open.forEach(show)
  for (let index = loop.next; index < Math.min(loop.count, loop.next + appetite); index++) show(index)
  return { ...loop, items: visible, results: {} }
}

function factsOf({ run, flow, machine }: HeldRun, { performers }: VisitDeps): RunFacts {
  const waits = Object.entries(flow.definition.steps).filter(([, step]) => step.kind === 'wait' || step.kind === 'approval')
  const stepIds = waits.map(([id]) => id)
  return {
    id: run.id,
    startedAt: machine.startedAt,
    links: stepIds.length === 0 ? {} : performers.linksOf(run.tenantId, run.id, stepIds),
  }
}

async function commitMeanwhile(held: HeldRun, visiting: Promise<VisitResult>, deps: VisitDeps): Promise<VisitResult> {
  // Looked at below; until then a rejection must not count as unhandled.
  visiting.catch(toError)
  if (held.acceptance !== null || held.machine.pending.length > 0) await commitRun(held, deps)
  return visiting
}

/** The promise's value, or null when it takes longer. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
