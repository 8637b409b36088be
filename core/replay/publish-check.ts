import type { Json } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import { type RecordedRun, type RecordedRuns, redactedPart } from '../runs/recorded-runs.service.ts'
import { compareStories, type DifferenceKind, type StoryDifference } from './compare-stories.ts'
import type { CheckedRun, CheckedStep, PublishCheck } from './publish-check.types.ts'
import { recordedStory } from './recorded-story.ts'
import { cut, type ReplayDeps } from './replay-run.ts'
import { type RunStory, whatIf } from './what-if.ts'

export interface CheckDeps extends ReplayDeps {
  recorded: Pick<RecordedRuns, 'load' | 'fold' | 'factsOf'>
  flows: Pick<FlowSource, 'version'>
  clock: Clock
}

export interface CheckRequest {
  runIds: readonly string[]
  limit: number
  draft: PublishedFlow
  signal: AbortSignal
  onProgress(done: number): void
}

/** As many as keep the sandbox's children busy without pushing live runs aside. */
const AT_ONCE = 4
const LONGEST_MS = 30_000
const EXAMPLES = 3

/** Tells each run anew on the draft, several at once, until all are told, time is up or nobody listens any more. */
export async function publishCheck({ runIds, limit, draft, signal, onProgress }: CheckRequest, deps: CheckDeps): Promise<PublishCheck> {
  const began = deps.clock.monotonicMs()
  const tally = new Tally(draft)
  const waiting = [...runIds]
  const took = () => deps.clock.monotonicMs() - began
  let done = 0
  async function work(): Promise<void> {
    for (let runId = waiting.shift(); runId !== undefined; runId = waiting.shift()) {
      if (signal.aborted || took() > LONGEST_MS) {
        waiting.unshift(runId)
        return
      }
      await checkRun(runId, draft, deps, tally)
      onProgress(++done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { limit, ...tally.report(), isComplete: waiting.length === 0, durationMs: Math.round(took()) }
}

async function checkRun(runId: string, draft: PublishedFlow, deps: CheckDeps, tally: Tally): Promise<void> {
  const run = await deps.recorded.load(draft.tenantId, runId)
  const flow = await deps.flows.version(run.tenantId, run.flowId, run.version)
  if (flow === null) {
    tally.skipped++
    return
  }
  const recorded = recordedStory(run) ?? (await whatIf(run, flow, deps))
  const told = await whatIf(run, draft, deps)
  tally.add(run, flow, recorded, told)
}

class Tally {
  readonly #draft: PublishedFlow
  readonly #steps = new Map<string, { step: CheckedStep; seenIn: Set<string> }>()
  readonly #runs: CheckedRun[] = []
  #checked = 0
  skipped = 0

  constructor(draft: PublishedFlow) {
    this.#draft = draft
  }

  add(run: RecordedRun, flow: PublishedFlow, recorded: RunStory, draft: RunStory): void {
    this.#checked++
    const differences = compareStories(recorded, draft)
    const [recordedEnd, draftEnd] = [recorded.ended.status, draft.ended.status]
    if (differences.length === 0 && recordedEnd === draftEnd) return
    const { id: runId, version } = run
    this.#runs.push({ runId, version, startedAt: toIso(run.startedAt), differences: differences.length, recordedEnd, draftEnd })
    for (const difference of differences) this.#count(runId, flow, difference)
  }

  #count(runId: string, flow: PublishedFlow, { path, kind, at, recorded, draft }: StoryDifference): void {
    const { step, seenIn } = this.#step(stepIdOf(path), flow)
    seenIn.add(runId)
    step.runs = seenIn.size
    const known = step.differences.find((each) => each.kind === kind)
    const difference = known ?? { kind, count: 0, examples: [] }
    if (known === undefined) step.differences.push(difference)
    difference.count++
    const isNewRun = difference.examples.every((example) => example.runId !== runId)
    if (difference.examples.length < EXAMPLES && isNewRun) {
      const shown = (value: Json, { definition }: PublishedFlow) => cut(redactedPart(stepOf(definition, stepIdOf(path)), at, value))
      difference.examples.push({ runId, path, at, recorded: shown(recorded, flow), draft: shown(draft, this.#draft) })
    }
  }

  #step(stepId: string, flow: PublishedFlow): { step: CheckedStep; seenIn: Set<string> } {
    const known = this.#steps.get(stepId)
    if (known !== undefined) return known
    const found = stepOf(this.#draft.definition, stepId) ?? stepOf(flow.definition, stepId)
    const step: CheckedStep = { stepId, name: found?.name ?? stepId, title: found?.title ?? null, runs: 0, differences: [] }
    const fresh = { step, seenIn: new Set<string>() }
    this.#steps.set(stepId, fresh)
    return fresh
  }

  report(): Omit<PublishCheck, 'limit' | 'isComplete' | 'durationMs'> {
    const steps = [...this.#steps.values()].map(({ step }) => step).sort((a, b) => weight(b) - weight(a) || b.runs - a.runs)
    const runs = this.#runs.toSorted((a, b) => (a.runId < b.runId ? 1 : -1))
    return { checked: this.#checked, same: this.#checked - runs.length, skipped: this.skipped, steps, runs }
  }
}

/** What reaches the world comes first. */
const OUTWARD: ReadonlySet<DifferenceKind> = new Set(['callAdded', 'callRemoved', 'callChanged'])

function weight({ differences }: CheckedStep): number {
  return differences.some(({ kind }) => OUTWARD.has(kind)) ? 1 : 0
}
