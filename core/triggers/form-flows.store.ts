import type { Database } from '../platform/db.ts'

/** Whose form an address shows. Read across tenants, before the tenant is known: engine role, select only. */
export interface FormFlowRow {
  tenantId: string
  flowId: string
  version: number
  isPaused: boolean
}

/** The published or paused flow behind a token; what its trigger is the caller looks at. */
export async function findFormFlow({ engine }: Pick<Database, 'engine'>, token: string): Promise<FormFlowRow | undefined> {
  const row = await engine('flow_hooks as h')
    .join('flows as f', (on) => on.on('f.tenant_id', 'h.tenant_id').andOn('f.id', 'h.flow_id'))
    .where('h.token', token)
    .whereIn('f.state', ['published', 'paused'])
    .whereNull('f.deleted_at')
    .first<{ tenantId: string; flowId: string; version: number; state: string } | undefined>({
      tenantId: 'f.tenant_id',
      flowId: 'f.id',
      version: 'f.published_version',
      state: 'f.state',
    })
  if (row === undefined) return undefined
  const { state, ...flow } = row
  return { ...flow, isPaused: state === 'paused' }
}
