import type { Json } from '../../sdk/flow/definition.ts'
import type { ActionFailure } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import { findCursor, markSwept } from './sync-cursors.store.ts'

/** Queue of the jobs that ask a provider for deliveries that did not arrive. */
export const MISSED_QUEUE = 'sync.sweep-missed'

/** What a sweep needs of the connectors and the intake. */
export interface MissedSource {
  /** Webhooks of a connector whose manifest says how to ask for missed deliveries. */
  of(plugin: string): ReadonlyArray<{ webhook: string; everySeconds: number }>
  /** One page of what did not arrive since then (milliseconds since the epoch). Never throws for provider faults. */
  ask(
    ref: { tenantId: string; connectionId: string; plugin: string; webhook: string; signal: AbortSignal },
    page: { since: number; checkpoint: Json; limit: number },
  ): Promise<{ ok: true; output: { deliveries: Json[]; checkpoint: Json; done: boolean } } | { ok: false; failure: ActionFailure }>
  /** Stores it as if it had been delivered, unless it was. */
  takeIn(plugin: string, webhook: string, body: Json, route: { tenantId: string; connectionId: string }): Promise<void>
}

export interface SweepMissedDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  logger: Logger
  missed: MissedSource
}

const WORKERS = 4
const LIMIT = 100
const MAX_PAGES = 200
/** Asked for again each time: what arrived late, and clocks that differ. Copies start nothing. */
const OVERLAP_MS = 3_600_000
/** How far back the first sweep looks. */
const FIRST_MS = 2 * 86_400_000

const PREFIX = 'missed:'

/** How the sweep of a webhook stands among a connection's cursors; no resource can have a colon in its name. */
export function missedName(webhook: string): string {
  return `${PREFIX}${webhook}`
}

/** Null: it is a resource's. */
export function webhookOfName(name: string): string | null {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null
}

export async function declareSweepMissed(queue: Queue, deps: SweepMissedDeps, works: boolean, stopping: AbortSignal): Promise<void> {
  await queue.declare(MISSED_QUEUE)
  if (!works) return
  await queue.workForTenant(
    MISSED_QUEUE,
    WORKERS,
    deps.db,
    ({ tenantId, ids }) => {
      const { connectionId, webhook } = ids
      if (connectionId === undefined || webhook === undefined) throw new Error('the job names no webhook')
      return sweepMissed(tenantId, connectionId, webhook, stopping, deps)
    },
    5,
  )
}

/** The position moves when all of it is taken in; until then it is asked for again. */
export async function sweepMissed(
  tenantId: string,
  connectionId: string,
  webhook: string,
  stopping: AbortSignal,
  { db, clock, logger, missed }: SweepMissedDeps,
): Promise<void> {
  const place = { connectionId, resource: missedName(webhook) }
  const cursor = await db.forTenant(tenantId, (trx) => findCursor(trx, place))
  if (cursor === undefined) return
  const startedAt = clock.now()
  const since = (cursor.position?.getTime() ?? startedAt - FIRST_MS) - OVERLAP_MS
  let checkpoint: Json = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const ref = { tenantId, connectionId, plugin: cursor.plugin, webhook, signal: stopping }
    const answer = await missed.ask(ref, { since, checkpoint, limit: LIMIT })
    if (!answer.ok) {
      logger.warn({ tenantId, connectionId, webhook, code: answer.failure.code }, 'missed deliveries could not be asked for')
      return
    }
    for (const body of answer.output.deliveries) await missed.takeIn(cursor.plugin, webhook, body, { tenantId, connectionId })
    if (answer.output.done) break
    checkpoint = answer.output.checkpoint
  }
  await db.forTenant(tenantId, (trx) => markSwept(trx, place, startedAt))
}
