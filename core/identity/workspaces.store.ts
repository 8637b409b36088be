import type { Trx } from '../platform/db.ts'
import type { Workspace } from './identity.gen.ts'

/** The one workspace of the transaction's tenant. */

export type WorkspaceChange = Partial<Pick<Workspace, 'name' | 'timezone'>>

/** Locked until the transaction ends, so that what it was can be told. */
export async function lockWorkspace(trx: Trx, tenantId: string): Promise<Workspace | undefined> {
  return trx('workspaces')
    .where({ tenant_id: tenantId })
    .forUpdate()
    .first<Workspace | undefined>({ id: 'tenant_id', name: 'name', timezone: 'timezone', locale: 'locale', isDemo: 'is_demo' })
}

export async function updateWorkspace(trx: Trx, tenantId: string, change: WorkspaceChange): Promise<void> {
  await trx('workspaces').where({ tenant_id: tenantId }).update(change)
}
