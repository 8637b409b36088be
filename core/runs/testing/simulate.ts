import { toError } from '../../platform/errors.ts'
import type { JournalEntry } from '../journal.types.ts'
import type { MachineEvent, RunPlan, StepCommand } from '../machine.types.ts'
import { randomOf } from './random.ts'
import { SimulatedDatabase, type SimulatedWrite } from './simulated-database.ts'
import { SIMULATED_FLOWS, type SimulatedFlow } from './simulated-flows.ts'
import { SimulatedOutside } from './simulated-outside.ts'
import { simulatedVisit } from './simulated-visit.ts'
import { type Core, freshWorker, heldWorker, REAL_CORE, type SimulatedWorker, send, takeInMessages, writeOf } from './simulated-worker.ts'
import { differsFromJournal, Rules } from './simulation-rules.ts'

export interface History {
  seed: number
  /** Durability rules that this history broke. Empty: all held. */
  broken: string[]
  /** `absent`: the first commit never happened, and nothing was promised. */
  ended: 'succeeded' | 'failed' | 'cancelled' | 'stuck' | 'absent'
  calls: number
  /** Of a history that broke a rule: its journal, for whoever looks for the reason. */
  journal: JournalEntry[]
}

/** One life of one run under a scheduler that crashes, delays, pauses, cancels and takes over as the seed says. */
export function simulate(seed: number, core: Core = REAL_CORE): History {
  return new Simulation(seed, core).run()
}

const WORKERS = 2
const STARTED_AT = 1_000_000_000_000
/** Trouble stops after so many turns of the scheduler: a history must come to an end. */
const TROUBLED_TICKS = 120
const MAX_TICKS = 2_500
const HOUR_MS = 3_600_000

class Simulation {
  readonly #seed: number
  readonly #core: Core
  readonly #random: () => number
  readonly #flow: SimulatedFlow
  readonly #db: SimulatedDatabase
  readonly #outside: SimulatedOutside
  readonly #rules: Rules
  readonly #plan: RunPlan
  readonly #workers: Array<SimulatedWorker | null> = Array.from({ length: WORKERS }, () => null)
  /** How far each process's clock is off. */
  readonly #clocks: number[] = Array.from({ length: WORKERS }, () => 0)
  readonly #crashRate: number
  /** A commit that its process believes lost, and that the database may still get. */
  #late: SimulatedWrite | null = null
  /** The database's clock. */
  #now = STARTED_AT
  #tick = 0

