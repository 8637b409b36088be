import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import { type IntegrationDay, readIntegrationDays } from './integration-days.store.ts'
import { keepFinalDays, type RunHour, readRunHours } from './run-hours.store.ts'

export interface DashboardsDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  flows: Pick<FlowSource, 'names'>
}

export interface Outcomes {
  succeeded: number
  failed: number
  cancelled: number
}

/** Times are from start to end, within 2.5 %; null when nothing ended. */
export interface OperationsView {
  timezone: string
  days: Array<Outcomes & { day: string; medianMs: number | null; p95Ms: number | null }>
  flows: Array<Outcomes & { flowId: string; flowName: string; p95Ms: number | null }>
  total: Outcomes & { medianMs: number | null; p95Ms: number | null }
}

export type DashboardsService = ReturnType<typeof createDashboards>

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 7
const FLOWS_SHOWN = 20
const GROWTH = 1.05

/** Figures for the boards, by local day of the workspace. Days count up to today. */
export function createDashboards({ db, clock, flows }: DashboardsDeps) {
  async function span(trx: Trx, tenantId: string, days: number): Promise<{ timezone: string; from: string; list: string[] }> {
    const [timezone = 'UTC'] = await trx('workspaces').where({ tenant_id: tenantId }).pluck<string[]>('timezone')
    const now = clock.now()
    const list = Array.from({ length: days }, (_, back) => localDay(now - (days - 1 - back) * DAY_MS, timezone))
    return { timezone, list, from: list[0] ?? localDay(now, timezone) }
  }

  return {
    async operations(tenantId: string, query: { days?: number; flowId?: string }): Promise<OperationsView> {
      const { hours, timezone, list } = await db.forTenant(tenantId, async (trx) => {
        const { timezone, from, list } = await span(trx, tenantId, query.days ?? DEFAULT_DAYS)
        await keepFinalDays(trx, { tenantId, from })
        const of = { tenantId, from, timezone, ...(query.flowId === undefined ? {} : { flowId: query.flowId }) }
        return { timezone, list, hours: await readRunHours(trx, of) }
      })
      const byDay = Map.groupBy(hours, ({ day }) => day)
      const byFlow = [...Map.groupBy(hours, ({ flowId }) => flowId)]
        .map(([flowId, ofFlow]) => ({ flowId, ...outcomesOf(ofFlow), p95Ms: quantileMs(ofFlow, 0.95) }))
        .sort((a, b) => all(b) - all(a))
        .slice(0, FLOWS_SHOWN)
      const names = await flows.names(
        tenantId,
        byFlow.map(({ flowId }) => flowId),
      )
      return {
        timezone,
        days: list.map((day) => ({ day, ...figuresOf(byDay.get(day) ?? []) })),
        flows: byFlow.map((flow) => ({ ...flow, flowName: names.get(flow.flowId) ?? '' })),
        total: figuresOf(hours),
      }
    },

    async integrations(tenantId: string, query: { days?: number }): Promise<{ timezone: string; days: IntegrationDay[] }> {
      return db.forTenant(tenantId, async (trx) => {
        const { timezone, from } = await span(trx, tenantId, query.days ?? DEFAULT_DAYS)
        return { timezone, days: await readIntegrationDays(trx, { tenantId, from, timezone }) }
      })
    },
  }
}

/** `YYYY-MM-DD` of an instant. */
function localDay(ms: number, timezone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(ms)
}

function all({ succeeded, failed, cancelled }: Outcomes): number {
  return succeeded + failed + cancelled
}

function outcomesOf(hours: readonly RunHour[]): Outcomes {
  const outcomes: Outcomes = { succeeded: 0, failed: 0, cancelled: 0 }
  for (const { status, runs } of hours) outcomes[status] += runs
  return outcomes
}

function figuresOf(hours: readonly RunHour[]): OperationsView['total'] {
  return { ...outcomesOf(hours), medianMs: quantileMs(hours, 0.5), p95Ms: quantileMs(hours, 0.95) }
}

/** The time that this share of the runs stayed below: the middle of its bucket. */
function quantileMs(hours: readonly RunHour[], share: number): number | null {
  const sorted = [...hours].sort((a, b) => a.bucket - b.bucket)
  const total = sorted.reduce((sum, { runs }) => sum + runs, 0)
  let seen = 0
  for (const { bucket, runs } of sorted) {
    seen += runs
    if (seen >= total * share) return Math.round(GROWTH ** (bucket - 0.5))
  }
  return null
}
