import type { Trx } from '../platform/db.ts'

export interface ConnectionFlowRow {
  id: string
  name: string
  folder: string
  state: 'draft' | 'published' | 'paused'
  /** Its published version names the connection. */
  isPublished: boolean
  /** Unpublished changes that name it, of anybody. */
  drafts: number
}

/** Flows that name a connection, those that run first. One tenant. An id stands in a definition as a whole JSON text. */
export async function flowsOfConnection(trx: Trx, connectionId: string): Promise<ConnectionFlowRow[]> {
  const { rows } = await trx.raw<{ rows: ConnectionFlowRow[] }>(
    `SELECT f.id, f.name, f.folder, f.state, v.version IS NOT NULL AS "isPublished", d.drafts
     FROM flows f
     LEFT JOIN flow_versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.published_version
       AND position(:named IN v.definition) > 0
     CROSS JOIN LATERAL (SELECT count(*)::int AS drafts FROM flow_drafts d
       WHERE d.tenant_id = f.tenant_id AND d.flow_id = f.id AND position(:named IN d.definition) > 0) d
     WHERE f.deleted_at IS NULL AND (v.version IS NOT NULL OR d.drafts > 0)
     ORDER BY v.version IS NULL, f.state = 'paused', f.name, f.id`,
    { named: JSON.stringify(connectionId) },
  )
  return rows
}
