import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { connectToStub, type PublishedHook } from './api.ts'
import type { Subject } from './cells.ts'
import { type OwnProcess, startProcess } from './child-process.ts'
import type { BenchDatabase, Cluster } from './cluster.ts'
import { createLimitTables } from './limit-tables.ts'
import { publishMany } from './many-tenants.ts'
import { processorTimes } from './process-times.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { accept, code, http, mapBranch } from './scenarios.ts'
import { runCounter } from './stored-runs.ts'

/** The rows of an accepted delivery, stored by a bare server: what `accept` cannot be faster than. */
export const ROWS = 'rows'
export const PRODUCT_SCENARIOS = ['accept', 'map-branch', 'many', 'code', 'http'] as const
export const BASELINES = ['insert', 'limit'] as const

type ProductScenario = (typeof PRODUCT_SCENARIOS)[number]

/** Starts the servers that the wanted scenarios need. They run side by side, each idle while another is measured. */
export async function startSubjects(
  cluster: Cluster,
  wanted: ReadonlySet<string>,
): Promise<{ subjects: Subject[]; stop(): Promise<void> }> {
  const stops: Array<() => Promise<void>> = []
  const start = async (script: string, args: string[]): Promise<OwnProcess> => {
    const started = await startProcess(script, /^ready (\d+)$/, { args })
    stops.push(started.stop)
    return started
  }
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    const subjects: Subject[] = []
    if (BASELINES.some((scenario) => wanted.has(scenario))) {
      const database = await cluster.create('bench_limit')
      await createLimitTables(database.url)
      for (const scenario of BASELINES) {
        if (!wanted.has(scenario)) continue
        const { ready, pid } = await start(`bench/${scenario}-server.ts`, [database.url])
        subjects.push(baseline(cluster, database, scenario, { port: Number(ready), pid }))
      }
    }
    if ([ROWS, ...PRODUCT_SCENARIOS].some((scenario) => wanted.has(scenario))) {
      const stub = await start('bench/stub-server.ts', [])
      const product = await startProduct({ cluster, database: await cluster.create('bench_product'), stubPort: Number(stub.ready) })
      stops.push(product.stop)
      if (wanted.has(ROWS)) {
        const hook = await product.publish(ROWS, accept())
        const { ready, pid } = await start('bench/rows-server.ts', [product.database.url, hook.tenantId, hook.flowId])
        subjects.push({
          ...flowSubject(product, ROWS, [hook]),
          port: Number(ready),
          processorTimes: () => processorTimes(pid, cluster.folder),
        })
      }
      for (const scenario of PRODUCT_SCENARIOS) {
        if (wanted.has(scenario)) subjects.push(flowSubject(product, scenario, await HOOKS[scenario](product)))
      }
    }
    return { subjects, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function baseline(
  cluster: Cluster,
  database: BenchDatabase,
  scenario: (typeof BASELINES)[number],
  { port, pid }: { port: number; pid: number },
): Subject {
  return {
    scenario,
    port,
    paths: ['/'],
    expectedStatus: 200,
    async countRows(): Promise<Record<string, number>> {
      const runs = await database.count('SELECT count(*) FROM bench_runs')
      return scenario === 'insert' ? { runs } : { runs, steps: await database.count('SELECT count(*) FROM bench_steps') }
    },
    processorTimes: () => processorTimes(pid, cluster.folder),
  }
}

const HOOKS: Record<ProductScenario, (product: ProductUnderTest) => Promise<PublishedHook[]>> = {
  accept: (product) => one(product, 'accept', accept()),
  'map-branch': (product) => one(product, 'map-branch', mapBranch()),
  many: (product) => publishMany(product, mapBranch()),
  code: (product) => one(product, 'code', code()),
  http: async (product) => one(product, 'http', http(await connectToStub(product.api))),
}

async function one(product: ProductUnderTest, name: string, definition: FlowDefinition): Promise<PublishedHook[]> {
  return [await product.publish(name, definition)]
}

/** Flows of the product, called in turn. */
export function flowSubject(product: ProductUnderTest, scenario: string, hooks: readonly PublishedHook[], expectedStatus = 200): Subject {
  return {
    scenario,
    port: product.port,
    paths: hooks.map((hook) => hook.path),
    expectedStatus,
    countRows: runCounter(product.database, hooks),
    processorTimes: () => processorTimes(product.pid, product.clusterFolder),
  }
}
