import type { Clock } from '../platform/clock.ts'
import type { Database, Db, Trx } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { TenantJob } from '../platform/tenant-job.ts'
import { fieldValue } from './field-values.ts'
import { clearFigures, fillRecords, findFigures, findPendingScopes, findToFill, readFill, saveFill } from './fill-columns.store.ts'
import { addDurations, addRollups } from './record-rollups.store.ts'
import { lockScope, type ScopeAt } from './record-scopes.store.ts'
import { deleteWords, insertWords } from './record-words.store.ts'
import { changedWords, NO_WORDS, sortOf, wordsOf } from './record-words.ts'
import { collectDeltas } from './rollup-deltas.ts'
import { type DeclaredResources, planOf, type ResourcePlan } from './tables/resource-plan.ts'

const QUEUE = 'resources.fill-columns'
const BATCH = 500
const FIGURES_BATCH = 5_000

export interface FillColumnsDeps {
  db: Pick<Database, 'forTenant'>
  /** Sees which tenants have records to fill. */
  engine: Db
  resources: DeclaredResources
  clock: Clock
}

/** What a connector declared differently since its records were stored: columns, search words and figures are made again. */
export async function declareFillColumns(queue: Queue, deps: FillColumnsDeps, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.workForTenant(QUEUE, 2, deps.db, (job) => fillColumns(job, deps), 5)
  for (const plan of deps.resources.all().map(planOf)) await enqueueFills(queue, deps, plan)
}

async function enqueueFills(queue: Queue, { engine }: FillColumnsDeps, plan: ResourcePlan): Promise<void> {
  await engine.transaction(async (trx) => {
    const pending = await findPendingScopes(trx, plan.id, plan.fillHash)
    const jobs = pending.map(({ tenantId, connectionId }) => ({
      ids: { tenantId, connectionId, plugin: plan.plugin, resource: plan.resource },
      singletonKey: `${tenantId} ${plan.id} ${connectionId} ${plan.fillHash}`,
    }))
    await queue.send(QUEUE, jobs, trx)
  })
}

/** Goes on where a killed job stopped: each batch is committed with the key that it reached. */
export async function fillColumns(
  job: Pick<TenantJob, 'tenantId' | 'ids' | 'forTenant'>,
  deps: Omit<FillColumnsDeps, 'db' | 'engine'>,
): Promise<void> {
  const { plugin = '', resource = '', connectionId = '' } = job.ids
  const found = deps.resources.find(plugin, resource)
  // The connector is gone, or came back without this resource: there is nothing to fill.
  if (found === null) return
  const plan = planOf(found)
  const at = { tenantId: job.tenantId, id: plan.id, connectionId }
  let isDone = false
  while (!isDone)
    isDone = await job.forTenant(async (trx) => {
      await lockScope(trx, { ...at, fillHash: plan.fillHash, now: deps.clock.now() })
      return fillBatch(trx, plan, at)
    })
}

/** One batch; the last one counts the figures again. Writers of this scope wait meanwhile. */
async function fillBatch(trx: Trx, plan: ResourcePlan, at: ScopeAt): Promise<boolean> {
  const { isFilled, after } = await readFill(trx, at, plan.fillHash)
  if (isFilled) return true
  const records = await findToFill(trx, plan, at, after, BATCH)
  const last = records.at(-1)
  if (last === undefined) {
    await countAgain(trx, plan, at)
    await saveFill(trx, at, plan.fillHash, null)
    return true
  }
  const filled = records.map(({ key, data }) => ({
    key,
    words: wordsOf(plan, data),
    values: new Map(plan.stored.map((field) => [field.name, fieldValue(field, data)])),
  }))
  await fillRecords(trx, plan, at, filled)
  // All words anew: the order that they are kept in may be another one since.
  const dropped = records.flatMap(({ key, words }) => changedWords(key, { words, sort: null }, NO_WORDS).dropped)
  await deleteWords(trx, plan, at, dropped)
  const live = new Set(records.filter(({ isDeleted }) => !isDeleted).map(({ key }) => key))
  const added = filled
    .filter(({ key }) => live.has(key))
    .flatMap(({ key, words, values }) => changedWords(key, NO_WORDS, { words, sort: sortOf(plan, values) }).added)
  await insertWords(trx, plan, at, added)
  await saveFill(trx, at, plan.fillHash, last.key)
  return false
}

async function countAgain(trx: Trx, plan: ResourcePlan, at: ScopeAt): Promise<void> {
  const deltas = collectDeltas(plan.stats)
  let after = ''
  for (;;) {
    const figures = await findFigures(trx, plan, at, after, FIGURES_BATCH)
    for (const { values } of figures) deltas.add(values, 1)
    const last = figures.at(-1)
    if (last === undefined) break
    after = last.key
  }
  await clearFigures(trx, at)
  for (const batch of batchesOf(deltas.rollups())) await addRollups(trx, at, batch)
  for (const batch of batchesOf(deltas.durations())) await addDurations(trx, at, batch)
}

function batchesOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / FIGURES_BATCH) }, (_, i) => list.slice(i * FIGURES_BATCH, (i + 1) * FIGURES_BATCH))
}
