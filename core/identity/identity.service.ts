import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import { createTokenSigner } from './access-token.ts'
import { type AccountService, createAccount } from './account.service.ts'
import { type AuditFilter, type AuditPage, type AuditRow, countAuditChanges, listAudit } from './audit.store.ts'
import { createCallerOf } from './caller.service.ts'
import type { IdentityDeps } from './identity.types.ts'
import { deleteExpiredThrottles } from './login-throttle.store.ts'
import { createMembers, type MembersService } from './members.service.ts'
import { findMember } from './memberships.store.ts'
import { roleAtLeast } from './roles.ts'
import { sessionCookie } from './session-cookie.ts'
import { deleteExpiredSessions } from './sessions.store.ts'
import { createSetup, type SetupService } from './setup.service.ts'
import { createSignIn, SESSION_IDLE_MS, type SignInService } from './sign-in.service.ts'
import { createTokens, type TokenService } from './tokens.service.ts'
import { createWorkspace, type WorkspaceService } from './workspace.service.ts'

export interface IdentityService {
  /** Who sent these headers; null without a valid proof. For HTTP and for socket handshakes. */
  callerOf(headers: IncomingHttpHeaders): Promise<Caller | null>
  setup: SetupService
  signIn: SignInService
  account: AccountService
  tokens: TokenService
  members: MembersService
  workspace: WorkspaceService
  /** The workspace's audit log, newest first. */
  audit(tenantId: string, page: AuditPage): Promise<AuditRow[]>
  /** What the entries changed, and one for each that changed nothing. */
  countAuditChanges(tenantId: string, filter: AuditFilter): Promise<number>
  /** Whether they may read the audit log now. */
  readsAudit(tenantId: string, userId: string): Promise<boolean>
  /** Removes sessions and throttle rows that are over; how many. Call it now and then. */
  sweepExpired(): Promise<number>
  /** Whether cookies may travel over TLS only. */
  secureCookies: boolean
  /** Set-Cookie value that gives a browser the session with this token. */
  sessionCookie(token: string): string
}

export function createIdentity(deps: IdentityDeps): IdentityService {
  const { db, clock, config } = deps
  const signer = createTokenSigner({ ...config, clock })
  const signIn = createSignIn(deps)
  const secureCookies = config.production || config.baseUrl.startsWith('https:')
  return {
    callerOf: createCallerOf(deps, signer),
    setup: createSetup(deps),
    signIn,
    account: createAccount(deps, signIn),
    tokens: createTokens(deps, signIn, signer),
    members: createMembers(deps),
    workspace: createWorkspace(deps),
    audit: (tenantId, page) => db.forTenant(tenantId, (trx) => listAudit(trx, page)),
    countAuditChanges: (tenantId, filter) => db.forTenant(tenantId, (trx) => countAuditChanges(trx, filter)),
    readsAudit: async (tenantId, userId) => {
      const member = await db.forTenant(tenantId, (trx) => findMember(trx, userId))
      return member !== null && roleAtLeast(member.role, 'admin')
    },
    async sweepExpired() {
      const nowMs = clock.now()
      const sessions = await deleteExpiredSessions(db.app, toIso(nowMs), toIso(nowMs - SESSION_IDLE_MS))
      return sessions + (await deleteExpiredThrottles(db.app, toIso(nowMs)))
    },
    secureCookies,
    sessionCookie: (token) => sessionCookie(token, secureCookies),
  }
}
