import type { Trx } from '../platform/db.ts'

/** Channel on which processes tell each other that a flow changed. Payload: `<tenant>|<flow>`. */
export const FLOWS_CHANNEL = 'tomada_flows'

/**
 * Inside the publishing transaction, so that the notice leaves exactly when the change becomes true. Publishing is rare:
 * here the commit lock that NOTIFY takes does not matter, on the hot path it would.
 */
export async function announceFlow(trx: Trx, tenantId: string, flowId: string): Promise<void> {
  await trx.raw('SELECT pg_notify(?, ?)', [FLOWS_CHANNEL, `${tenantId}|${flowId}`])
}
