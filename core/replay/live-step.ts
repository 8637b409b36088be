import type { Json, Step, StepPath } from '../../sdk/flow/definition.ts'
import type { Actions } from '../actions/actions.types.ts'
import type { CallRecord } from '../egress/egress.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newSeed } from '../platform/ids.ts'
import type { Performers } from '../runs/outside.types.ts'
import type { Stub } from './stub-answers.ts'

export interface LiveDeps {
  actions: Pick<Actions, 'facts' | 'execute' | 'outcomeOf'>
  performers: Pick<Performers, 'http' | 'store'>
  db: Pick<Database, 'forTenant'>
  clock: Clock
}

export interface LiveAnswer {
  outcome: Stub['outcome']
  durationMs: number
  calls: CallRecord[]
  logs: string[]
}

/** Whether the step only reads. One whose connector is gone is taken for an effect. */
export function isRead(step: Step, { actions, performers }: Pick<LiveDeps, 'actions' | 'performers'>): boolean {
  if (step.kind === 'store') return step.operation === 'get' || step.operation === 'query'
  if (step.kind === 'http') return performers.http.facts(step).effect === 'read'
  if (step.kind !== 'action') return false
  try {
    return actions.facts(step.plugin, step.action).effect === 'read'
  } catch {
    return false // The connector is not installed: the call itself will say so.
  }
}

/** Waits, tasks and sub-flows are never begun by a test. */
export function mayBeLive({ kind }: Step): boolean {
  return kind === 'action' || kind === 'http' || kind === 'store'
}

/** Does the step's work outside, once, without a retry. */
export async function liveStep(
  step: Step,
  call: { tenantId: string; flowId: string; path: StepPath; input: Json },
  deps: LiveDeps,
): Promise<LiveAnswer> {
  const { tenantId, flowId, path, input } = call
  const now = deps.clock.now()
  const began = deps.clock.monotonicMs()
  const took = () => Math.round(deps.clock.monotonicMs() - began)
  const request = { tenantId, input, effectKey: `test:${flowId}:${path}:${now}`, now }
  if (step.kind === 'store') {
    const outcome = await stored(step, { tenantId, input, now }, deps)
    return { outcome, durationMs: took(), calls: [], logs: [] }
  }
  if (step.kind !== 'action' && step.kind !== 'http') throw new AppError('internal')
  const result =
    step.kind === 'http'
      ? await deps.performers.http.execute({ ...request, step })
      : await deps.actions.execute({
          ...request,
          plugin: step.plugin,
          action: step.action,
          connectionId: step.connectionId,
          seed: newSeed(),
        })
  const declared = result.ok && step.kind === 'action' ? deps.actions.outcomeOf(step.plugin, step.action, result.output) : null
  const lane = declared === null ? {} : { lane: declared }
  const outcome: Stub['outcome'] = result.ok
    ? { status: 'done', output: result.output, ...lane }
    : { status: 'failed', error: { code: result.failure.code, message: result.failure.message, ...providerOf(result.failure) } }
  return { outcome, durationMs: took(), calls: result.calls, logs: result.logs }
}

async function stored(
  step: Extract<Step, { kind: 'store' }>,
  { tenantId, input, now }: { tenantId: string; input: Json; now: number },
  { db, performers }: LiveDeps,
): Promise<Stub['outcome']> {
  try {
    const output = await db.forTenant(tenantId, (trx) => performers.store.perform(trx, { tenantId, step, input, now }))
    return { status: 'done', output }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { status: 'failed', error: { code: error.code, message: error.message } }
  }
}

function providerOf({ provider }: { provider?: { status: number; body: Json } }): { provider?: { status: number; body: Json } } {
  return provider === undefined ? {} : { provider }
}
