import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import { redact } from '../platform/redact.ts'
import { insertAudit } from './audit.store.ts'
import { type AuditState, changesBetween } from './audit-changes.ts'

export interface AuditEntry {
  tenantId: string
  /** Who did it; null for the system itself. */
  userId: string | null
  /** Past participle after the noun, as events are named: `member.role_changed`, `connection.created`. */
  act: string
  /** Id of what it was done to. */
  subject: string
  /** What belongs to the act and is no change, small. Secrets are redacted here as in logs. */
  detail?: Record<string, unknown>
  /** What it was and what it is, as much as the act can change: what differs is kept. None where nothing was, or nothing is left. */
  before?: AuditState
  after?: AuditState
  /** Secrets that the act put in the place of others. Nothing of them is kept. */
  secrets?: readonly string[]
  requestId?: string
  address?: string
}

/**
 * Adds one entry to the workspace's audit log, in the transaction of the act itself: what is rolled back was not done, and
 * what was done is recorded. `trx` must be a transaction of `forTenant(entry.tenantId)`. Entries are never changed or deleted.
 */
export async function recordAudit(trx: Trx, entry: AuditEntry, nowMs: number): Promise<void> {
  await insertAudit(trx, {
    id: newId('aud', nowMs),
    tenantId: entry.tenantId,
    userId: entry.userId,
    act: entry.act,
    subject: entry.subject,
    detail: redact(entry.detail ?? {}),
    changes: changesBetween(entry.before ?? null, entry.after ?? null, entry.secrets),
    requestId: entry.requestId ?? null,
    address: entry.address ?? null,
    atIso: toIso(nowMs),
  })
}
