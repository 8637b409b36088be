import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { deleteDraft, findDraft, saveDraft } from './drafts.store.ts'
import { findFlow } from './flows.store.ts'
import type { ConnectionPort, ConnectorCatalogue, Draft, DraftSandbox, TriggerRegistration } from './flows.types.ts'
import { linkProblems } from './linked-flows.ts'
import { type CheckedFlow, checkFlow } from './problems.ts'
import { startingDefinition } from './starting-definition.ts'
import { findVersion } from './versions.store.ts'

export interface DraftsDeps {
  db: Database
  sandbox: DraftSandbox
  catalogue: ConnectorCatalogue
  connections: ConnectionPort
  triggers: Pick<TriggerRegistration, 'problems'>
}

export interface FlowCaller {
  tenantId: string
  userId: string
}

/** A person's unpublished edits of a flow. Drafts are personal: nobody publishes a colleague's half-done work by accident. */
export function createDrafts({ db, sandbox, catalogue, connections, triggers }: DraftsDeps) {
  async function load(trx: Trx, caller: FlowCaller, flowId: string): Promise<Omit<Draft, 'problems'>> {
    const flow = await findFlow(trx, flowId)
    if (flow === undefined) throw new AppError('not_found')
    const draft = await findDraft(trx, flowId, caller.userId)
    if (draft !== undefined) {
      return {
        revision: draft.revision,
        baseVersion: draft.baseVersion,
        definition: parse(draft.definition),
        savedAt: draft.updatedAt.toISOString(),
      }
    }
    const published = flow.publishedVersion === null ? undefined : await findVersion(trx, flowId, flow.publishedVersion)
    return {
      revision: 0,
      baseVersion: flow.publishedVersion,
      definition: published === undefined ? startingDefinition() : parse(published.definition),
      savedAt: null,
    }
  }

  async function check(tenantId: string, flowId: string, definition: FlowDefinition): Promise<CheckedFlow> {
    const { known, beside } = await db.forTenant(tenantId, async (trx) => ({
      known: await connections.listForFlows(trx),
      beside: [...(await triggers.problems(trx, flowId, definition)), ...(await linkProblems(trx, flowId, definition))],
    }))
    return checkFlow(definition, sandbox, catalogue, known, beside)
  }

  return {
    check,

    async read(caller: FlowCaller, flowId: string): Promise<Draft> {
      const draft = await db.forTenant(caller.tenantId, (trx) => load(trx, caller, flowId))
      const { problems } = await check(caller.tenantId, flowId, draft.definition)
      return { ...draft, problems }
    },

    /** Throws revision_conflict when `seenRevision` is not what is stored: the browser then merges and tries again. */
    async save(
      caller: FlowCaller,
      flowId: string,
      seenRevision: number,
      definition: FlowDefinition,
    ): Promise<{ revision: number; problems: Draft['problems'] }> {
      const revision = await db.forTenant(caller.tenantId, async (trx) => {
        const flow = await findFlow(trx, flowId)
        if (flow === undefined) throw new AppError('not_found')
        return saveDraft(trx, {
          tenantId: caller.tenantId,
          flowId,
          userId: caller.userId,
          baseVersion: flow.publishedVersion,
          seenRevision,
          definition: JSON.stringify(definition),
        })
      })
      if (revision === null) throw new AppError('revision_conflict')
      const { problems } = await check(caller.tenantId, flowId, definition)
      return { revision, problems }
    },

    async discard(caller: FlowCaller, flowId: string): Promise<void> {
      await db.forTenant(caller.tenantId, async (trx) => {
        if ((await findFlow(trx, flowId)) === undefined) throw new AppError('not_found')
        await deleteDraft(trx, flowId, caller.userId)
      })
    },
  }
}

export type DraftsService = ReturnType<typeof createDrafts>

/** Our own text, written by JSON.stringify after the schema check. */
function parse(definition: string): FlowDefinition {
  return JSON.parse(definition)
}
