import type { FlowDefinition, Json, RunState, Step, StepError, StepPath } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { ActionResult } from '../actions/actions.types.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { codeTypes } from './code-types.ts'
import type { DraftsService, FlowCaller } from './drafts.service.ts'
import type { ConnectorCatalogue, DraftSandbox, SampleSource, StepTester } from './flows.types.ts'
import { openLoopsAround } from './preview-loops.ts'
import { probeDefinition, withoutLists } from './probe-definition.ts'
import { schemaOfSample } from './schema-of-sample.ts'
import { stepsBefore } from './steps-before.ts'

export interface PreviewDeps {
  clock: Clock
  drafts: DraftsService
  sandbox: DraftSandbox
  catalogue: ConnectorCatalogue
  samples: SampleSource
  tester: StepTester
}

export interface ContextSource {
  /** Step id or `trigger`. */
  id: string
  name: string
  title: string
  schema: Json
  schemaFrom: 'manifest' | 'inferred'
  sample: Json
  sampleFrom: string
  /** True when the step sits on another branch and may not have run before this one. */
  mayNotHaveRun: boolean
}

export interface StepTest {
  status: 'done' | 'failed'
  output: Json
  error: StepError | null
  durationMs: number
  calls: CallRecord[]
  logs: string[]
}

const SAMPLE_LIMIT_BYTES = 64 * 1024
/** What a webhook trigger looks like before anything arrived: its parts are there, its body is empty. */
const EMPTY_DELIVERY: Json = { method: 'POST', headers: {}, query: {}, body: {} }

/** What the builder shows while a flow is being drawn: samples, live values, and single steps tried out. */
export function createPreview({ clock, drafts, sandbox, catalogue, samples, tester }: PreviewDeps) {
  async function stateOf(caller: FlowCaller, flowId: string, definition: FlowDefinition): Promise<{ state: RunState; from: string }> {
    const last = await samples.lastOutputs(caller.tenantId, flowId)
    const state: RunState = { trigger: last?.trigger ?? triggerSample(definition, catalogue), steps: {}, loops: {} }
    for (const [id, step] of Object.entries(definition.steps)) {
      const output = last?.steps[id] ?? manifestSample(step, catalogue)
      if (output !== undefined) state.steps[id] = { status: 'done', output }
    }
    return { state, from: last === null ? 'manifest' : last.runId }
  }

  /** Evaluates one step alone over the samples: its value when it is pure, its input when its work is outside. In a loop, over the first item. */
  async function evaluateStep(caller: FlowCaller, flowId: string, definition: FlowDefinition, stepId: string, step: Step) {
    const probe = probeDefinition(definition, stepId, step)
    const compiled = await compileProbe(probe, stepId)
    const { state } = await stateOf(caller, flowId, definition)
    const run = { id: 'preview', startedAt: clock.now(), links: {} }
    const visit = async (only: StepPath) =>
      sandbox.visit({ tenantId: caller.tenantId, flow: compiled, state, busy: [], run, now: clock.now(), seed: '00', only })
    const path = await openLoopsAround(probe, stepId, state, visit)
    delete state.steps[path]
    const result = await visit(path)
    return { result, record: result.entries.find((entry) => entry.path === path)?.record }
  }

  /** Only a fault of the step itself is one: a list around it that does not compile has no items. */
  async function compileProbe(probe: FlowDefinition, stepId: string) {
    const first = await sandbox.compileFlow(probe)
    if (first.compiled !== null) return first.compiled
    const faulty = new Set(first.problems.flatMap((found) => (found.severity === 'error' ? [found.stepId] : [])))
    const { compiled, problems } = faulty.has(stepId) ? first : await sandbox.compileFlow(withoutLists(probe, faulty))
    if (compiled !== null) return compiled
    const faults = problems.filter((found) => found.severity === 'error')
    throw new AppError('flow_invalid', {
      errors: faults.map((found) => ({ field: `${found.stepId}${found.field}`, reason: found.message['pt-BR'] })),
    })
  }

  async function sourcesOf(caller: FlowCaller, flowId: string, definition: FlowDefinition, stepId: string): Promise<ContextSource[]> {
    const { state, from } = await stateOf(caller, flowId, definition)
    const sources = [sourceOf('trigger', 'trigger', 'trigger', state.trigger, triggerSchema(definition, catalogue), from, false)]
    for (const { id, mayNotHaveRun } of stepsBefore(definition, stepId)) {
      const step = definition.steps[id]
      if (step === undefined) continue
      const declared = step.kind === 'action' ? (catalogue.action(step.plugin, step.action)?.output ?? null) : null
      sources.push(sourceOf(id, step.name, step.title ?? step.name, state.steps[id]?.output ?? null, declared, from, mayNotHaveRun))
    }
    return sources
  }

  /** Once, for real. What waits, stores or calls other flows shows itself in a run. */
  async function tryOut({ tenantId }: FlowCaller, flowId: string, stepId: string, step: Step, input: Json): Promise<ActionResult> {
    const now = clock.now()
    const common = { tenantId, input, effectKey: `test:${flowId}:${stepId}:${now}`, now }
    if (step.kind === 'http') return tester.http({ ...common, step })
    if (step.kind !== 'action') throw new AppError('invalid', { errors: [{ field: '/stepId', reason: 'this step cannot be tried alone' }] })
    const { plugin, action, connectionId } = step
    return tester.execute({ ...common, plugin, action, connectionId, flowId, seed: '00' })
  }

  return {
    /** Everything a field of `stepId` may refer to, in execution order, with schema and sample. */
    async context(caller: FlowCaller, flowId: string, stepId: string): Promise<ContextSource[]> {
      const { definition } = await drafts.read(caller, flowId)
      return sourcesOf(caller, flowId, definition, stepId)
    },

    /** TypeScript declarations of what the code of `stepId` may name. */
    async types(caller: FlowCaller, flowId: string, stepId: string): Promise<string> {
      const { definition } = await drafts.read(caller, flowId)
      if (stepOf(definition, stepId) === undefined) throw new AppError('not_found')
      return codeTypes(definition, stepId, await sourcesOf(caller, flowId, definition, stepId))
    },

    /** The value a template would have right now, over the samples. */
    async evaluate(caller: FlowCaller, flowId: string, stepId: string, template: Json): Promise<{ value: Json } | { error: StepError }> {
      const { definition } = await drafts.read(caller, flowId)
      const asked = definition.steps[stepId]
      if (asked === undefined) throw new AppError('not_found')
      const { record } = await evaluateStep(caller, flowId, definition, stepId, { kind: 'map', name: asked.name, value: template })
      if (record?.error !== undefined) return { error: record.error }
      return { value: record?.output ?? null }
    },

    /** Runs one step of the draft for real: pure steps in the sandbox, actions against their provider. */
    async testStep(caller: FlowCaller, flowId: string, stepId: string, input?: Json): Promise<StepTest> {
      const { definition } = await drafts.read(caller, flowId)
      const step = definition.steps[stepId]
      if (step === undefined) throw new AppError('not_found')
      const began = clock.monotonicMs()
      const took = () => Math.round((clock.monotonicMs() - began) * 10) / 10
      const { result: visit, record } = await evaluateStep(caller, flowId, definition, stepId, step)
      const logs = visit.logs.map((line) => line.text)
      if (record !== undefined) {
        return {
          status: record.error ? 'failed' : 'done',
          output: record.output ?? null,
          error: record.error ?? null,
          durationMs: took(),
          calls: [],
          logs,
        }
      }
      const asked = visit.next.kind === 'outside' ? visit.next.steps[0]?.input : undefined
      if (asked === undefined) throw new AppError('internal')
      const result = await tryOut(caller, flowId, stepId, step, input ?? asked)
      const outcome = result.ok
        ? { status: 'done' as const, output: result.output, error: null }
        : { status: 'failed' as const, output: null, error: result.failure }
      return { ...outcome, durationMs: took(), calls: result.calls, logs: [...logs, ...result.logs] }
    },
  }
}

