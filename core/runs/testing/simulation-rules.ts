import type { StepPath } from '../../../sdk/flow/definition.ts'
import { stepIdOf } from '../../../sdk/flow/run-state.ts'
import { foldJournal } from '../chain-effects.ts'
import type { EarlierEffect, FailureEntry, JournalEntry } from '../journal.types.ts'
import { MAX_DEATHS } from '../machine.ts'
import type { Machine, OpenStep, Phase, RunPlan } from '../machine.types.ts'
import type { History } from './simulate.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { SimulatedOutside } from './simulated-outside.ts'
import { SIMULATED_RETRY } from './simulated-provider.ts'
import type { SimulatedWorker } from './simulated-worker.ts'

/** What must hold in every history (security.md 4). Looks at the journal, the provider and the commands; not into the core. */
export class Rules {
  readonly broken = new Set<string>()
  /** Processes that stopped working on the run without saying so. */
  deaths = 0
  /** The sender got its 2xx. */
  isPromised = false
  readonly #plan: RunPlan
  readonly #outside: SimulatedOutside
  readonly #last = new Map<StepPath, JournalEntry>()
  readonly #done = new Set<StepPath>()
  readonly #doneEarlier = new Set<StepPath>()
  readonly #lostEarlier = new Set<StepPath>()
  readonly #failures = new Map<StepPath, number>()
  readonly #waits = new Set<StepPath>()
  readonly #arrived = new Set<string>()
  #cancels = 0
  #cancelsLeft = 0
  #takeovers = 0
  #isConcluded = false
  #isBroken = false
  #end: JournalEntry | null = null

  constructor(plan: RunPlan, outside: SimulatedOutside) {
    this.#plan = plan
    this.#outside = outside
  }

  broke(rule: string): void {
    this.broken.add(rule)
  }

  /** Done effects of earlier runs are not repeated. */
  onRetry(effects: Readonly<Record<StepPath, EarlierEffect>>): void {
    for (const [path, { status }] of Object.entries(effects)) {
      if (status === 'done') this.#doneEarlier.add(path)
      else this.#lostEarlier.add(path)
    }
  }

  onCancel(): void {
    this.#cancels++
    this.#cancelsLeft++
  }

  /** A wait that ended because nobody came, although somebody had. */
  onHandled({ machine }: SimulatedWorker, before: number, { inbox }: SimulatedDatabase): void {
    for (const entry of machine.pending.slice(before)) {
      const isTimeUp = entry.kind === 'waitOver' && entry.arrival === null
      if (isTimeUp && inbox.some(({ path }) => path === entry.path)) this.broke('somebody who came in time was overlooked')
    }
  }

  /** Every row of the journal, in order. */
  onAppend(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (this.#end !== null) this.broke('something after the end')
      this.#look(entry)
      if ('path' in entry) this.#last.set(entry.path, entry)
    }
  }

