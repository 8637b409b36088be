import type { Trx } from '../platform/db.ts'

/** Personal pins of a draft, as JSON text. App role, one tenant. */

export async function findPins(trx: Trx, flowId: string, userId: string): Promise<{ pins: string; updatedAt: Date } | undefined> {
  return trx('flow_pins').where({ flow_id: flowId, user_id: userId }).first({ pins: 'pins', updatedAt: 'updated_at' })
}

export async function savePins(
  trx: Trx,
  row: { tenantId: string; flowId: string; userId: string; pins: string; at: string },
): Promise<void> {
  await trx('flow_pins')
    .insert({ tenant_id: row.tenantId, flow_id: row.flowId, user_id: row.userId, pins: row.pins, updated_at: row.at })
    .onConflict(['tenant_id', 'flow_id', 'user_id'])
    .merge(['pins', 'updated_at'])
}

export async function deletePins(trx: Trx, flowId: string, userId: string): Promise<void> {
  await trx('flow_pins').where({ flow_id: flowId, user_id: userId }).delete()
}
