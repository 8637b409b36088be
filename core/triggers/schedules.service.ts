import type { ScheduleTrigger } from '../../sdk/flow/definition.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { Engine } from '../runs/engine.ts'
import type { FlowSource } from '../runs/engine.types.ts'
import { startScheduled } from './fire-schedule.ts'
import { faultProblem } from './schedule-problems.ts'
import { nextTimes, type ScheduleTimes, scheduleFault, scheduleTimes } from './schedule-times.ts'
import { findTimed } from './timed-triggers.store.ts'

export interface SchedulesDeps {
  db: Pick<Database, 'forTenant'>
  engine: Pick<Engine, 'accept'>
  flows: Pick<FlowSource, 'published' | 'names'>
  clock: Clock
}

/** Runs that one backfill may start. A longer range is asked for in parts. */
export const MAX_BACKFILL = 500
const SHOWN_TIMES = 5
const AT_ONCE = 25

export interface ScheduleView {
  state: 'none' | 'running' | 'paused'
  when: ScheduleTrigger['when'] | null
  timezone: string | null
  missedPolicy: ScheduleTrigger['missed'] | null
  nextTimes: string[]
  lastAt: string | null
  lastError: string | null
  missed: { from: string; to: string; count: number; isMore: boolean; caughtUp: number } | null
}

export interface Backfill {
  count: number
  /** Of these, had a run already: by the clock, or by an earlier backfill of the last 31 days. */
  known: number
  runIds: string[]
}

const NONE: ScheduleView = {
  state: 'none',
  when: null,
  timezone: null,
  missedPolicy: null,
  nextTimes: [],
  lastAt: null,
  lastError: null,
  missed: null,
}

/** What people see and ask of a flow's schedule. */
export function createSchedules({ db, engine, flows, clock }: SchedulesDeps) {
  return {
    /** The published flow's schedule; `none` when it has another trigger or is not published. */
    async read(tenantId: string, flowId: string): Promise<ScheduleView> {
      await requireFlow(flows, tenantId, flowId)
      const row = await db.forTenant(tenantId, (trx) => findTimed(trx, flowId))
      if (row?.kind !== 'schedule') return NONE
      const trigger: ScheduleTrigger = JSON.parse(row.definition)
      const isRunning = row.lookAt !== null
      const { missed } = row
      return {
        state: isRunning ? 'running' : 'paused',
        when: trigger.when,
        timezone: trigger.timezone,
        missedPolicy: trigger.missed,
        nextTimes: isRunning ? nextTimes(scheduleTimes(trigger, row.anchorAt.getTime()), clock.now(), SHOWN_TIMES).map(toIso) : [],
        lastAt: row.lastAt?.toISOString() ?? null,
        lastError: row.lastError,
        missed: missed === null ? null : { ...missed, from: toIso(missed.from), to: toIso(missed.to) },
      }
    },

    /** The next times of a schedule that is being written. Throws `invalid` naming the field. */
    preview(schedule: Pick<ScheduleTrigger, 'when' | 'timezone'>, locale: 'en' | 'pt-BR'): { nextTimes: string[] } {
      const now = clock.now()
      const fault = scheduleFault(schedule, now)
      if (fault !== null) {
        const { field, message } = faultProblem(fault)
        throw new AppError('invalid', { errors: [{ field, reason: message[locale] }] })
      }
      return { nextTimes: nextTimes(scheduleTimes(schedule, now), now, SHOWN_TIMES).map(toIso) }
    },

    /**
     * A run for each time of the schedule in the range, up to now, that has none yet. `dryRun` only counts. They are ordinary runs:
     * cancelling them ends the backfill. Throws `conflict` without a published schedule, `invalid` for a bad or too long range.
     */
    async backfill(tenantId: string, flowId: string, range: { from: string; to: string; dryRun?: boolean }): Promise<Backfill> {
      await requireFlow(flows, tenantId, flowId)
      const row = await db.forTenant(tenantId, (trx) => findTimed(trx, flowId))
      const flow = await flows.published(tenantId, flowId)
      if (flow === null || flow.definition.trigger.kind !== 'schedule' || row?.kind !== 'schedule') {
        throw new AppError('conflict', { params: { what: 'no running schedule / nenhum agendamento ativo' } })
      }
      const times = scheduleTimes(flow.definition.trigger, row.anchorAt.getTime())
      const due = timesWithin(times, Date.parse(range.from), Math.min(Date.parse(range.to), clock.now()))
      if (range.dryRun === true) return { count: due.length, known: 0, runIds: [] }
      const runIds: string[] = []
      let known = 0
      for (let i = 0; i < due.length; i += AT_ONCE) {
        const started = await Promise.all(due.slice(i, i + AT_ONCE).map((at) => startScheduled(flow, at, true, { engine, clock })))
        for (const { duplicateOf, runId } of started) {
          if (duplicateOf !== null) known++
          else if (runId !== null) runIds.push(runId)
        }
      }
      return { count: due.length, known, runIds }
    },
  }
}

export type SchedulesService = ReturnType<typeof createSchedules>

function timesWithin(times: ScheduleTimes, from: number, to: number): number[] {
  if (from > to) throw wrongRange('/from', 'must be before the end and not in the future / deve ser antes do fim e não no futuro')
  const found = nextTimes(times, from - 1, MAX_BACKFILL + 1).filter((at) => at <= to)
  if (found.length > MAX_BACKFILL) {
    throw wrongRange(
      '/to',
      `the range has more than ${MAX_BACKFILL} times: ask in parts / o período tem mais de ${MAX_BACKFILL} horários: peça em partes`,
    )
  }
  return found
}

function wrongRange(field: string, reason: string): AppError {
  return new AppError('invalid', { errors: [{ field, reason }] })
}

/** A flow of another workspace is as unknown as one that never was. */
export async function requireFlow(flows: Pick<FlowSource, 'names'>, tenantId: string, flowId: string): Promise<void> {
  if (!(await flows.names(tenantId, [flowId])).has(flowId)) throw new AppError('not_found')
}
