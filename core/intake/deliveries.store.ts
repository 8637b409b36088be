import type { Trx } from '../platform/db.ts'
import { dayOfId } from '../platform/ids.ts'

/** Reads of deliveries for people. App role, one tenant. Writing is the engine's (one commit with the runs). */
export interface DeliveryRow {
  id: string
  receivedAt: Date
  source: string
  verdict: 'accepted' | 'bad_signature' | 'unmatched' | 'quarantined'
  dedupeKey: string | null
  runIds: string[]
  topic: string | null
  /** Null: it was mapped before it was answered. */
  mapping: DeliveryMapping | null
}

export interface DeliveryMapping {
  status: 'waiting' | 'mapped' | 'failed'
  tries: number
  error: string | null
}

export interface DeliveryDetailRow extends DeliveryRow {
  method: string
  query: string
  /** JSON object. */
  headers: string
  body: string | Buffer
}

interface Row {
  id: string
  received_at: Date
  source: string
  verdict: DeliveryRow['verdict']
  dedupe_key: string | null
  run_ids: string[]
  topic: string | null
  mapping: DeliveryMapping | null
}

/** Runs of a delivery that was mapped later stand with its mapping. */
const RUN_IDS = `(d.run_ids || coalesce(m.run_ids, '{}'))`
const COLUMNS = `d.id, d.received_at, d.source, d.verdict, d.dedupe_key, ${RUN_IDS} AS run_ids, d.topic,
  CASE WHEN m.status IS NOT NULL THEN jsonb_build_object('status', m.status, 'tries', m.tries, 'error', m.error) END AS mapping`
const FROM = 'deliveries d LEFT JOIN delivery_mappings m ON m.tenant_id = d.tenant_id AND m.delivery_id = d.id'

export interface DeliveryQuery {
  tenantId: string
  flowId?: string
  /** Only what this connector received. */
  plugin?: string
  verdict?: DeliveryRow['verdict']
  before?: string
  limit: number
}

export interface DeliveryPage {
  rows: DeliveryRow[]
  /** Id to go on after; null: there is nothing more. */
  next: string | null
}

/**
 * Deliveries that one page of a flow looks at. Which flows a delivery started is known by its runs only, and an index of it would
 * make every accepted delivery dearer: so the page of a rare flow may come short, and says where to go on.
 */
const MOST_LOOKED_AT = 10_000

/** Newest first, day by day: stops as soon as the page is full. Of one flow: its own webhook, or what started runs of it. */
export async function listDeliveries(trx: Trx, query: DeliveryQuery): Promise<DeliveryPage> {
  const { flowId, limit } = query
  const rows = flowId === undefined ? await pageOf(trx, query) : await pageOfFlow(trx, query, flowId)
  if (rows.length === limit) return { rows, next: rows.at(-1)?.id ?? null }
  return { rows, next: flowId === undefined ? null : await lastLookedAt(trx, query) }
}

const ORDER = 'ORDER BY d.day DESC, d.id DESC'

/** SQL of the deliveries of the tenant that are older than the page before. */
function older({ before, plugin, verdict }: DeliveryQuery): string {
  return [
    'd.tenant_id = :tenantId',
    ...(before === undefined ? [] : ['d.day <= :day::date AND (d.day, d.id) < (:day::date, :before)']),
    ...(plugin === undefined ? [] : ['starts_with(d.source, :prefix)']),
    ...(verdict === undefined ? [] : ['d.verdict = :verdict']),
  ].join(' AND ')
}

function valuesOf({ tenantId, before, plugin, verdict }: DeliveryQuery): Record<string, string> {
  return {
    tenantId,
    ...(before === undefined ? {} : { before, day: dayOfId(before) }),
    ...(plugin === undefined ? {} : { prefix: `${plugin}/` }),
    ...(verdict === undefined ? {} : { verdict }),
  }
}

async function pageOf(trx: Trx, query: DeliveryQuery): Promise<DeliveryRow[]> {
  const { rows } = await trx.raw<{ rows: Row[] }>(`SELECT ${COLUMNS} FROM ${FROM} WHERE ${older(query)} ${ORDER} LIMIT :limit`, {
    ...valuesOf(query),
    limit: query.limit,
  })
  return rows.map(toDelivery)
}

async function pageOfFlow(trx: Trx, query: DeliveryQuery, flowId: string): Promise<DeliveryRow[]> {
  const { rows } = await trx.raw<{ rows: Row[] }>(
    `SELECT ${COLUMNS} FROM (SELECT d.* FROM deliveries d WHERE ${older(query)} ${ORDER} LIMIT :most) d
       LEFT JOIN delivery_mappings m ON m.tenant_id = d.tenant_id AND m.delivery_id = d.id
     WHERE d.flow_id = :flowId OR EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = d.tenant_id AND r.day IN (d.day, d.day + 1)
         AND r.id = ANY(${RUN_IDS}) AND r.flow_id = :flowId)
       OR EXISTS (SELECT 1 FROM open_runs o WHERE o.tenant_id = d.tenant_id AND o.id = ANY(${RUN_IDS}) AND o.flow_id = :flowId)
     ${ORDER} LIMIT :limit`,
    { ...valuesOf(query), flowId, limit: query.limit, most: MOST_LOOKED_AT },
  )
  return rows.map(toDelivery)
}

async function lastLookedAt(trx: Trx, query: DeliveryQuery): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: Array<{ id: string }> }>(
    `SELECT d.id FROM deliveries d WHERE ${older(query)} ${ORDER} OFFSET :passed LIMIT 1`,
    { ...valuesOf(query), passed: MOST_LOOKED_AT - 1 },
  )
  return rows[0]?.id ?? null
}

export async function findDelivery(trx: Trx, tenantId: string, id: string): Promise<DeliveryDetailRow | undefined> {
  const { rows } = await trx.raw<{
    rows: Array<Row & { method: string; query: string; headers: string; body: string | null; body_bytes: Buffer | null }>
  }>(
    `SELECT ${COLUMNS}, d.method, d.query, d.headers, d.body, d.body_bytes FROM ${FROM}
     WHERE d.tenant_id = ? AND d.day = ? AND d.id = ?`,
    [tenantId, dayOfId(id), id],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return { ...toDelivery(row), method: row.method, query: row.query, headers: row.headers, body: row.body ?? row.body_bytes ?? '' }
}

/** How often the message came, as far as the database was asked. Null when it has no key, or the key is swept. */
export async function copiesOf(trx: Trx, tenantId: string, scope: string, key: string): Promise<number | null> {
  const { rows } = await trx.raw<{ rows: Array<{ copies: number }> }>(
    `SELECT copies FROM delivery_keys WHERE tenant_id = ? AND scope = ? AND key = ?`,
    [tenantId, scope, key],
  )
  return rows[0]?.copies ?? null
}

function toDelivery(row: Row): DeliveryRow {
  return {
    id: row.id,
    receivedAt: row.received_at,
    source: row.source,
    verdict: row.verdict,
    dedupeKey: row.dedupe_key,
    runIds: row.run_ids,
    topic: row.topic,
    mapping: row.mapping,
  }
}
