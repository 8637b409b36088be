import type { FlowDefinition, PollingTrigger, ScheduleTrigger } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { claimSlug, releaseSlug } from './exposed-actions.store.ts'
import { scheduleTimes } from './schedule-times.ts'
import { hashOf } from './start-once.ts'
import { findTimed, pauseTimed, refreshTimed, removeTimed, replaceTimed } from './timed-triggers.store.ts'

export interface ListeningFlow {
  tenantId: string
  flowId: string
  version: number
  definition: FlowDefinition
}

/**
 * What a flow listens to from now on, besides its webhook address and connector events: called in the transaction that publishes
 * or resumes it. A schedule whose times did not change goes on counting; any other change leaves no old time behind.
 * Throws AppError `flow_invalid` when another flow took the slug meanwhile.
 */
export async function listen(trx: Trx, flow: ListeningFlow, nowMs: number): Promise<void> {
  const { trigger } = flow.definition
  if (trigger.kind === 'api') {
    if (!(await claimSlug(trx, flow.tenantId, flow.flowId, trigger.slug))) throw slugTaken(trigger.slug)
  } else await releaseSlug(trx, flow.flowId)
  if (trigger.kind === 'schedule') await listenTimed(trx, flow, trigger, nowMs)
  else if (trigger.kind === 'polling') await listenTimed(trx, flow, trigger, nowMs)
  else await removeTimed(trx, flow.flowId)
}

/** Paused: nothing is due, what was learnt is kept, and a slug stays this flow's. */
export async function stopListening(trx: Trx, flowId: string): Promise<void> {
  await pauseTimed(trx, flowId)
}

/** Deleted: nothing is left. */
export async function forgetFlow(trx: Trx, flowId: string): Promise<void> {
  await removeTimed(trx, flowId)
  await releaseSlug(trx, flowId)
}

async function listenTimed(trx: Trx, flow: ListeningFlow, trigger: ScheduleTrigger | PollingTrigger, nowMs: number): Promise<void> {
  const { tenantId, flowId, version } = flow
  const fingerprint = hashOf(JSON.stringify(identityOf(trigger)))
  const definition = JSON.stringify(trigger)
  const known = await findTimed(trx, flowId)
  if (known === undefined || known.kind !== trigger.kind || known.fingerprint !== fingerprint) {
    const nextAt = firstLook(trigger, nowMs, nowMs)
    await replaceTimed(trx, { tenantId, flowId, kind: trigger.kind, version, definition, fingerprint, anchorAt: nowMs, nextAt })
    return
  }
  const wasPaused = known.lookAt === null
  // A publication changes nothing about a time that is due already: it is not skipped.
  const wanted = wasPaused ? null : (known.nextAt?.getTime() ?? null)
  const nextAt = wanted !== null && wanted <= nowMs ? wanted : firstLook(trigger, known.anchorAt.getTime(), nowMs)
  // Records that came during a pause are dropped like any other event, unless the flow keeps them.
  const forget = wasPaused && flow.definition.settings.whilePaused !== 'keep'
  await refreshTimed(trx, flowId, { version, definition, nextAt, forget })
}

function firstLook(trigger: ScheduleTrigger | PollingTrigger, anchorMs: number, nowMs: number): number | null {
  return trigger.kind === 'polling' ? nowMs : scheduleTimes(trigger, anchorMs).after(nowMs)
}

/** What makes it another schedule, or another list of records. */
function identityOf(trigger: ScheduleTrigger | PollingTrigger): unknown {
  if (trigger.kind === 'schedule') return [trigger.when, trigger.timezone]
  const { everySeconds: _pace, existing: _first, ...source } = trigger
  return source
}

function slugTaken(slug: string): AppError {
  const reason = `“${slug}” já é o nome de outra ação exposta / “${slug}” is another exposed action already`
  return new AppError('flow_invalid', { errors: [{ field: 'trigger/slug', reason }] })
}
