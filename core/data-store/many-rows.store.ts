import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'

/** SQL of many rows at once. Every statement names the tenant: the engine's transactions see all of them. */

export interface KnownRow {
  value: Json
}

interface InTable {
  tenantId: string
  table: string
  now: number
}

/** Those of these keys that are there and have not expired, nobody else's until the transaction ends. */
export async function lockRows(trx: Trx, { tenantId, table, now }: InTable, keys: readonly string[]): Promise<Map<string, KnownRow>> {
  const { rows } = await trx.raw<{ rows: Array<{ key: string; value: string }> }>(
    `SELECT key, value FROM data_rows WHERE tenant_id = ? AND table_name = ? AND key = ANY (?::text[])
       AND (expires_at IS NULL OR expires_at > ?) ORDER BY key FOR UPDATE`,
    [tenantId, table, [...keys], toIso(now)],
  )
  return new Map(rows.map(({ key, value }) => [key, { value: JSON.parse(value) }]))
}

/** Makes or replaces them; one that had expired begins anew, and a row that lives keeps its end. */
export async function putRows(
  trx: Trx,
  { tenantId, table, now }: InTable,
  rows: ReadonlyArray<{ key: string; value: string }>,
): Promise<void> {
  if (rows.length === 0) return
  await trx.raw(
    `INSERT INTO data_rows AS r (tenant_id, table_name, key, value, created_at, updated_at)
     SELECT :tenantId, :table, n.key, n.value, :now::timestamptz, :now::timestamptz FROM unnest(:keys::text[], :values::text[]) AS n(key, value)
     ON CONFLICT (tenant_id, table_name, key) DO UPDATE SET value = excluded.value, updated_at = :now::timestamptz,
       revision = CASE WHEN r.expires_at <= :now::timestamptz THEN 1 ELSE r.revision + 1 END,
       created_at = CASE WHEN r.expires_at <= :now::timestamptz THEN :now::timestamptz ELSE r.created_at END,
       expires_at = CASE WHEN r.expires_at <= :now::timestamptz THEN NULL ELSE r.expires_at END`,
    { tenantId, table, now: toIso(now), keys: rows.map(({ key }) => key), values: rows.map(({ value }) => value) },
  )
}
