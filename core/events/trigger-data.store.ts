import type { Json } from '../../sdk/flow/definition.ts'
import type { Db } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'
import type { TriggerData } from '../runs/engine.types.ts'
import { webhookEvent } from './webhook-event.ts'

interface DeliveryRow {
  id: string
  method: string
  query: string
  headers: string
  body: string | null
  body_bytes: Buffer | null
}

/** Makes `trigger` again for runs that go on in a process that did not receive their delivery. */
export function triggerDataFrom(engine: Db): TriggerData {
  return {
    async load(keys) {
      const events = new Map<string, Json>()
      if (keys.length === 0) return events
      const { rows } = await engine.raw<{ rows: DeliveryRow[] }>(
        `SELECT d.id, d.method, d.query, d.headers, d.body, d.body_bytes
         FROM unnest(?::uuid[], ?::date[], ?::text[]) AS k(tenant_id, day, id)
         JOIN deliveries d ON d.tenant_id = k.tenant_id AND d.day = k.day AND d.id = k.id`,
        [keys.map((key) => key.tenantId), keys.map((key) => dayOfId(key.deliveryId)), keys.map((key) => key.deliveryId)],
      )
      for (const row of rows) events.set(row.id, eventOf(row))
      return events
    },
  }
}

function eventOf(row: DeliveryRow): Json {
  const headers: Record<string, string> = JSON.parse(row.headers)
  const body = row.body_bytes ?? Buffer.from(row.body ?? '', 'utf8')
  return webhookEvent({ method: row.method, query: row.query, headers, body })
}
