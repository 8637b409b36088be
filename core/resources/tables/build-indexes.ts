import { withOwner } from './apply-tables.ts'
import { findTable } from './found-tables.store.ts'
import { type DeclaredResource, planOf } from './resource-plan.ts'

/**
 * Builds the indexes that tables lack, while they are written and read. An index that a killed builder left half made is dropped
 * first. Another process that is building already is left to it: waiting for its lock inside a statement would hold up the very
 * build that is waited for.
 */
export async function buildIndexes(url: string, resources: readonly DeclaredResource[]): Promise<void> {
  await withOwner(url, async (owner) => {
    const { rows } = await owner.raw<{ rows: Array<{ mine: boolean }> }>(
      `SELECT pg_try_advisory_lock(hashtext('tomada resource indexes')) AS mine`,
    )
    if (rows[0]?.mine !== true) return
    for (const plan of resources.map(planOf)) {
      const found = await findTable(owner, plan.table)
      if (found === null) continue
      for (const { name, table, definition } of plan.indexes) {
        if (found.indexes.includes(name)) continue
        await owner.raw(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)
        await owner.raw(`CREATE INDEX CONCURRENTLY ${name} ON ${table} ${definition}`)
      }
    }
  })
}
