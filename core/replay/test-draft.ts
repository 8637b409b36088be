import type { Json, RunOutcome, StepError, StepPath, StepRecord } from '../../sdk/flow/definition.ts'
import { iterationOf, stepIdOf } from '../../sdk/flow/run-state.ts'
import { isLoop } from '../../sdk/flow/visibility.ts'
import type { FlowCaller } from '../flows/drafts.service.ts'
import { newSeed } from '../platform/ids.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import { type RecordedRuns, type RunFold, redactorOf } from '../runs/recorded-runs.service.ts'
import type { OutsideStep, PureEntry, Sandbox, VisitNext, VisitResult } from '../sandbox/sandbox.types.ts'
import type { DraftTest, TestedStep, ValueSource } from './draft-test.types.ts'
import { isRead, type LiveAnswer, type LiveDeps, liveStep, mayBeLive } from './live-step.ts'
import { cut, namesOf } from './replay-run.ts'
import { pinned, type StubSources, stepAt, stubFor } from './stub-answers.ts'

export interface TestCase {
  caller: FlowCaller
  flow: PublishedFlow
  trigger: Json
  /** Steps that are not run. */
  given: Record<StepPath, StepRecord>
  stubs: StubSources
  live: 'none' | 'reads' | 'all'
}

export interface TestDeps extends LiveDeps {
  sandbox: Pick<Sandbox, 'visit'>
  recorded: Pick<RecordedRuns, 'fold'>
}

const MOST_STEPS = 500
const MOST_ROUNDS = 2_000
const LONGEST_MS = 60_000
const MOST_SHOWN = 64 * 1024

/** Runs a draft in this process, over the engine's own fold: what it decides is what a run would decide. Nothing is written. */
export async function testDraft(test: TestCase, deps: TestDeps): Promise<DraftTest> {
  return new DraftRun(test, deps).run()
}

class DraftRun {
  readonly #test: TestCase
  readonly #deps: TestDeps
  readonly #fold: RunFold
  readonly #steps: TestedStep[] = []
  readonly #startedAt: number
  #isCut = false

  constructor(test: TestCase, deps: TestDeps) {
    this.#test = test
    this.#deps = deps
    this.#startedAt = deps.clock.now()
    this.#fold = deps.recorded.fold({ id: 'test', startedAt: this.#startedAt, trigger: test.trigger }, test.flow)
    this.#fold.apply({ kind: 'start', at: this.#startedAt, steps: test.given, effects: {}, edited: false })
    for (const [path, record] of Object.entries(test.given)) {
      if (pinned(path, test.stubs.pins) !== null) this.#tell(path, record, { from: 'pin', input: null, durationMs: 0, calls: [], logs: [] })
    }
  }

