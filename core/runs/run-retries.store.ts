import type { Trx } from '../platform/db.ts'

/** Which runs are retries, of what, and with whose changes. App role, one tenant. */

export interface RetryRow {
  tenantId: string
  runId: string
  retryOf: string
  edited: boolean
  /** Null: from the start. */
  fromStep: string | null
  by: string
}

export async function insertRetry(trx: Trx, { tenantId, runId, retryOf, edited, fromStep, by }: RetryRow): Promise<void> {
  await trx.raw(`INSERT INTO run_retries (tenant_id, run_id, retry_of, edited, from_step, retried_by) VALUES (?, ?, ?, ?, ?, ?)`, [
    tenantId,
    runId,
    retryOf,
    edited,
    fromStep,
    by,
  ])
}

/** Of these runs, the ones whose trigger data a person changed. */
export async function editedRuns(trx: Trx, tenantId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await trx.raw<{ rows: Array<{ run_id: string }> }>(
    `SELECT run_id FROM run_retries WHERE tenant_id = ? AND run_id = ANY(?::text[]) AND edited`,
    [tenantId, [...ids]],
  )
  return new Set(rows.map((row) => row.run_id))
}
