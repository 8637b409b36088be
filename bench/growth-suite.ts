import type { PublishedHook } from './api.ts'
import { BenchError, type Cell, type Length, measure, type Subject } from './cells.ts'
import type { Cluster } from './cluster.ts'
import { fillPast } from './finished-days.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { say } from './say.ts'
import { accept, mapBranch } from './scenarios.ts'
import { flowSubject } from './subjects.ts'
import { type Measure, medianOf, summarise } from './summary.ts'

export interface GrowthOptions {
  connections: readonly number[]
  length: Length
  /** Finished runs in the full database. */
  rows: number
}

interface GrowthCell {
  scenario: string
  connections: number
  empty: Measure
  full: Measure
  /** Requests per second of the full database by those of the empty one. */
  share: number
}

const DAYS = 30
const LOOKS = 100

/**
 * The same product on an empty database and on one with a past, both running, measured in turns: the machine's drift meets
 * both. Then the lists of the full one.
 */
export async function growthSuite(cluster: Cluster, { connections, length, rows }: GrowthOptions) {
  const products: ProductUnderTest[] = []
  try {
    const empty = await startSide(cluster, 'bench_empty', products)
    const full = await startSide(cluster, 'bench_full', products)
    for (const subject of full.subjects) await measure(subject, 1, { ...length, warmupSeconds: 0.2, runSeconds: 0.2, runs: 1 })
    await fillPast(cluster, full.product.database, full.hooks, { rows, days: DAYS })
    const stored = await full.product.database.count('SELECT count(*) FROM runs')
    if (stored < rows) throw new BenchError(`growth: ${stored} runs in the full database, not ${rows}`)
    const cells: GrowthCell[] = []
    for (const at of connections) {
      for (const [index, subject] of empty.subjects.entries()) {
        const other = full.subjects[index]
        if (other !== undefined) cells.push(await inTurns(subject, other, at, length))
      }
    }
    return { rows: stored, days: DAYS, cells, lists: await lists(full.product, full.hooks) }
  } finally {
    for (const product of products) await product.stop()
  }
}

async function startSide(cluster: Cluster, name: string, products: ProductUnderTest[]) {
  const product = await startProduct({ cluster, database: await cluster.create(name) })
  products.push(product)
  const hooks = [await product.publish('accept', accept()), await product.publish('map-branch', mapBranch())]
  const subjects = hooks.map((hook, index) => flowSubject(product, index === 0 ? 'accept' : 'map-branch', [hook]))
  return { product, hooks, subjects }
}

async function inTurns(empty: Subject, full: Subject, connections: number, length: Length): Promise<GrowthCell> {
  const cells: Record<'empty' | 'full', Cell[]> = { empty: [], full: [] }
  for (let turn = 0; turn < length.runs; turn++) {
    cells.empty.push(await measure(empty, connections, { ...length, runs: 1 }))
    cells.full.push(await measure(full, connections, { ...length, runs: 1 }))
  }
  const made = { empty: medianOf(cells.empty), full: medianOf(cells.full) }
  const share = Math.round((made.full.reqPerSec / made.empty.reqPerSec) * 100) / 100
  say(
    `  ${empty.scenario} at ${connections}: ${made.empty.reqPerSec}/s empty, ${made.full.reqPerSec}/s full (${Math.round(share * 100)} %)`,
  )
  return { scenario: empty.scenario, connections, ...made, share }
}

/** How long people wait for their lists, in milliseconds. */
async function lists(product: ProductUnderTest, hooks: readonly PublishedHook[]): Promise<Record<string, Omit<Measure, 'reqPerSec'>>> {
  const { api, database } = product
  const flowId = hooks[1]?.flowId ?? ''
  const [middle] = await database.query<{ id: string }>(
    `SELECT id FROM runs WHERE day = (now() AT TIME ZONE 'utc')::date - 15 AND tenant_id = $1 ORDER BY id LIMIT 1`,
    [hooks[0]?.tenantId],
  )
  const pages: Record<string, string> = {
    'runs, newest': '/api/runs?limit=50',
    'runs of a flow': `/api/runs?limit=50&flowId=${flowId}`,
    'failed runs': '/api/runs?limit=50&status=failed',
    'failed runs of a flow': `/api/runs?limit=50&status=failed&flowId=${flowId}`,
    'cancelled runs, none': '/api/runs?limit=50&status=cancelled',
    'runs two weeks ago': `/api/runs?limit=50&cursor=${middle?.id}`,
    'runs of a flow two weeks ago': `/api/runs?limit=50&flowId=${flowId}&cursor=${middle?.id}`,
    'groups of failures': '/api/runs/failures',
    deliveries: '/api/deliveries?limit=50',
    'deliveries of a flow': `/api/deliveries?limit=50&flowId=${flowId}`,
  }
  const measured: Record<string, Omit<Measure, 'reqPerSec'>> = {}
  for (const [name, address] of Object.entries(pages)) {
    const times: number[] = []
    for (let look = 0; look < LOOKS; look++) {
      const startedAt = performance.now()
      await api.call('GET', address)
      times.push(performance.now() - startedAt)
    }
    const { reqPerSec: _none, ...page } = summarise(times, 1)
    measured[name] = page
    say(`  ${name}: p50 ${page.p50Ms} ms, p95 ${page.p95Ms} ms`)
  }
  return measured
}