  async run(): Promise<DraftTest> {
    const began = this.#deps.clock.monotonicMs()
    const took = () => Math.round(this.#deps.clock.monotonicMs() - began)
    for (let round = 0; round < MOST_ROUNDS && took() < LONGEST_MS; round++) {
      const { next } = await this.#visit()
      if (next.kind === 'outside') for (const step of next.steps) await this.#answer(step)
      if (next.kind === 'outside' && next.steps.length === 0) break
      if (next.kind === 'end') {
        const ended = this.#conclude(next)
        if (ended !== null) return { ...ended, steps: this.#steps, isCut: this.#isCut, durationMs: took() }
      }
    }
    return { status: 'stopped', error: null, steps: this.#steps, isCut: this.#isCut, durationMs: took() }
  }

  async #visit(): Promise<VisitResult> {
    const at = this.#deps.clock.now()
    const seed = newSeed()
    const result = await this.#deps.sandbox.visit({
      tenantId: this.#test.caller.tenantId,
      flow: this.#test.flow.compiled,
      state: this.#fold.state,
      busy: [...this.#fold.open.keys()],
      now: at,
      seed,
      run: { id: 'test', startedAt: this.#startedAt, links: {} },
    })
    this.#fold.apply({ kind: 'visit', at, seed, guestMs: 0, entries: result.entries })
    for (const entry of result.entries) this.#tellComputed(entry, result.logs)
    return result
  }

  async #answer({ path, input }: OutsideStep): Promise<void> {
    this.#fold.ask(path, input)
    const { from, answer } = await this.#answerOf(path, input)
    const { outcome } = answer
    this.#fold.apply({ kind: 'waitOver', at: this.#deps.clock.now(), path, arrival: null, outcome })
    const { durationMs, calls, logs } = answer
    this.#tell(path, outcome, { from, input, durationMs, calls, logs })
  }

  async #answerOf(path: StepPath, input: Json): Promise<{ from: ValueSource; answer: LiveAnswer }> {
    const { flow, stubs, live, caller } = this.#test
    const step = stepAt(flow.definition, path)
    if (step === undefined) throw new Error(`no step at ${path}`)
    const mayCall = live !== 'none' && mayBeLive(step) && pinned(path, stubs.pins) === null && (live === 'all' || isRead(step, this.#deps))
    if (mayCall) {
      return { from: 'live', answer: await liveStep(step, { tenantId: caller.tenantId, flowId: flow.flowId, path, input }, this.#deps) }
    }
    const { from, outcome } = stubFor(path, step, stubs, this.#deps.clock.now())
    return { from, answer: { outcome, durationMs: 0, calls: [], logs: [] } }
  }

  /** How it ended; null: its `finally` lane begins. */
  #conclude({
    outcome,
    error,
    failedPath,
  }: Extract<VisitNext, { kind: 'end' }>): { status: 'succeeded' | 'failed'; error: StepError | null } | null {
    const because = { ...(error === undefined ? {} : { error }), ...(failedPath === undefined ? {} : { failedPath }) }
    const ended: RunOutcome = { status: outcome === 'error' ? 'failed' : 'succeeded', ...because }
    const before = this.#fold.state.outcome
    if (before === undefined && this.#fold.hasFinally) {
      this.#fold.apply({ kind: 'concluded', at: this.#deps.clock.now(), outcome: ended })
      return null
    }
    const told = before === undefined || (before.status === 'succeeded' && ended.status === 'failed') ? ended : before
    return { status: told.status === 'failed' ? 'failed' : 'succeeded', error: told.error ?? null }
  }

  #tellComputed({ path, record, durationMs }: PureEntry, logs: VisitResult['logs']): void {
    // An iteration's result and a stop check belong to their step.
    if (iterationOf(path) !== null || path.endsWith('?stop')) return
    const own = logs.filter((log) => log.path === path).map((log) => `${log.level} ${log.text}`)
    // What its iterations gave is not in a loop's own record; the fold has put it together.
    const isOver = record.status === 'done' && isLoop(stepAt(this.#test.flow.definition, path))
    const known = isOver ? this.#fold.state.steps[path] : undefined
    this.#tell(path, known ?? record, { from: 'computed', input: null, durationMs, calls: [], logs: own })
  }

  #tell(path: StepPath, record: StepRecord, more: Pick<TestedStep, 'from' | 'input' | 'durationMs' | 'calls' | 'logs'>): void {
    // A loop or a parallel that is over is told once, where it ended: however much was in it, what came of it is seen.
    const begun = record.status === 'open' ? -1 : this.#steps.findIndex((step) => step.path === path && step.status === 'open')
    if (begun !== -1) this.#steps.splice(begun, 1)
    if (this.#steps.length >= MOST_STEPS) {
      this.#isCut = true
      return
    }
    const { status, output = null, error = null, lane = null } = record
    const { definition } = this.#test.flow
    const step = stepAt(definition, path)
    const redactor = redactorOf(step, more.input, output)
    const shown = (value: Json) => cut(redactor?.value(value) ?? value, MOST_SHOWN)
    this.#steps.push({
      path,
      ...namesOf(definition, stepIdOf(path)),
      kind: step?.kind ?? 'map',
      status,
      output: shown(output),
      error: error === null ? null : (redactor?.error(error) ?? error),
      lane,
      ...more,
      input: shown(more.input),
      calls: redactor === null ? more.calls : more.calls.map(redactor.call),
      logs: redactor === null ? more.logs : more.logs.map(redactor.text),
    })
  }
}
