import type { PublishedHook } from './api.ts'
import { BenchError } from './cells.ts'
import type { BenchDatabase } from './cluster.ts'

/** Counts what is stored of these flows' runs since now; every count must grow by the number of answers. */
export function runCounter(database: BenchDatabase, hooks: readonly PublishedHook[]): () => Promise<Record<string, number>> {
  // Older days are left out: they may hold millions of rows, and none of them is new.
  const since = `day >= '${new Date().toISOString().slice(0, 10)}'`
  const tenants = `tenant_id IN (${listOf(hooks.map((hook) => hook.tenantId))})`
  const flows = `flow_id IN (${listOf(hooks.map((hook) => hook.flowId))})`
  const runs = `(SELECT * FROM runs WHERE ${since} AND ${tenants} AND ${flows}) r`
  return async () => ({
    'runs that succeeded': await database.count(`SELECT count(*) FROM ${runs} WHERE status = 'succeeded'`),
    'runs of any kind': await database.count(
      `SELECT (SELECT count(*) FROM ${runs}) + (SELECT count(*) FROM open_runs WHERE ${tenants} AND ${flows}) AS count`,
    ),
    deliveries: await database.count(
      `SELECT count(*) FROM (SELECT * FROM deliveries WHERE ${since} AND ${tenants}) d WHERE EXISTS (SELECT FROM ${runs} WHERE r.delivery_id = d.id)`,
    ),
    'runs with a journal': await database.count(
      `SELECT count(*) FROM ${runs} WHERE journal IS NOT NULL OR EXISTS (SELECT FROM journal j WHERE j.${since} AND j.${tenants} AND j.run_id = r.id)`,
    ),
  })
}

function listOf(ids: readonly string[]): string {
  const wrong = ids.find((id) => !/^[a-z0-9_-]+$/.test(id))
  if (wrong !== undefined) throw new BenchError(`not an id: ${wrong}`)
  return [...new Set(ids)].map((id) => `'${id}'`).join(', ')
}
