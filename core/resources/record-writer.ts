import type { Clock } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { differencesOf } from './differences.ts'
import { type FieldValue, fieldValue } from './field-values.ts'
import { newestByKey } from './newest-by-key.ts'
import type { ReadRecord, ResourceRef } from './operations/operations.types.ts'
import { insertChanges, type NewChange } from './record-changes.store.ts'
import { addDurations, addRollups } from './record-rollups.store.ts'
import { countLive, lockScope } from './record-scopes.store.ts'
import { deleteWords, insertWords, type WordOfRecord } from './record-words.store.ts'
import { changedWords, NO_WORDS, sortOf, wordsOf } from './record-words.ts'
import { type FoundRecord, findStored, markDeleted, type RecordToWrite, upsertRecords } from './records.store.ts'
import type { Origin, RecordWriter, WrittenRecord } from './resources.types.ts'
import { collectDeltas, type RollupDeltas } from './rollup-deltas.ts'
import { storableJson } from './storable-json.ts'
import { type DeclaredResources, planOf, type ResourcePlan } from './tables/resource-plan.ts'

export interface RecordWriterDeps {
  resources: DeclaredResources
  clock: Clock
  /** Called after a commit that changed records; `id` is `<plugin>/<resource>`. */
  changed(tenantId: string, id: string): void
}

/** Also what is asked of a provider at once, where its own pages are not smaller. */
export const MOST_RECORDS_OF_PAGE = 500
const MOST_KEY_CHARS = 300

/** Writes pages of records with everything that follows from them, in the caller's transaction. */
export function createRecordWriter(deps: RecordWriterDeps): RecordWriter {
  return {
    async write(trx, ref, records, origin) {
      if (records.length > MOST_RECORDS_OF_PAGE) throw new RangeError(`a page has at most ${MOST_RECORDS_OF_PAGE} records`)
      return records.length === 0 ? [] : writeRecords(trx, await lockedPlace(trx, ref, origin, deps), records, deps)
    },
    async remove(trx, ref, keys, origin) {
      if (keys.length > MOST_RECORDS_OF_PAGE) throw new RangeError(`at most ${MOST_RECORDS_OF_PAGE} records are removed at once`)
      return keys.length === 0 ? [] : removeRecords(trx, await lockedPlace(trx, ref, origin, deps), keys, deps)
    },
  }
}

/** Where records of one resource and connection are written, in a transaction that nobody else writes there meanwhile. */
interface Place extends ResourceRef {
  plan: ResourcePlan
  id: string
  now: number
  origin: Origin
}

async function lockedPlace(trx: Trx, ref: ResourceRef, origin: Origin, { resources, clock }: RecordWriterDeps): Promise<Place> {
  const plan = findPlan(resources, ref)
  const at = { ...ref, plan, id: plan.id, now: clock.now(), origin }
  await lockScope(trx, { ...at, fillHash: plan.fillHash })
  return at
}

async function writeRecords(trx: Trx, at: Place, records: readonly ReadRecord[], { changed }: RecordWriterDeps): Promise<WrittenRecord[]> {
  const newest = newestByKey(records)
  const unique = [...newest.values()]
  const hashes = unique.map(({ hash }) => hash)
  const page = planPage(at.plan, unique, await findStored(trx, at.plan, at, [...newest.keys()], hashes))
  await writePage(trx, at, page)
  if (countOf(page) > 0) tellAfterCommit(trx, () => changed(at.tenantId, at.id))
  return records.map((record) => {
    // The same record twice in one page: the older of the two counts as overtaken.
    if (newest.get(record.key) !== record) return { key: record.key, change: null, stale: true, before: null }
    return page.outcomes.get(record.key) ?? { key: record.key, change: null, stale: false, before: null }
  })
}

async function removeRecords(trx: Trx, at: Place, keys: readonly string[], { changed }: RecordWriterDeps): Promise<WrittenRecord[]> {
  const { plan } = at
  const found = await findStored(trx, plan, at, [...new Set(keys)], [])
  const gone = [...found.values()].filter(({ isDeleted }) => !isDeleted)
  if (gone.length === 0) return []
  const deltas = collectDeltas(plan.stats)
  for (const { values } of gone) deltas.add(values, -1)
  const goneKeys = gone.map(({ key }) => key)
  await markDeleted(trx, plan, at, goneKeys)
  const words = gone.flatMap(({ key, words, values }) => changedWords(key, { words, sort: sortOf(plan, values) }, NO_WORDS).dropped)
  await deleteWords(trx, plan, at, words)
  await insertChanges(
    trx,
    at,
    goneKeys.map((key) => ({ key, change: 'deleted', differences: [] })),
  )
  await addFigures(trx, at, deltas)
  tellAfterCommit(trx, () => changed(at.tenantId, at.id))
  return gone.map(({ key, data }) => ({ key, change: 'deleted', stale: false, before: data }))
}

