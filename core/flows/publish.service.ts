import { createHash } from 'node:crypto'
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import { resourceTriggerName } from '../registry/resource-trigger-name.ts'
import type { CompiledFlow, FlowProblem } from '../sandbox/sandbox.types.ts'
import { announceFlow } from './announce.ts'
import type { DraftsDeps, DraftsService, FlowCaller } from './drafts.service.ts'
import { deleteDraft, findDraft } from './drafts.store.ts'
import { type FlowRow, lockFlow, replaceTrigger, updateFlow } from './flows.store.ts'
import type { TriggerRegistration } from './flows.types.ts'
import { findVersion, insertVersion, newestVersion } from './versions.store.ts'

export interface PublishDeps extends Pick<DraftsDeps, 'db'> {
  clock: Clock
  drafts: DraftsService
  triggers: TriggerRegistration
}

/** From draft to production, and the switch beside it. A published version is immutable; runs stay on theirs for life. */
export function createPublishing({ db, clock, drafts, triggers }: PublishDeps) {
  async function setState(caller: FlowCaller, flowId: string, state: 'paused' | 'published'): Promise<void> {
    await db.forTenant(caller.tenantId, async (trx) => {
      const flow = await lockFlow(trx, flowId)
      if (flow === undefined) throw new AppError('not_found')
      if (flow.publishedVersion === null) throw new AppError('conflict', { params: { what: 'never published / nunca publicado' } })
      await updateFlow(trx, flowId, { state })
      const version = await findVersion(trx, flowId, flow.publishedVersion)
      if (version !== undefined) {
        const definition: FlowDefinition = JSON.parse(version.definition)
        const isDeaf = state === 'paused' && definition.settings.whilePaused !== 'keep'
        await registerTrigger(trx, caller.tenantId, flowId, isDeaf ? null : definition)
        if (state === 'paused') await triggers.stop(trx, flowId)
        else await triggers.listen(trx, { tenantId: caller.tenantId, flowId, version: version.version, definition })
      }
      await recordAudit(
        trx,
        {
          ...caller,
          act: `flow.${state === 'paused' ? 'paused' : 'resumed'}`,
          subject: flowId,
          before: { state: flow.state },
          after: { state },
        },
        clock.now(),
      )
      await announceFlow(trx, caller.tenantId, flowId)
    })
  }

  return {
    /** Publishes the caller's draft. Throws flow_invalid with every problem, or conflict when a colleague published since. */
    async publish(caller: FlowCaller, flowId: string, label: { name: string; note: string }): Promise<{ version: number }> {
      const draft = await drafts.read(caller, flowId)
      if (draft.revision === 0)
        throw new AppError('conflict', { params: { what: 'no unpublished changes / nenhuma alteração a publicar' } })
      const { compiled, problems } = await drafts.check(caller.tenantId, flowId, draft.definition)
      if (compiled === null)
        throw new AppError('flow_invalid', { errors: problems.filter((found) => found.severity === 'error').map(asFieldError) })
      return db.forTenant(caller.tenantId, async (trx) => {
        const flow = await lockFlow(trx, flowId)
        if (flow === undefined) throw new AppError('not_found')
        const stored = await findDraft(trx, flowId, caller.userId)
        if (stored?.revision !== draft.revision) throw new AppError('revision_conflict')
        if (draft.baseVersion !== flow.publishedVersion) {
          throw new AppError('conflict', {
            params: {
              what: `version ${flow.publishedVersion} was published meanwhile / a versão ${flow.publishedVersion} foi publicada nesse meio-tempo`,
            },
          })
        }
        const version = await storeVersion(trx, caller, flow, draft.definition, compiled, label)
        await triggers.listen(trx, { tenantId: caller.tenantId, flowId, version, definition: draft.definition })
        await deleteDraft(trx, flowId, caller.userId)
        const before = { version: flow.publishedVersion, state: flow.state }
        const told = { before, after: { version, state: 'published' } }
        await recordAudit(trx, { ...caller, act: 'flow.published', subject: flowId, ...told }, clock.now())
        await announceFlow(trx, caller.tenantId, flowId)
        return { version }
      })
    },

    pause: (caller: FlowCaller, flowId: string) => setState(caller, flowId, 'paused'),
    resume: (caller: FlowCaller, flowId: string) => setState(caller, flowId, 'published'),
  }
}

export type PublishingService = ReturnType<typeof createPublishing>

async function storeVersion(
  trx: Trx,
  caller: FlowCaller,
  flow: FlowRow,
  definition: FlowDefinition,
  compiled: CompiledFlow,
  label: { name: string; note: string },
): Promise<number> {
  const version = (await newestVersion(trx, flow.id)) + 1
  await insertVersion(trx, {
    tenantId: caller.tenantId,
    flowId: flow.id,
    version,
    ...label,
    definition: JSON.stringify(definition),
    definitionHash: hashOf(definition),
    script: compiled.script,
    scriptHash: compiled.hash,
    publishedBy: caller.userId,
  })
  await updateFlow(trx, flow.id, { publishedVersion: version, state: 'published' })
  await registerTrigger(trx, caller.tenantId, flow.id, definition)
  return version
}

async function registerTrigger(trx: Trx, tenantId: string, flowId: string, definition: FlowDefinition | null): Promise<void> {
  await replaceTrigger(trx, tenantId, flowId, definition === null ? null : listenedTo(definition))
}

/** Events of a connection that the flow listens to: of a trigger that its connector declares, or changes of its records. */
function listenedTo({ trigger }: FlowDefinition): Parameters<typeof replaceTrigger>[3] {
  if (trigger.kind === 'connector') return trigger
  if (trigger.kind !== 'resource') return null
  const { plugin, resource, connectionId } = trigger
  return { plugin, connectionId, trigger: resourceTriggerName(resource) }
}

/** Moving a card on the canvas or writing a note is not a change of the flow: both are left out. */
function hashOf(definition: FlowDefinition): string {
  const { layout: _layout, notes: _notes, groups: _groups, ...rest } = definition
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex')
}

function asFieldError(found: FlowProblem): FieldError {
  return { field: `${found.stepId}${found.field}`, reason: `${found.message['pt-BR']} / ${found.message.en}` }
}
