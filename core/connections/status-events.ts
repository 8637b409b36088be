import type { Trx } from '../platform/db.ts'
import type { ConnectionRow, ConnectionStatus, StatusReason } from './connections.types.ts'
import { insertIntegrationEvent, type NewIntegrationEvent } from './integration-events.store.ts'

export interface StatusChange {
  is: ConnectionStatus
  reason: StatusReason | null
  detail: string | null
}

/** Trouble that goes on is told once in this time. */
const QUIET_SECONDS = 3_600

/** Tells what a new status means, in the transaction that wrote it. `before`: the row as it was. */
export async function tellStatus(
  trx: Trx,
  before: Pick<ConnectionRow, 'id' | 'status' | 'provisional'>,
  { is, reason, detail }: StatusChange,
): Promise<void> {
  const cause = reason === null ? null : { code: reason, message: detail }
  const wasConnected = before.status === 'connected' && !before.provisional
  if (is === 'connected' && !wasConnected)
    await insertIntegrationEvent(trx, { connectionId: before.id, event: 'integration.connected', cause: null })
  if (is === 'reconnect_needed' && before.status !== 'reconnect_needed')
    await insertIntegrationEvent(trx, { connectionId: before.id, event: 'integration.disconnected', cause })
  if (reason === 'test_failed') await tellTrouble(trx, before.id, cause)
}

/** What fails again and again although the account is connected: told once an hour. */
export async function tellTrouble(trx: Trx, connectionId: string, cause: NewIntegrationEvent['cause']): Promise<void> {
  await insertIntegrationEvent(trx, { connectionId, event: 'integration.error', cause, quietSeconds: QUIET_SECONDS })
}
