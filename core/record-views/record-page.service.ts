import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import type { Registry } from '../registry/registry.types.ts'
import { readTime, valueAt } from '../resources/field-values.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { RecordChange, StoredRecord } from '../resources/resources.types.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'
import type { RecordEdits } from './record-edits.service.ts'
import type { Moment, RecordAt, RecordEdit, RecordViewer, RelatedRecords } from './record-views.types.ts'

export interface RecordPageDeps {
  resources: ResourcesService
  registry: Pick<Registry, 'action'>
  edits: Pick<RecordEdits, 'list'>
}

/** Of each kind that belongs to a record; the list behind them has the rest. */
const MOST_RELATED = 5
const MOST_CHANGES = 100

/** What the page of a record says beside the record: what belongs to it, and what happened in what order. */
export function createRecordPage({ resources, registry, edits }: RecordPageDeps) {
  return {
    async related({ tenantId, locale }: RecordViewer, at: RecordAt): Promise<RelatedRecords[]> {
      const plan = resources.planOf(at.plugin, at.resource)
      return linked(tenantId, at, plan, await resources.read(tenantId, at), locale)
    },

    /** Newest first. Times that the record tells, its changes of status seen here, edits, and the times of what it points to. */
    async timeline({ tenantId, locale }: RecordViewer, at: RecordAt): Promise<Moment[]> {
      const plan = resources.planOf(at.plugin, at.resource)
      const record = await resources.read(tenantId, at)
      const own = await momentsOf(tenantId, at, plan, record, null, locale)
      const { items } = await edits.list(tenantId, { ...at, limit: MOST_CHANGES })
      const others = await Promise.all(
        (await pointedTo(tenantId, at, plan, record)).map((other) => {
          const { plugin, resource } = other.plan
          const place = { ...at, plugin, resource, key: other.record.key }
          return momentsOf(tenantId, place, other.plan, other.record, other.plan.declared.displayName[locale], locale)
        }),
      )
      const all = [...own, ...laterThan(own, others.flat()), ...items.map((edit) => editMoment(edit, titleOf(edit, locale)))]
      return all.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    },
  }

  function titleOf({ plugin, action }: RecordEdit, locale: RecordViewer['locale']): string {
    return registry.action(plugin, action)?.declared.displayName[locale] ?? action
  }

  async function momentsOf(
    tenantId: string,
    at: RecordAt,
    plan: ResourcePlan,
    record: StoredRecord,
    of: string | null,
    locale: RecordViewer['locale'],
  ): Promise<Moment[]> {
    const { items } = await resources.history(tenantId, { ...at, limit: MOST_CHANGES })
    return [...toldMoments(plan, record, of, locale), ...items.flatMap((change) => changeMoment(plan, change, of, locale))]
  }

  async function linked(
    tenantId: string,
    at: RecordAt,
    plan: ResourcePlan,
    record: StoredRecord,
    locale: RecordViewer['locale'],
  ): Promise<RelatedRecords[]> {
    const groups = new Map<string, RelatedRecords>()
    for (const { resource, from, field } of plan.declared.view?.links ?? []) {
      const value = firstText(record.data, from)
      if (value === null) continue
      const target = resources.planOf(at.plugin, resource)
      const found =
        field === undefined
          ? await one(tenantId, { ...at, resource, key: value })
          : (
              await resources.list(tenantId, {
                plugin: at.plugin,
                resource,
                connectionId: at.connectionId,
                filter: { [field]: value },
                limit: MOST_RELATED + 1,
              })
            ).items
      const group = groups.get(resource) ?? {
        plugin: at.plugin,
        resource,
        displayName: target.declared.displayName[locale],
        records: [],
        hasMore: false,
      }
      groups.set(resource, group)
      const fresh = found.filter(({ key }) => !group.records.some((known) => known.record.key === key))
      const all = [...group.records, ...fresh.map((each) => ({ plan: target, record: each }))]
      group.hasMore ||= all.length > MOST_RELATED
      group.records = all.slice(0, MOST_RELATED)
    }
    return [...groups.values()].filter(({ records }) => records.length > 0)
  }

  /** Records that this one names by their key. */
  async function pointedTo(
    tenantId: string,
    at: RecordAt,
    plan: ResourcePlan,
    record: StoredRecord,
  ): Promise<Array<{ plan: ResourcePlan; record: StoredRecord }>> {
    const found = await Promise.all(
      (plan.declared.view?.links ?? [])
        .filter(({ field }) => field === undefined)
        .map(async ({ resource, from }) => {
          const key = firstText(record.data, from)
          const records = key === null ? [] : await one(tenantId, { ...at, resource, key })
          return records.map((each) => ({ plan: resources.planOf(at.plugin, resource), record: each }))
        }),
    )
    return found.flat()
  }

  /** None where it is not stored (yet). */
  async function one(tenantId: string, at: RecordAt): Promise<StoredRecord[]> {
    try {
      return [await resources.read(tenantId, at)]
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return []
      throw error
    }
  }
}

/** Of what a record points to, only what happened since the record began belongs to its story: a product is older than its order. */
function laterThan(own: readonly Moment[], others: readonly Moment[]): Moment[] {
  const begin = own
    .filter(({ kind }) => kind === 'told')
    .map(({ at }) => at)
    .sort()[0]
  return others.filter(({ at, kind }) => kind !== 'created' && (begin === undefined || at >= begin))
}

export type RecordPage = ReturnType<typeof createRecordPage>

function firstText(data: Json, pointers: readonly string[]): string | null {
  const value = pointers
    .map((pointer) => valueAt(data, pointer))
    .find((each) => (typeof each === 'string' && each !== '') || typeof each === 'number')
  return value === undefined ? null : String(value)
}

function toldMoments(plan: ResourcePlan, { data }: StoredRecord, of: string | null, locale: RecordViewer['locale']): Moment[] {
  return (plan.declared.view?.moments ?? []).flatMap(({ pointer, displayName, timezone }) => {
    const value = valueAt(data, pointer)
    const time = value === undefined ? null : readTime(value, timezone ?? plan.stats.timezone)
    return time === null ? [] : [{ ...PLAIN, at: toIso(time), kind: 'told' as const, of, title: displayName[locale] }]
  })
}

const PLAIN = { before: null, after: null, state: null, byName: null }

/** A change that did not touch the status is told by the history. */
function changeMoment(plan: ResourcePlan, change: RecordChange, of: string | null, locale: RecordViewer['locale']): Moment[] {
  const { at } = change
  if (change.change !== 'updated') return [{ ...PLAIN, at, kind: change.change, of, title: '' }]
  const status = plan.fields.get(plan.declared.view?.status ?? '')
  const difference = change.differences.find(({ path }) => path === status?.declared.pointer)
  if (status === undefined || difference === undefined) return []
  const { options, displayName } = status.declared
  const say = (value: Json | null) =>
    value === null ? null : (options?.find((option) => option.value === String(value))?.displayName[locale] ?? String(value))
  const [before, after] = [say(difference.before), say(difference.after)]
  return [{ ...PLAIN, at, kind: 'changed', of, title: displayName[locale], before, after }]
}

function editMoment({ requestedAt, state, requestedBy }: RecordEdit, title: string): Moment {
  return { ...PLAIN, at: requestedAt, kind: 'edit', of: null, title, state, byName: requestedBy.name }
}
