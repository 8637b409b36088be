import type { RequestOrigin } from '../http/request-origin.ts'
import type { Caller } from '../http/route.ts'
import { AppError } from '../platform/errors.ts'
import { recordAudit } from './audit.service.ts'
import type { Workspace } from './identity.gen.ts'
import type { IdentityDeps } from './identity.types.ts'
import { requireTimezone } from './timezone.ts'
import { lockWorkspace, updateWorkspace, type WorkspaceChange } from './workspaces.store.ts'

export interface WorkspaceService {
  /**
   * Its name, its timezone. Schedules keep the timezone that they were given. Throws AppError `invalid`.
   */
  change(caller: Pick<Caller, 'tenantId' | 'userId'>, change: WorkspaceChange, origin: RequestOrigin): Promise<Workspace>
}

export function createWorkspace({ db, clock, timezoneChanged }: IdentityDeps): WorkspaceService {
  return {
    async change({ tenantId, userId }, given, { requestId, address }) {
      const asked = { ...given, ...(given.name === undefined ? {} : { name: given.name.trim() }) }
      if (asked.name === '') throw new AppError('invalid', { errors: [{ field: '/name', reason: 'empty' }] })
      if (asked.timezone !== undefined) requireTimezone(asked.timezone, '/timezone')
      return db.forTenant(tenantId, async (trx) => {
        const before = await lockWorkspace(trx, tenantId)
        if (before === undefined) throw new AppError('not_found')
        const after = { ...before, ...asked }
        const changed = (['name', 'timezone'] as const).filter((part) => before[part] !== after[part])
        if (changed.length === 0) return after
        await updateWorkspace(trx, tenantId, Object.fromEntries(changed.map((part) => [part, after[part]])))
        const told = { before: { ...before }, after: { ...after } }
        await recordAudit(trx, { tenantId, userId, act: 'workspace.changed', subject: tenantId, ...told, requestId, address }, clock.now())
        if (changed.includes('timezone')) await timezoneChanged?.(trx, tenantId)
        return after
      })
    },
  }
}
