import type { ApprovalStep, DelayStep, Json, StepError, SubflowStep, TimeUnit } from '../../sdk/flow/definition.ts'
import { stepOf } from '../../sdk/flow/graph.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { type ChildAgainDeps, childAgain } from './child-again.ts'
import type { FlowSource } from './engine.types.ts'
import type { HeldRun } from './held-run.ts'
import type { OpenStep, PreparedWait } from './machine.types.ts'
import type { Performers } from './outside.types.ts'
import { subflowFault } from './subflow-values.ts'

export interface PrepareDeps extends ChildAgainDeps {
  clock: Clock
  flows: Pick<FlowSource, 'published' | 'version'>
  performers: Pick<Performers, 'addBusinessTime' | 'taskOf'>
}

const UNIT_MS: Record<TimeUnit, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }
/** No wait is longer: a year and a day. */
const LONGEST_MS = 366 * UNIT_MS.days
/** Sub-flows inside sub-flows, and error flows of these. A circle ends here. */
export const MAX_DEPTH = 20

/** How long a step waits, or which run it waits for. What the author or the data got wrong is a failure of the step. */
export async function prepareWait(held: HeldRun, step: OpenStep, deps: PrepareDeps): Promise<PreparedWait> {
  const definition = stepOf(held.flow.definition, step.stepId)
  const now = deps.clock.now()
  switch (definition?.kind) {
    case 'delay':
      return delayUntil(held.run.tenantId, definition, step.input, now, deps)
    case 'wait':
      return untilOf(fieldOf(step.input, 'timeout'), now, '/timeout')
    case 'approval':
      return askable(held, definition, step, untilOf(fieldOf(step.input, 'deadline'), now, '/deadline'), deps)
    case 'subflow':
      return childOf(held, definition, step, deps)
    default:
      throw new Error(`step ${step.stepId} does not wait`)
  }
}

/** The row is made again by the commit; here it is found out whether it can be. */
function askable(
  held: HeldRun,
  definition: ApprovalStep,
  step: OpenStep,
  wait: PreparedWait,
  { clock, performers }: PrepareDeps,
): PreparedWait {
  if ('failure' in wait) return wait
  try {
    performers.taskOf(held.run, definition, { path: step.path, input: step.input, at: clock.now(), until: wait.until })
    return wait
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const [wrongField] = error.errors
    return { failure: { code: 'expression', message: wrongField?.reason ?? error.message, at: wrongField?.field ?? '' } }
  }
}

async function delayUntil(tenantId: string, { delay }: DelayStep, input: Json, now: number, deps: PrepareDeps): Promise<PreparedWait> {
  if (delay.by === 'duration') return untilOf({ amount: fieldOf(input, 'amount'), unit: delay.unit }, now, '/delay/amount')
  if (delay.by === 'date') {
    const date = fieldOf(input, 'date')
    const until = typeof date === 'string' || typeof date === 'number' ? new Date(date).getTime() : Number.NaN
    return Number.isNaN(until) || until > now + LONGEST_MS ? wrong('/delay/date', 'not a date within a year') : { until }
  }
  const ms = durationOf({ amount: fieldOf(input, 'amount'), unit: delay.unit })
  if (ms === null) return wrong('/delay/amount', 'not a duration within a year')
  return { until: await deps.performers.addBusinessTime(tenantId, now, ms) }
}

function untilOf(duration: Json, now: number, at: string): PreparedWait {
  if (duration === null) return { until: null }
  const ms = durationOf(duration)
  return ms === null ? wrong(at, 'not a duration within a year') : { until: now + ms }
}

function durationOf(duration: Json): number | null {
  const amount = Number(fieldOf(duration, 'amount') ?? Number.NaN)
  const unit = fieldOf(duration, 'unit')
  if (typeof unit !== 'string' || !isUnit(unit)) return null
  const ms = amount * UNIT_MS[unit]
  return ms >= 0 && ms <= LONGEST_MS ? Math.round(ms) : null
}

function isUnit(text: string): text is TimeUnit {
  return Object.hasOwn(UNIT_MS, text)
}

async function childOf(
  held: HeldRun,
  { flowId, version, wait, timeoutMs }: SubflowStep,
  { path, input }: OpenStep,
  deps: PrepareDeps,
): Promise<PreparedWait> {
  const { tenantId, depth } = held.run
  if (depth >= MAX_DEPTH) return fails('subflow_too_deep', `Sub-flows may be ${MAX_DEPTH} deep at most.`)
  const flow = version === undefined ? await deps.flows.published(tenantId, flowId) : await deps.flows.version(tenantId, flowId, version)
  if (flow === null) return fails('subflow_missing', 'The sub-flow is not published, or is paused.')
  if (flow.definition.trigger.kind !== 'subflow') return fails('subflow_missing', 'The flow is not made to be called by another one.')
  const fault = subflowFault(flow, 'input', input)
  if (fault !== null) return { failure: fault }
  const now = deps.clock.now()
  const child = { runId: newId('run', now), flowId: flow.flowId, version: flow.version }
  const former = held.machine.children[path]
  if (former !== undefined) {
    const again = await childAgain({ tenantId, former, target: flow, now }, deps)
    if ('failure' in again) return again
    if ('output' in again) return { until: null, over: again.output }
    held.startedAgain.set(child.runId, again)
  }
  if (!wait) return { until: null, child, over: { runId: child.runId } }
  return { until: timeoutMs === undefined ? null : now + timeoutMs, child }
}

function wrong(at: string, reason: string): PreparedWait {
  return { failure: { code: 'expression', message: `The value is ${reason}.`, at } satisfies StepError }
}

function fails(code: string, message: string): PreparedWait {
  return { failure: { code, message } }
}

export function fieldOf(value: Json, key: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null
  return value[key] ?? null
}