  #look(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'result':
        this.#settled(entry.path)
        if (entry.from === 'call' || entry.from === 'lookup') {
          if ((this.#outside.provider.created.get(entry.path) ?? 0) === 0) this.broke('a result of nothing')
        }
        return
      case 'decision':
        if (entry.made.decision === 'treatAsDone') this.#settled(entry.path)
        return
      case 'failure':
        this.#onFailure(entry)
        if (entry.next.do === 'giveUp') this.#settled(entry.path)
        return
      case 'uncertain':
        this.#onUncertain(entry.path)
        return
      case 'wait':
        if (this.#waits.has(entry.path)) this.broke('one step waited twice')
        this.#waits.add(entry.path)
        return
      case 'waitOver':
        this.#settled(entry.path)
        if (entry.arrival !== null && this.#arrived.has(entry.arrival)) this.broke('one arrival counted twice')
        if (entry.arrival !== null) this.#arrived.add(entry.arrival)
        return
      case 'cancel':
        if (--this.#cancelsLeft < 0) this.broke('one request to cancel counted twice')
        return
      case 'takenOver':
        if (++this.#takeovers > this.deaths) this.broke('taken over although nothing died')
        return
      case 'concluded':
        this.#isConcluded = true
        return
      case 'end':
        this.#end = entry
        if (entry.error?.code === 'worker_died' && this.deaths < MAX_DEATHS) this.broke('given up although nothing died')
        this.#isBroken = entry.error?.code === 'worker_died' || entry.error?.code === 'internal'
        if (entry.error?.code === 'internal') this.broke(`internal: ${entry.error.message}`)
        return
      default:
        return
    }
  }

  #settled(path: StepPath): void {
    if (this.#done.has(path)) this.broke('two results of one step')
    this.#done.add(path)
  }

  #onFailure({ path, failure, next }: FailureEntry): void {
    if (failure.isOurLimit === true) {
      if (next.do === 'giveUp') this.broke('given up although it only stood in line')
      return
    }
    const failures = (this.#failures.get(path) ?? 0) + 1
    this.#failures.set(path, failures)
    if (failures > SIMULATED_RETRY.attempts && !this.#outside.runAgain.has(path)) this.broke('tried more often than its policy says')
  }

  /** A person is asked only where the connector offers no way to find out. */
  #onUncertain(path: StepPath): void {
    const { mode } = this.#outside.provider.modeOf(stepIdOf(path))
    const before = this.#last.get(path)
    if (before?.kind !== 'intent') this.broke('uncertain without a call')
    if (mode !== 'never' && this.#takeovers < MAX_DEATHS) this.broke(`uncertain although ${mode}`)
  }

  /** A call goes out only with its intent on disk, and never for a step that is decided. */
  onCall({ path }: OpenStep): void {
    if (this.#last.get(path)?.kind !== 'intent') this.broke('a call without its intent')
    if (this.#done.has(path) || this.#doneEarlier.has(path)) this.broke('a decided step called again')
  }

  /** A run does not end while something is out that may have an effect. */
  onCommit({ machine, out, answers }: SimulatedWorker): void {
    if (machine.end === null) return
    const isOut = out.some(({ do: what }) => what === 'call') || answers.some(({ kind }) => kind === 'called')
    if (isOut) this.broke('ended while a call was out')
  }

  standing(db: SimulatedDatabase): History['ended'] {
    if (db.status === 'absent') return 'absent'
    return this.#end?.kind === 'end' ? this.#end.status : 'stuck'
  }

  atEnd(db: SimulatedDatabase): void {
    const standing = this.standing(db)
    if (standing === 'stuck') this.broke('stuck')
    if (standing === 'absent' && this.isPromised) this.broke('promised and lost')
    this.#checkEffects()
    if (this.#end === null) return
    if (this.#plan.hasFinally && !this.#isConcluded && !this.#isBroken) this.broke('ended without its finally lane')
    if (standing === 'succeeded' && this.#cancels === 0) this.#checkDecided()
  }

  #checkEffects(): void {
    const { provider, runAgain } = this.#outside
    for (const [path, count] of provider.created) {
      if (count > 1 && !runAgain.has(path)) this.broke(`${provider.modeOf(stepIdOf(path)).mode} effect doubled`)
      const last = this.#last.get(path)
      const isForgotten = (last === undefined && !this.#lostEarlier.has(path)) || last?.kind === 'dropped' || last?.kind === 'held'
      // What may be repeated blindly may also be let go of: the next call makes the same thing.
      const mayRepeat = ['natural', 'idempotencyKey'].includes(provider.modeOf(stepIdOf(path)).mode)
      if (isForgotten && !mayRepeat && !provider.denied.has(path) && !runAgain.has(path))
        this.broke('an effect that the journal does not know of')
    }
  }

  #checkDecided(): void {
    for (const [path, entry] of this.#last) {
      if (!this.#done.has(path) && entry.kind === 'intent') this.broke('succeeded with a call undecided')
    }
  }
}

/** Whether a process that read the journal back would know something else than the process that wrote it. */
export function differsFromJournal(machine: Machine, db: SimulatedDatabase, plan: RunPlan): boolean {
  return known(foldJournal(machine.runId, db.rows.flat(), plan)) !== known(machine)
}

/** What is not written yet is evaluated anew. */
const UNWRITTEN: ReadonlySet<Phase> = new Set(['upcoming', 'claimed', 'held'])

function known({ state, tries, open, answer, cancelledBy }: Machine): string {
  const steps = [...open.values()].filter((step) => step.hasIntent || !UNWRITTEN.has(step.phase))
  const facts = steps.map(({ path, input, phase, readyAt, looks, hasIntent }) => {
    // A time that has come is no time any more.
    return [path, hasIntent ? input : null, phase === 'waiting' ? readyAt : null, looks, hasIntent]
  })
  return JSON.stringify([state, tries, facts.sort(), answer, cancelledBy])
}
