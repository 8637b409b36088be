import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import type { Queue } from '../platform/queue.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import { type OwedEvent, postponeOwed, RESOURCE_EVENTS_QUEUE, settleOwed, takeOwed } from './resource-events.store.ts'

export interface ResourceRunsDeps {
  db: Pick<Database, 'forTenant'>
  engine: Pick<Engine, 'accept'>
  flows: Pick<FlowSource, 'version'>
  clock: Clock
  logger: Logger
}

const BATCH = 100
const AT_ONCE = 20
const WORKERS = 4
const WEEK_SECONDS = 7 * 24 * 60 * 60
const TRY_AGAIN_SECONDS = 30

export async function declareResourceRuns(queue: Queue, deps: ResourceRunsDeps, works: boolean): Promise<void> {
  await queue.declare(RESOURCE_EVENTS_QUEUE)
  if (!works) return
  await queue.workForTenant(RESOURCE_EVENTS_QUEUE, WORKERS, deps.db, ({ tenantId }) => startOwedRuns(tenantId, deps))
}

/**
 * Starts the runs that changes of records owe, until none is left or the rest has to wait. The event's id is the dedupe key of its run:
 * a worker that dies after the run was stored, and before its row was deleted, starts nothing again.
 */
export async function startOwedRuns(tenantId: string, deps: ResourceRunsDeps): Promise<void> {
  for (;;) {
    const { taken, left } = await deps.db.forTenant(tenantId, async (trx) => {
      const events = await takeOwed(trx, BATCH)
      const waiting: string[] = []
      for (let i = 0; i < events.length; i += AT_ONCE) waiting.push(...(await startSome(trx, tenantId, events.slice(i, i + AT_ONCE), deps)))
      return { taken: events.length, left: waiting.length }
    })
    if (taken < BATCH || left > 0) return
  }
}

/** Ids of the events that have to wait. */
async function startSome(trx: Trx, tenantId: string, events: readonly OwedEvent[], deps: ResourceRunsDeps): Promise<string[]> {
  const settled = await Promise.all(events.map((event) => startRun(tenantId, event, deps)))
  const waiting = events.flatMap((event, index) => (settled[index] === false ? [event.id] : []))
  await settleOwed(
    trx,
    events.map((event) => event.id).filter((id) => !waiting.includes(id)),
  )
  if (waiting.length > 0) await postponeOwed(trx, waiting, TRY_AGAIN_SECONDS)
  return waiting
}

/** False: it could not be stored now. */
async function startRun(tenantId: string, event: OwedEvent, { engine, flows, clock, logger }: ResourceRunsDeps): Promise<boolean> {
  const flow = await flows.version(tenantId, event.flowId, event.flowVersion)
  // Deleted since.
  if (flow === null) return true
  const now = clock.now()
  const scope = `resource:${event.flowId}`
  try {
    await engine.accept({
      tenantId,
      delivery: {
        tenantId,
        id: newId('dlv', now),
        receivedAt: now,
        source: `${event.plugin}/${event.resource}`,
        flowId: event.flowId,
        verdict: 'accepted',
        dedupeKey: event.id,
        topic: null,
        method: '',
        query: '',
        headers: '{}',
        body: '',
      },
      dedupe: { scope, key: event.id, windowSeconds: WEEK_SECONDS },
      starts: [{ flow, trigger: 'resource', data: JSON.parse(event.data), storeData: true, isKept: event.isKept }],
      answerWithinMs: null,
    })
    return true
  } catch (error) {
    // The queue of this flow is full, or the database is away: the change is on disk, and its run is not given up.
    if (!(error instanceof AppError)) logger.warn({ err: error, tenantId, eventId: event.id }, 'run of a changed record not stored yet')
    return false
  }
}
