import pg from 'pg'
import { connectionAs } from '../platform/db.ts'
import { CommitUnknown, createGroupCommit, type GroupCommit, type Writer } from '../platform/group-commit.ts'
import type { Queue } from '../platform/queue.ts'
import { ENGINE_ROLE } from '../platform/tenancy.ts'
import { HINTS_QUEUE, MAP_QUEUE, type RunWrite, type WriteOutcome } from './run-write.types.ts'
import { rowsOf } from './run-write-rows.ts'

export type RunWrites = GroupCommit<RunWrite, WriteOutcome>

/** Queue whose jobs wake a worker for a run that waits. */
export const EXECUTE_QUEUE = 'runs.execute'

const WRITERS = 2
const FINE: WriteOutcome = { duplicateOf: null, refused: false }

/**
 * The engine's only way to write. Two connections take turns: while one waits for the disk, the next batch forms.
 * Plans are fixed once and may not scan: `open_runs` is small when they are made and may be large an hour later (perf.md 3.2).
 */
export function openRunWrites(url: string, queue: Pick<Queue, 'send'>): RunWrites {
  const connection = connectionAs(url, ENGINE_ROLE)
  const flags = `${connection.options} -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off`
  const config: pg.ClientConfig = { ...connection, options: flags, connectionTimeoutMillis: 2_000, query_timeout: 20_000, keepAlive: true }
  return createGroupCommit(Array.from({ length: WRITERS }, () => runWriter(config, queue)))
}

function runWriter(config: pg.ClientConfig, queue: Pick<Queue, 'send'>): Writer<RunWrite, WriteOutcome> {
  let client: pg.Client | null = null

  async function connected(): Promise<pg.Client> {
    if (client !== null) return client
    const fresh = new pg.Client(config)
    fresh.on('error', () => drop(fresh))
    try {
      await fresh.connect()
    } catch (error) {
      // Whatever the server says at the door (closed, full, starting), it is not about the rows.
      throw new CommitUnknown(error)
    }
    client = fresh
    return fresh
  }

  // After any doubt about the connection the next flush makes a new one.
  function drop(broken: pg.Client): void {
    if (client === broken) client = null
    broken.end().catch(() => {
      // It is gone already, which is why it is dropped.
    })
  }

  return {
    async flush(writes) {
      const connection = await connected()
      try {
        return await flush(connection, queue, writes)
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) drop(connection)
        throw error
      }
    },
    async close() {
      await client?.end()
      client = null
    },
  }
}

async function flush(client: pg.Client, queue: Pick<Queue, 'send'>, writes: readonly RunWrite[]): Promise<WriteOutcome[]> {
  const rows = rowsOf(writes)
  const query = rows.query()
  const wakes = wakeJobs(writes)
  const maps = mapJobs(writes)
  const reads = readJobs(writes)
  if (wakes.length === 0 && maps.length === 0 && reads.length === 0) return outcomesOf(writes, (await client.query<Exception>(query)).rows)
  // A wait and the job that ends it are one transaction; so are a delivery and the job that maps it.
  await client.query('BEGIN')
  try {
    const { rows: exceptions } = await client.query<Exception>(query)
    const within = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
    await queue.send(EXECUTE_QUEUE, wakes, within)
    await queue.send(MAP_QUEUE, maps, within)
    await queue.send(HINTS_QUEUE, reads, within)
    await client.query('COMMIT')
    return outcomesOf(writes, exceptions)
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

function wakeJobs(writes: readonly RunWrite[]) {
  return writes.flatMap((write) =>
    write.runs.flatMap(({ run, next }) =>
      next.status === 'waiting' && next.delayMs !== null
        ? [{ ids: { tenantId: run.tenantId, runId: run.id }, afterSeconds: Math.ceil(next.delayMs / 1000) }]
        : [],
    ),
  )
}

/** Of a copy too, whose delivery is not written: its job finds nothing to do. */
function mapJobs(writes: readonly RunWrite[]) {
  return writes.flatMap(({ delivery, mapLater }) =>
    delivery === null || mapLater === undefined ? [] : [{ ids: { tenantId: delivery.tenantId, deliveryId: delivery.id } }],
  )
}

/** One for each connection: whoever takes it reads all that waits there. */
function readJobs(writes: readonly RunWrite[]) {
  const places = new Map<string, { tenantId: string; connectionId: string }>()
  for (const { delivery, hints = [] } of writes) {
    for (const { connectionId } of hints) {
      if (delivery !== null) places.set(`${delivery.tenantId} ${connectionId}`, { tenantId: delivery.tenantId, connectionId })
    }
  }
  return [...places.values()].map((ids) => ({ ids }))
}

/** One row per write that did not simply go through. */
interface Exception {
  kind: 'copy' | 'refused'
  /** Tenant of a copy; run id of a refused append. */
  a: string
  b: string
  c: string
  d: string
  e: string | null
}

function outcomesOf(writes: readonly RunWrite[], exceptions: readonly Exception[]): WriteOutcome[] {
  if (exceptions.length === 0) return writes.map(() => FINE)
  const refused = new Set(exceptions.filter((row) => row.kind === 'refused').map((row) => row.a))
  const copies = new Map(exceptions.filter((row) => row.kind === 'copy').map((row) => [`${row.a} ${row.b} ${row.c}`, row]))
  return writes.map((write) => {
    const copy = write.dedupe === null ? undefined : copies.get(`${write.delivery?.tenantId} ${write.dedupe.scope} ${write.dedupe.key}`)
    if (copy !== undefined) return { duplicateOf: { deliveryId: copy.d, runId: copy.e }, refused: false }
    return write.runs.some((change) => refused.has(change.run.id)) ? { duplicateOf: null, refused: true } : FINE
  })
}
