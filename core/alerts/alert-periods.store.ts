import type { Trx } from '../platform/db.ts'
import type { Alert } from './alerts.types.ts'

/** From when to when each alert lasted. App role, one tenant. */

export interface AlertPeriodRow {
  alertId: string
  kind: Alert['kind']
  severity: Alert['severity']
  subjectId: string | null
  subjectName: string | null
  count: number
  reason: string | null
  beganAt: Date
  endedAt: Date | null
}

/** Begins a period for each alert that has none open, and ends those whose alert is no longer there. Doing it twice changes nothing. */
export async function keepPeriods(
  trx: Trx,
  at: { tenantId: string; now: Date },
  alerts: ReadonlyArray<Omit<Alert, 'mute'>>,
): Promise<void> {
  // What it says is for its reader's language; what is kept is not.
  const rows = alerts.map(({ reason, kind, ...alert }) => ({ ...alert, kind, reason: kind === 'connection_offline' ? null : reason }))
  await trx.raw(
    `WITH found AS (
       SELECT * FROM jsonb_to_recordset(:rows::jsonb) AS f("id" text, "kind" text, "severity" text, "subjectId" text, "subjectName" text,
         "count" integer, "since" timestamptz, "reason" text)
     ), ended AS (
       UPDATE alert_periods p SET ended_at = :now WHERE p.tenant_id = :tenantId AND p.ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM found f WHERE f.id = p.alert_id)
     )
     INSERT INTO alert_periods AS p (tenant_id, alert_id, began_at, kind, severity, subject_id, subject_name, count, reason)
     SELECT :tenantId, id, :now, kind, severity, "subjectId", "subjectName", count, reason FROM found
     ON CONFLICT (tenant_id, alert_id) WHERE ended_at IS NULL
     DO UPDATE SET count = greatest(p.count, excluded.count), reason = excluded.reason, severity = excluded.severity
     WHERE p.count < excluded.count OR p.reason IS DISTINCT FROM excluded.reason OR p.severity <> excluded.severity`,
    { ...at, rows: JSON.stringify(rows) },
  )
}

/** A place in the list. */
export interface PeriodMark {
  beganAt: Date
  alertId: string
}

/** The newest first. */
export async function listPeriods(
  trx: Trx,
  page: { tenantId: string; after: PeriodMark | null; limit: number },
): Promise<AlertPeriodRow[]> {
  const rows = trx('alert_periods')
    .where({ tenant_id: page.tenantId })
    .orderBy([
      { column: 'began_at', order: 'desc' },
      { column: 'alert_id', order: 'asc' },
    ])
    .limit(page.limit)
    .select<AlertPeriodRow[]>({
      alertId: 'alert_id',
      kind: 'kind',
      severity: 'severity',
      subjectId: 'subject_id',
      subjectName: 'subject_name',
      count: 'count',
      reason: 'reason',
      beganAt: 'began_at',
      endedAt: 'ended_at',
    })
  const { after } = page
  if (after === null) return rows
  return rows.whereRaw('(began_at < :beganAt OR (began_at = :beganAt AND alert_id > :alertId))', { ...after })
}

/** Periods that ended before. */
export async function forgetPeriods(trx: Trx, at: { tenantId: string; before: Date }): Promise<void> {
  await trx('alert_periods').where({ tenant_id: at.tenantId }).where('ended_at', '<', at.before).delete()
}
