import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { fieldValue } from '../resources/field-values.ts'
import { localDay } from '../resources/local-day.ts'
import { findScopes } from '../resources/record-scopes.store.ts'
import { shownFields, titleOf } from '../resources/resource-views.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { StoredRecord } from '../resources/resources.types.ts'
import { type DeclaredResources, type PlannedField, planOf, type ResourcePlan } from '../resources/tables/resource-plan.ts'
import { type AnswerCounts, type AnswerDay, countAnswers, slowestAnswers, worstGroups } from './answers.store.ts'
import { readSoldUnits, type SoldUnits } from './sold-units.store.ts'

export interface RecordBoardsDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  declared: DeclaredResources
  resources: Pick<ResourcesService, 'planOf' | 'list' | 'read'>
}

export interface BoardQuery {
  plugin: string
  resource: string
  /** Local days up to today. */
  days?: number
}

export interface AnswersView {
  timezone: string
  targetSeconds: number
  total: AnswerCounts
  days: AnswerDay[]
  /** Null: nothing to group by is declared. */
  groupField: string | null
  groups: Array<{ value: string | null; asked: number; breaches: number; longestSeconds: number }>
  slowest: Array<{
    key: string
    connectionId: string
    title: string
    group: string | null
    askedAt: string
    answeredAt: string | null
    seconds: number
  }>
}

export interface StockItem {
  key: string
  connectionId: string
  title: string
  sku: string | null
  status: string | null
  available: number
  /** Units in the orders of the last days; null when no orders of this connector are kept. */
  sold: number | null
  /** Days for which what is there lasts at that pace; null when nothing was sold. */
  coverDays: number | null
}

export interface StockView {
  field: string
  /** Over which sales are counted. */
  days: number
  items: StockItem[]
  /** There are more than are shown. */
  isCut: boolean
}

export type RecordBoards = ReturnType<typeof createRecordBoards>

const DAY_MS = 86_400_000
const ANSWER_DAYS = 7
const SALES_DAYS = 30
const WORST = 10
const MOST_ITEMS = 200

/** Figures that are read from the records themselves, over the days that are shown. Throw AppError `not_found` for another resource. */
export function createRecordBoards({ db, clock, declared, resources }: RecordBoardsDeps) {
  return {
    /** How soon what came in was answered: in time, late, or not yet; what is worst. */
    async answers(tenantId: string, { plugin, resource, days = ANSWER_DAYS }: BoardQuery): Promise<AnswersView> {
      const plan = resources.planOf(plugin, resource)
      const { duration, timezone } = plan.stats
      if (duration === null) throw new AppError('not_found')
      const group = groupOf(plan)
      const now = clock.now()
      const list = Array.from({ length: days }, (_, back) => localDay(now - (days - 1 - back) * DAY_MS, timezone))
      const found = await db.forTenant(tenantId, async (trx) => {
        const connections = (await findScopes(trx, tenantId, plan.id)).map(({ connectionId }) => connectionId)
        const at = { tenantId, connections, from: list[0] ?? localDay(now, timezone), now: new Date(now) }
        return {
          counts: await countAnswers(trx, plan, at),
          groups: group === null ? [] : await worstGroups(trx, plan, group, { ...at, limit: WORST }),
          slow: await slowestAnswers(trx, plan, group, { ...at, limit: WORST }),
        }
      })
      const byDay = new Map(found.counts.map((each) => [each.day, each]))
      const slowest = found.slow.map(async ({ askedAt, answeredAt, ...each }) => ({
        ...each,
        title: titleOf(plan, await resources.read(tenantId, { plugin, resource, connectionId: each.connectionId, key: each.key })),
        askedAt: toIso(askedAt.getTime()),
        answeredAt: answeredAt === null ? null : toIso(answeredAt.getTime()),
      }))
      return {
        timezone,
        targetSeconds: duration.targetSeconds,
        total: sumOf(found.counts),
        days: list.map((day) => byDay.get(day) ?? { ...NONE, day, medianSeconds: null }),
        groupField: group?.name ?? null,
        groups: found.groups,
        slowest: await Promise.all(slowest),
      }
    },

    /** What is sold out or nearly so, and for how many days the rest lasts at the pace of its orders. */
    async stock(tenantId: string, { plugin, resource, days = SALES_DAYS, max = 0 }: BoardQuery & { max?: number }): Promise<StockView> {
      const plan = resources.planOf(plugin, resource)
      const field = stockFieldOf(plan)
      if (field === null) throw new AppError('not_found')
      const sort = field.declared.sort === true ? { sort: { field: field.name, descending: false } } : {}
      const { items, nextCursor } = await resources.list(tenantId, {
        plugin,
        resource,
        filter: { [field.name]: { max: field.declared.type === 'integer' ? max : String(max) } },
        ...sort,
        limit: MOST_ITEMS,
      })
      const records = items.map((record) => ({ record, sku: textOf(plan, record, 'sku') }))
      const sold = await soldOf(tenantId, plan, records, days)
      const shown = records.map(({ record, sku }) => stockItem(plan, field, { record, sku, units: sold, days }))
      return { field: field.name, days, items: shown, isCut: nextCursor !== null }
    },
  }

  /** Null: no orders of this connector are kept. */
  async function soldOf(
    tenantId: string,
    plan: ResourcePlan,
    records: ReadonlyArray<{ record: StoredRecord; sku: string | null }>,
    days: number,
  ): Promise<SoldUnits[] | null> {
    const orders = declared.all().filter((each) => each.plugin === plan.plugin && each.declared.hub?.entity === 'order')
    const plans = orders.map(planOf).filter(({ stats }) => stats.day !== null)
    if (plans.length === 0) return null
    const query = {
      tenantId,
      connections: [...new Set(records.map(({ record }) => record.connectionId))],
      since: new Date(clock.now() - days * DAY_MS),
      keys: records.map(({ record }) => record.key),
      skus: records.flatMap(({ sku }) => (sku === null ? [] : [sku])),
    }
    return db.forTenant(tenantId, async (trx) => {
      const found: SoldUnits[] = []
      for (const each of plans) found.push(...(await readSoldUnits(trx, each, query)))
      return found
    })
  }
}

