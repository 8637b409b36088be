import { toError } from '../../platform/errors.ts'
import { newMachine } from '../fold.ts'
import type { JournalEntry } from '../journal.types.ts'
import { dispatch, handle, nextCommand, parkedOf, replayJournal } from '../machine.ts'
import type { Machine, MachineEvent, StepCommand } from '../machine.types.ts'
import { randomOf, type SimulatedDatabase, SimulatedProvider, simulatedVisit } from './simulated-world.ts'

export interface History {
  seed: number
  /** Rules of section 4 of the security notes that this history broke. Empty: all held. */
  broken: string[]
  ended: 'succeeded' | 'failed' | 'cancelled' | 'stuck'
  calls: number
}

/** A process that holds the run, or held it and does not know better. What it was told to do and has not told the machine yet. */
interface Worker {
  machine: Machine
  nextSeq: number
  /** Answers of what happened outside, not handled yet, in any order: a crash here loses them. */
  inbox: MachineEvent[]
  submitted: 'accepted' | 'refused' | null
}

const WORKERS = 3
const MAX_TICKS = 4_000
/** The core under test. A test hands a deliberately broken one to prove that the rules below notice. */
export interface Core {
  handle: typeof handle
  nextCommand: typeof nextCommand
}

/** One life of one run under a scheduler that crashes, delays, pauses and takes over as the seed says. */
export function simulate(seed: number, core: Core = { handle, nextCommand }): History {
  return new Simulation(seed, core).run()
}

class Simulation {
  readonly #seed: number
  readonly #core: Core
  readonly #random: () => number
  readonly #provider: SimulatedProvider
  readonly #db: SimulatedDatabase = { rows: [], owner: null, status: 'queued', readyAt: 0, remembered: {} }
  readonly #workers: Array<Worker | null> = Array.from({ length: WORKERS }, () => null)
  readonly #broken = new Set<string>()
  readonly #doneAt = new Set<string>()
  readonly #crashRate: number
  #now = 1_000
  #calls = 0
  #runAgain = false

  constructor(seed: number, core: Core) {
    this.#seed = seed
    this.#core = core
    this.#random = randomOf(seed)
    this.#provider = new SimulatedProvider(this.#random)
    this.#crashRate = this.#random() * 0.08
  }

