import type { Trx } from '../platform/db.ts'
import type { AuditChange } from './audit-changes.ts'

export interface AuditRow {
  id: string
  userId: string | null
  /** Null for the system itself. */
  userName: string | null
  act: string
  subject: string
  detail: Record<string, unknown>
  changes: AuditChange[]
  createdAt: Date
}

export interface NewAuditRow extends Omit<AuditRow, 'createdAt' | 'userName'> {
  tenantId: string
  requestId: string | null
  address: string | null
  atIso: string
}

export async function insertAudit(trx: Trx, row: NewAuditRow): Promise<void> {
  await trx('audit_log').insert({
    tenant_id: row.tenantId,
    id: row.id,
    user_id: row.userId,
    act: row.act,
    subject: row.subject,
    detail: JSON.stringify(row.detail),
    changes: JSON.stringify(row.changes),
    request_id: row.requestId,
    address: row.address,
    created_at: row.atIso,
  })
}

export interface AuditFilter {
  /** Who did it. */
  userId?: string
  /** What was done: `connection.changed`, or all of `connection`. */
  act?: string
  /** RFC 3339; from then on, and before then. */
  from?: string
  to?: string
  /** Somewhere in what was done, to what, its detail, and what changed. */
  search?: string
}

export interface AuditPage extends AuditFilter {
  /** Id of the last one seen. */
  before: string | null
  limit: number
}

const COLUMNS = {
  id: 'a.id',
  userId: 'a.user_id',
  userName: 'u.name',
  act: 'a.act',
  subject: 'a.subject',
  detail: 'a.detail',
  changes: 'a.changes',
  createdAt: 'a.created_at',
}

/** Newest first. */
export async function listAudit(trx: Trx, { before, limit, ...filter }: AuditPage): Promise<AuditRow[]> {
  const rows = filtered(trx, filter)
    .leftJoin('users as u', 'u.id', 'a.user_id')
    .select<AuditRow[]>(COLUMNS)
    .orderBy('a.id', 'desc')
    .limit(limit)
  return before === null ? rows : rows.where('a.id', '<', before)
}

/** What the entries changed, and one for each that changed nothing. */
export async function countAuditChanges(trx: Trx, filter: AuditFilter): Promise<number> {
  const row = await filtered(trx, filter).first<{ count: string | null }>(
    trx.raw('sum(greatest(1, jsonb_array_length(a.changes))) AS count'),
  )
  return Number(row.count ?? 0)
}

function filtered(trx: Trx, { userId, act, from, to, search = '' }: AuditFilter) {
  const rows = trx('audit_log as a')
  if (userId !== undefined) rows.where('a.user_id', userId)
  if (act !== undefined) rows.whereRaw(`(a.act = :act OR starts_with(a.act, :act || '.'))`, { act })
  if (from !== undefined) rows.where('a.created_at', '>=', from)
  if (to !== undefined) rows.where('a.created_at', '<', to)
  if (search.trim() !== '') {
    const like = `%${search.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
    rows.whereRaw('(a.act ILIKE :like OR a.subject ILIKE :like OR a.detail::text ILIKE :like OR a.changes::text ILIKE :like)', { like })
  }
  return rows
}
