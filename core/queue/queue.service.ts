import type { Json } from '../../sdk/flow/definition.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { isId } from '../platform/ids.ts'
import type { RunCaller, RunsService } from '../runs/runs.service.ts'
import type { RunSummary } from '../runs/runs.types.ts'
import type { CutValue } from '../runs/step-previews.ts'
import { attemptsOf } from './attempts.store.ts'
import { makeDueNow, retryIdOf } from './drain.store.ts'
import { drain } from './drain.ts'
import { type FoundItem, findItems } from './find-items.ts'
import { flowsThatUse } from './flow-uses.store.ts'
import { countEnded, countLastHour, countOpen } from './queue.store.ts'
import type { Drained, QueueFilter, QueueItem, QueueState, QueueStats } from './queue.types.ts'

export interface QueueDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  runs: Pick<RunsService, 'read' | 'retry' | 'summaries'>
  /** Something is due: look now. */
  wake(): void
}

export interface QueueListing extends QueueFilter {
  state?: QueueState
  /** In the key, the topic and the data that an item was started with. */
  text?: string
  cursor?: string
  limit?: number
}

export type QueueService = ReturnType<typeof createQueueService>

const PAGE = 50
const MAX_PAGE = 200
const DAY_MS = 86_400_000
const STATS_DAYS = 7
const DRAINED = 100
const DRAIN_WAIT_SECONDS = 20

/**
 * The runs of a workspace as one queue of work, whatever started them. Every method takes a filter that may limit it to one plugin.
 * Throws AppError `not_found`, also for items of other workspaces, and `conflict` with the reason.
 */
