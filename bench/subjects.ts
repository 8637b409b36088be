import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { BenchError, type Subject } from './cells.ts'
import { type OwnProcess, startProcess } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { type ProductUnderTest, startProduct } from './product.ts'
import { accept, code, http, mapBranch } from './scenarios.ts'

export const PRODUCT_SCENARIOS = ['accept', 'map-branch', 'code', 'http'] as const
export const BASELINES = ['insert', 'limit'] as const

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
    for (const scenario of BASELINES) {
      if (!wanted.has(scenario)) continue
      const { ready } = await start(`bench/${scenario}-server.ts`, [cluster.limitUrl])
      subjects.push(baseline(cluster, scenario, Number(ready)))
    }
    if (PRODUCT_SCENARIOS.some((scenario) => wanted.has(scenario))) {
      const stub = await start('bench/stub-server.ts', [])
      const product = await startProduct({ folder: cluster.folder, databaseUrl: cluster.productUrl, stubPort: Number(stub.ready) })
      stops.push(product.stop)
      for (const scenario of PRODUCT_SCENARIOS) {
        if (wanted.has(scenario)) subjects.push(await productSubject(cluster, product, scenario))
      }
    }
    return { subjects, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function baseline(cluster: Cluster, scenario: (typeof BASELINES)[number], port: number): Subject {
  return {
    scenario,
    port,
    path: '/',
    expectedStatus: 200,
    async countRows(): Promise<Record<string, number>> {
      const runs = await cluster.count('limit', 'SELECT count(*) FROM bench_runs')
      return scenario === 'insert' ? { runs } : { runs, steps: await cluster.count('limit', 'SELECT count(*) FROM bench_steps') }
    },
  }
}

async function productSubject(cluster: Cluster, product: ProductUnderTest, scenario: (typeof PRODUCT_SCENARIOS)[number]): Promise<Subject> {
  const definitions: Record<typeof scenario, () => Promise<FlowDefinition>> = {
    accept: async () => accept(),
    'map-branch': async () => mapBranch(),
    code: async () => code(),
    http: async () => http(await product.connectToStub()),
  }
  const { path, flowId } = await product.publish(scenario, await definitions[scenario]())
  if (!/^[a-z0-9_]+$/.test(flowId)) throw new BenchError(`not a flow id: ${flowId}`)
  const ofFlow = `flow_id = '${flowId}'`
  return {
    scenario,
    port: product.port,
    path,
    expectedStatus: 200,
    async countRows() {
      const count = (sql: string) => cluster.count('product', sql)
      return {
        'runs that succeeded': await count(`SELECT count(*) FROM runs WHERE ${ofFlow} AND status = 'succeeded'`),
        'runs of any kind': await count(
          `SELECT (SELECT count(*) FROM runs WHERE ${ofFlow}) + (SELECT count(*) FROM open_runs WHERE ${ofFlow}) AS count`,
        ),
        deliveries: await count(
          `SELECT count(*) FROM deliveries d WHERE EXISTS (SELECT FROM runs r WHERE ${ofFlow} AND r.delivery_id = d.id)`,
        ),
        'runs with a journal': await count(
          `SELECT count(*) FROM runs r WHERE ${ofFlow} AND (r.journal IS NOT NULL OR EXISTS (SELECT FROM journal j WHERE j.run_id = r.id))`,
        ),
      }
    },
  }
}
