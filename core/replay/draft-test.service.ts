import type { FlowDefinition, Json, StepRecord } from '../../sdk/flow/definition.ts'
import { ancestorsOf, stepOf } from '../../sdk/flow/graph.ts'
import type { DraftsService, FlowCaller } from '../flows/drafts.service.ts'
import type { ConnectorCatalogue } from '../flows/flows.types.ts'
import { AppError } from '../platform/errors.ts'
import type { FlowSource, PublishedFlow } from '../runs/engine.types.ts'
import type { RecordedRun, RecordedRuns } from '../runs/recorded-runs.service.ts'
import type { Sandbox } from '../sandbox/sandbox.types.ts'
import { compiledOrRefused } from './compiled-draft.ts'
import { upTo } from './cut-definition.ts'
import type { DraftTest, DraftTestRequest } from './draft-test.types.ts'
import type { LiveDeps } from './live-step.ts'
import type { Pins, PinsService } from './pins.service.ts'
import { answersOf, passedOver, pinned, type StubSources } from './stub-answers.ts'
import { testDraft } from './test-draft.ts'

export interface DraftTestDeps extends LiveDeps {
  drafts: Pick<DraftsService, 'read'>
  pins: Pick<PinsService, 'read'>
  recorded: RecordedRuns
  flows: Pick<FlowSource, 'version'>
  catalogue: Pick<ConnectorCatalogue, 'action' | 'trigger'>
  sandbox: Pick<Sandbox, 'visit' | 'compileFlow'>
}

export type DraftTestService = ReturnType<typeof createDraftTest>

/** Tries a draft out: one step, up to a step, from a step, or all of it. Nothing is stored, and nothing is called unless asked for. */
export function createDraftTest(deps: DraftTestDeps) {
  const { drafts, pins, recorded, flows, catalogue, sandbox, clock } = deps

  async function runOf(
    caller: FlowCaller,
    flowId: string,
    runId: string | undefined,
  ): Promise<{ run: RecordedRun; flow: PublishedFlow } | null> {
    if (runId === undefined) return null
    const run = await recorded.load(caller.tenantId, runId)
    const flow = run.flowId === flowId ? await flows.version(run.tenantId, flowId, run.version) : null
    if (flow === null) throw new AppError('not_found')
    return { run, flow }
  }

  /** Records of what comes before the first step that is run, and of pinned steps. */
  function given(
    definition: FlowDefinition,
    from: string | undefined,
    held: Pins,
    past: Record<string, StepRecord>,
  ): Record<string, StepRecord> {
    const steps: Record<string, StepRecord> = {}
    const isRun = from === undefined ? null : recorded.stepsFrom(definition, from)
    const around = from === undefined ? [] : ancestorsOf(definition, from)
    for (const [id, step] of Object.entries(definition.steps)) {
      const pin = pinned(id, held)
      if (pin !== null && id !== from) steps[id] = pin.outcome
      if (isRun === null || isRun.has(id) || steps[id] !== undefined) continue
      const lane = around.includes(id) ? laneTowards(definition, id, [...around, from ?? '']) : undefined
      const known = past[id]
      if (lane !== undefined) steps[id] = { status: 'done', output: known?.output ?? true, lane }
      else steps[id] = known?.status === 'done' ? known : { status: 'done', output: passedOver(step, catalogue, clock.now()) }
    }
    return steps
  }

  return {
    /** Throws AppError `not_found` for a flow or run that is not there, `invalid` for a step that is not, `flow_invalid` for a draft that does not compile. */
    async test(caller: FlowCaller, flowId: string, request: DraftTestRequest): Promise<DraftTest> {
      const { from, to, runId, trigger } = request
      const { definition: whole } = await drafts.read(caller, flowId)
      for (const [field, id] of [
        ['from', from],
        ['to', to],
      ] as const) {
        if (id === undefined || stepOf(whole, id) !== undefined) continue
        throw new AppError('invalid', { errors: [{ field: `/${field}`, reason: 'no such step in the draft' }] })
      }
      const definition = to === undefined ? whole : upTo(whole, to)
      const past = await runOf(caller, flowId, runId)
      const held = await pins.read(caller, flowId)
      const event = trigger ?? past?.run.trigger ?? held.trigger ?? triggerSample(definition, catalogue)
      const stubs: StubSources = { pins: held, answers: past === null ? new Map() : answersOf(past.run), catalogue }
      return testDraft(
        {
          caller,
          flow: { tenantId: caller.tenantId, flowId, version: 0, definition, compiled: await compiledOrRefused(sandbox, definition) },
          trigger: event,
          given: given(definition, from, held, past === null ? {} : stateOf(recorded, past)),
          stubs,
          live: request.dryRun === false ? (request.confirmEffects === true ? 'all' : 'reads') : 'none',
        },
        deps,
      )
    },
  }
}

function stateOf(recorded: RecordedRuns, { run, flow }: { run: RecordedRun; flow: PublishedFlow }): Record<string, StepRecord> {
  const fold = recorded.fold(run, flow)
  for (const entry of run.entries) fold.apply(entry)
  return fold.state.steps
}

/** The lane of the container that leads to what is tried. */
function laneTowards(definition: FlowDefinition, container: string, path: readonly string[]): string | undefined {
  for (const id of path) {
    const parent = stepOf(definition, id)?.parent
    if (parent?.container === container) return parent.lane
  }
  return undefined
}

function triggerSample(definition: FlowDefinition, catalogue: DraftTestDeps['catalogue']): Json {
  const { trigger } = definition
  if (trigger.kind === 'connector') return catalogue.trigger(trigger.plugin, trigger.trigger)?.sample ?? null
  if ('sample' in trigger && trigger.sample !== undefined) return trigger.sample
  return trigger.kind === 'webhook' ? { method: 'POST', headers: {}, query: {}, body: {} } : null
}
