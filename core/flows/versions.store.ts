import type { Trx } from '../platform/db.ts'

/** SQL of published versions: inserted once, never changed (the app role has no UPDATE on this table). */

export interface VersionRow {
  version: number
  name: string
  note: string
  definition: string
  definitionHash: string
  script: string
  scriptHash: string
  publishedBy: string
  publishedAt: Date
}

const COLUMNS = {
  version: 'version',
  name: 'name',
  note: 'note',
  definition: 'definition',
  definitionHash: 'definition_hash',
  script: 'script',
  scriptHash: 'script_hash',
  publishedBy: 'published_by',
  publishedAt: 'published_at',
}

export async function insertVersion(trx: Trx, row: Omit<VersionRow, 'publishedAt'> & { tenantId: string; flowId: string }): Promise<void> {
  await trx('flow_versions').insert({
    tenant_id: row.tenantId,
    flow_id: row.flowId,
    version: row.version,
    name: row.name,
    note: row.note,
    definition: row.definition,
    definition_hash: row.definitionHash,
    script: row.script,
    script_hash: row.scriptHash,
    published_by: row.publishedBy,
  })
}

export async function findVersion(trx: Trx, flowId: string, version: number): Promise<VersionRow | undefined> {
  return trx('flow_versions').where({ flow_id: flowId, version }).first<VersionRow | undefined>(COLUMNS)
}

export async function newestVersion(trx: Trx, flowId: string): Promise<number> {
  const row = await trx('flow_versions').where({ flow_id: flowId }).max<{ newest: number | null }[]>('version as newest')
  return row[0]?.newest ?? 0
}

export interface VersionListing extends Omit<VersionRow, 'definition' | 'script' | 'scriptHash' | 'definitionHash'> {
  /** Null when that user is gone. */
  publishedByName: string | null
}

export async function listVersions(trx: Trx, flowId: string): Promise<VersionListing[]> {
  return trx('flow_versions as v')
    .leftJoin('users as u', 'u.id', 'v.published_by')
    .where('v.flow_id', flowId)
    .orderBy('v.version', 'desc')
    .select<VersionListing[]>({
      version: 'v.version',
      name: 'v.name',
      note: 'v.note',
      publishedBy: 'v.published_by',
      publishedByName: 'u.name',
      publishedAt: 'v.published_at',
    })
}
