import type { FlowDefinition, Json, RunOutcome, StepPath } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import type { PublishedFlow } from '../runs/engine.types.ts'
import type { JournalEntry } from '../runs/journal.types.ts'
import { type RecordedRun, type RecordedRuns, type RunFold, redactedPart } from '../runs/recorded-runs.service.ts'
import type { RunFacts, Sandbox } from '../sandbox/sandbox.types.ts'
import { type ComputedVisit, compareVisit, differing, type Found, type VisitEntry } from './compare-visit.ts'
import type { Divergence, ReplayedStep, ReplayReport } from './replay.types.ts'

export interface ReplayDeps {
  sandbox: Pick<Sandbox, 'visit'>
  recorded: Pick<RecordedRuns, 'fold' | 'factsOf'>
}

/**
 * Goes through a recorded run entry by entry and computes everything that was computed then: each visit again with its recorded
 * time and randomness, over the state that the entries before it make. What came from outside (answers, failures, waits,
 * decisions) is taken from the journal; what was computed is never read back, only compared. Stops at the first divergence.
 *
 * Nothing here can reach a provider: there is a sandbox, which has no network, and nothing else.
 */
export async function replayRun(run: RecordedRun, flow: PublishedFlow, deps: ReplayDeps): Promise<ReplayReport> {
  const replay = new Replay(run, flow, deps)
  let found: Found | null = null
  for (const entry of run.entries) {
    found = await replay.take(entry)
    if (found !== null) break
  }
  const firstDivergence = found === null ? null : replay.nameOf(found)
  const version = flow.version === 0 ? null : flow.version
  return { runId: run.id, flowId: run.flowId, version, identical: found === null, firstDivergence, steps: replay.steps() }
}

class Replay {
  readonly #run: RecordedRun
  readonly #flow: PublishedFlow
  readonly #sandbox: Pick<Sandbox, 'visit'>
  readonly #fold: RunFold
  readonly #facts: RunFacts
  readonly #steps = new Map<string, ReplayedStep>()

  constructor(run: RecordedRun, flow: PublishedFlow, { sandbox, recorded }: ReplayDeps) {
    this.#run = run
    this.#flow = flow
    this.#sandbox = sandbox
    this.#fold = recorded.fold(run, flow)
    this.#facts = recorded.factsOf(run, flow.definition)
  }

  async take(entry: JournalEntry): Promise<Found | null> {
    switch (entry.kind) {
      case 'visit':
        return this.#visit(entry)
      case 'intent':
      case 'wait':
        return this.#asked(entry)
      case 'concluded':
        return this.#ended(entry, entry.outcome)
      case 'end':
        return this.#ended(entry, entry)
      case 'start':
      case 'takenOver':
      case 'timeUp':
      case 'cancel':
        this.#fold.apply(entry)
        return null
      default:
        // Came from outside, or from a person: an answer.
        this.#seen(entry.path).answers++
        this.#fold.apply(entry)
        return null
    }
  }

