import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { Alert, MutedAlerts } from './alerts.types.ts'

/** Alerts that nobody wants to be reminded of. App role, one tenant. */

interface MuteOf {
  kind: string
  subjectId: Alert['subjectId']
}

export interface MuteRow extends MutedAlerts {
  /** As an alert of it was called last; before there was one, as the flow or the connection is called. */
  subjectName: string | null
  untilAt: Date | null
  userId: string
  userName: string | null
  mutedAt: Date
}

/** Those that hold at that time, the newest first. */
export async function listMutes(trx: Trx, now: number): Promise<MuteRow[]> {
  const { rows } = await trx.raw<{ rows: Array<Omit<MuteRow, 'subjectId'> & { subjectId: string }> }>(
    `SELECT a.kind, a.subject_id AS "subjectId", a.until_at AS "untilAt", a.muted_by AS "userId", u.name AS "userName", a.muted_at AS "mutedAt",
       coalesce(
         (SELECT p.subject_name FROM alert_periods p WHERE p.tenant_id = a.tenant_id AND p.kind = a.kind AND p.subject_id = a.subject_id
          ORDER BY p.began_at DESC LIMIT 1),
         (SELECT f.name FROM flows f WHERE f.tenant_id = a.tenant_id AND f.id = a.subject_id),
         (SELECT c.name FROM connections c WHERE c.tenant_id = a.tenant_id AND c.id = a.subject_id)) AS "subjectName"
     FROM alert_mutes a LEFT JOIN users u ON u.id = a.muted_by
     WHERE a.until_at IS NULL OR a.until_at > ? ORDER BY a.muted_at DESC, a.kind, a.subject_id`,
    [toIso(now)],
  )
  return rows.map((row) => ({ ...row, subjectId: row.subjectId === '' ? null : row.subjectId }))
}

/** Another mute of the same alerts takes the place of the first. */
export async function saveMute(
  trx: Trx,
  { kind, subjectId }: MutedAlerts,
  by: { tenantId: string; userId: string; now: number; until: number | null },
): Promise<void> {
  const row = { until_at: by.until === null ? null : toIso(by.until), muted_by: by.userId, muted_at: toIso(by.now) }
  await trx('alert_mutes')
    .insert({ tenant_id: by.tenantId, kind, subject_id: subjectId ?? '', ...row })
    .onConflict(['tenant_id', 'kind', 'subject_id'])
    .merge(row)
}

/** Also one whose time is over. */
export async function findMute(trx: Trx, { kind, subjectId }: MuteOf): Promise<Pick<MuteRow, 'untilAt'> | undefined> {
  return trx('alert_mutes')
    .where({ kind, subject_id: subjectId ?? '' })
    .first({ untilAt: 'until_at' })
}

/** False when there was none. */
export async function deleteMute(trx: Trx, { kind, subjectId }: MuteOf): Promise<boolean> {
  return (
    (await trx('alert_mutes')
      .where({ kind, subject_id: subjectId ?? '' })
      .delete()) > 0
  )
}

/** Those whose time is over. */
export async function forgetMutes(trx: Trx, now: number): Promise<void> {
  await trx('alert_mutes').where('until_at', '<=', toIso(now)).delete()
}
