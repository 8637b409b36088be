import type { Trx } from '../platform/db.ts'

/** SQL of personal drafts: one per flow and user, guarded by a revision. */

export interface DraftRow {
  userId: string
  baseVersion: number | null
  revision: number
  definition: string
  updatedAt: Date
}

const COLUMNS = { userId: 'user_id', baseVersion: 'base_version', revision: 'revision', definition: 'definition', updatedAt: 'updated_at' }

export async function findDraft(trx: Trx, flowId: string, userId: string): Promise<DraftRow | undefined> {
  return trx('flow_drafts').where({ flow_id: flowId, user_id: userId }).first<DraftRow | undefined>(COLUMNS)
}

export async function listDrafts(trx: Trx, flowId: string): Promise<Array<Pick<DraftRow, 'userId' | 'updatedAt'>>> {
  return trx('flow_drafts').where({ flow_id: flowId }).select({ userId: 'user_id', updatedAt: 'updated_at' })
}

/** Flows that have a draft of this user, for the list's "changed since published" mark. */
export async function flowsWithDraft(trx: Trx, userId: string): Promise<Set<string>> {
  return new Set(await trx('flow_drafts').where({ user_id: userId }).pluck<string[]>('flow_id'))
}

/**
 * Saves over exactly the revision the caller saw (0: no draft yet). Returns the new revision, or null when somebody
 * else saved in between: one statement decides, so two tabs cannot both win.
 */
export async function saveDraft(
  trx: Trx,
  draft: { tenantId: string; flowId: string; userId: string; baseVersion: number | null; seenRevision: number; definition: string },
): Promise<number | null> {
  if (draft.seenRevision === 0) {
    const inserted = await trx('flow_drafts')
      .insert({
        tenant_id: draft.tenantId,
        flow_id: draft.flowId,
        user_id: draft.userId,
        base_version: draft.baseVersion,
        revision: 1,
        definition: draft.definition,
      })
      .onConflict(['tenant_id', 'flow_id', 'user_id'])
      .ignore()
      .returning<{ revision: number }[]>('revision')
    return inserted[0]?.revision ?? null
  }
  const updated = await trx('flow_drafts')
    .where({ flow_id: draft.flowId, user_id: draft.userId, revision: draft.seenRevision })
    .update({ definition: draft.definition, revision: draft.seenRevision + 1, updated_at: trx.fn.now() })
    .returning<{ revision: number }[]>('revision')
  return updated[0]?.revision ?? null
}

export async function deleteDraft(trx: Trx, flowId: string, userId: string): Promise<void> {
  await trx('flow_drafts').where({ flow_id: flowId, user_id: userId }).delete()
}
