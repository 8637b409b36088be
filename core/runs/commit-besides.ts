import type { StepPath } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { queuedOrHeld } from './admission/entry.ts'
import type { FlowSource, PublishedFlow, RunStart } from './engine.types.ts'
import type { HeldRun } from './held-run.ts'
import type { ArrivalOutcome, WaitEntry } from './journal.types.ts'
import { encodeEntries } from './journal-codec.ts'
import type { Performers } from './outside.types.ts'
import type { ClosedTask, RunChange } from './run-write.types.ts'
import { outputOf, subflowFault } from './subflow-values.ts'
import type { TaskRow } from './task-writes.sql.ts'

/** What a run's commit writes beside the run: tasks, the sub-flows it starts, and at its end word to whoever waits for it. */
export interface BesidesDeps {
  performers: Pick<Performers, 'taskOf' | 'cache'>
}

export function besidesOf(held: HeldRun, { performers }: BesidesDeps): Pick<RunChange, 'tasks' | 'closesTasks' | 'arrival'> {
  const tasks = waitsOf(held).flatMap((entry) => taskOf(held, entry, performers))
  const arrival =
    held.machine.end === null || held.run.parent === null ? null : { ...held.run.parent, outcome: JSON.stringify(outcomeOf(held)) }
  return { ...closedTasks(held), ...(tasks.length === 0 ? {} : { tasks }), ...(arrival === null ? {} : { arrival }) }
}

/** Tasks that nobody can answer any more. */
function closedTasks({ machine, flow }: HeldRun): Pick<RunChange, 'closesTasks'> {
  const asks = (path: StepPath): boolean => stepOf(flow.definition, stepIdOf(path))?.kind === 'approval'
  if (machine.end !== null) return Object.keys(flow.definition.steps).some(asks) ? { closesTasks: 'all' } : {}
  const closed = machine.pending.flatMap((entry): ClosedTask[] => {
    if (entry.kind === 'dropped') return asks(entry.path) ? [{ path: entry.path, isOverdue: false }] : []
    // An arrival came from the task itself.
    const isTimeUp = entry.kind === 'waitOver' && entry.arrival === null && asks(entry.path)
    return isTimeUp ? [{ path: entry.path, isOverdue: true }] : []
  })
  return closed.length === 0 ? {} : { closesTasks: closed }
}

/** Sub-flows that begin with this commit, as queued runs. */
export async function startedRuns(held: HeldRun, { flows }: { flows: Pick<FlowSource, 'version'> }): Promise<RunChange[]> {
  const started: RunChange[] = []
  for (const entry of waitsOf(held)) {
    const { child } = entry
    if (child === undefined) continue
    const flow = await flows.version(held.run.tenantId, child.flowId, child.version)
    started.push(childRun(held, entry, child, flow))
  }
  return started
}

function waitsOf({ machine }: HeldRun): WaitEntry[] {
  return machine.pending.filter((entry) => entry.kind === 'wait')
}

function taskOf(held: HeldRun, { path, stepId, input, at, until }: WaitEntry, performers: BesidesDeps['performers']): TaskRow[] {
  const step = stepOf(held.flow.definition, stepId)
  return step?.kind === 'approval' ? [performers.taskOf(held.run, step, { path, input, at, until })] : []
}

function childRun(
  held: HeldRun,
  { path, stepId, input, at }: WaitEntry,
  child: NonNullable<WaitEntry['child']>,
  flow: PublishedFlow | null,
): RunChange {
  const { tenantId, id, depth } = held.run
  const step = stepOf(held.flow.definition, stepId)
  const waits = step?.kind === 'subflow' && step.wait
  const trigger: RunStart['trigger'] = 'subflow'
  const again = held.startedAgain.get(child.runId)
  const run = {
    tenantId,
    id: child.runId,
    flowId: child.flowId,
    version: child.version,
    trigger,
    deliveryId: null,
    triggerData: JSON.stringify(input),
    rootRunId: again?.rootRunId ?? child.runId,
    retryOf: again?.retryOf ?? null,
    startedAt: at,
    parent: waits ? { runId: id, path } : null,
    depth: depth + 1,
  }
  const entry = flow === null ? { next: { status: 'queued' as const, heldBy: null } } : queuedOrHeld(flow, false)
  const encoded = again === undefined ? null : encodeEntries([again.start])
  const append = encoded === null ? null : { seq: 0, entries: encoded.text }
  return { run, isNew: true, append, ...entry, natural: [], blobs: encoded?.blobs ?? [] }
}

/** What the step that waits for this run gets. */
function outcomeOf({ machine, flow }: HeldRun): ArrivalOutcome {
  const { end } = machine
  if (end?.status === 'succeeded') {
    const output = outputOf(machine, flow.definition)
    const fault = subflowFault(flow, 'output', output)
    return fault === null ? { status: 'done', output } : { status: 'failed', error: fault }
  }
  const error = end?.error ?? { code: 'cancelled', message: 'The sub-flow was cancelled.' }
  return { status: 'failed', error }
}
