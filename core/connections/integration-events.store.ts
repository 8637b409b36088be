import type { Trx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { IntegrationEvent, IntegrationEventName } from './connections.types.ts'

/** SQL of what happened to connections. Inside one tenant; times are the database's. */

/** How long they are told. */
const KEPT_DAYS = 90

export interface NewIntegrationEvent {
  connectionId: string
  event: IntegrationEventName
  /** Why; null when there is nothing to explain. `message`: without any secret. */
  cause: { code: string; message: string | null } | null
  /** Nothing is written when the connection had the same event within so many seconds; 0: always. */
  quietSeconds?: number
}

/** For a connection that people see; one that is still being tried out tells nothing. */
export async function insertIntegrationEvent(
  trx: Trx,
  { connectionId, event, cause, quietSeconds = 0 }: NewIntegrationEvent,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: Array<{ nowMs: number }> }>(
    `SELECT (extract(epoch FROM now()) * 1000)::float8 AS "nowMs" FROM connections WHERE id = :connectionId AND NOT provisional`,
    { connectionId },
  )
  const [found] = rows
  if (found === undefined) return
  const id = newId('evt', Math.floor(found.nowMs))
  const bound = { id, connectionId, event, cause: JSON.stringify(cause), quietSeconds }
  await trx.raw(
    `INSERT INTO integration_events (tenant_id, id, event, connection_id, data, occurred_at)
     SELECT c.tenant_id, :id, :event, c.id, jsonb_build_object('connection_id', c.id, 'connector', c.plugin, 'name', c.name,
       'account', c.account_label, 'cause', :cause::jsonb), now()
     FROM connections c WHERE c.id = :connectionId AND NOT EXISTS (
       SELECT 1 FROM integration_events e WHERE e.tenant_id = c.tenant_id AND e.connection_id = c.id AND e.event = :event
         AND e.occurred_at > now() - make_interval(secs => :quietSeconds))`,
    bound,
  )
  await trx.raw(`DELETE FROM integration_events WHERE connection_id = ? AND occurred_at < now() - make_interval(days => ?)`, [
    connectionId,
    KEPT_DAYS,
  ])
}

export interface IntegrationEventQuery {
  event?: IntegrationEventName
  connectionId?: string
  /** Id of the last one seen. */
  before?: string
  limit: number
}

/** Newest first. */
export async function listIntegrationEvents(
  trx: Trx,
  { event, connectionId, before, limit }: IntegrationEventQuery,
): Promise<IntegrationEvent[]> {
  const rows = trx('integration_events')
    .orderBy('id', 'desc')
    .limit(limit)
    .select<IntegrationEvent[]>({ id: 'id', event: 'event', tenantId: 'tenant_id', at: 'occurred_at', data: 'data' })
  if (event !== undefined) void rows.where({ event })
  if (connectionId !== undefined) void rows.where({ connection_id: connectionId })
  if (before !== undefined) void rows.where('id', '<', before)
  return rows
}
