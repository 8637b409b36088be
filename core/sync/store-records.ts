import type { Json } from '../../sdk/flow/definition.ts'
import type { Resource } from '../../sdk/manifest.gen.ts'
import { listenersOf, type NewResourceEvent, owe } from '../events/resource-events.store.ts'
import type { Clock } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { Queue } from '../platform/queue.ts'
import { atPointer } from '../registry/json-pointer.ts'
import { newestByKey } from '../resources/newest-by-key.ts'
import type { ReadRecord, ResourceRef } from '../resources/operations/operations.types.ts'
import { MOST_RECORDS_OF_PAGE } from '../resources/record-writer.ts'
import type { Origin, RecordWriter, WrittenRecord } from '../resources/resources.types.ts'
import { queueParents } from './pass-keys.store.ts'
import type { ResourceSource } from './sync.types.ts'
import type { PageCounts } from './sync-jobs.store.ts'

export interface StoreDeps {
  writer: RecordWriter
  queue: Pick<Queue, 'send'>
  resources: ResourceSource
  clock: Clock
}

export interface Stored {
  counts: PageCounts
  keys: string[]
  /** One letter for each key, as the log keeps them. */
  changes: string
  written: WrittenRecord[]
}

/**
 * Stores what was read, in the caller's transaction: records that say of themselves that they are gone are marked so, changes owe runs to
 * the flows that listen (unless they are history), and children of changed parents are queued.
 */
export async function storeRecords(
  trx: Trx,
  ref: ResourceRef,
  records: readonly ReadRecord[],
  origin: Origin,
  deps: StoreDeps,
): Promise<Stored> {
  const declared = deps.resources.resource(ref.plugin, ref.resource)
  const isGone = declared === null ? () => false : goneTest(declared)
  const live = [...newestByKey(records.filter((record) => !isGone(record.data))).values()]
  const gone = records.filter((record) => isGone(record.data)).map((record) => record.key)
  const written = await inPages(live, (page) => deps.writer.write(trx, ref, page, origin))
  const removed = await inPages(gone, (page) => deps.writer.remove(trx, ref, page, origin))
  await passOn(trx, ref, [...written, ...removed], live, origin, deps)
  return summaryOf(written, removed, gone, records.length)
}

/** Marks records as gone, with everything that follows from it. Where the manifest says that records never go, nothing is marked. */
export async function removeRecords(trx: Trx, ref: ResourceRef, keys: readonly string[], origin: Origin, deps: StoreDeps): Promise<Stored> {
  const isNever = deps.resources.resource(ref.plugin, ref.resource)?.deletes.by === 'none'
  const removed = isNever ? [] : await inPages(keys, (page) => deps.writer.remove(trx, ref, page, origin))
  await passOn(trx, ref, removed, [], origin, deps)
  return summaryOf([], removed, keys, 0)
}

/** As many as the writer takes at once. */
async function inPages<T>(items: readonly T[], write: (page: readonly T[]) => Promise<WrittenRecord[]>): Promise<WrittenRecord[]> {
  const written: WrittenRecord[] = []
  for (let i = 0; i < items.length; i += MOST_RECORDS_OF_PAGE) {
    written.push(...(await write(items.slice(i, i + MOST_RECORDS_OF_PAGE))))
  }
  return written
}

async function passOn(
  trx: Trx,
  ref: ResourceRef,
  written: readonly WrittenRecord[],
  records: readonly ReadRecord[],
  origin: Origin,
  deps: StoreDeps,
): Promise<void> {
  const changed = written.filter((record) => record.change !== null)
  if (changed.length === 0) return
  const byKey = new Map(records.map((record) => [record.key, record]))
  await queueChildren(trx, ref, changed, byKey, deps)
  // First sync, reconnect and re-map are history: no flow starts (connectors.md 4).
  if (origin === 'backfill') return
  const listeners = await listenersOf(trx, ref)
  if (listeners.length === 0) return
  const nowMs = deps.clock.now()
  const events = changed.flatMap((record): NewResourceEvent[] => {
    const { change } = record
    if (change === null || record.isEcho === true) return []
    const data = `{"change":"${change}","record":${byKey.get(record.key)?.text ?? 'null'},"before":${JSON.stringify(record.before)}}`
    return listeners
      .filter((listener) => listener.changes.includes(change))
      .map(({ flowId, version, isKept }) => {
        const { tenantId, plugin, resource, connectionId } = ref
        const id = newId('evt', nowMs)
        return { tenantId, id, plugin, resource, connectionId, key: record.key, change, flowId, flowVersion: version, isKept, data }
      })
  })
  await owe(trx, ref.tenantId, events, deps.queue)
}

/** Children of a parent that changed are listed again by their next pass. */
async function queueChildren(
  trx: Trx,
  ref: ResourceRef,
  changed: readonly WrittenRecord[],
  records: ReadonlyMap<string, ReadRecord>,
  { resources }: StoreDeps,
): Promise<void> {
  const parent = resources.resource(ref.plugin, ref.resource)
  if (parent === null) return
  for (const child of resources.resourcesOf(ref.plugin)) {
    if (child.parent?.resource !== ref.resource) continue
    const fits = parentTest(parent, child)
    const keys = changed.flatMap(({ key, change }) => {
      const record = records.get(key)
      return change === 'deleted' || record === undefined || !fits(record.data) ? [] : [key]
    })
    if (keys.length > 0) await queueParents(trx, { ...ref, resource: child.name }, keys)
  }
}

/** Whether the child's `parent.where` takes this parent. */
export function parentTest(parent: Pick<Resource, 'fields'>, child: Pick<Resource, 'parent'>): (data: Json) => boolean {
  const wanted = Object.entries(child.parent?.where ?? {})
  return (data) =>
    wanted.every(([field, values]) => {
      const pointer = Object.hasOwn(parent.fields, field) ? parent.fields[field]?.pointer : undefined
      const value = pointer === undefined ? undefined : atPointer(data, pointer)
      return values.some((each) => String(each) === String(value))
    })
}

function goneTest({ deletes }: Resource): (data: Json) => boolean {
  if (deletes.by !== 'field') return () => false
  return (data) => {
    const value = atPointer(data, deletes.pointer)
    return value === deletes.equals || (value !== undefined && value !== null && String(value) === String(deletes.equals))
  }
}

function summaryOf(written: readonly WrittenRecord[], removed: readonly WrittenRecord[], gone: readonly string[], read: number): Stored {
  const isRemoved = new Set(removed.filter((record) => record.change === 'deleted').map((record) => record.key))
  const letters = [...written.map((record) => letterOf(record)), ...gone.map((key) => (isRemoved.has(key) ? 'd' : 'n'))]
  const count = (letter: string) => letters.filter((each) => each === letter).length
  return {
    counts: { read, created: count('c'), updated: count('u'), unchanged: count('n') + count('s'), deleted: count('d'), failed: 0 },
    keys: [...written.map((record) => record.key), ...gone],
    changes: letters.join(''),
    written: [...written, ...removed],
  }
}

function letterOf({ change, stale }: WrittenRecord): string {
  if (change === null) return stale ? 's' : 'n'
  return change.charAt(0)
}
