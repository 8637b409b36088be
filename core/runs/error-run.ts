import { stepOf } from '../../sdk/flow/graph.ts'
import { stepIdOf } from '../../sdk/flow/run-state.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { FlowSource } from './engine.types.ts'
import type { HeldRun } from './held-run.ts'
import { queuedRun } from './new-run.ts'
import { MAX_DEPTH } from './prepare-wait.ts'
import type { RunChange } from './run-write.types.ts'

export interface ErrorRunDeps {
  clock: Clock
  flows: Pick<FlowSource, 'published' | 'names'>
}

/**
 * The run of the error flow for a run that is about to end as failed, to be stored in the same commit. Null when there is none to
 * start: no error flow is set, it is not published, or this run is itself of an error flow (it would go round in a circle; one
 * through sub-flows ends at the depth that ends circles of sub-flows).
 */
export async function errorRunOf({ run, flow, machine }: HeldRun, { clock, flows }: ErrorRunDeps): Promise<RunChange | null> {
  const { errorFlowId } = flow.definition.settings
  const { end } = machine
  if (errorFlowId === undefined || end?.status !== 'failed' || run.trigger === 'error' || run.depth >= MAX_DEPTH) return null
  const errorFlow = await flows.published(run.tenantId, errorFlowId)
  if (errorFlow?.definition.trigger.kind !== 'error') return null
  const names = await flows.names(run.tenantId, [run.flowId])
  const stepId = end.failedPath === undefined ? null : stepIdOf(end.failedPath)
  const step = stepId === null ? undefined : stepOf(flow.definition, stepId)
  const data = {
    flow: { id: run.flowId, name: names.get(run.flowId) ?? '' },
    run: { id: run.id, startedAt: toIso(run.startedAt) },
    error: { code: end.error?.code ?? 'internal', message: end.error?.message ?? '' },
    step: step === undefined ? null : { name: step.name, title: step.title ?? null },
  }
  const start = { flow: errorFlow, trigger: 'error' as const, data, storeData: true }
  const queued = queuedRun(start, { tenantId: run.tenantId, deliveryId: null }, clock)
  return { ...queued, run: { ...queued.run, depth: run.depth + 1 } }
}
