import { AppError } from '../platform/errors.ts'
import { Answers } from './answers-out.ts'
import { carryOut, type OutsideDeps } from './carry-out.ts'
import { type CommitDeps, commitRun } from './commit-run.ts'
import type { FlowSource } from './engine.types.ts'
import type { HeldRun } from './held-run.ts'
import { arrivalsSoFar } from './inbox.store.ts'
import { dispatch, handle, isWaitDue, nextCommand } from './machine.ts'
import type { Command, MachineEvent, StepCommand } from './machine.types.ts'
import type { Performers } from './outside.types.ts'
import { type StoreDeps, storeStep } from './store-step.ts'
import { type VisitDeps, visit } from './visit-run.ts'

export interface LoopDeps extends CommitDeps, OutsideDeps, StoreDeps, VisitDeps {
  performers: Performers
  flows: Pick<FlowSource, 'published' | 'version' | 'names'>
  /** True while the process shuts down: runs are handed back between steps. */
  isDraining(): boolean
}

/**
 * Drives one run as far as it goes in this process: to its end, a wait, a person, or the hand-back at shutdown. Does what the
 * machine commands and tells it what came of it; decides nothing. Visits and commits are waited for; work outside for several
 * steps may be out at once, and its answers are taken in one by one.
 */
export async function driveRun(held: HeldRun, deps: LoopDeps): Promise<void> {
  const { machine } = held
  const answers = new Answers()
  for (;;) {
    // Let go of by its last commit: from there on anybody may take it, and whatever came meanwhile stands in its row.
    if (held.isLost || held.isParked) return
    let at = await judgedAt(held, deps)
    if (held.cancel !== null && machine.end === null) {
      handle(machine, { kind: 'cancelRequested', at, ...held.cancel })
      held.cancel = null
    }
    for (let came = answers.take(); came !== null; came = answers.take()) {
      at = await judgedAt(held, deps, came)
      handle(machine, { ...came, at })
    }
    const command = nextCommand(machine, deps.isDraining())
    if (command.do === 'stop') {
      // A run that was woken for nothing goes back to where it waited: nothing was written, but its row says that it is being worked on.
      return machine.end === null ? commitRun(held, deps, true) : undefined
    }
    await execute(held, command, at, deps, answers)
  }
}

async function execute(
  held: HeldRun,
  command: Exclude<Command, { do: 'stop' }>,
  at: number,
  deps: LoopDeps,
  answers: Answers,
): Promise<void> {
  switch (command.do) {
    case 'visit':
      return visit(held, at, deps)
    case 'commit':
      return commitRun(held, deps)
    case 'idle':
      if (!(await answers.next(command.readyAt - deps.clock.now(), held))) await tick(held, deps)
      return
    case 'store':
      return store(held, command, at, deps)
    default:
      dispatch(command)
      answers.await(carryOut(held, command, deps))
  }
}

async function tick(held: HeldRun, deps: LoopDeps): Promise<void> {
  handle(held.machine, { kind: 'tick', at: await judgedAt(held, deps) })
}

/**
 * The time by which what comes next is judged. Who came in time counts, although the run was busy with something else and did not
 * look until the time was up: where a wait is over by then, the inbox is looked at first.
 */
async function judgedAt(held: HeldRun, { engine, clock }: LoopDeps, event?: MachineEvent): Promise<number> {
  const at = clock.now()
  if (!isWaitDue(held.machine, at, event)) return at
  const { tenantId, id: runId } = held.run
  const arrivals = await arrivalsSoFar(engine, { tenantId, runId })
  held.inboxSeen = arrivals.length
  handle(held.machine, { kind: 'arrived', at, arrivals })
  return at
}

/** In one transaction with what is pending: nothing else may write the run's journal meanwhile, so it is waited for. */
async function store(held: HeldRun, command: Extract<StepCommand, { do: 'store' }>, at: number, deps: LoopDeps): Promise<void> {
  const { path } = command.step
  let event: MachineEvent
  try {
    event = { kind: 'stored', at, path, entry: await storeStep(held, command.step, deps) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const failure = { code: error.code, message: error.message, class: 'permanent', effect: 'no' } as const
    event = { kind: 'called', at, path, durationMs: 0, result: { ok: false, failure, calls: [], logs: [] } }
  }
  handle(held.machine, event)
}
