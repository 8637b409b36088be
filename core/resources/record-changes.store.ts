import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { arrayLiteral } from './array-literal.ts'
import type { ScopeAt } from './record-scopes.store.ts'
import type { Change, Origin, RecordChange } from './resources.types.ts'

/** History of records that were there before: the first write of a record is told by the record itself. */

export interface NewChange {
  key: string
  change: Change
  differences: RecordChange['differences']
}

export async function insertChanges(trx: Trx, at: ScopeAt & { now: number; origin: Origin }, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return
  await trx.raw(
    `INSERT INTO record_changes (tenant_id, resource, connection_id, key, at, change, origin, differences)
     SELECT ?, ?, ?, n.key, ?, n.change, ?, n.differences FROM unnest(?::text[], ?::text[], ?::text[]) AS n(key, change, differences)`,
    [
      at.tenantId,
      at.id,
      at.connectionId,
      toIso(at.now),
      at.origin,
      arrayLiteral(changes.map(({ key }) => key)),
      arrayLiteral(changes.map(({ change }) => change)),
      arrayLiteral(changes.map(({ differences }) => JSON.stringify(differences))),
    ],
  )
}

export interface ChangeRow {
  nr: number
  at: Date
  change: Change
  origin: Origin
  differences: RecordChange['differences']
}

/** Newest first. */
export async function findChanges(trx: Trx, at: ScopeAt & { key: string; before: number | null; limit: number }): Promise<ChangeRow[]> {
  const { rows } = await trx.raw<{ rows: Array<Omit<ChangeRow, 'differences'> & { differences: string }> }>(
    `SELECT nr, at, change, origin, differences FROM record_changes
     WHERE tenant_id = ? AND resource = ? AND connection_id = ? AND key = ? AND nr < ? ORDER BY nr DESC LIMIT ?`,
    [at.tenantId, at.id, at.connectionId, at.key, at.before ?? Number.MAX_SAFE_INTEGER, at.limit],
  )
  return rows.map((row) => ({ ...row, differences: JSON.parse(row.differences) }))
}