const NONE: AnswerCounts = { asked: 0, withinTarget: 0, late: 0, overdue: 0, waiting: 0 }

function sumOf(days: readonly AnswerCounts[]): AnswerCounts {
  const sum = (name: keyof AnswerCounts) => days.reduce((total, day) => total + day[name], 0)
  return { asked: sum('asked'), withinTarget: sum('withinTarget'), late: sum('late'), overdue: sum('overdue'), waiting: sum('waiting') }
}

/** What it is asked about: counted by value, and neither its state nor one of a few fixed values. */
function groupOf({ stats, declared }: ResourcePlan): PlannedField | null {
  return (
    stats.groupBy.find(
      ({ name, declared: field }) => name !== declared.view?.status && field.type === 'text' && field.options === undefined,
    ) ?? null
  )
}

/** How much can be sold: connectors call it as the canonical entity does. */
function stockFieldOf(plan: ResourcePlan): PlannedField | null {
  const isNumber = (field: PlannedField) => field.declared.type === 'integer' || field.declared.type === 'decimal'
  const fields = ['available', 'quantity'].flatMap((name) => plan.fields.get(name) ?? [])
  return fields.find((field) => field.declared.filter === true && isNumber(field)) ?? null
}

function textOf(plan: ResourcePlan, { data }: StoredRecord, name: string | undefined): string | null {
  const field = name === undefined ? undefined : plan.fields.get(name)
  const value = field === undefined ? null : fieldValue(field, data)
  return value === null ? null : String(value)
}

function stockItem(
  plan: ResourcePlan,
  field: PlannedField,
  { record, sku, units, days }: { record: StoredRecord; sku: string | null; units: SoldUnits[] | null; days: number },
): StockItem {
  const available = Number(shownFields(plan, record)[field.name] ?? 0)
  const sold = units === null ? null : soldUnits(units, record, sku)
  const { key, connectionId } = record
  const status = textOf(plan, record, plan.declared.view?.status)
  return { key, connectionId, title: titleOf(plan, record), sku, status, available, sold, coverDays: coverOf(available, sold, days) }
}

/** By the provider's id; by SKU only where no order names the id. */
function soldUnits(units: readonly SoldUnits[], { key, connectionId }: StoredRecord, sku: string | null): number {
  const ofAccount = units.filter((each) => each.connectionId === connectionId)
  const byId = ofAccount.filter(({ externalId }) => externalId === key)
  const mine = byId.length > 0 ? byId : ofAccount.filter((each) => sku !== null && each.sku === sku)
  return mine.reduce((sum, { sold }) => sum + sold, 0)
}

function coverOf(available: number, sold: number | null, days: number): number | null {
  if (sold === null || sold <= 0) return null
  return Math.round((Math.max(0, available) / (sold / days)) * 10) / 10
}
