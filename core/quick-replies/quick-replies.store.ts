import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'

export interface QuickReplyRow {
  id: string
  /** Null: of the whole workspace. */
  userId: string | null
  title: string
  body: string
  updatedAt: Date
}

const COLUMNS = { id: 'id', userId: 'user_id', title: 'title', body: 'body', updatedAt: 'updated_at' }

/** Those of the workspace and those of that person, by title. */
export function listReplies(trx: Trx, userId: string): Promise<QuickReplyRow[]> {
  return trx('quick_replies')
    .where((whose) => whose.whereNull('user_id').orWhere('user_id', userId))
    .orderByRaw('lower(title), id')
    .select<QuickReplyRow[]>(COLUMNS)
}

export async function countReplies(trx: Trx): Promise<number> {
  const [row] = await trx('quick_replies').count<Array<{ count: number }>>()
  return Number(row?.count ?? 0)
}

export async function findReply(trx: Trx, id: string, userId: string): Promise<QuickReplyRow | undefined> {
  return (await listReplies(trx, userId)).find((row) => row.id === id)
}

export async function insertReply(
  trx: Trx,
  row: { tenantId: string; id: string; userId: string | null; title: string; body: string; now: number },
): Promise<void> {
  const { tenantId, id, userId, title, body, now } = row
  await trx('quick_replies').insert({ tenant_id: tenantId, id, user_id: userId, title, body, updated_at: toIso(now) })
}

export async function updateReply(trx: Trx, id: string, change: { title?: string; body?: string }, now: number): Promise<void> {
  await trx('quick_replies')
    .where({ id })
    .update({ ...change, updated_at: toIso(now) })
}

export async function deleteReply(trx: Trx, id: string): Promise<void> {
  await trx('quick_replies').where({ id }).delete()
}
