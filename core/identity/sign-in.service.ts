import type { RequestOrigin } from '../http/request-origin.ts'
import { toIso } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { forUser } from './for-user.ts'
import type { IdentityDeps } from './identity.types.ts'
import { createLoginThrottle } from './login-throttle.ts'
import { membershipsOf } from './memberships.store.ts'
import { isPassword } from './password.ts'
import { hashToken, newSecretToken } from './secret-token.ts'
import { deleteSessionByToken, insertSession } from './sessions.store.ts'
import { findUserByEmail, type User } from './users.store.ts'

export const SESSION_IDLE_MS = 7 * 24 * 60 * 60 * 1000
export const SESSION_MAX_MS = 30 * 24 * 60 * 60 * 1000

export interface SignInService {
  /** The account that these credentials belong to. Throws `wrong_credentials`, or `too_many_requests` before looking. */
  checkPassword(email: string, password: string, origin: RequestOrigin): Promise<User>
  /** Opens a browser session and returns its cookie value. `replaces`: the cookie that came with the request, which ends. */
  openSession(user: SessionUser, origin: RequestOrigin, options?: { workspaceId?: string; replaces?: string }): Promise<string>
  /** Opens the session behind a family of API tokens and returns its id. */
  openApiSession(user: SessionUser, origin: RequestOrigin): Promise<string>
  /** Ends the browser session with this cookie value, if there is one. */
  endSession(cookie: string): Promise<void>
}

export type SessionUser = Pick<User, 'id' | 'tokenVersion'>

export function createSignIn(deps: IdentityDeps): SignInService {
  const { db, clock, logger } = deps
  const throttle = createLoginThrottle(db, clock)

  async function insert(user: SessionUser, origin: RequestOrigin, tokenHash: Buffer | null, workspaceId?: string): Promise<string> {
    const nowMs = clock.now()
    const id = newId('ses', nowMs)
    await insertSession(db.app, {
      id,
      kind: tokenHash === null ? 'api' : 'browser',
      tokenHash,
      userId: user.id,
      workspaceId: workspaceId ?? (await firstWorkspace(deps, user.id)),
      tokenVersion: user.tokenVersion,
      atIso: toIso(nowMs),
      expiresIso: toIso(nowMs + SESSION_MAX_MS),
      address: origin.address,
      userAgent: origin.userAgent.slice(0, 300),
    })
    return id
  }

  return {
    async checkPassword(typedEmail, password, origin) {
      const email = normalEmail(typedEmail)
      await throttle.count(email, origin.address)
      const user = await findUserByEmail(db.app, email)
      const fits = await isPassword(user?.passwordHash ?? null, password)
      if (!fits || user === null || user.isDisabled) {
        logger.warn({ requestId: origin.requestId, address: origin.address }, 'sign-in refused')
        throw new AppError('wrong_credentials')
      }
      await throttle.forgive(email, origin.address)
      logger.info({ requestId: origin.requestId, address: origin.address, userId: user.id }, 'password accepted')
      return user
    },

    async openSession(user, origin, options = {}) {
      const token = newSecretToken()
      await insert(user, origin, hashToken(token), options.workspaceId)
      if (options.replaces !== undefined) await deleteSessionByToken(db.app, hashToken(options.replaces))
      return token
    },

    openApiSession: (user, origin) => insert(user, origin, null),

    async endSession(cookie) {
      await deleteSessionByToken(db.app, hashToken(cookie))
    },
  }
}

/** How e-mails are stored and compared. */
export function normalEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

async function firstWorkspace({ db }: IdentityDeps, userId: string): Promise<string> {
  const [first] = await forUser(db, userId, (trx) => membershipsOf(trx, userId))
  if (first === undefined) throw new AppError('no_workspace')
  return first.workspaceId
}
