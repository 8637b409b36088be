import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Config } from './config/config.ts'
import { systemClock } from './platform/clock.ts'
import { type Db, openDatabase } from './platform/db.ts'
import { createLogger } from './platform/logger.ts'
import { migrate } from './platform/migrate.ts'
import { endedSince, engineTime, type WorkLeft, workLeft } from './runs/due-work.store.ts'
import { openDatabaseServer } from './setup/database-server.ts'
import { wire } from './wire.ts'

const LOOK_MS = 200
const MOST_SECONDS = 600
/** What is held behind something that waits is not let in however long one looks. */
const STILL_MS = 10_000

/**
 * `tomada work`: works on everything that is due, says what became of it, and ends; for cron. What waits for a time, a person or its
 * next try stays. Gives the exit code: 0 when nothing failed and nothing that was due is left, else 1.
 */
export async function workCommand(args: string[], config: Config, say: (text: string) => void): Promise<number> {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: String(MOST_SECONDS) } } })
  const logger = createLogger({ level: config.logLevel === 'info' ? 'warn' : config.logLevel })
  const database = await openDatabaseServer(config)
  await migrate(database.url)
  const db = openDatabase({ url: database.url, poolSize: 1 })
  try {
    const startedAt = await engineTime(db.engine)
    const product = await wire({ config, databaseUrl: database.url, logger, roles: new Set(['worker'] as const) })
    const deadline = systemClock.monotonicMs() + Number(values.seconds) * 1_000
    const left = await untilDone(db.engine, deadline)
    await product.close()
    const { succeeded = 0, failed = 0, cancelled = 0 } = await endedSince(db.engine, startedAt)
    say(`${succeeded} succeeded, ${failed} failed, ${cancelled} cancelled, ${left.due + left.held + left.underWay} left\n`)
    return failed === 0 && left.due === 0 ? 0 : 1
  } finally {
    await db.close()
    if (database.startedHere) await database.stop()
  }
}

/** Until nothing is left, nothing moves any more, or the time is up. */
async function untilDone(engine: Db, deadline: number): Promise<WorkLeft> {
  let left = await workLeft(engine)
  let movedAt = systemClock.monotonicMs()
  while (left.due + left.held + left.underWay > 0) {
    await sleep(LOOK_MS)
    const now = systemClock.monotonicMs()
    const next = await workLeft(engine)
    const isStill = next.underWay === 0 && next.due === left.due && next.held === left.held
    if (!isStill) movedAt = now
    left = next
    if (now > deadline || now - movedAt > STILL_MS) break
  }
  return left
}