  constructor(seed: number, core: Core) {
    this.#seed = seed
    this.#core = core
    this.#random = randomOf(seed)
    this.#flow = SIMULATED_FLOWS[Math.floor(this.#random() * SIMULATED_FLOWS.length)] ?? (SIMULATED_FLOWS[0] as SimulatedFlow)
    const startsQueued = this.#random() < 0.5
    this.#outside = new SimulatedOutside(this.#random, this.#flow, STARTED_AT)
    this.#plan = this.#outside.plan()
    this.#rules = new Rules(this.#plan, this.#outside)
    this.#db = new SimulatedDatabase(startsQueued, (entries) => this.#rules.onAppend(entries))
    this.#crashRate = this.#random() ** 2 * 0.1
    if (!startsQueued) this.#workers[0] = freshWorker(this.#plan, STARTED_AT, true)
    else if (this.#random() < 0.2) this.#startRetry()
  }

  run(): History {
    try {
      for (; this.#tick < MAX_TICKS && !this.#isOver(); this.#tick++) this.#turn()
      this.#rules.atEnd(this.#db)
    } catch (error) {
      // A core that contradicts itself: in production the run stumbles.
      this.#rules.broke(`threw: ${toError(error).message}`)
    }
    const broken = [...this.#rules.broken]
    const journal = broken.length === 0 ? [] : this.#db.rows.flat()
    return { seed: this.#seed, broken, ended: this.#rules.standing(this.#db), calls: this.#outside.calls, journal }
  }

  #startRetry(): void {
    const effects = this.#outside.earlierEffects(STARTED_AT)
    this.#rules.onRetry(effects)
    this.#db.append([{ kind: 'start', at: STARTED_AT, steps: {}, effects, edited: false }], 0)
  }

  #isOver(): boolean {
    const { status } = this.#db
    return status === 'ended' || (status === 'absent' && this.#late === null && this.#workers.every((worker) => worker === null))
  }

  #turn(): void {
    const isTroubled = this.#tick < TROUBLED_TICKS
    this.#now += 1 + Math.floor(this.#random() * 20)
    this.#outside.isCalm = !isTroubled
    if (isTroubled && this.#random() < 0.15) this.#meddle()
    if (this.#late !== null && this.#random() < 0.1) this.#landLate()
    const index = this.#random() < 0.5 ? 0 : 1
    const worker = this.#workers[index] ?? null
    if (worker === null) this.#look(index, isTroubled)
    else if (isTroubled && this.#random() < this.#crashRate) this.#crash(index)
    else this.#step(index, worker)
  }

  /** What the world does to a run: people and callers, clocks, shutdowns. */
  #meddle(): void {
    const dice = this.#random()
    const index = dice < 0.5 ? 0 : 1
    const what = this.#random()
    if (what < 0.6) this.#outside.deliverSomething(this.#db, this.#now)
    else if (what < 0.7) this.#clocks[index] = [0, HOUR_MS, -HOUR_MS][Math.floor(this.#random() * 3)] ?? 0
    else if (what < 0.72 && this.#db.isOpen()) this.#cancel()
    else if (what < 0.9) this.#db.ring(this.#now)
    else if (this.#workers[index]) this.#workers[index].isDraining = true
  }

  #cancel(): void {
    const cancel = { by: 'usr_x', asked: String(this.#now) }
    this.#db.cancel = cancel
    this.#rules.onCancel()
    this.#db.makeReady(this.#now)
    for (const worker of this.#workers) if (worker !== null) worker.cancel = cancel
  }

  #landLate(): void {
    if (this.#late !== null) this.#db.commit(this.#late, this.#now)
    this.#late = null
  }

  #clock(index: number): number {
    return this.#now + (this.#clocks[index] ?? 0)
  }

  /** An idle worker looks for work: a ready run, or a run of a process that is dead or only looks so. A person decides. */
  #look(index: number, isTroubled: boolean): void {
    const db = this.#db
    if (!db.isOpen()) return
    if (db.owner === null && db.status === 'uncertain') this.#outside.decide(db, this.#now)
    if (this.#random() < 0.1) db.ring(this.#now)
    if (!isTroubled || this.#random() < 0.3) this.#passTime()
    const leased = db.lease(index, this.#now)
    if (leased !== null) {
      this.#workers[index] = heldWorker(this.#plan, STARTED_AT, db, this.#core, this.#clock(index), leased.isDue)
      return
    }
    if (db.owner === null) return
    const isHeld = this.#workers[db.owner] !== null
    if (db.owner === index && this.#random() < 0.5) db.handBack(index, this.#now)
    else if (!isHeld || (isTroubled && this.#random() < 0.02)) {
      if (isHeld) this.#rules.deaths++
      db.takeOver(index, this.#clock(index))
      this.#workers[index] = heldWorker(this.#plan, STARTED_AT, db, this.#core, this.#clock(index), false)
    }
  }

  /** Nothing happens until the time the run waits for; when it waits for somebody, he comes in the end. */
  #passTime(): void {
    const db = this.#db
    if (db.owner !== null || db.status !== 'waiting' || db.readyAt <= this.#now) return
    if (Number.isFinite(db.readyAt)) this.#now = db.readyAt
    else if (this.#tick >= TROUBLED_TICKS) this.#outside.deliverWanted(db, this.#now)
  }

  #step(index: number, worker: SimulatedWorker): void {
    if (worker.write !== null) {
      this.#awaitCommit(index, worker, worker.write)
      return
    }
    const { machine } = worker
    const at = this.#clock(index)
    if (worker.answers.length > 0 && this.#random() < 0.6) {
      const answer = this.#takeAnswer(worker)
      takeInMessages(worker, this.#db, this.#core, at, answer)
      this.#handle(worker, { ...answer, at })
      return
    }
    if (worker.out.length > 0 && this.#random() < 0.5) {
      this.#carryOut(index, worker)
      return
    }
    takeInMessages(worker, this.#db, this.#core, at)
    const command = this.#core.nextCommand(machine, worker.isDraining)
    switch (command.do) {
      case 'stop':
        if (machine.end === null) worker.write = writeOf(worker, index, at, true)
        else this.#workers[index] = null
        return
      case 'commit':
        worker.write = writeOf(worker, index, at, false)
        this.#rules.onCommit(worker)
        return
      case 'visit':
        // A visit that takes long does not hold back what is pending.
        if (machine.pending.length > 0 && this.#random() < 0.2) worker.write = writeOf(worker, index, at, false)
        else this.#visit(worker, at)
        return
      case 'idle':
        if (worker.out.length === 0 && worker.answers.length === 0) this.#rules.broke('idle with nothing out')
        if (command.readyAt <= at) this.#handle(worker, { kind: 'tick', at })
        return
      case 'store':
        this.#store(index, worker, command, at)
        return
      default:
        send(worker, command)
    }
  }

  /** The process is gone, or does not work on the run any more although the database says so. */
  #crash(index: number): void {
    this.#workers[index] = null
    this.#rules.deaths++
  }

  #handle(worker: SimulatedWorker, event: MachineEvent): void {
    const before = worker.machine.pending.length
    this.#core.handle(worker.machine, event)
    this.#rules.onHandled(worker, before, this.#db)
  }

  #takeAnswer({ answers }: SimulatedWorker): MachineEvent {
    const [answer] = answers.splice(Math.floor(this.#random() * answers.length), 1)
    if (answer === undefined) throw new Error('no answer is there')
    return answer
  }

  #visit(worker: SimulatedWorker, at: number): void {
    const { machine } = worker
    const most = this.#random() < 0.1 ? 1 : Number.POSITIVE_INFINITY
    const result = simulatedVisit(this.#flow, machine.state, new Set(machine.open.keys()), most)
    this.#handle(worker, { kind: 'visited', at, seed: '', result })
  }

  #carryOut(index: number, worker: SimulatedWorker): void {
    const [command] = worker.out.splice(Math.floor(this.#random() * worker.out.length), 1)
    if (command === undefined) return
    // The broker asks for the lease right before the bytes leave (G9). Without it nothing is sent, and the run is let go.
    if (command.do === 'call' && this.#db.owner !== index) {
      this.#crash(index)
      return
    }
    if (command.do === 'call') this.#rules.onCall(command.step)
    worker.answers.push(this.#outside.carryOut(command, this.#now, this.#clock(index)))
  }

  /** One transaction of its own. A connection cut in it leaves the run to whoever leases it next. */
  #store(index: number, worker: SimulatedWorker, { step }: StepCommand, at: number): void {
    const { path, stepId } = step
    const entry: JournalEntry = {
      kind: 'result',
      at,
      path,
      stepId,
      attempt: 1,
      durationMs: 0,
      from: 'store',
      output: null,
      calls: [],
      logs: [],
    }
    const isCut = this.#tick < TROUBLED_TICKS && this.#random() < 0.05
    const isStored = !(isCut && this.#random() < 0.5) && this.#db.append([entry], worker.nextSeq)
    if (isCut || !isStored) {
      this.#crash(index)
      return
    }
    worker.nextSeq++
    this.#handle(worker, { kind: 'stored', at, path, entry })
  }

  /** The commit happens now, or is slow, or its answer is lost: then it happened, did not, or will. */
  #awaitCommit(index: number, worker: SimulatedWorker, write: SimulatedWrite): void {
    const isTroubled = this.#tick < TROUBLED_TICKS
    if (isTroubled && this.#random() < 0.2) return
    if (isTroubled && this.#random() < 0.06) {
      if (this.#random() < 0.4) this.#db.commit(write, this.#now)
      else if (this.#late === null && write.entries.length > 0 && this.#random() < 0.5) this.#late = write
      // A first commit is reported as failed: nothing was promised. A later one is found out, below.
      if (write.isNew || write.entries.length === 0) this.#crash(index)
      return
    }
    const outcome = this.#foundOut(write) ?? this.#db.commit(write, this.#now)
    if (outcome === 'refused') {
      this.#crash(index)
      return
    }
    if (write.isNew) this.#rules.isPromised = true
    worker.isNew = false
    worker.write = null
    if (write.entries.length > 0) worker.nextSeq++
    this.#core.handle(worker.machine, { kind: 'committed', at: this.#clock(index) })
    this.#outside.onCommitted(write.entries)
    // Expensive, so not in every history.
    const isOurs = worker.nextSeq === this.#db.rows.length
    if (isOurs && this.#seed % 8 === 0 && differsFromJournal(worker.machine, this.#db, this.#plan))
      this.#rules.broke('not what its journal says')
    if (write.next.status === 'waiting') this.#db.ring(this.#now)
    // Let go of: the process takes its hands off.
    if (write.next.status !== 'running' && write.next.status !== 'ended') this.#workers[index] = null
  }

  /** What stands at the seq of a commit that was tried before; null: nothing. */
  #foundOut({ isNew, entries, seq }: SimulatedWrite): 'accepted' | 'refused' | null {
    const stored = isNew || entries.length === 0 ? undefined : this.#db.rows[seq]
    if (stored === undefined) return null
    return stored === entries ? 'accepted' : 'refused'
  }
}