  run(): History {
    try {
      for (let tick = 0; tick < MAX_TICKS && this.#db.status !== 'ended'; tick++) this.#tick(tick)
    } catch (error) {
      // A core that contradicts itself: in production the run stumbles.
      this.#broken.add(`threw: ${toError(error).message}`)
    }
    this.#checkEnd()
    const end = this.#db.rows.flat().at(-1)
    const ended = end?.kind === 'end' ? end.status : 'stuck'
    if (ended === 'stuck') this.#broken.add('stuck')
    return { seed: this.#seed, broken: [...this.#broken], ended, calls: this.#calls }
  }

  #tick(tick: number): void {
    this.#now += 1 + Math.floor(this.#random() * 20)
    // A history must come to an end: trouble stops after a while.
    const troubled = tick < MAX_TICKS / 2
    const index = Math.floor(this.#random() * WORKERS)
    const worker = this.#workers[index] ?? null
    if (worker === null) this.#lease(index, troubled)
    else if (troubled && this.#random() < this.#crashRate) this.#workers[index] = null
    else this.#step(index, worker)
  }

  /** An idle worker looks for work: a ready run, a run of a process that is dead or only looks so, or a person decides. */
  #lease(index: number, troubled: boolean): void {
    const db = this.#db
    if (db.status === 'uncertain') {
      this.#decide()
      return
    }
    const isReady = db.owner === null && db.readyAt <= this.#now
    if (db.status === 'waiting' && !isReady) this.#now = Math.max(this.#now, db.readyAt)
    if (isReady && db.status !== 'ended') {
      const isDue = db.status === 'waiting'
      db.owner = index
      db.status = 'running'
      this.#hold(index, isDue)
      return
    }
    const ownerIsDead = db.owner === null || this.#workers[db.owner] === null
    if (ownerIsDead || (troubled && this.#random() < 0.02)) this.#takeOver(index)
  }

  #takeOver(index: number): void {
    if (this.#db.status !== 'running') return
    this.#db.rows.push([{ kind: 'takenOver', at: this.#now, by: `prc_${index}` }])
    this.#db.owner = index
    this.#hold(index, false)
  }

  #hold(index: number, isDue: boolean): void {
    const machine = newMachine('run_simulated', 1_000, null, this.#provider.plan())
    replayJournal(machine, this.#db.rows.flat())
    this.#core.handle(machine, { kind: 'resumed', at: this.#now, isDue })
    this.#workers[index] = { machine, nextSeq: this.#db.rows.length, inbox: [], submitted: null }
  }

  #decide(): void {
    const uncertain = this.#db.rows.flat().findLast((entry) => 'path' in entry)
    if (uncertain === undefined || !('path' in uncertain)) return
    const again = this.#random() < 0.3
    this.#runAgain ||= again
    const made = again ? { decision: 'runAgain' as const } : { decision: 'treatAsDone' as const, output: null }
    this.#db.rows.push([{ kind: 'decision', at: this.#now, path: uncertain.path, by: 'usr_x', made }])
    Object.assign(this.#db, { status: 'queued', readyAt: this.#now, owner: null })
  }

  #step(index: number, worker: Worker): void {
    const { machine } = worker
    if (worker.submitted !== null) {
      if (worker.submitted === 'refused') this.#workers[index] = null
      else {
        worker.nextSeq++
        worker.submitted = null
        this.#core.handle(machine, { kind: 'committed', at: this.#now })
      }
      return
    }
    const answer = worker.inbox.length > 0 && this.#random() < 0.5 ? this.#takeAnswer(worker) : undefined
    if (answer !== undefined) {
      this.#core.handle(machine, { ...answer, at: this.#now })
      return
    }
    const command = this.#core.nextCommand(machine)
    switch (command.do) {
      case 'stop':
        this.#workers[index] = null
        return
      case 'commit':
        worker.submitted = this.#commit(index, worker)
        return
      case 'visit':
        this.#core.handle(machine, {
          kind: 'visited',
          at: this.#now,
          seed: '',
          result: simulatedVisit(machine.state, [...machine.open.keys()]),
        })
        return
      case 'idle':
        this.#core.handle(machine, this.#takeAnswer(worker) ?? { kind: 'tick', at: this.#now })
        return
      default:
        dispatch(command)
        worker.inbox.push(this.#outside(index, command))
    }
  }

  #takeAnswer({ inbox }: Worker): MachineEvent | undefined {
    return inbox.splice(Math.floor(this.#random() * inbox.length), 1)[0]
  }

  /** The append decides: whoever finds its seq taken writes nothing. */
  #commit(index: number, { machine, nextSeq }: Worker): 'accepted' | 'refused' {
    const db = this.#db
    if (machine.pending.length > 0 && nextSeq !== db.rows.length) return 'refused'
    if (machine.pending.length === 0) return db.owner === index ? 'accepted' : 'refused'
    db.rows.push(JSON.parse(JSON.stringify(machine.pending)) as JournalEntry[])
    for (const { stepId, output } of machine.settled) db.remembered[stepId] = output ?? undefined
    if (machine.end !== null) Object.assign(db, { status: 'ended', owner: null })
    else this.#park(machine)
    this.#checkJournal(machine.pending)
    return 'accepted'
  }

  #park(machine: Machine): void {
    const parked = machine.hasMore ? null : parkedOf(machine)
    if (parked === null) return
    const readyAt = parked.status === 'waiting' ? parked.readyAt : 0
    Object.assign(this.#db, { status: parked.status, owner: null, readyAt })
  }

  #outside(index: number, command: StepCommand): MachineEvent {
    const at = this.#now
    const { path, stepId } = command.step
    switch (command.do) {
      case 'claim':
        return { kind: 'claimed', at, path, outcome: { status: 'mine' } }
      case 'lookUp':
        return { kind: 'lookedUp', at, path, durationMs: 0, result: this.#provider.lookUp(stepId, at) }
      case 'call': {
        // The broker asks for the lease right before the bytes leave (G9).
        if (this.#db.owner !== index) {
          const failure = { code: 'lease_lost', message: '', class: 'permanent', effect: 'no' } as const
          return { kind: 'called', at, path, durationMs: 0, result: { ok: false, failure, calls: [], logs: [] } }
        }
        this.#checkCall(stepId)
        this.#calls++
        return { kind: 'called', at, path, durationMs: 0, result: this.#provider.call(stepId, at) }
      }
      default:
        throw new Error(`the simulated flow has no step for ${command.do}`)
    }
  }

  /** A call goes out only with its intent on disk, and never for a step that is done. */
  #checkCall(stepId: string): void {
    const last = this.#db.rows.flat().findLast((entry) => 'path' in entry && entry.path === stepId)
    if (last?.kind !== 'intent') this.#broken.add('call without intent')
    if (this.#doneAt.has(stepId)) this.#broken.add('finished step run again')
  }

  #checkJournal(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const isDone = entry.kind === 'result' || (entry.kind === 'decision' && entry.made.decision === 'treatAsDone')
      if (!isDone) continue
      if (this.#doneAt.has(entry.path)) this.#broken.add('two results of one step')
      this.#doneAt.add(entry.path)
    }
  }

  #checkEnd(): void {
    for (const [stepId, count] of Object.entries(this.#provider.created)) {
      if (count > 1 && !this.#runAgain) this.#broken.add(`${this.#provider.modes[stepId]?.mode} effect doubled`)
    }
  }
}