export type PreviewService = ReturnType<typeof createPreview>

function sourceOf(
  id: string,
  name: string,
  title: string,
  sample: Json,
  declared: Json,
  sampleFrom: string,
  mayNotHaveRun: boolean,
): ContextSource {
  const fits = Buffer.byteLength(JSON.stringify(sample)) <= SAMPLE_LIMIT_BYTES
  return {
    id,
    name,
    title,
    schema: declared ?? schemaOfSample(sample),
    schemaFrom: declared === null ? 'inferred' : 'manifest',
    sample: fits ? sample : null,
    sampleFrom,
    mayNotHaveRun,
  }
}

function triggerSample(definition: FlowDefinition, catalogue: ConnectorCatalogue): Json {
  const { trigger } = definition
  if (trigger.kind === 'connector') return catalogue.trigger(trigger.plugin, trigger.trigger)?.sample ?? null
  if (trigger.kind === 'resource') {
    const record = catalogue.resource(trigger.plugin, trigger.resource)?.sample ?? null
    return record === null ? null : { change: trigger.changes[0] ?? 'created', record, before: null }
  }
  if ('sample' in trigger && trigger.sample !== undefined) return trigger.sample
  return trigger.kind === 'webhook' ? EMPTY_DELIVERY : null
}

function triggerSchema(definition: FlowDefinition, catalogue: ConnectorCatalogue): Json {
  const { trigger } = definition
  if (trigger.kind === 'resource') return changeSchema(catalogue.resource(trigger.plugin, trigger.resource)?.output ?? null)
  return trigger.kind === 'connector' ? (catalogue.trigger(trigger.plugin, trigger.trigger)?.output ?? null) : null
}

/** A changed record: null where there is none, as `record` of a deletion. */
function changeSchema(record: Json): Json {
  if (record === null) return null
  const orNull: Json = { anyOf: [record, { type: 'null' }] }
  return {
    type: 'object',
    required: ['change', 'record', 'before'],
    properties: { change: { enum: ['created', 'updated', 'deleted'] }, record, before: orNull },
  }
}

function manifestSample(step: Step, catalogue: ConnectorCatalogue): Json | undefined {
  return step.kind === 'action' ? catalogue.action(step.plugin, step.action)?.sample : undefined
}
