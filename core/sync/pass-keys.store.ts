import type { Trx } from '../platform/db.ts'

/** Keys that a pass keeps beside its checkpoint: seen by a scan, changed parents, stubs whose details were read. Inside one tenant. */

interface Place {
  tenantId: string
  connectionId: string
  resource: string
}

interface ScanPlace {
  tenantId: string
  jobId: string
  resource: string
}

export async function rememberScanned(trx: Trx, { tenantId, jobId, resource }: ScanPlace, keys: readonly string[], isMissing: boolean) {
  await trx.raw(
    `INSERT INTO sync_scan_keys (tenant_id, job_id, resource, record_key, is_missing)
     SELECT :tenantId, :jobId, :resource, k, :isMissing FROM unnest(:keys::text[]) k ON CONFLICT DO NOTHING`,
    { tenantId, jobId, resource, keys: [...keys], isMissing },
  )
}

/** Of these keys those that the scan listed. */
export async function scannedOf(trx: Trx, { jobId, resource }: ScanPlace, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: Array<{ key: string }> }>(
    `SELECT record_key AS key FROM sync_scan_keys WHERE job_id = ? AND resource = ? AND record_key = ANY(?::text[])`,
    [jobId, resource, [...keys]],
  )
  return new Set(rows.map((row) => row.key))
}

export async function countScanned(trx: Trx, { jobId, resource }: ScanPlace): Promise<{ seen: number; missing: number }> {
  const { rows } = await trx.raw<{ rows: Array<{ seen: number; missing: number }> }>(
    `SELECT count(*) FILTER (WHERE NOT is_missing) AS seen, count(*) FILTER (WHERE is_missing) AS missing
     FROM sync_scan_keys WHERE job_id = ? AND resource = ?`,
    [jobId, resource],
  )
  return rows[0] ?? { seen: 0, missing: 0 }
}

export async function missingAfter(trx: Trx, { jobId, resource }: ScanPlace, key: string, limit: number): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: Array<{ key: string }> }>(
    `SELECT record_key AS key FROM sync_scan_keys WHERE job_id = ? AND resource = ? AND is_missing AND record_key > ?
     ORDER BY record_key LIMIT ?`,
    [jobId, resource, key, limit],
  )
  return rows.map((row) => row.key)
}

/** Parents that changed: their children are listed again. `resource` is the child's. */
export async function queueParents(trx: Trx, { tenantId, connectionId, resource }: Place, keys: readonly string[]): Promise<void> {
  await trx.raw(
    `INSERT INTO sync_parents (tenant_id, connection_id, resource, parent_key, queued_at)
     SELECT :tenantId, :connectionId, :resource, k, clock_timestamp() FROM unnest(:keys::text[]) k
     ON CONFLICT (tenant_id, connection_id, resource, parent_key) DO UPDATE SET queued_at = excluded.queued_at`,
    { tenantId, connectionId, resource, keys: [...keys] },
  )
}

export interface QueuedParent {
  key: string
  /** As text, to the microsecond. */
  queuedAt: string
}

/** `keys`: only these; null: any. */
export async function queuedParents(
  trx: Trx,
  { connectionId, resource }: Place,
  keys: readonly string[] | null,
  limit: number,
): Promise<QueuedParent[]> {
  const { rows } = await trx.raw<{ rows: QueuedParent[] }>(
    `SELECT parent_key AS key, queued_at::text AS "queuedAt" FROM sync_parents
     WHERE connection_id = :connectionId AND resource = :resource AND (:any OR parent_key = ANY(:keys::text[])) ORDER BY parent_key LIMIT :limit`,
    { connectionId, resource, any: keys === null, keys: [...(keys ?? [])], limit },
  )
  return rows
}

/** One that changed meanwhile stays: what was listed for it is older. */
export async function dropParents(trx: Trx, { connectionId, resource }: Place, parents: readonly QueuedParent[]): Promise<void> {
  if (parents.length === 0) return
  await trx.raw(
    `DELETE FROM sync_parents p USING unnest(:keys::text[], :times::timestamptz[]) AS d(key, queued_at)
     WHERE p.connection_id = :connectionId AND p.resource = :resource AND p.parent_key = d.key AND p.queued_at = d.queued_at`,
    { connectionId, resource, keys: parents.map((parent) => parent.key), times: parents.map((parent) => parent.queuedAt) },
  )
}

/** Hashes of the list's stubs whose details are stored. */
export async function stubsOf(trx: Trx, { connectionId, resource }: Place, keys: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await trx.raw<{ rows: Array<{ key: string; hash: string }> }>(
    `SELECT record_key AS key, hash FROM sync_stubs WHERE connection_id = ? AND resource = ? AND record_key = ANY(?::text[])`,
    [connectionId, resource, [...keys]],
  )
  return new Map(rows.map((row) => [row.key, row.hash]))
}

export async function saveStubs(trx: Trx, place: Place, stubs: ReadonlyArray<{ key: string; hash: string }>): Promise<void> {
  if (stubs.length === 0) return
  await trx.raw(
    `INSERT INTO sync_stubs (tenant_id, connection_id, resource, record_key, hash)
     SELECT :tenantId, :connectionId, :resource, k, h FROM unnest(:keys::text[], :hashes::text[]) AS s(k, h)
     ON CONFLICT (tenant_id, connection_id, resource, record_key) DO UPDATE SET hash = excluded.hash`,
    { ...place, keys: stubs.map((stub) => stub.key), hashes: stubs.map((stub) => stub.hash) },
  )
}
