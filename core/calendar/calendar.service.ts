import { LRUCache } from 'lru-cache'
import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { AuditState } from '../identity/audit-changes.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import type { SaveCalendar, Week } from './calendar.gen.ts'
import { type CalendarRow, findCalendar, saveCalendar } from './calendar.store.ts'
import type { OpenHours, Weekday, WorkCalendar } from './calendar.types.ts'
import { calendarFaults } from './check-calendar.ts'
import { DEFAULT_HOLIDAYS, DEFAULT_WEEK } from './default-calendar.ts'

export interface CalendarDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
}

export interface StoredCalendar {
  calendar: WorkCalendar
  updatedAt: Date | null
}

export type CalendarService = ReturnType<typeof createCalendars>

/** A missed notice may leave an old calendar in use for this long at most. */
const STALE_MS = 30_000

/** When each workspace works. `calendarOf` answers from memory; every change is announced to the other processes. */
export function createCalendars({ db, clock }: CalendarDeps) {
  const known = new LRUCache<string, WorkCalendar>({ max: 5_000, ttl: STALE_MS })

  async function read(tenantId: string): Promise<StoredCalendar> {
    const row = await db.forTenant(tenantId, (trx) => findCalendar(trx, tenantId))
    if (row === undefined) throw new AppError('not_found')
    return { calendar: calendarOfRow(row), updatedAt: row.updatedAt }
  }

  return {
    read: (caller: Caller) => read(caller.tenantId),

    /** For the engine. Throws AppError `not_found` when there is no such workspace. */
    async calendarOf(tenantId: string): Promise<WorkCalendar> {
      const cached = known.get(tenantId)
      if (cached !== undefined) return cached
      const { calendar } = await read(tenantId)
      known.set(tenantId, calendar)
      return calendar
    },

    /** Throws AppError `invalid`. The last who saves wins: what was is in the audit log. */
    async save(caller: Caller, input: SaveCalendar, locale: 'pt-BR' | 'en'): Promise<StoredCalendar> {
      const faults = calendarFaults(input, locale)
      if (faults.length > 0) throw new AppError('invalid', { errors: faults })
      const { tenantId, userId } = caller
      const nowMs = clock.now()
      await db.forTenant(tenantId, async (trx) => {
        const row = await findCalendar(trx, tenantId)
        await saveCalendar(trx, {
          tenantId,
          week: JSON.stringify(fromNames(input.week)),
          holidays: JSON.stringify(input.holidays),
          ownDays: JSON.stringify(input.ownDays),
          by: userId,
          atIso: toIso(nowMs),
        })
        const before = row === undefined ? {} : toldCalendar(calendarOfRow(row))
        const after = toldCalendar({ ...input, week: fromNames(input.week) })
        await recordAudit(trx, { tenantId, userId, act: 'calendar.saved', subject: tenantId, before, after }, nowMs)
      })
      known.delete(tenantId)
      return read(tenantId)
    },

    /** The calendar was changed elsewhere, or the workspace's timezone was. */
    forget: (tenantId: string) => void known.delete(tenantId),
  }
}

function calendarOfRow(row: CalendarRow): WorkCalendar {
  return {
    timezone: row.timezone,
    week: row.week === null ? DEFAULT_WEEK : JSON.parse(row.week),
    holidays: row.holidays === null ? DEFAULT_HOLIDAYS : JSON.parse(row.holidays),
    ownDays: row.ownDays === null ? [] : JSON.parse(row.ownDays),
  }
}

function toldCalendar({ week, holidays, ownDays }: Pick<WorkCalendar, 'week' | 'holidays' | 'ownDays'>): AuditState {
  return { week: { ...week }, holidays: { ...holidays }, ownDays: [...ownDays] }
}

function fromNames(week: Week): Record<Weekday, readonly OpenHours[]> {
  const { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = week
  return { 1: monday, 2: tuesday, 3: wednesday, 4: thursday, 5: friday, 6: saturday, 7: sunday }
}
