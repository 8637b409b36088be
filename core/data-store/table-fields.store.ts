import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { TableField } from './data-store.types.ts'

const MOST_FIELDS = 200

interface FoundField {
  name: string
  kinds: string[]
  dates: boolean
  times: boolean
}

/**
 * Members that values have, in order of their names: a table has no columns of its own. A member is of a type when it is in every
 * value that has it; texts are dates or times when all of them read so. (A question mark would be taken for a binding.)
 */
export async function readTableFields(
  trx: Trx,
  { tenantId, table, now }: { tenantId: string; table: string; now: number },
): Promise<{ fields: TableField[]; hasPlain: boolean }> {
  const bindings = { tenantId, table, now: toIso(now), most: MOST_FIELDS }
  const { rows } = await trx.raw<{ rows: FoundField[] }>(
    `SELECT m.key AS name, array_agg(DISTINCT jsonb_typeof(m.value)) AS kinds,
       bool_and(coalesce(m.value #>> '{}', '2000-01-01') ~ '^\\d{4}-\\d{2}-\\d{2}$') AS dates,
       bool_and(coalesce(m.value #>> '{}', '2000-01-01T00:00:00Z') ~ '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}([.]\\d+){0,1}){0,1}(Z|[+-]\\d{2}:\\d{2})$') AS times
     FROM data_rows r CROSS JOIN LATERAL jsonb_each(r.json) m
     WHERE r.tenant_id = :tenantId AND r.table_name = :table AND (r.expires_at IS NULL OR r.expires_at > :now) AND jsonb_typeof(r.json) = 'object'
     GROUP BY m.key ORDER BY m.key LIMIT :most`,
    bindings,
  )
  const { rows: plain } = await trx.raw<{ rows: Array<{ found: boolean }> }>(
    `SELECT EXISTS (SELECT FROM data_rows r WHERE r.tenant_id = :tenantId AND r.table_name = :table
       AND (r.expires_at IS NULL OR r.expires_at > :now) AND jsonb_typeof(r.json) <> 'object') AS found`,
    bindings,
  )
  return { fields: rows.map((row) => ({ name: row.name, type: typeOf(row) })), hasPlain: plain[0]?.found === true }
}

function typeOf({ kinds, dates, times }: FoundField): TableField['type'] {
  const held = kinds.filter((kind) => kind !== 'null')
  if (held.length !== 1) return 'text'
  switch (held[0]) {
    case 'number':
      return 'decimal'
    case 'boolean':
      return 'boolean'
    case 'string':
      return dates ? 'date' : times ? 'timestamp' : 'text'
    default:
      return 'text'
  }
}