export function findPlan(resources: DeclaredResources, { plugin, resource }: { plugin: string; resource: string }): ResourcePlan {
  const declared = resources.find(plugin, resource)
  if (declared === null) throw new AppError('not_found')
  return planOf(declared)
}

interface PlannedPage {
  outcomes: Map<string, WrittenRecord>
  toInsert: RecordToWrite[]
  toReplace: RecordToWrite[]
  changes: NewChange[]
  wordsToAdd: WordOfRecord[]
  wordsToDrop: WordOfRecord[]
  deltas: RollupDeltas
}

/** What this page changes, given what is stored: decided here, so that the statements only write. */
function planPage(plan: ResourcePlan, records: readonly ReadRecord[], found: ReadonlyMap<string, FoundRecord>): PlannedPage {
  const page: PlannedPage = {
    outcomes: new Map(),
    toInsert: [],
    toReplace: [],
    changes: [],
    wordsToAdd: [],
    wordsToDrop: [],
    deltas: collectDeltas(plan.stats),
  }
  for (const record of records) {
    const before = found.get(record.key)
    const { key } = record
    if (before !== undefined && before.version !== null && record.version !== null && before.version > record.version) {
      page.outcomes.set(key, { key, change: null, stale: true, before: null })
      continue
    }
    if (before !== undefined && !before.isDeleted && before.hash === record.hash) continue
    const written = toWrite(plan, record)
    ;(before === undefined ? page.toInsert : page.toReplace).push(written)
    page.deltas.add(written.values, 1)
    if (before !== undefined && !before.isDeleted) page.deltas.add(before.values, -1)
    const words = changedWords(
      key,
      before === undefined || before.isDeleted ? NO_WORDS : { words: before.words, sort: sortOf(plan, before.values) },
      { words: written.words, sort: sortOf(plan, written.values) },
    )
    page.wordsToAdd.push(...words.added)
    page.wordsToDrop.push(...words.dropped)
    page.outcomes.set(key, outcomeOf(page, record, before))
  }
  return page
}

function outcomeOf(page: PlannedPage, { key, data }: ReadRecord, before: FoundRecord | undefined): WrittenRecord {
  if (before === undefined) return { key, change: 'created', stale: false, before: null }
  const change = before.isDeleted ? 'created' : 'updated'
  page.changes.push({ key, change, differences: before.data === null ? [] : differencesOf(before.data, data) })
  return { key, change, stale: false, before: before.isDeleted ? null : before.data }
}

function toWrite(plan: ResourcePlan, record: ReadRecord): RecordToWrite {
  if (record.key === '' || record.key.length > MOST_KEY_CHARS) throw new RangeError(`a key has 1 to ${MOST_KEY_CHARS} characters`)
  const { text, isReplaced } = storableJson(record.text)
  const values = new Map<string, FieldValue>()
  for (const field of plan.stored) values.set(field.name, fieldValue(field, record.data))
  return {
    key: record.key,
    version: record.version,
    hash: record.hash,
    text,
    flagged: record.flagged || isReplaced,
    words: wordsOf(plan, record.data),
    values,
  }
}

function countOf({ toInsert, toReplace }: PlannedPage): number {
  return toInsert.length + toReplace.length
}

async function writePage(trx: Trx, at: Place, page: PlannedPage): Promise<void> {
  const { plan } = at
  if (countOf(page) === 0) return
  const inserted = await upsertRecords(trx, plan, at, page.toInsert, true)
  const replaced = await upsertRecords(trx, plan, at, page.toReplace, false)
  if (inserted + replaced !== countOf(page)) throw new Error(`${plan.id}: ${inserted + replaced} of ${countOf(page)} records written`)
  await deleteWords(trx, plan, at, page.wordsToDrop)
  await insertWords(trx, plan, at, page.wordsToAdd)
  await insertChanges(trx, at, page.changes)
  await addFigures(trx, at, page.deltas)
}

async function addFigures(trx: Trx, at: Place, deltas: RollupDeltas): Promise<void> {
  await addRollups(trx, at, deltas.rollups())
  await addDurations(trx, at, deltas.durations())
  if (deltas.live() !== 0) await countLive(trx, at, deltas.live())
}

function tellAfterCommit(trx: Trx, tell: () => void): void {
  // Whoever opened the transaction hears of its failure; here nothing was written then, and there is nothing to tell.
  trx.executionPromise.then(tell, () => undefined)
}
