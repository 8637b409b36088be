import { fromKnex, type JobInsert, PgBoss } from 'pg-boss'
import { connectionAs, type Database, type Trx } from './db.ts'
import { toError } from './errors.ts'
import { queueProbe } from './queue-probe.ts'
import { type DeadJob, isOwnDeadJob, type QueueStanding, queueStandings } from './queue-standing.ts'
import { ENGINE_ROLE } from './tenancy.ts'
import { settleTenantJob, type TenantJob } from './tenant-job.ts'

/** What a job carries: ids, never payloads (security.md C23). A job about one tenant names it. */
export interface JobIds {
  tenantId?: string
  [id: string]: string | undefined
}

export interface JobToSend {
  ids: JobIds
  /** Seconds from now, by the database's clock. Absent: at once. */
  afterSeconds?: number
  /** At most one waiting job with this key in the queue. */
  singletonKey?: string
}

export interface QueueSettings {
  /** Tries of a job whose handler throws. Default 5, with back-off. */
  retryLimit?: number
  /** Seconds after which a silent worker's job goes to another. Default 60. */
  heartbeatSeconds?: number
}

/** Statements on a connection that has a transaction open; for enqueues that share it. */
export interface StatementRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

/** pg-boss, in the schema of the engine role. Every enqueue is in the transaction that made it true. */
export interface Queue {
  /** Makes the queue if needed. Call before `send` or `work`; safe to repeat. */
  declare(name: string, settings?: QueueSettings): Promise<void>
  send(name: string, jobs: readonly JobToSend[], within: Trx | StatementRunner): Promise<void>
  /** For jobs of the installation. Runs `handle` for up to `batchSize` jobs at a time. Throwing retries them with back-off. */
  work(name: string, batchSize: number, handle: (jobs: readonly JobIds[]) => Promise<void>): Promise<void>
  /**
   * For jobs of a tenant: `handle` sees the database as that tenant and nobody else (security.md C23). Up to `batchSize` run at
   * once, each settled alone: throwing retries that one. A job that names no tenant is refused: it fails for good, unhandled, and
   * `onError` is told. `lookSeconds`: how late a retry that falls due may be; what is sent is told at once. Default 1.
   */
  workForTenant(
    name: string,
    batchSize: number,
    db: Pick<Database, 'forTenant'>,
    handle: (job: TenantJob) => Promise<void>,
    lookSeconds?: number,
  ): Promise<void>
  /** As `workForTenant`, with so many workers that each take one job when they are free: a long job holds up none of the others. */
  workOneByOne(name: string, workers: number, db: Pick<Database, 'forTenant'>, handle: (job: TenantJob) => Promise<void>): Promise<void>
  /** Cron in UTC, one firing for all processes. */
  every(name: string, cron: string): Promise<void>
  /** For /readyz: asks pg-boss' own tables, over its own connections. Rejects when they do not answer in time. */
  check(): Promise<void>
  /** Queues and dead letters as this tenant may see them: its own jobs, and those of the installation. */
  standings(tenantId: string): Promise<{ queues: QueueStanding[]; dead: DeadJob[] }>
  /** Gives a dead letter of this tenant one more try, or takes it away. False when it has no such dead letter. */
  settleDead(tenantId: string, at: { queue: string; id: string }, how: 'retry' | 'discard'): Promise<boolean>
  close(): Promise<void>
}

export interface QueueOptions {
  url: string
  /** False for a process that only enqueues. */
  works: boolean
  onError(error: Error): void
  /** Seconds between polls for due jobs; a notification only shortens it. Default 1. */
  pollSeconds?: number
}

export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { connectionString, options: flags, application_name } = connectionAs(options.url, ENGINE_ROLE)
  const boss = new PgBoss({
    connectionString,
    options: flags,
    application_name,
    schema: 'pgboss',
    createSchema: false,
    useListenNotify: options.works,
    supervise: options.works,
    schedule: options.works,
    max: 4,
  })
  boss.on('error', (error) => options.onError(toError(error)))
  await boss.start()
  const probe = queueProbe(boss.getDb())
  return {
    declare: (name, settings) => declareQueue(boss, name, settings ?? {}),
    async send(name, jobs, within) {
      if (jobs.length === 0) return
      await boss.insert(name, jobs.map(toInsert), { db: 'executeSql' in within ? within : fromKnex(within) })
    },
    async work(name, batchSize, handle) {
      const polling = { batchSize, pollingIntervalSeconds: options.pollSeconds ?? 1 }
      await boss.work<JobIds>(name, polling, (jobs) => handle(jobs.map((job) => job.data)))
    },
    async workForTenant(name, batchSize, db, handle, lookSeconds = 1) {
      const seconds = (options.pollSeconds ?? 1) * lookSeconds
      // No notification comes for a retry that falls due, so its queue is looked at as often as any (pg-boss' default here is 30 s).
      const polling = { batchSize, pollingIntervalSeconds: seconds, notifyPollingIntervalSeconds: seconds, perJobResults: true } as const
      const settling = { queue: name, db, handle, onRefused: options.onError }
      await boss.work<unknown>(name, polling, (jobs) => Promise.all(jobs.map((job) => settleTenantJob(job, settling))))
    },
    async workOneByOne(name, workers, db, handle) {
      // Each worker polls for itself: rarely, since a notification tells it of what was sent.
      const seconds = options.pollSeconds ?? 1
      const polling = {
        localConcurrency: workers,
        batchSize: 1,
        pollingIntervalSeconds: seconds,
        notifyPollingIntervalSeconds: 5 * seconds,
      }
      const settling = { queue: name, db, handle, onRefused: options.onError }
      await boss.work<unknown>(name, { ...polling, perJobResults: true } as const, (jobs) =>
        Promise.all(jobs.map((job) => settleTenantJob(job, settling))),
      )
    },
    every: (name, cron) => boss.schedule(name, cron, null, { tz: 'UTC' }),
    check: () => probe.check(),
    standings: (tenantId) => queueStandings(boss.getDb(), tenantId),
    async settleDead(tenantId, at, how) {
      if (!(await isOwnDeadJob(boss.getDb(), tenantId, at))) return false
      // Both touch a job that is a dead letter still, and nothing else.
      await (how === 'retry' ? boss.retry(at.queue, at.id) : boss.deleteJob(at.queue, at.id))
      return true
    },
    async close() {
      probe.stop()
      await boss.stop({ graceful: true, timeout: 20_000 })
    },
  }
}

async function declareQueue(boss: PgBoss, name: string, settings: QueueSettings): Promise<void> {
  const policy = {
    retryLimit: settings.retryLimit ?? 5,
    retryBackoff: true,
    retryDelay: 1,
    retryDelayMax: 60,
    heartbeatSeconds: settings.heartbeatSeconds ?? 60,
    deleteAfterSeconds: 3600,
    notify: true,
  }
  await boss.createQueue(name, policy)
}

function toInsert(job: JobToSend): JobInsert {
  return {
    data: job.ids,
    ...(job.afterSeconds === undefined ? {} : { startAfter: job.afterSeconds }),
    ...(job.singletonKey === undefined ? {} : { singletonKey: job.singletonKey }),
    ...(job.ids.tenantId === undefined ? {} : { group: { id: job.ids.tenantId } }),
  }
}
