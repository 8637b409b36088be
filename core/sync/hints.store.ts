import type { Trx } from '../platform/db.ts'
import type { SyncHint } from './sync.types.ts'

/** What deliveries said to read again. The engine writes them, with the delivery; here they are worked off. Inside one tenant. */
export interface HintRow {
  id: string
  connectionId: string
  plugin: string
  resource: string
  key: string
  topic: string | null
  isDelete: boolean
  status: SyncHint['status']
  createdAt: Date
  fetchedAt: Date | null
  processedAt: Date | null
  outcome: string | null
  tries: number
  error: string | null
  deliveryIds: string[]
}

const COLUMNS = `h.id, h.connection_id AS "connectionId", h.plugin, h.resource, h.record_key AS key, h.topic, h.is_delete AS "isDelete", h.status,
  h.created_at AS "createdAt", h.fetched_at AS "fetchedAt", h.processed_at AS "processedAt", h.outcome, h.tries, h.error,
  ARRAY(SELECT d.delivery_id FROM sync_hint_deliveries d WHERE d.tenant_id = h.tenant_id AND d.hint_id = h.id ORDER BY 1) AS "deliveryIds"`

/** Long enough for a read that stands in line for its quota. */
const READ_SECONDS = 120

/** Takes what waits, oldest first, and what a worker that died was reading. */
export async function claimHints(trx: Trx, connectionId: string, limit: number): Promise<HintRow[]> {
  const { rows } = await trx.raw<{ rows: HintRow[] }>(
    `UPDATE sync_hints h SET status = 'reading', tries = tries + 1, look_again_at = now() + make_interval(secs => ${READ_SECONDS})
     FROM (SELECT tenant_id, id FROM sync_hints WHERE connection_id = :connectionId
             AND ((status = 'pending' AND tries = 0) OR (status IN ('pending', 'reading') AND look_again_at <= now()))
           ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED) due
     WHERE h.tenant_id = due.tenant_id AND h.id = due.id RETURNING ${COLUMNS}`,
    { connectionId, limit },
  )
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** False: another worker settled it, after this one had been silent for too long. */
export async function settleHint(
  trx: Trx,
  hint: Pick<HintRow, 'id' | 'tries'>,
  end: { status: 'done' | 'failed'; outcome: string | null; error: string | null; fetchedAt: string | null; processedAt: string },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE sync_hints SET status = :status, outcome = :outcome, error = left(:error, 1000), fetched_at = coalesce(:fetchedAt::timestamptz, fetched_at),
       processed_at = :processedAt::timestamptz WHERE id = :id AND status = 'reading' AND tries = :tries RETURNING id`,
    { ...end, id: hint.id, tries: hint.tries },
  )
  return rows.length > 0
}

/** The provider is at fault for now. */
export async function postponeHint(trx: Trx, id: string, error: string, seconds: number): Promise<void> {
  await trx.raw(
    `UPDATE sync_hints SET error = left(?, 1000), look_again_at = now() + make_interval(secs => ?) WHERE id = ? AND status = 'reading'`,
    [error, seconds, id],
  )
}

/** What waits for its connection is due now that it works again. True: there is some. */
export async function wakeHints(trx: Trx, connectionId: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE sync_hints SET look_again_at = now() WHERE connection_id = ? AND status IN ('pending', 'reading') AND error IS NOT NULL RETURNING id`,
    [connectionId],
  )
  return rows.length > 0
}

