import { randomUUID } from 'node:crypto'
import type { FlowDefinition } from '../sdk/flow/definition.ts'
import { type PublishedHook, publish } from './api.ts'
import type { ProductUnderTest } from './product.ts'

const TENANTS = 20
const FLOWS_OF_EACH = 10

/** The same flow, 200 times: in twenty workspaces of one owner. Workspaces are made beside the API, which makes only the first. */
export async function publishMany(product: ProductUnderTest, definition: FlowDefinition): Promise<PublishedHook[]> {
  const { api, database } = product
  const { user } = await api.call('GET', '/api/me')
  const userId = typeof user === 'object' && user !== null && 'id' in user ? String(user.id) : ''
  const home = await database.query<{ tenant_id: string }>('SELECT tenant_id FROM memberships WHERE user_id = $1', [userId])
  const byTenant: PublishedHook[][] = []
  for (let tenant = 0; tenant < TENANTS; tenant++) {
    const tenantId = randomUUID()
    await database.query(`INSERT INTO workspaces (tenant_id, name) VALUES ($1, $2)`, [tenantId, `Bench ${tenant + 1}`])
    await database.query(`INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, 'owner')`, [tenantId, userId])
    await api.call('POST', '/api/session/workspace', { workspaceId: tenantId })
    const flows: PublishedHook[] = []
    for (let flow = 0; flow < FLOWS_OF_EACH; flow++) flows.push(await publish(api, tenantId, `many ${flow + 1}`, definition))
    byTenant.push(flows)
  }
  await api.call('POST', '/api/session/workspace', { workspaceId: home[0]?.tenant_id })
  // Another tenant with every request, another flow with every round.
  return Array.from({ length: FLOWS_OF_EACH }, (_, flow) => byTenant.flatMap((flows) => flows[flow] ?? [])).flat()
}
