import type { DashboardsService } from '../dashboards/dashboards.service.ts'
import type { RecordBoards } from '../dashboards/record-boards.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { localDay } from '../resources/local-day.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { Counted } from '../resources/resources.types.ts'
import { isAmount, type PlannedField, type ResourcePlan } from '../resources/tables/resource-plan.ts'
import type { Cell, CellType, Column, Section } from '../spreadsheets/table.types.ts'
import { EXPORT_TEXTS } from './export-texts.ts'
import type { BoardSource } from './exports.gen.ts'

export interface BoardDeps {
  clock: Clock
  resources: Pick<ResourcesService, 'totals' | 'stats'>
  dashboards: Pick<DashboardsService, 'operations' | 'integrations'>
  recordBoards: Pick<RecordBoards, 'answers' | 'stock'>
  /** What a connector calls itself; its technical name when it is gone. */
  connectorName(plugin: string, locale: Locale): string
}

/** A table that is small enough to be had at once: figures of a board. */
export interface BoardSection extends Section {
  rows: Cell[][]
}

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 7

type Texts = (typeof EXPORT_TEXTS)['en']

/** Every table of a board, with the figures that its tiles show. */
export async function boardSections(
  deps: BoardDeps,
  tenantId: string,
  { board, days }: BoardSource,
  locale: Locale,
): Promise<BoardSection[]> {
  const texts = EXPORT_TEXTS[locale]
  const span = days ?? DEFAULT_DAYS
  switch (board) {
    case 'operations':
      return operations(deps, tenantId, span, texts)
    case 'integrations':
      return integrations(deps, tenantId, { days: span, locale })
    case 'sales': {
      const plans = await plansOf(deps, tenantId, ({ declared, stats }) => declared.hub?.entity === 'order' && stats.day !== null)
      return Promise.all(plans.map((plan) => sales(deps, tenantId, { plan, days: span, locale })))
    }
    case 'answers': {
      const plans = await plansOf(deps, tenantId, ({ stats }) => stats.duration !== null)
      return (await Promise.all(plans.map((plan) => answers(deps, tenantId, { plan, days: span, locale })))).flat()
    }
    case 'stock': {
      const plans = await plansOf(deps, tenantId, hasStock)
      return Promise.all(plans.map((plan) => stock(deps, tenantId, { plan, locale })))
    }
  }
}

async function plansOf({ resources }: BoardDeps, tenantId: string, wanted: (plan: ResourcePlan) => boolean): Promise<ResourcePlan[]> {
  const totals = await resources.totals(tenantId)
  return totals.filter(({ plan, connections }) => connections.length > 0 && wanted(plan)).map(({ plan }) => plan)
}

/** How much can be sold is a number called as the canonical entity calls it. */
function hasStock({ declared, fields }: ResourcePlan): boolean {
  const isStock = declared.hub?.entity === 'product' || declared.hub?.entity === 'inventory'
  return isStock && ['available', 'quantity'].some((name) => fields.get(name)?.declared.filter === true)
}

async function operations(
  { dashboards }: BoardDeps,
  tenantId: string,
  days: number,
  { columns, sections }: Texts,
): Promise<BoardSection[]> {
  const view = await dashboards.operations(tenantId, { days })
  const outcomes: Array<[string, CellType]> = [
    [columns.succeeded, 'integer'],
    [columns.failed, 'integer'],
    [columns.cancelled, 'integer'],
  ]
  return [
    tableOf(
      sections.runsPerDay,
      [[columns.day, 'date'], ...outcomes, [columns.medianMs, 'integer'], [columns.p95Ms, 'integer']],
      view.days.map((each) => [each.day, each.succeeded, each.failed, each.cancelled, each.medianMs, each.p95Ms]),
    ),
    tableOf(
      sections.runsPerFlow,
      [[columns.flow, 'text'], ...outcomes, [columns.p95Ms, 'integer']],
      view.flows.map((each) => [each.flowName || each.flowId, each.succeeded, each.failed, each.cancelled, each.p95Ms]),
    ),
  ]
}

async function integrations(deps: BoardDeps, tenantId: string, { days, locale }: Omit<OfPlan, 'plan'>): Promise<BoardSection[]> {
  const { columns, sections } = EXPORT_TEXTS[locale]
  const view = await deps.dashboards.integrations(tenantId, { days })
  const counts = [columns.received, columns.refused, columns.calls, columns.read, columns.errors]
  return [
    tableOf(
      sections.integrationDays,
      [[columns.day, 'date'], [columns.connector, 'text'], ...counts.map((title): [string, CellType] => [title, 'integer'])],
      view.days.map((row) => [row.day, deps.connectorName(row.plugin, locale), row.received, row.refused, row.calls, row.read, row.failed]),
    ),
  ]
}

interface OfPlan {
  plan: ResourcePlan
  days: number
  locale: Locale
}