/** One that failed for good, with all its tries; or one that waits for its time, which has come. False: it is done, or being read. */
export async function reopenHint(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE sync_hints SET status = 'reading', tries = CASE WHEN status = 'failed' THEN 0 ELSE tries END, processed_at = NULL,
       look_again_at = now() - interval '1 second'
     WHERE id = ? AND (status IN ('failed', 'pending') OR (status = 'reading' AND error IS NOT NULL)) RETURNING id`,
    [id],
  )
  return rows.length > 0
}

export interface HintQuery {
  connectionId?: string
  plugins: readonly string[] | null
  statuses: readonly string[]
  before?: string
  limit: number
}

/** Newest first. */
export async function listHints(trx: Trx, query: HintQuery): Promise<HintRow[]> {
  const where = ['h.status = ANY(:statuses::text[])']
  if (query.connectionId !== undefined) where.push('h.connection_id = :connectionId')
  if (query.plugins !== null) where.push('h.plugin = ANY(:plugins::text[])')
  if (query.before !== undefined) where.push('h.id < :before')
  const { rows } = await trx.raw<{ rows: HintRow[] }>(
    `SELECT ${COLUMNS} FROM sync_hints h WHERE ${where.join(' AND ')} ORDER BY h.id DESC LIMIT :limit`,
    {
      statuses: [...query.statuses],
      connectionId: query.connectionId ?? '',
      plugins: [...(query.plugins ?? [])],
      before: query.before ?? '',
      limit: query.limit,
    },
  )
  return rows
}

export async function findHint(trx: Trx, id: string): Promise<HintRow | undefined> {
  const { rows } = await trx.raw<{ rows: HintRow[] }>(`SELECT ${COLUMNS} FROM sync_hints h WHERE h.id = ?`, [id])
  return rows[0]
}

export async function hintsOfDelivery(trx: Trx, deliveryId: string): Promise<HintRow[]> {
  const { rows } = await trx.raw<{ rows: HintRow[] }>(
    `SELECT ${COLUMNS} FROM sync_hint_deliveries l JOIN sync_hints h ON h.tenant_id = l.tenant_id AND h.id = l.hint_id
     WHERE l.delivery_id = ? ORDER BY h.id`,
    [deliveryId],
  )
  return rows
}

export interface TopicCount {
  topic: string | null
  pending: number
  done: number
  failed: number
  deliveries: number
}

interface StatsQuery {
  connectionId?: string
  plugins: readonly string[] | null
  days: number
}

export async function countTopics(trx: Trx, query: StatsQuery): Promise<TopicCount[]> {
  const { rows } = await trx.raw<{ rows: TopicCount[] }>(
    `SELECT h.topic, count(*) FILTER (WHERE h.status IN ('pending', 'reading')) AS pending, count(*) FILTER (WHERE h.status = 'done') AS done,
       count(*) FILTER (WHERE h.status = 'failed') AS failed, coalesce(sum(l.n), 0)::bigint AS deliveries
     FROM sync_hints h LEFT JOIN LATERAL (SELECT count(*) AS n FROM sync_hint_deliveries d WHERE d.tenant_id = h.tenant_id AND d.hint_id = h.id) l ON true
     WHERE ${statsWhere(query)} GROUP BY h.topic ORDER BY h.topic`,
    statsValues(query),
  )
  return rows
}

/** Seconds from the delivery to the stored record. */
export async function lagsOf(trx: Trx, query: StatsQuery): Promise<{ p50: number | null; p95: number | null; p99: number | null }> {
  const { rows } = await trx.raw<{ rows: Array<{ lags: number[] | null }> }>(
    `SELECT percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM h.processed_at - h.created_at)::float8) AS lags
     FROM sync_hints h WHERE ${statsWhere(query)} AND h.status = 'done'`,
    statsValues(query),
  )
  const [p50 = null, p95 = null, p99 = null] = rows[0]?.lags ?? []
  return { p50, p95, p99 }
}

function statsWhere({ connectionId, plugins }: StatsQuery): string {
  return [
    `h.created_at >= now() - make_interval(days => :days)`,
    ...(connectionId === undefined ? [] : ['h.connection_id = :connectionId']),
    ...(plugins === null ? [] : ['h.plugin = ANY(:plugins::text[])']),
  ].join(' AND ')
}

function statsValues({ connectionId = '', plugins, days }: StatsQuery) {
  return { connectionId, plugins: [...(plugins ?? [])], days }
}
