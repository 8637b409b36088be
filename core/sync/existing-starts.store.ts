import type { Trx } from '../platform/db.ts'

/** A person asked for runs of records that were there before the flow. Inside one tenant. */

/** Queue of the jobs that go on with it. */
export const EXISTING_QUEUE = 'sync.start-existing'

export interface ExistingStart {
  id: string
  flowId: string
  flowVersion: number
  expected: number
  started: number
  cursor: string | null
  status: 'running' | 'done'
  createdAt: Date
}

const COLUMNS = `id, flow_id AS "flowId", flow_version AS "flowVersion", expected, started, cursor, status, created_at AS "createdAt"`

export interface PublishedTrigger {
  version: number
  /** JSON text of the version's trigger. */
  trigger: string
}

/** Undefined when nothing is published, or the flow is paused or deleted. */
export async function findPublishedTrigger(trx: Trx, flowId: string): Promise<PublishedTrigger | undefined> {
  const { rows } = await trx.raw<{ rows: PublishedTrigger[] }>(
    `SELECT v.version, (v.definition::json -> 'trigger')::text AS trigger FROM flows f
     JOIN flow_versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.published_version
     WHERE f.id = ? AND f.state = 'published' AND f.deleted_at IS NULL`,
    [flowId],
  )
  return rows[0]
}

/** False: one for this flow is under way. */
export async function insertExistingStart(
  trx: Trx,
  row: { tenantId: string; id: string; flowId: string; flowVersion: number; expected: number; userId: string; at: string },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `INSERT INTO existing_starts (tenant_id, id, flow_id, flow_version, expected, requested_by, created_at, look_again_at)
     VALUES (:tenantId, :id, :flowId, :flowVersion, :expected, :userId, :at, now() + interval '1 minute')
     ON CONFLICT (tenant_id, flow_id) WHERE status = 'running' DO NOTHING RETURNING id`,
    row,
  )
  return rows.length > 0
}

export async function runningStarts(trx: Trx): Promise<ExistingStart[]> {
  const { rows } = await trx.raw<{ rows: ExistingStart[] }>(`SELECT ${COLUMNS} FROM existing_starts WHERE status = 'running' ORDER BY id`)
  return rows
}

export async function newestExistingStart(trx: Trx, flowId: string): Promise<ExistingStart | undefined> {
  const { rows } = await trx.raw<{ rows: ExistingStart[] }>(
    `SELECT ${COLUMNS} FROM existing_starts WHERE flow_id = ? ORDER BY id DESC LIMIT 1`,
    [flowId],
  )
  return rows[0]
}

/** False: another worker has gone on from that place already. */
export async function advanceExistingStart(
  trx: Trx,
  row: Pick<ExistingStart, 'id' | 'cursor'>,
  next: { cursor: string | null; started: number },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `UPDATE existing_starts SET cursor = :next, started = started + :started, status = CASE WHEN :next::text IS NULL THEN 'done' ELSE status END,
       look_again_at = now() + interval '1 minute'
     WHERE id = :id AND status = 'running' AND cursor IS NOT DISTINCT FROM :cursor::text RETURNING id`,
    { id: row.id, cursor: row.cursor, next: next.cursor, started: next.started },
  )
  return rows.length > 0
}