  async #visit(entry: VisitEntry): Promise<Found | null> {
    // What the recorded visit evaluated was not being worked on, even if it had been evaluated before.
    for (const path of entry.asked ?? []) this.#fold.drop(path)
    for (const { path } of entry.entries) this.#fold.drop(path)
    const computed = await this.#compute(entry)
    for (const { path } of [...computed.entries, ...computed.asked]) this.#seen(path).compared++
    return compareVisit(entry, computed)
  }

  /** In parts, when this machine needs more visits for it than the recorded one. Each part becomes state before the next. */
  async #compute(entry: VisitEntry): Promise<ComputedVisit> {
    const { at, seed } = entry
    const wanted = entry.entries.length
    const computed: ComputedVisit = { entries: [], asked: [], logs: [] }
    for (;;) {
      const done = computed.entries.length
      const { entries, next, logs } = await this.#sandbox.visit({
        tenantId: this.#run.tenantId,
        flow: this.#flow.compiled,
        state: this.#fold.state,
        busy: [...this.#fold.open.keys()],
        now: at,
        seed,
        run: this.#facts,
        ...(entry.more === true ? { maxEntries: wanted - done } : {}),
      })
      this.#fold.apply({ kind: 'visit', at, seed, guestMs: 0, entries })
      computed.entries.push(...entries)
      computed.logs.push(...logs)
      if (next.kind === 'outside') {
        for (const { path, input } of next.steps) this.#fold.ask(path, input)
        computed.asked.push(...next.steps)
      }
      if (next.kind !== 'more' || entries.length === 0 || computed.entries.length >= wanted) return computed
    }
  }

  /** The input that was computed is compared with the one that was written down before the call. */
  #asked(entry: Extract<JournalEntry, { kind: 'intent' | 'wait' }>): Found | null {
    const { path, input } = entry
    const step = this.#fold.open.get(path)
    if (step === undefined) return { path, field: 'calls', at: '', recorded: path, computed: null }
    const found = input === undefined ? null : differing(path, 'input', input, step.input)
    this.#fold.apply(entry)
    return found
  }

  /** How the walk says that it ended. People, limits and the engine's own trouble may end a run too: that is an answer. */
  #ended(entry: JournalEntry, recorded: RunOutcome): Found | null {
    const computed = this.#fold.walk()
    const before = this.#fold.state.outcome
    this.#fold.apply(entry)
    if (recorded.status === 'cancelled' || isOfEngine(recorded)) return null
    if (computed.kind === 'open') {
      const path = computed.items[0]?.path ?? ''
      return { path, field: 'end', at: '', recorded: recorded.status, computed: 'open' }
    }
    const failed = computed.outcome === 'error'
    if (before !== undefined && !(failed && before.status === 'succeeded')) return null
    const path = recorded.failedPath ?? computed.failedPath ?? ''
    const is = { status: failed ? 'failed' : 'succeeded', error: computed.error ?? null, failedPath: computed.failedPath ?? null }
    const was = { status: recorded.status, error: recorded.error ?? null, failedPath: recorded.failedPath ?? null }
    return differing(path, 'end', was, is)
  }

  #seen(path: StepPath): ReplayedStep {
    const stepId = stepIdOf(path)
    const known = this.#steps.get(stepId)
    if (known !== undefined) return known
    const step = stepOf(this.#flow.definition, stepId)
    const fresh: ReplayedStep = {
      ...namesOf(this.#flow.definition, stepId),
      kind: step?.kind ?? 'map',
      compared: 0,
      answers: 0,
      diverged: false,
    }
    this.#steps.set(stepId, fresh)
    return fresh
  }

  nameOf(found: Found): Divergence {
    const stepId = stepIdOf(found.path)
    if (found.path !== '') this.#seen(found.path).diverged = true
    const { definition } = this.#flow
    const shown = (value: Json) => cut(redactedPart(stepOf(definition, stepId), found.at, value))
    return { ...found, recorded: shown(found.recorded), computed: shown(found.computed), ...namesOf(definition, stepId) }
  }

  steps(): ReplayedStep[] {
    return [...this.#steps.values()]
  }
}

/** Codes that the engine gives itself when it ends a run, whatever the flow says. */
const OF_ENGINE: ReadonlySet<string> = new Set(['timeout', 'journal_too_large', 'version_gone', 'worker_died', 'internal'])

function isOfEngine({ error, failedPath }: RunOutcome): boolean {
  return error !== undefined && OF_ENGINE.has(error.code) && (failedPath === undefined || error.code === 'worker_died')
}

export function namesOf(definition: Pick<FlowDefinition, 'steps'>, stepId: string): { stepId: string; name: string; title: string | null } {
  const step = stepOf(definition, stepId)
  return { stepId, name: step?.name ?? stepId, title: step?.title ?? null }
}

const MAX_SHOWN = 16 * 1024

/** Large values are told by their beginning. */
export function cut(value: Json, most = MAX_SHOWN): Json {
  const text = JSON.stringify(value)
  return text.length <= most ? value : `${text.slice(0, most)}…`
}