async function sales(deps: BoardDeps, tenantId: string, { plan, days, locale }: OfPlan): Promise<BoardSection> {
  const { columns } = EXPORT_TEXTS[locale]
  const now = deps.clock.now()
  const axis = Array.from({ length: days }, (_none, back) => localDay(now - (days - 1 - back) * DAY_MS, plan.stats.timezone))
  const { plugin, resource } = plan
  const stats = await deps.resources.stats(tenantId, { plugin, resource, ...(axis[0] === undefined ? {} : { from: axis[0] }) })
  const byDay = new Map(stats.days.map((each) => [each.day, each]))
  const others = [...new Set(stats.otherCurrencies.map(({ currency }) => currency))]
  const sums = plan.stats.sums.flatMap((field) => [
    sumColumn(field, null, locale),
    ...(isAmount(field) ? others.map((code) => sumColumn(field, code, locale)) : []),
  ])
  return tableOf(
    nameOf(deps, plan, locale, EXPORT_TEXTS[locale].sections.perDay),
    [[columns.day, 'date'], [columns.count, 'integer'], ...sums.map(({ column }) => column)],
    axis.map((day) => [day, byDay.get(day)?.count ?? 0, ...sums.map(({ read }) => read(byDay.get(day)) ?? '0')]),
  )
}

interface SumColumn {
  column: Column
  read(day: Counted | undefined): string | undefined
}

/** Of one currency, since they are never added together; `code` is null for the one that the field declares. */
function sumColumn({ name, declared }: PlannedField, code: string | null, locale: Locale): SumColumn {
  const currency = code ?? declared.currency
  return {
    column: { title: declared.displayName[locale], type: 'decimal', ...(currency === undefined ? {} : { money: { code: currency } }) },
    read: (day) => (code === null ? day : day?.otherCurrencies.find((each) => each.currency === code))?.sums[name],
  }
}

async function answers(deps: BoardDeps, tenantId: string, { plan, days, locale }: OfPlan): Promise<BoardSection[]> {
  const { columns, sections } = EXPORT_TEXTS[locale]
  const view = await deps.recordBoards.answers(tenantId, { plugin: plan.plugin, resource: plan.resource, days })
  const counts = [columns.asked, columns.withinTarget, columns.late, columns.overdue, columns.waiting]
  const whole = (title: string): [string, CellType] => [title, 'integer']
  return [
    tableOf(
      nameOf(deps, plan, locale, sections.perDay),
      [[columns.day, 'date'], ...counts.map(whole), [columns.medianSeconds, 'decimal']],
      view.days.map((each) => [each.day, each.asked, each.withinTarget, each.late, each.overdue, each.waiting, each.medianSeconds]),
    ),
    tableOf(
      nameOf(deps, plan, locale, sections.worst),
      [[columns.about, 'text'], whole(columns.asked), whole(columns.breaches), [columns.longestSeconds, 'decimal']],
      view.groups.map((each) => [each.value, each.asked, each.breaches, each.longestSeconds]),
    ),
    tableOf(
      nameOf(deps, plan, locale, sections.slowest),
      [
        [columns.title, 'text'],
        [columns.about, 'text'],
        [columns.askedAt, 'timestamp'],
        [columns.answeredAt, 'timestamp'],
        [columns.seconds, 'decimal'],
      ],
      view.slowest.map((each) => [each.title, each.group, each.askedAt, each.answeredAt, each.seconds]),
    ),
  ]
}

async function stock(deps: BoardDeps, tenantId: string, { plan, locale }: Omit<OfPlan, 'days'>): Promise<BoardSection> {
  const { columns, sections } = EXPORT_TEXTS[locale]
  const view = await deps.recordBoards.stock(tenantId, { plugin: plan.plugin, resource: plan.resource })
  return tableOf(
    nameOf(deps, plan, locale, sections.stock),
    [
      [columns.title, 'text'],
      [columns.sku, 'text'],
      [columns.status, 'text'],
      [columns.available, 'decimal'],
      [columns.sold, 'decimal'],
      [columns.coverDays, 'decimal'],
    ],
    view.items.map((each) => [each.title, each.sku, each.status, each.available, each.sold, each.coverDays]),
  )
}

function nameOf({ connectorName }: BoardDeps, { plugin, declared }: ResourcePlan, locale: Locale, what: string): string {
  return `${declared.displayName[locale]} · ${connectorName(plugin, locale)} · ${what}`
}

export function emptyTable(title: string): BoardSection {
  return tableOf(title, [], [])
}

function tableOf(title: string, columns: ReadonlyArray<Column | [string, CellType]>, rows: Cell[][]): BoardSection {
  return {
    title,
    columns: columns.map((column) => (Array.isArray(column) ? { title: column[0], type: column[1] } : column)),
    rows,
    async *pages() {
      yield rows
    },
  }
}
