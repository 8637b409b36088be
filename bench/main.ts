import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { bigSuite } from './big-suite.ts'
import { BenchError, type Length } from './cells.ts'
import { stopAllProcesses } from './child-process.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { defaultSuite } from './default-suite.ts'
import { growthSuite } from './growth-suite.ts'
import { faultsOfLimits, limitsSuite } from './limits-suite.ts'
import { memorySuite } from './memory-suite.ts'
import { asJson, faultsOfLimit, machine, processorTable, table } from './report.ts'
import { say } from './say.ts'
import { BASELINES, PRODUCT_SCENARIOS, ROWS } from './subjects.ts'
import { syncFaults } from './sync/budgets.ts'
import { syncSuite } from './sync-suite.ts'
import { budgetFaults } from './ui/budgets.ts'
import { uiSuite } from './ui-suite.ts'

/**
 * `npm run bench [-- --json FILE --scenarios accept,limit --connections 16,64 --seconds 3]`
 * `npm run bench -- --suite growth [--rows 5000000]` · `--suite memory [--total 200000]` · `--suite big` · `--suite sync [--records 1000000 --profile]`
 * `npm run bench -- --suite limits [--limit-seconds 60]` · `--suite ui [--megabytes 20]`
 * Server, database and load generator share this machine, so only ratios within one run mean anything.
 */

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    suite: { type: 'string', default: 'default' },
    scenarios: { type: 'string', default: [...BASELINES, ROWS, ...PRODUCT_SCENARIOS, 'queued'].join(',') },
    connections: { type: 'string', default: '1,16,64' },
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
    backlog: { type: 'string', default: '50000' },
    rows: { type: 'string', default: '5000000' },
    total: { type: 'string', default: '200000' },
    items: { type: 'string', default: '100000' },
    megabytes: { type: 'string', default: '20' },
    records: { type: 'string', default: '1000000' },
    profile: { type: 'boolean', default: false },
    'limit-seconds': { type: 'string', default: '60' },
  },
})
const connections = values.connections.split(',').map(Number)
const length: Length = { warmupSeconds: 2, runSeconds: Number(values.seconds), runs: Number(values.runs), settleMs: 10_000 }

const SUITES: Readonly<Record<string, (cluster: Cluster) => Promise<{ json: string; faults: string[] }>>> = {
  async default(cluster) {
    const database = await cluster.settings()
    const queuedLength = { backlog: Number(values.backlog), singles: 100 }
    const result = await defaultSuite(cluster, new Set(values.scenarios.split(',')), { connections, length, queuedLength })
    const faults = faultsOfLimit(result.cells)
    say(`\n${table(result.cells)}\n\n${processorTable(result.cells)}`)
    return { json: asJson(result, { database, length, raisedLimits: {}, limitFaults: faults }), faults }
  },
  async growth(cluster) {
    const result = await growthSuite(cluster, { connections: connections.filter((at) => at > 1), length, rows: Number(values.rows) })
    return { json: suiteJson({ growth: result }), faults: [] }
  },
  async memory(cluster) {
    const result = await memorySuite(cluster, { runs: Number(values.total), connections: 16 })
    return { json: suiteJson({ memory: result }), faults: [] }
  },
  async limits(cluster) {
    const result = await limitsSuite(cluster, { seconds: Number(values['limit-seconds']) })
    return { json: suiteJson({ limits: result }), faults: faultsOfLimits(result) }
  },
  async sync(cluster) {
    const result = await syncSuite(cluster, { records: Number(values.records), profiled: values.profile })
    return { json: suiteJson({ ...result }), faults: syncFaults(result) }
  },
  async ui(cluster) {
    const figures = await uiSuite(cluster, { payloadMb: Number(values.megabytes) })
    const faults = budgetFaults(figures)
    return { json: suiteJson({ ...figures, faults }), faults }
  },
  async big(cluster) {
    const result = await bigSuite(cluster, { items: Number(values.items), payloadMb: Number(values.megabytes) })
    say(`  raised limits: ${JSON.stringify(result.raisedLimits)}`)
    return { json: suiteJson({ big: result }), faults: [] }
  },
}

function suiteJson(result: Record<string, unknown>): string {
  return `${JSON.stringify({ ...result, circumstances: { length, machine: machine() } }, null, 2)}\n`
}

async function bench(cluster: Cluster): Promise<void> {
  const suite = Object.hasOwn(SUITES, values.suite) ? SUITES[values.suite] : undefined
  if (suite === undefined) throw new BenchError(`--suite is one of ${Object.keys(SUITES).join(', ')}`)
  const database = await cluster.settings()
  say(`PostgreSQL ${database['server_version']}, fsync ${database['fsync']}, synchronous_commit ${database['synchronous_commit']}`)
  say(
    `load average before: ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  )
  const { json, faults } = await suite(cluster)
  if (values.json !== undefined) await writeFile(values.json, json)
  if (faults.length > 0) throw new BenchError(faults.join('\n'))
}

const cluster = await startCluster()
/** Whoever interrupts the bench leaves no server and no database behind. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say(`stopped by ${signal}`)
    stopAllProcesses()
      .then(() => cluster.stop())
      .finally(() => process.exit(1))
  })
}
try {
  await bench(cluster)
} catch (error) {
  process.stderr.write(`${error instanceof BenchError ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exitCode = 1
} finally {
  await cluster.stop()
}
