import type { Route } from '../http/route.ts'
import { auditRoutes } from './audit.routes.ts'
import { authRoutes } from './auth.routes.ts'
import type { IdentityService } from './identity.service.ts'
import { meRoutes } from './me.routes.ts'
import { membersRoutes } from './members.routes.ts'
import { sessionRoutes } from './session.routes.ts'
import { workspaceRoutes } from './workspace.routes.ts'

export interface IdentityRouteOptions {
  /** Whether the first-run page may offer the demonstration. */
  demoAvailable?: () => boolean
}

export function identityRoutes(identity: IdentityService, options: IdentityRouteOptions = {}): Route[] {
  return [
    ...sessionRoutes(identity, options.demoAvailable ?? (() => false)),
    ...meRoutes(identity),
    ...membersRoutes(identity),
    ...authRoutes(identity),
    ...workspaceRoutes(identity),
    ...auditRoutes(identity),
  ]
}
