import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { BenchError, type Cell, type Length, measure } from './cells.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { asJson, faultsOfLimit, table } from './report.ts'
import { BASELINES, PRODUCT_SCENARIOS, startSubjects } from './subjects.ts'

/**
 * `npm run bench [-- --json FILE --scenarios accept,limit --connections 16,64 --seconds 3]`
 * Server, database and load generator share this machine, so only ratios within one run mean anything.
 */

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    scenarios: { type: 'string', default: [...BASELINES, ...PRODUCT_SCENARIOS].join(',') },
    connections: { type: 'string', default: '1,16,64' },
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
  },
})
const wanted = new Set(values.scenarios.split(','))
const connections = values.connections.split(',').map(Number)
const length: Length = { warmupSeconds: 2, runSeconds: Number(values.seconds), runs: Number(values.runs), settleMs: 10_000 }

async function bench(cluster: Cluster): Promise<void> {
  const database = await cluster.settings()
  say(`PostgreSQL ${database['server_version']}, fsync ${database['fsync']}, synchronous_commit ${database['synchronous_commit']}`)
  const { subjects, stop } = await startSubjects(cluster, wanted)
  const cells: Cell[] = []
  try {
    for (const at of connections) {
      for (const subject of subjects) {
        const cell = await measure(subject, at, length)
        cells.push(cell)
        say(`  ${cell.scenario} at ${at}: ${cell.reqPerSec}/s, p50 ${cell.p50Ms} ms (${cell.answers} answers, as many rows)`)
      }
    }
  } finally {
    await stop()
  }
  const limitFaults = faultsOfLimit(cells)
  say(`\n${table(cells)}`)
  if (values.json !== undefined) await writeFile(values.json, asJson(cells, { database, length, raisedLimits: {}, limitFaults }))
  if (limitFaults.length > 0) throw new BenchError(limitFaults.join('\n'))
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const cluster = await startCluster()
/** Whoever interrupts the bench leaves no database behind. The servers hear a terminal's Ctrl+C themselves. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cluster.stop().finally(() => process.exit(1))
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
