import type { Caller } from '../http/route.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { AuditState } from '../identity/audit-changes.ts'
import { roleAtLeast } from '../identity/roles.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { ChangeQuickReply, CreateQuickReply, QuickReplyView } from './quick-replies.gen.ts'
import { countReplies, deleteReply, findReply, insertReply, listReplies, type QuickReplyRow, updateReply } from './quick-replies.store.ts'

export interface QuickRepliesDeps {
  db: Pick<Database, 'forTenant'>
  clock: Clock
}

type Who = Pick<Caller, 'tenantId' | 'userId' | 'role'>

/** A list that nobody can look through is of no help. */
const MOST = 500

/** Texts that people answer with: everybody's own, and those of the workspace, which editors keep. */
export function createQuickReplies({ db, clock }: QuickRepliesDeps) {
  /** One that the person may change. Somebody else's own is not there at all. */
  async function changeable(trx: Trx, { userId, role }: Who, id: string): Promise<QuickReplyRow> {
    const row = await findReply(trx, id, userId)
    if (row === undefined) throw new AppError('not_found')
    demand(role, row.userId !== null)
    return row
  }

  return {
    list: ({ tenantId, userId }: Who): Promise<QuickReplyView[]> =>
      db.forTenant(tenantId, async (trx) => (await listReplies(trx, userId)).map(show)),

    create: ({ tenantId, userId, role }: Who, { title, body, isPersonal }: CreateQuickReply): Promise<QuickReplyView> =>
      db.forTenant(tenantId, async (trx) => {
        demand(role, isPersonal)
        if ((await countReplies(trx)) >= MOST) throw new AppError('conflict', { params: { what: FULL } })
        const now = clock.now()
        const row = { id: newId('qrp', now), userId: isPersonal ? userId : null, title: title.trim(), body }
        await insertReply(trx, { ...row, tenantId, now })
        await recordAudit(trx, { tenantId, userId, act: 'quick_reply.created', subject: row.id, after: told(row) }, now)
        return show({ ...row, updatedAt: new Date(now) })
      }),

    change: (who: Who, id: string, { title, body }: ChangeQuickReply): Promise<QuickReplyView> =>
      db.forTenant(who.tenantId, async (trx) => {
        const row = await changeable(trx, who, id)
        const change = { title: title?.trim() ?? row.title, body: body ?? row.body }
        const now = clock.now()
        await updateReply(trx, id, change, now)
        const { tenantId, userId } = who
        await recordAudit(
          trx,
          { tenantId, userId, act: 'quick_reply.changed', subject: id, before: told(row), after: told({ ...row, ...change }) },
          now,
        )
        return show({ ...row, ...change, updatedAt: new Date(now) })
      }),

    remove: (who: Who, id: string): Promise<void> =>
      db.forTenant(who.tenantId, async (trx) => {
        const row = await changeable(trx, who, id)
        await deleteReply(trx, id)
        const { tenantId, userId } = who
        await recordAudit(trx, { tenantId, userId, act: 'quick_reply.deleted', subject: id, before: told(row) }, clock.now())
      }),
  }
}

export type QuickReplies = ReturnType<typeof createQuickReplies>

const FULL = `there are ${MOST} quick replies already / já existem ${MOST} respostas rápidas`

function demand(role: Who['role'], isPersonal: boolean): void {
  if (!isPersonal && !roleAtLeast(role, 'editor')) throw new AppError('forbidden', { params: { needs: 'editor' } })
}

/** Somebody's own texts are their own: the log tells that one changed, and not what it says. */
function told({ userId, title, body }: Pick<QuickReplyRow, 'userId' | 'title' | 'body'>): AuditState {
  return userId === null ? { title, body } : {}
}

function show({ id, userId, title, body, updatedAt }: QuickReplyRow): QuickReplyView {
  return { id, title, body, isPersonal: userId !== null, updatedAt: updatedAt.toISOString() }
}