export function createQueueService({ db, clock, runs, wake }: QueueDeps) {
  /** Null: all flows. */
  async function flowIdsOf(trx: Trx, tenantId: string, { flowId, plugin, action }: QueueFilter): Promise<string[] | null> {
    if (plugin === undefined && action === undefined) return flowId === undefined ? null : [flowId]
    const use = { ...(plugin === undefined ? {} : { plugin }), ...(action === undefined ? {} : { action }) }
    const using = await flowsThatUse(trx, tenantId, use)
    return flowId === undefined ? using : using.filter((id) => id === flowId)
  }

  async function shown(caller: RunCaller, found: readonly FoundItem[]): Promise<QueueItem[]> {
    const { tenantId } = caller
    const ids = found.map((item) => item.id)
    const attempts = await db.forTenant(tenantId, (trx) => attemptsOf(trx, tenantId, ids))
    const summaries = await runs.summaries(caller, ids)
    // A run that ended between the two reads stands as it was found.
    return found.flatMap((item) => {
      const run = summaries.get(item.id)
      return run === undefined ? [] : [itemOf(item, run, attempts.get(item.id) ?? 0)]
    })
  }

  async function find(caller: RunCaller, runId: string, filter: QueueFilter): Promise<FoundItem> {
    if (!isId('run', runId)) throw new AppError('not_found')
    const { tenantId } = caller
    const [item] = await db.forTenant(tenantId, async (trx) => {
      const flowIds = await flowIdsOf(trx, tenantId, filter)
      return (await findItems(trx, { tenantId, flowIds, runId, limit: 1 })).items
    })
    if (item === undefined) throw new AppError('not_found')
    return item
  }

  return {
    /** `since`: first day, in UTC, whose ended items count. Default: six days ago, so a week with today. */
    async stats(
      { tenantId }: Pick<RunCaller, 'tenantId'>,
      { since: asked, ...filter }: QueueFilter & { since?: string },
    ): Promise<QueueStats> {
      const since = asked ?? toIso(clock.now() - (STATS_DAYS - 1) * DAY_MS).slice(0, 10)
      return db.forTenant(tenantId, async (trx) => {
        const flowIds = await flowIdsOf(trx, tenantId, filter)
        const open = await countOpen(trx, tenantId, flowIds)
        const ended = await countEnded(trx, tenantId, flowIds, since)
        const lastHour = await countLastHour(trx, tenantId, flowIds)
        const states = { ...NONE, ...Object.fromEntries(open.map((each) => [each.state, each.count])), ...ended }
        const oldest = open.find((each) => each.state === 'pending')?.oldestSeconds ?? null
        return { states, since, oldestPendingSeconds: oldest, throughput: { lastHour, perMinute: lastHour / 60 } }
      })
    },

    /** Newest first. The pages of one listing neither repeat nor skip an item, whatever happens meanwhile. */
    async list(caller: RunCaller, { state, text, cursor, limit, ...filter }: QueueListing) {
      if (cursor !== undefined && !isId('run', cursor)) {
        throw new AppError('bad_request', { errors: [{ field: 'query/cursor', reason: 'not a cursor' }] })
      }
      const { tenantId } = caller
      const { items, next } = await db.forTenant(tenantId, async (trx) => {
        const flowIds = await flowIdsOf(trx, tenantId, filter)
        return findItems(trx, {
          tenantId,
          flowIds,
          limit: Math.min(limit ?? PAGE, MAX_PAGE),
          ...(state === undefined ? {} : { state }),
          ...(text === undefined ? {} : { text: text.toLowerCase() }),
          ...(cursor === undefined ? {} : { before: cursor }),
        })
      })
      return { items: await shown(caller, items), nextCursor: next }
    },

    /** One item with what it was started with; a text with its beginning when `payloadCut` says that it is longer. */
    async read(
      caller: RunCaller,
      runId: string,
      filter: QueueFilter = {},
    ): Promise<QueueItem & { payload: Json; payloadCut: CutValue | null }> {
      const [item] = await shown(caller, [await find(caller, runId, filter)])
      if (item === undefined) throw new AppError('not_found')
      const { input, inputCut } = await runs.read(caller, runId)
      return { ...item, payload: input, payloadCut: inputCut }
    },

    /** Has due items worked on now and waits for them. Of several who ask at once, each counts other items. */
    async process(
      { tenantId }: Pick<RunCaller, 'tenantId'>,
      request: QueueFilter & { limit?: number; waitSeconds?: number },
    ): Promise<Drained> {
      const { limit, waitSeconds, ...filter } = request
      const flowIds = await db.forTenant(tenantId, (trx) => flowIdsOf(trx, tenantId, filter))
      const waitMs = (waitSeconds ?? DRAIN_WAIT_SECONDS) * 1000
      return drain({ tenantId, flowIds, limit: limit ?? DRAINED, waitMs }, { db, clock, wake })
    },

    /**
     * A failed item runs again from the start with what it was started with; what it did outside already is not done again. One that
     * waits for its next try is tried now. Gives the id under which it goes on.
     */
    async retry(caller: RunCaller, runId: string, filter: QueueFilter = {}): Promise<string> {
      const { state } = await find(caller, runId, filter)
      const { tenantId } = caller
      if (state === 'retrying') {
        if (!(await db.forTenant(tenantId, (trx) => makeDueNow(trx, tenantId, runId)))) throw refusal('processing')
        wake()
        return runId
      }
      if (state !== 'failed' && state !== 'cancelled') throw refusal(state)
      const known = await db.forTenant(tenantId, (trx) => retryIdOf(trx, tenantId, runId))
      if (known !== null) throw new AppError('conflict', { params: { what: `it was retried as ${known} / já foi repetido como ${known}` } })
      return runs.retry(caller, runId, {})
    },
  }
}

const REFUSED: Readonly<Record<Exclude<QueueState, 'failed' | 'cancelled' | 'retrying'>, string>> = {
  done: 'the item is done, and doing it again would repeat it / o item já foi concluído, e refazê-lo o repetiria',
  pending: 'the item has not been worked on yet / o item ainda não foi processado',
  processing: 'the item is being worked on / o item está em processamento',
  waiting: 'the item waits as its flow says / o item espera, como diz o fluxo',
  uncertain: 'a person must decide what became of its last call / uma pessoa precisa decidir o que houve com a última chamada',
}

function refusal(state: keyof typeof REFUSED): AppError {
  return new AppError('conflict', { params: { what: REFUSED[state] } })
}

const NONE: Readonly<Record<QueueState, number>> = {
  pending: 0,
  processing: 0,
  retrying: 0,
  waiting: 0,
  uncertain: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
}

function itemOf(item: FoundItem, run: RunSummary, attempts: number): QueueItem {
  const { id, flowId, flowName, version, trigger, deliveryId, retryOf } = run
  return {
    id,
    flowId,
    flowName,
    version,
    state: item.state,
    trigger,
    deliveryId,
    key: item.words?.key ?? null,
    topic: item.words?.topic ?? null,
    attempts,
    nextAttemptAt: item.nextAttemptAt === null ? null : toIso(item.nextAttemptAt.getTime()),
    lastError: run.error,
    retryOf,
    queuedAt: run.startedAt,
    endedAt: run.endedAt,
    resolvedAt: run.resolvedAt,
  }
}
