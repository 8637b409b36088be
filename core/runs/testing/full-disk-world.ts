import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../platform/db.ts'
import { CommitUnknown } from '../../platform/group-commit.ts'
import { createLogger } from '../../platform/logger.ts'
import { migrate } from '../../platform/migrate.ts'
import { startEmbeddedPostgres } from '../../setup/embedded-postgres.ts'
import { FakeProvider, testEngine } from './test-engine.ts'
import { actionStep, mapStep, testFlow } from './test-flow.ts'

/**
 * A database on a disk that fills up, in namespaces of its own: `unshare -Urm node full-disk-world.ts <folder>`. Prints what became
 * of every run as JSON.
 */
export interface FullDiskReport {
  /** Promised before the disk was full. */
  before: number
  /** Refused while it was; every refusal said that nothing is promised. */
  refused: number
  wrongRefusals: string[]
  /** Promised while it was full, in what space was left. */
  meanwhile: number
  /** Promised after there was room again. */
  after: number
  /** Standing of every run at the end, by status. */
  standings: Record<string, number>
  created: number
  doubled: number
}

const TENANT = '00000000-0000-4000-8000-00000000000a'
const SIZE_MB = 192

async function main(folder: string): Promise<FullDiskReport> {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder])
  const flags = { max_wal_size: '32MB', min_wal_size: '32MB' }
  let server = await startEmbeddedPostgres({ dataDir: folder, settings: flags })
  const port = Number(new URL(server.url).port)
  await migrate(server.url)
  const database = openDatabase({ url: server.url, poolSize: 4 })
  const flow = testFlow(TENANT, 'flw_disk', { sA: mapStep('a'), sB: actionStep('b', 'create'), sC: mapStep('c') })
  const provider = new FakeProvider()
  provider.repeatable = { mode: 'idempotencyKey' }
  const logger = createLogger({ level: 'silent' })
  const engine = await testEngine({ ...database, url: server.url }, new Map([[flow.flowId, flow]]), { provider, logger })
  const report: FullDiskReport = { before: 0, refused: 0, wrongRefusals: [], meanwhile: 0, after: 0, standings: {}, created: 0, doubled: 0 }

  async function accept(bytes: number): Promise<boolean> {
    const starts = [{ flow, trigger: 'manual' as const, data: 'x'.repeat(bytes), storeData: true }]
    try {
      await engine.engine.accept({ tenantId: TENANT, delivery: null, dedupe: null, starts, answerWithinMs: null })
      return true
    } catch (error) {
      if (!(error instanceof CommitUnknown)) report.wrongRefusals.push(String(error))
      return false
    }
  }

  for (let i = 0; i < 20; i++) if (await accept(1_000)) report.before++
  const filler = path.join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 2_000_000)))
  for (let i = 0; i < 400 && report.refused < 10; i++) {
    if (await accept(100_000)) report.meanwhile++
    else report.refused++
  }
  rmSync(filler)
  // A database that had no room for its log has stopped: whoever looks after it starts it again.
  await sleep(1_000)
  server = await startEmbeddedPostgres({ dataDir: folder, settings: flags, port })
  for (let i = 0; i < 200 && report.after < 10; i++) {
    if (await accept(1_000)) report.after++
    else await sleep(200)
  }
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(300)) {
    report.standings = await standings(database.engine)
    if (Object.keys(report.standings).join() === 'succeeded') break
  }
  report.created = new Set(provider.created.map(({ effectKey }) => effectKey)).size
  report.doubled = provider.created.length - report.created
  await engine.stop()
  await database.close()
  await server.stop()
  return report
}

async function standings(engine: ReturnType<typeof openDatabase>['engine']): Promise<Record<string, number>> {
  try {
    const { rows } = await engine.raw<{ rows: Array<{ status: string; n: number }> }>(
      `SELECT status, count(*)::int AS n FROM (SELECT status FROM runs UNION ALL SELECT status FROM open_runs) AS every_run GROUP BY status`,
    )
    return Object.fromEntries(rows.map((row) => [row.status, row.n]))
  } catch {
    return {} // Not back yet.
  }
}

const [folder] = process.argv.slice(2)
if (folder !== undefined && import.meta.main) {
  const report = await main(folder)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exit(0)
}
