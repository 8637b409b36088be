import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { openDatabase } from '../core/platform/db.ts'
import type { ResourceRef } from '../core/resources/operations/operations.types.ts'
import { BenchError } from './cells.ts'
import { startProcess } from './child-process.ts'
import type { BenchDatabase, Cluster } from './cluster.ts'
import { type HandlerOverhead, measureHandlerOverhead } from './handler-overhead.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { say } from './say.ts'
import { type BackfillResult, backfill } from './sync/backfill.ts'
import { openBareTable } from './sync/bare-upsert.ts'
import { type Asked, ask, questions } from './sync/questions.ts'
import { loadStub, openRecordSource } from './sync/record-source.ts'

export interface SyncResult {
  backfill: BackfillResult
  list: Asked
  filter: Asked
  search: Asked
  stats: Asked
  handler: HandlerOverhead & { parts?: HandlerParts }
}

interface HandlerPart {
  contextMicros: number
  callMicros: number
}

/** Of a bundle that never says `Temporal`, and of one that does. */
type HandlerParts = Record<'plain' | 'saysTemporal', HandlerPart>

export interface SyncOptions {
  records: number
  /** Also what a backfill's and a handler's processor time goes to; the backfill is slower meanwhile. */
  profiled: boolean
}

/** Of all records: a large connection and a smaller one of the workspace that is asked, and another workspace's. */
const SHARES = [0, 0.6, 0.9, 1]
const PLUGIN = 'stub'

/**
 * A backfill over HTTP beside a bare upsert of the same records, and what the data pages ask of all of them under forced row-level
 * security, over the product's API.
 */
export async function syncSuite(cluster: Cluster, { records, profiled }: SyncOptions): Promise<SyncResult> {
  const handler = await askHandler(profiled)
  const database = await cluster.create('bench_sync')
  const product = await startProduct({ cluster, database })
  try {
    await openBareTable(database)
    const { filled, connections } = await fill(cluster, database, await homeOf(database), { records, profiled })
    // As autovacuum leaves a table some minutes after a backfill.
    await database.query('VACUUM (ANALYZE)')
    const figures = await askAll(product, Math.floor(records * 0.9), connections)
    return { backfill: filled, ...figures, handler }
  } finally {
    await product.stop()
  }
}

async function homeOf(database: BenchDatabase): Promise<string> {
  const [home] = await database.query<{ tenant_id: string }>('SELECT tenant_id FROM workspaces ORDER BY created_at LIMIT 1')
  if (home === undefined) throw new BenchError('the owner has no workspace')
  return home.tenant_id
}

async function askHandler(profiled: boolean): Promise<SyncResult['handler']> {
  const overhead = await measureHandlerOverhead()
  const { p50OverheadMs, p95OverheadMs, sandboxMicros } = overhead
  say(
    `  handler: p50 ${p50OverheadMs} ms, p95 ${p95OverheadMs} ms over the provider's own time; the sandbox takes ${sandboxMicros} µs of processor`,
  )
  if (!profiled) return overhead
  const measured = await startProcess('bench/sync/handler-parts.ts', /ready (.+)/)
  await measured.stop()
  const parts: HandlerParts = JSON.parse(measured.ready)
  for (const [bundle, { contextMicros, callMicros }] of Object.entries(parts))
    say(`    ${bundle}: a fresh context takes ${contextMicros} µs, the call in it ${callMicros} µs`)
  return { ...overhead, parts }
}

async function fill({ folder }: Cluster, database: BenchDatabase, tenantId: string, { records, profiled }: SyncOptions) {
  const plugin = await loadStub(path.join(folder, 'connectors', 'plugins', PLUGIN))
  const resource = plugin.resources.get('orders')
  if (resource === undefined) throw new BenchError('the stub has orders')
  const db = openDatabase({ url: database.url, poolSize: 4 })
  const provider = await startProcess('bench/sync/order-provider.ts', /ready (\d+)/)
  const accounts = new Map(
    ['con_large00000000000000000000000', 'con_small00000000000000000000000', 'con_other00000000000000000000000'].map((id, i) => [
      id,
      `${Math.floor(records * (SHARES[i] ?? 0))}-${Math.floor(records * (SHARES[i + 1] ?? 0))}`,
    ]),
  )
  const source = await openRecordSource(db, plugin, Number(provider.ready), (id) => accounts.get(id) ?? '0-0')
  try {
    const ids = [...accounts.keys()]
    const refs = ids.map((connectionId, i) => ({
      tenantId: i < 2 ? tenantId : randomUUID(),
      connectionId,
      plugin: PLUGIN,
      resource: 'orders',
    }))
    await addConnections(database, refs)
    const declared = { plugin: PLUGIN, declared: resource.declared }
    const filled = await backfill({ db, operations: source.operations, declared, refs, clusterFolder: folder, profiled })
    tellCosts(filled)
    await database.query('DELETE FROM connections WHERE plugin = $1', [PLUGIN])
    return { filled, connections: ids.slice(0, 2) }
  } finally {
    await source.close()
    await provider.stop()
    await db.close()
  }
}

function tellCosts({ cpuMicros: { ours, bare }, profile = {} }: BackfillResult): void {
  say(`  processor of a record: worker ${ours.worker} µs, PostgreSQL ${ours.postgres} µs; bare ${bare.worker} and ${bare.postgres} µs`)
  for (const [part, micros] of Object.entries(profile)) say(`    ${micros.toFixed(1).padStart(6)} µs  ${part}`)
}

/** Of a state in which the product, which runs beside, does nothing with them by itself. */
async function addConnections(database: BenchDatabase, refs: readonly ResourceRef[]): Promise<void> {
  for (const { tenantId, connectionId, plugin } of refs) {
    await database.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, 'Bench') ON CONFLICT DO NOTHING`, [tenantId])
    await database.query(
      `INSERT INTO connections (tenant_id, id, plugin, auth_id, name, status, created_by, created_at)
       VALUES ($1, $2, $3, 'key', $2, 'untested', 'usr_bench', now())`,
      [tenantId, connectionId, plugin],
    )
  }
}

async function askAll({ api }: ProductUnderTest, records: number, connections: readonly string[]) {
  const asked: Record<string, Asked> = {}
  for (const [name, question] of Object.entries(questions(records, connections))) {
    const result = await ask(api, name, question)
    asked[name] = result
    say(`  ${name}: p50 ${result.p50Ms} ms, p95 ${result.p95Ms} ms (slowest ${result.slowest})`)
  }
  const { list, filter, search, stats } = asked
  if (list === undefined || filter === undefined || search === undefined || stats === undefined) throw new BenchError('not all was asked')
  return { list, filter, search, stats }
}
