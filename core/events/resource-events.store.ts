import type { Trx } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import { resourceTriggerName } from '../registry/resource-trigger-name.ts'

/** Changes of records that owe a flow its run. Inside one tenant; written in the transaction that stored the record. */

/** Queue of the jobs that start the runs. */
export const RESOURCE_EVENTS_QUEUE = 'events.start-resource-runs'

export interface ResourceListener {
  flowId: string
  version: number
  isKept: boolean
  changes: string[]
}

/**
 * Flows that listen to this resource of this connection, as this transaction sees them: a change is for those that were published
 * before it was stored, and for no others. Of the paused ones those that keep what comes.
 */
export async function listenersOf(
  trx: Trx,
  { plugin, resource, connectionId }: { plugin: string; resource: string; connectionId: string },
): Promise<ResourceListener[]> {
  const { rows } = await trx.raw<{
    rows: Array<{ flowId: string; version: number; state: string; changes: string[]; paused: string | null }>
  }>(
    `SELECT f.id AS "flowId", v.version, f.state, ARRAY(SELECT json_array_elements_text(v.definition::json #> '{trigger,changes}')) AS changes,
       v.definition::json #>> '{settings,whilePaused}' AS paused
     FROM flow_triggers t JOIN flows f ON f.tenant_id = t.tenant_id AND f.id = t.flow_id
     JOIN flow_versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.published_version
     WHERE t.plugin = ? AND t.trigger_name = ? AND t.connection_id = ? AND f.deleted_at IS NULL AND f.state IN ('published', 'paused')
     ORDER BY f.id`,
    [plugin, resourceTriggerName(resource), connectionId],
  )
  return rows.flatMap(({ flowId, version, state, changes, paused }) =>
    state === 'published' || paused === 'keep' ? [{ flowId, version, changes, isKept: state === 'paused' }] : [],
  )
}

export interface NewResourceEvent {
  tenantId: string
  id: string
  plugin: string
  resource: string
  connectionId: string
  key: string
  change: 'created' | 'updated' | 'deleted'
  flowId: string
  flowVersion: number
  isKept: boolean
  /** JSON text. */
  data: string
}

/** Stores what is owed, and the job that settles it, in this transaction. A job that gets lost is sent again by the sync loop. */
export async function owe(trx: Trx, tenantId: string, events: readonly NewResourceEvent[], queue: Pick<Queue, 'send'>): Promise<void> {
  if (events.length === 0) return
  await trx.raw(
    `INSERT INTO resource_events (tenant_id, id, plugin, resource, connection_id, record_key, change, flow_id, flow_version, is_kept, data,
       look_again_at)
     SELECT :tenantId, e.*, now() + interval '1 minute' FROM unnest(:ids::text[], :plugins::text[], :resources::text[], :connections::text[],
       :keys::text[], :changes::text[], :flows::text[], :versions::int[], :kept::boolean[], :data::text[]) e`,
    {
      tenantId,
      ids: events.map((event) => event.id),
      plugins: events.map((event) => event.plugin),
      resources: events.map((event) => event.resource),
      connections: events.map((event) => event.connectionId),
      keys: events.map((event) => event.key),
      changes: events.map((event) => event.change),
      flows: events.map((event) => event.flowId),
      versions: events.map((event) => event.flowVersion),
      kept: events.map((event) => event.isKept),
      data: events.map((event) => event.data),
    },
  )
  await queue.send(RESOURCE_EVENTS_QUEUE, [{ ids: { tenantId } }], trx)
}

export interface OwedEvent {
  id: string
  plugin: string
  resource: string
  flowId: string
  flowVersion: number
  isKept: boolean
  data: string
}

/** Oldest first, locked: of two workers each gets its own. */
export async function takeOwed(trx: Trx, limit: number): Promise<OwedEvent[]> {
  const { rows } = await trx.raw<{ rows: OwedEvent[] }>(
    `SELECT id, plugin, resource, flow_id AS "flowId", flow_version AS "flowVersion", is_kept AS "isKept", data
     FROM resource_events ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED`,
    [limit],
  )
  return rows
}

export async function settleOwed(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.raw(`DELETE FROM resource_events WHERE id = ANY(?::text[])`, [[...ids]])
}

/** Their flow cannot take them now. */
export async function postponeOwed(trx: Trx, ids: readonly string[], seconds: number): Promise<void> {
  await trx.raw(`UPDATE resource_events SET look_again_at = now() + make_interval(secs => ?) WHERE id = ANY(?::text[])`, [
    seconds,
    [...ids],
  ])
}
