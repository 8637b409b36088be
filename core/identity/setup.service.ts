import type { RequestOrigin } from '../http/request-origin.ts'
import { toIso } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId, newTenantId } from '../platform/ids.ts'
import { recordAudit } from './audit.service.ts'
import type { Locale, SetUp } from './identity.gen.ts'
import type { IdentityDeps } from './identity.types.ts'
import { insertMember, insertWorkspace } from './memberships.store.ts'
import { hashPassword } from './password.ts'
import { normalEmail, type SessionUser } from './sign-in.service.ts'
import { requireTimezone } from './timezone.ts'
import { hasUsers, insertUser } from './users.store.ts'

export interface WorkspaceInput {
  name: string
  /** IANA name. */
  timezone: string
  locale: Locale
  isDemo?: boolean
}

export interface SetupService {
  /** Whether nobody has an account yet. */
  isNeeded(): Promise<boolean>
  /** Creates the first user and workspace. Of two at once exactly one succeeds; the other gets `setup_done`. */
  setUp(input: SetUp, origin: RequestOrigin): Promise<{ user: SessionUser; workspaceId: string }>
  /** A further workspace, owned by a user who exists. Returns its id. */
  createWorkspace(ownerId: string, workspace: WorkspaceInput): Promise<string>
}

/** Advisory lock of the first run, held to the end of its transaction. Any number no other lock uses. */
const SETUP_LOCK = 7_662_001

export function createSetup({ db, clock }: IdentityDeps): SetupService {
  async function addWorkspace(trx: Trx, ownerId: string, workspace: WorkspaceInput, origin?: RequestOrigin): Promise<string> {
    const nowMs = clock.now()
    const tenantId = newTenantId()
    await trx.raw(`SELECT set_config('app.tenant_id', ?, true)`, [tenantId])
    await insertWorkspace(trx, { tenantId, isDemo: false, ...workspace })
    await insertMember(trx, { tenantId, userId: ownerId, role: 'owner', atIso: toIso(nowMs) })
    const act = { tenantId, userId: ownerId, act: 'workspace.created', subject: tenantId, detail: { name: workspace.name } }
    await recordAudit(trx, { ...act, requestId: origin?.requestId, address: origin?.address }, nowMs)
    return tenantId
  }

  return {
    isNeeded: async () => !(await hasUsers(db.app)),

    async setUp({ owner, workspace }, origin) {
      requireTimezone(workspace.timezone, '/workspace/timezone')
      await refuseWhenDone(db.app)
      const passwordHash = await hashPassword(owner.password)
      const userId = newId('usr', clock.now())
      return db.app.transaction(async (trx) => {
        await trx.raw('SELECT pg_advisory_xact_lock(?)', [SETUP_LOCK])
        await refuseWhenDone(trx)
        const { name } = owner
        await insertUser(trx, { id: userId, email: normalEmail(owner.email), name: name.trim(), passwordHash, locale: workspace.locale })
        const workspaceId = await addWorkspace(trx, userId, workspace, origin)
        return { user: { id: userId, tokenVersion: 1 }, workspaceId }
      })
    },

    async createWorkspace(ownerId, workspace) {
      requireTimezone(workspace.timezone, '/timezone')
      return db.app.transaction((trx) => addWorkspace(trx, ownerId, workspace))
    },
  }
}

async function refuseWhenDone(db: Db | Trx): Promise<void> {
  if (await hasUsers(db)) throw new AppError('setup_done')
}
