import type { Json, RunOutcome, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import type { JournalEntry } from '../runs/journal.types.ts'
import type { RecordedRun, RunFold } from '../runs/recorded-runs.service.ts'
import type { RunFacts, Sandbox, VisitNext } from '../sandbox/sandbox.types.ts'
import type { VisitEntry } from './compare-visit.ts'
import type { ReplayDeps } from './replay-run.ts'

/** What a run came to, or would come to on other code. */
export interface RunStory {
  /** Every record that was decided, also inside loops that are over. */
  records: Map<StepPath, StepRecord>
  /** Outside steps that could start, with their inputs. */
  calls: Map<StepPath, Json>
  /** `blocked`: it asks for something that the recorded run did not, and nobody knows the answer. */
  ended: { status: RunOutcome['status'] | 'open' | 'blocked'; error: StepError | null }
}

/**
 * The recorded run on other code: what it would decide and call, if the world answered as it did then. Steps see the recorded
 * time and randomness of the moment that they would run in. A call that has no recorded answer ends its path.
 */
export async function whatIf(run: RecordedRun, flow: PublishedFlow, deps: ReplayDeps): Promise<RunStory> {
  return new WhatIf(run, flow, deps).tell()
}

class WhatIf {
  readonly #run: RecordedRun
  readonly #flow: PublishedFlow
  readonly #sandbox: Pick<Sandbox, 'visit'>
  readonly #fold: RunFold
  readonly #facts: RunFacts
  readonly #story: RunStory = { records: new Map(), calls: new Map(), ended: { status: 'open', error: null } }
  /** What came for steps that this code has not asked for yet. */
  readonly #early = new Map<StepPath, JournalEntry[]>()
  /** Next recorded entry. */
  #at = 0
  /** The moment that the next visit happens in. */
  #moment: Pick<VisitEntry, 'at' | 'seed' | 'entries' | 'more'>
  #isCancelled = false

  constructor(run: RecordedRun, flow: PublishedFlow, { sandbox, recorded }: ReplayDeps) {
    this.#run = run
    this.#flow = flow
    this.#sandbox = sandbox
    this.#fold = recorded.fold(run, flow)
    this.#facts = recorded.factsOf(run, flow.definition)
    this.#moment = { at: run.startedAt, seed: '', entries: [] }
  }

  async tell(): Promise<RunStory> {
    this.#goOn()
    for (;;) {
      const next = await this.#visit()
      if (this.#takeEarly()) continue
      if (next.kind === 'end' && this.#conclude(next)) return this.#story
      if (next.kind !== 'end' && !this.#goOn()) return this.#stopped()
    }
  }

  async #visit(): Promise<VisitNext> {
    for (;;) {
      const { at, seed, entries: recorded, more } = this.#moment
      const { entries, next } = await this.#sandbox.visit({
        tenantId: this.#run.tenantId,
        flow: this.#flow.compiled,
        state: this.#fold.state,
        busy: [...this.#fold.open.keys()],
        now: at,
        seed,
        run: this.#facts,
        ...(more === true && recorded.length > 0 ? { maxEntries: recorded.length } : {}),
      })
      for (const { path, record } of entries) this.#story.records.set(path, record)
      this.#fold.apply({ kind: 'visit', at, seed, guestMs: 0, entries })
      if (next.kind === 'outside') for (const { path, input } of next.steps) this.#ask(path, input)
      if (next.kind !== 'more') return next
      if (more === true) this.#goOn()
    }
  }

  #ask(path: StepPath, input: Json): void {
    this.#fold.ask(path, input)
    this.#story.calls.set(path, input)
  }

  /** Takes in what was recorded until something changes for this code, and finds the moment of the visit that follows. */
  #goOn(): boolean {
    let isChanged = false
    for (; this.#at < this.#run.entries.length; this.#at++) {
      const entry = this.#run.entries[this.#at]
      if (entry === undefined) break
      if (entry.kind === 'visit') {
        isChanged = this.#askAnew(entry) || isChanged
        this.#moment = entry
        if (!isChanged) continue
        this.#at++
        return true
      }
      isChanged = this.#take(entry) || isChanged
    }
    return isChanged
  }

  /** The recorded run evaluated an input a second time, because nothing had come of the first. */
  #askAnew({ asked }: VisitEntry): boolean {
    const again = (asked ?? []).filter((path) => this.#fold.open.has(path))
    for (const path of again) this.#fold.drop(path)
    return again.length > 0 || this.#moment.seed === ''
  }

  /** Whether a step was decided by it. */
  #take(entry: JournalEntry): boolean {
    if (entry.kind === 'cancel') this.#isCancelled = true
    if (entry.kind === 'start') this.#fold.apply(entry)
    if (!('path' in entry)) return false
    const { path } = entry
    if (!this.#fold.open.has(path)) {
      this.#early.set(path, [...(this.#early.get(path) ?? []), entry])
      return false
    }
    this.#fold.apply(entry)
    return !this.#fold.open.has(path)
  }

  #takeEarly(): boolean {
    let isChanged = false
    for (const path of [...this.#fold.open.keys()]) {
      const came = this.#early.get(path) ?? []
      this.#early.delete(path)
      for (const entry of came) this.#fold.apply(entry)
      if (!this.#fold.open.has(path)) isChanged = true
    }
    return isChanged
  }

  /** True when the run is over; otherwise its `finally` lane begins. */
  #conclude({ outcome, error, failedPath }: Extract<VisitNext, { kind: 'end' }>): boolean {
    const because = { ...(error === undefined ? {} : { error }), ...(failedPath === undefined ? {} : { failedPath }) }
    const ended: RunOutcome = { status: outcome === 'error' ? 'failed' : 'succeeded', ...because }
    const before = this.#fold.state.outcome
    if (before === undefined && this.#fold.hasFinally) {
      this.#fold.apply({ kind: 'concluded', at: this.#moment.at, outcome: ended })
      this.#goOn()
      return false
    }
    const told = before === undefined || (before.status === 'succeeded' && ended.status === 'failed') ? ended : before
    this.#story.ended = { status: told.status, error: told.error ?? null }
    return true
  }

  /** Nothing more is known: people ended the recorded run, it still goes on, or this code asks for something new. */
  #stopped(): RunStory {
    const end = this.#run.entries.findLast((entry) => entry.kind === 'end')
    const isEnded = end?.kind === 'end' && (this.#isCancelled || end.failedPath === undefined)
    const asksNew = [...this.#fold.open.keys()].some((path) => !this.#wasAsked(path))
    if (asksNew) this.#story.ended = { status: 'blocked', error: null }
    else if (isEnded) this.#story.ended = { status: end.status, error: end.error ?? null }
    return this.#story
  }

  #wasAsked(path: StepPath): boolean {
    return this.#run.entries.some((entry) => entry.kind === 'visit' && entry.asked?.includes(path) === true)
  }
}
