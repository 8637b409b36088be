import type { Trx } from '../platform/db.ts'

/** Channel on which processes tell each other that a calendar changed. Payload: the tenant. */
export const CALENDAR_CHANNEL = 'tomada_calendars'

export interface CalendarRow {
  timezone: string
  /** JSON texts; null: nobody changed the defaults. */
  week: string | null
  holidays: string | null
  ownDays: string | null
  updatedAt: Date | null
}

export interface CalendarChange {
  tenantId: string
  week: string
  holidays: string
  ownDays: string
  by: string
  atIso: string
}

/** The workspace's timezone and what it chose. Undefined when there is no such workspace. */
export async function findCalendar(trx: Trx, tenantId: string): Promise<CalendarRow | undefined> {
  return trx('workspaces as w')
    .leftJoin('work_calendars as c', 'c.tenant_id', 'w.tenant_id')
    .where('w.tenant_id', tenantId)
    .first({ timezone: 'w.timezone', week: 'c.week', holidays: 'c.holidays', ownDays: 'c.own_days', updatedAt: 'c.updated_at' })
}

/** Tells the other processes in the same transaction: it is rare, so the commit lock that NOTIFY takes does not matter. */
export async function saveCalendar(trx: Trx, change: CalendarChange): Promise<void> {
  await trx('work_calendars')
    .insert({
      tenant_id: change.tenantId,
      week: change.week,
      holidays: change.holidays,
      own_days: change.ownDays,
      updated_by: change.by,
      updated_at: change.atIso,
    })
    .onConflict('tenant_id')
    .merge()
  await announceCalendar(trx, change.tenantId)
}

/** Also when the workspace's timezone changed. Told when the transaction commits. */
export async function announceCalendar(trx: Trx, tenantId: string): Promise<void> {
  await trx.raw('SELECT pg_notify(?, ?)', [CALENDAR_CHANNEL, tenantId])
}
