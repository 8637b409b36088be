import { originOfRequest } from '../http/request-origin.ts'
import type { RouteRequest } from '../http/route.ts'
import { SESSION_COOKIE } from '../identity/caller.service.ts'
import type { IdentityService } from '../identity/identity.service.ts'
import { AppError } from '../platform/errors.ts'
import { makeDemoLogin } from './demo-login.ts'

export interface OpenedDemo {
  tenantId: string
  /** Cookie header with which the workspace is filled. */
  cookie: string
  /** For the browser that had no session yet. */
  setCookie: string | null
}

export interface DemoWorkspaces {
  /** The demonstration workspace of whoever asks; made when it is not there. Throws `unauthenticated` when somebody else is at home. */
  open(request: Pick<RouteRequest, 'headers' | 'cookies' | 'locale' | 'clientAddress' | 'requestId'>): Promise<OpenedDemo>
}

const NAMES = { 'pt-BR': 'Demonstração', en: 'Demonstration' } as const

export function createDemoWorkspaces(identity: IdentityService, options: { dataDir: string; existing(): string | null }): DemoWorkspaces {
  return {
    async open(request) {
      const origin = originOfRequest(request)
      const workspace = { name: NAMES[request.locale], timezone: 'America/Sao_Paulo', locale: request.locale, isDemo: true }
      const caller = await identity.callerOf({ cookie: request.headers['cookie'], authorization: request.headers['authorization'] })
      if (caller !== null) {
        const token = request.cookies[SESSION_COOKIE]
        if (token === undefined) throw new AppError('unauthenticated')
        const me = await identity.account.me(caller.userId, caller.tenantId)
        const known = me.workspaces.find((membership) => membership.id === options.existing() || membership.name === workspace.name)
        const tenantId = me.workspace.isDemo
          ? caller.tenantId
          : (known?.id ?? (await identity.setup.createWorkspace(caller.userId, workspace)))
        if (tenantId !== caller.tenantId) await identity.account.switchWorkspace(caller, tenantId)
        return { tenantId, cookie: `${SESSION_COOKIE}=${token}`, setCookie: null }
      }
      if (!(await identity.setup.isNeeded())) throw new AppError('unauthenticated')
      const login = await makeDemoLogin(options.dataDir)
      const owner = { name: 'Demo', ...login }
      const { user, workspaceId } = await identity.setup.setUp({ owner, workspace }, origin)
      const token = await identity.signIn.openSession(user, origin, { workspaceId })
      return { tenantId: workspaceId, cookie: `${SESSION_COOKIE}=${token}`, setCookie: identity.sessionCookie(token) }
    },
  }
}
