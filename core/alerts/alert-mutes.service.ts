import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { AuditState } from '../identity/audit-changes.ts'
import { type Clock, toIso } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { deleteMute, findMute, listMutes, type MuteRow, saveMute } from './alert-mutes.store.ts'
import type { Alert, AlertMute, MutedAlerts } from './alerts.types.ts'

export interface AlertMutesDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
  /** Alerts look different now. */
  changed(tenantId: string): void
}

/** Kinds that are about something with an id. */
const WITH_SUBJECT: ReadonlySet<Alert['kind']> = new Set(['connection_offline', 'flow_failing'])
const MINUTE_MS = 60_000

/** What is muted goes on being read and kept; it only reminds nobody. One list for the whole workspace. */
export function createAlertMutes({ db, clock, changed }: AlertMutesDeps) {
  return {
    /** Those that hold, the newest first. */
    list: async (tenantId: string): Promise<AlertMute[]> =>
      (await db.forTenant(tenantId, (trx) => listMutes(trx, clock.now()))).map(showMute),

    /** `minutes` null: until somebody ends it. Throws AppError `invalid`. */
    async mute({ tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>, of: MutedAlerts, minutes: number | null): Promise<AlertMute> {
      if (of.subjectId !== null && !WITH_SUBJECT.has(of.kind)) {
        throw new AppError('invalid', { errors: [{ field: '/subjectId', reason: 'null' }] })
      }
      const now = clock.now()
      const until = minutes === null ? null : now + minutes * MINUTE_MS
      const muted = await db.forTenant(tenantId, async (trx) => {
        const before = toldMute(await findMute(trx, of))
        await saveMute(trx, of, { tenantId, userId, now, until })
        await recordAudit(
          trx,
          {
            tenantId,
            userId,
            act: 'alert.muted',
            subject: muteId(of),
            before,
            after: toldMute({ untilAt: until === null ? null : new Date(until) }),
          },
          now,
        )
        return (await listMutes(trx, now)).find((row) => muteId(row) === muteId(of))
      })
      if (muted === undefined) throw new Error('a mute that was just saved is not there')
      changed(tenantId)
      return showMute(muted)
    },

    /** Throws AppError `not_found` when nothing of it is muted. */
    async unmute({ tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>, id: string): Promise<void> {
      const [kind = '', subjectId = null] = id.split(':')
      await db.forTenant(tenantId, async (trx) => {
        const before = toldMute(await findMute(trx, { kind, subjectId }))
        if (!(await deleteMute(trx, { kind, subjectId }))) throw new AppError('not_found')
        await recordAudit(trx, { tenantId, userId, act: 'alert.unmuted', subject: id, before }, clock.now())
      })
      changed(tenantId)
    },
  }
}

export type AlertMutes = ReturnType<typeof createAlertMutes>

/** That of the source before that of the whole kind: it is the one that a person ends there. */
export function muteOf(mutes: readonly MuteRow[], { kind, subjectId }: MutedAlerts): AlertMute | null {
  const ofKind = mutes.filter((mute) => mute.kind === kind)
  const found = ofKind.find((mute) => mute.subjectId === subjectId) ?? ofKind.find((mute) => mute.subjectId === null)
  return found === undefined ? null : showMute(found)
}

function muteId({ kind, subjectId }: MutedAlerts): string {
  return subjectId === null ? kind : `${kind}:${subjectId}`
}

function showMute(row: MuteRow): AlertMute {
  return {
    id: muteId(row),
    kind: row.kind,
    subjectId: row.subjectId,
    subjectName: row.subjectName,
    until: row.untilAt === null ? null : toIso(row.untilAt.getTime()),
    mutedBy: { userId: row.userId, name: row.userName },
    mutedAt: toIso(row.mutedAt.getTime()),
  }
}

/** `until` null: until somebody ends it. */
function toldMute(mute: Pick<MuteRow, 'untilAt'> | undefined): AuditState {
  return mute === undefined ? {} : { muted: true, until: mute.untilAt }
}
