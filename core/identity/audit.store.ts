import type { Trx } from '../platform/db.ts'

export interface AuditRow {
  id: string
  userId: string | null
  act: string
  subject: string
  detail: Record<string, unknown>
  createdAt: Date
}

export interface NewAuditRow extends Omit<AuditRow, 'createdAt'> {
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
    request_id: row.requestId,
    address: row.address,
    created_at: row.atIso,
  })
}

export interface AuditPage {
  /** Id of the last one seen. */
  before: string | null
  limit: number
  /** Who did it. */
  userId?: string
  /** Somewhere in what was done, to what, and its detail. */
  search?: string
}

/** Newest first. */
export async function listAudit(trx: Trx, page: AuditPage): Promise<AuditRow[]> {
  const rows = trx('audit_log')
    .select<AuditRow[]>({ id: 'id', userId: 'user_id', act: 'act', subject: 'subject', detail: 'detail', createdAt: 'created_at' })
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.userId !== undefined) rows.where('user_id', page.userId)
  if (page.search !== undefined && page.search.trim() !== '') {
    const like = `%${page.search.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
    rows.whereRaw('(act ILIKE :like OR subject ILIKE :like OR detail::text ILIKE :like)', { like })
  }
  return page.before === null ? rows : rows.where('id', '<', page.before)
}
