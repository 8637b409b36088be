import { newMachine } from '../fold.ts'
import { dispatch, handle, isWaitDue, nextCommand, parkedOf, replayJournal } from '../machine.ts'
import type { Machine, MachineEvent, RunPlan, StepCommand } from '../machine.types.ts'
import type { SimulatedDatabase, SimulatedWrite } from './simulated-database.ts'

/** The core under test. A test hands a deliberately broken one to prove that the rules notice. */
export interface Core {
  handle: typeof handle
  nextCommand: typeof nextCommand
}

export const REAL_CORE: Core = { handle, nextCommand }

/** A process that holds the run, or held it and does not know better. Does what `run-loop.ts` does, one action at a time. */
export interface SimulatedWorker {
  machine: Machine
  nextSeq: number
  /** Nothing of the run is stored yet. */
  isNew: boolean
  /** Commands carried out next, in any order: a crash here means that nothing left. */
  out: StepCommand[]
  /** Answers of what happened outside, not taken in yet, in any order: a crash here loses them. */
  answers: MachineEvent[]
  /** A commit under way. */
  write: SimulatedWrite | null
  inboxSeen: number
  cancel: { by: string; asked: string } | null
  isDraining: boolean
}

export function freshWorker(plan: RunPlan, startedAt: number, isNew: boolean): SimulatedWorker {
  const machine = newMachine('run_simulated', startedAt, null, plan)
  return { machine, nextSeq: 0, isNew, out: [], answers: [], write: null, inboxSeen: 0, cancel: null, isDraining: false }
}

/** As `hold-runs.ts` takes a leased run up. */
export function heldWorker(
  plan: RunPlan,
  startedAt: number,
  db: SimulatedDatabase,
  core: Core,
  at: number,
  isDue: boolean,
): SimulatedWorker {
  const worker = freshWorker(plan, startedAt, false)
  replayJournal(worker.machine, db.rows.flat())
  worker.nextSeq = db.rows.length
  worker.cancel = db.cancel
  takeArrivals(worker, db, core, at)
  core.handle(worker.machine, { kind: 'resumed', at, isDue })
  return worker
}

export function takeArrivals(worker: SimulatedWorker, db: SimulatedDatabase, core: Core, at: number): void {
  worker.inboxSeen = db.inbox.length
  if (db.inbox.length > 0) core.handle(worker.machine, { kind: 'arrived', at, arrivals: [...db.inbox] })
}

/** As the loop does before everything else: a person's cancel, and answers that a wait whose time is up may have overlooked. */
export function takeInMessages(worker: SimulatedWorker, db: SimulatedDatabase, core: Core, at: number, event?: MachineEvent): void {
  if (isWaitDue(worker.machine, at, event)) takeArrivals(worker, db, core, at)
  const { cancel, machine } = worker
  if (cancel === null || machine.end !== null) return
  worker.cancel = null
  core.handle(machine, { kind: 'cancelRequested', at, ...cancel })
}

/** What a commit would write now, as `commit-run.ts` puts it together. */
export function writeOf(worker: SimulatedWorker, owner: number, at: number, handBack: boolean): SimulatedWrite {
  const { machine, isNew, nextSeq, inboxSeen } = worker
  return {
    owner,
    isNew,
    entries: [...machine.pending],
    seq: nextSeq,
    next: nextOf(machine, at, handBack),
    inboxSeen,
    cancelSeen: machine.lastCancel,
  }
}

function nextOf(machine: Machine, at: number, handBack: boolean): SimulatedWrite['next'] {
  if (machine.end !== null) return { status: 'ended' }
  const parked = machine.hasMore ? null : parkedOf(machine)
  if (parked === null) return { status: handBack ? 'queued' : 'running' }
  if (parked.status === 'uncertain') return { status: 'uncertain', delayMs: Number.POSITIVE_INFINITY }
  return { status: 'waiting', delayMs: Math.max(0, parked.readyAt - at) }
}

export function send(worker: SimulatedWorker, command: StepCommand): void {
  dispatch(command)
  worker.out.push(command)
}
