import type { RequestOrigin } from '../http/request-origin.ts'
import type { Caller } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { recordAudit } from './audit.service.ts'
import { forUser } from './for-user.ts'
import type { Locale, Me } from './identity.gen.ts'
import type { IdentityDeps } from './identity.types.ts'
import { membershipsOf } from './memberships.store.ts'
import { hashPassword } from './password.ts'
import { deleteSessionsOf, moveSession } from './sessions.store.ts'
import type { SignInService } from './sign-in.service.ts'
import { findUser, updatePassword, updateProfile } from './users.store.ts'

export interface AccountService {
  /** The user with the workspaces they belong to; `workspaceId` is the current one. Throws `unauthenticated` when it is not theirs. */
  me(userId: string, workspaceId: string): Promise<Me>
  update(userId: string, change: { name?: string; locale?: Locale }): Promise<void>
  /** The session goes on in that workspace. Throws `not_found` for one the user is not in, known or not (C21). */
  switchWorkspace(caller: Caller, workspaceId: string): Promise<void>
  /**
   * Ends every session and token of the user (C24) and opens a new one for the browser that asked, whose cookie is returned;
   * null for an API client, which signs in again. Throws `wrong_credentials`.
   */
  changePassword(caller: Caller, current: string, next: string, origin: RequestOrigin): Promise<string | null>
}

export function createAccount(deps: IdentityDeps, signIn: SignInService): AccountService {
  const { db, clock } = deps
  return {
    async me(userId, workspaceId) {
      const user = await findUser(db.app, userId)
      const memberships = await forUser(db, userId, (trx) => membershipsOf(trx, userId))
      const current = memberships.find((membership) => membership.workspaceId === workspaceId)
      if (user === null || current === undefined) throw new AppError('unauthenticated')
      const { name, timezone, locale, isDemo } = current
      return {
        user: { id: user.id, name: user.name, email: user.email, locale: user.locale },
        workspace: { id: workspaceId, name, timezone, locale, isDemo },
        role: current.role,
        workspaces: memberships.map((membership) => ({ id: membership.workspaceId, name: membership.name, role: membership.role })),
      }
    },

    update: (userId, change) => updateProfile(db.app, userId, change),

    async switchWorkspace({ userId, sessionId }, workspaceId) {
      await forUser(db, userId, async (trx) => {
        const memberships = await membershipsOf(trx, userId)
        if (!memberships.some((membership) => membership.workspaceId === workspaceId)) throw new AppError('not_found')
        await moveSession(trx, sessionId, workspaceId)
      })
    },

    async changePassword(caller, current, next, origin) {
      const user = await findUser(db.app, caller.userId)
      // The same throttle as signing in: a stolen session must not become a way to guess the password.
      if (user === null) throw new AppError('unauthenticated')
      await signIn.checkPassword(user.email, current, origin)
      const passwordHash = await hashPassword(next)
      const tokenVersion = await db.forTenant(caller.tenantId, async (trx) => {
        const version = await updatePassword(trx, caller.userId, passwordHash)
        await deleteSessionsOf(trx, caller.userId)
        const act = {
          tenantId: caller.tenantId,
          userId: caller.userId,
          act: 'password.changed',
          subject: caller.userId,
          secrets: ['password'],
        }
        await recordAudit(trx, { ...act, requestId: origin.requestId, address: origin.address }, clock.now())
        return version
      })
      if (caller.via === 'bearer') return null
      return signIn.openSession({ id: caller.userId, tokenVersion }, origin, { workspaceId: caller.tenantId })
    },
  }
}
