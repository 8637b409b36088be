import type { Database, Db } from '../platform/db.ts'

/** What intake and runs read of flows, across tenants: engine role, select only. */

export interface SourceRow {
  tenantId: string
  flowId: string
  version: number
  definition: string
  script: string
  scriptHash: string
  state: 'published' | 'paused'
}

const COLUMNS = {
  tenantId: 'f.tenant_id',
  flowId: 'f.id',
  version: 'v.version',
  definition: 'v.definition',
  script: 'v.script',
  scriptHash: 'v.script_hash',
  state: 'f.state',
}

/** The published version of flows that are not deleted. */
function listening(db: Db, ...states: Array<SourceRow['state']>) {
  return db('flows as f')
    .join('flow_versions as v', (on) =>
      on.on('v.tenant_id', 'f.tenant_id').andOn('v.flow_id', 'f.id').andOn('v.version', 'f.published_version'),
    )
    .whereIn('f.state', states)
    .whereNull('f.deleted_at')
}

export async function findByToken(
  db: Db,
  token: string,
): Promise<(SourceRow & { secretCipher: string; captureUntil: Date | null }) | undefined> {
  return listening(db, 'published', 'paused')
    .join('flow_hooks as h', (on) => on.on('h.tenant_id', 'f.tenant_id').andOn('h.flow_id', 'f.id'))
    .leftJoin('flow_captures as c', (on) => on.on('c.tenant_id', 'f.tenant_id').andOn('c.flow_id', 'f.id').andOnNull('c.captured_at'))
    .where('h.token', token)
    .first({ ...COLUMNS, secretCipher: 'h.secret_cipher', captureUntil: 'c.open_until' })
}

export async function findByTrigger(db: Db, tenantId: string, plugin: string, trigger: string, connectionId: string): Promise<SourceRow[]> {
  return listening(db, 'published', 'paused')
    .join('flow_triggers as t', (on) => on.on('t.tenant_id', 'f.tenant_id').andOn('t.flow_id', 'f.id'))
    .where({ 't.tenant_id': tenantId, 't.plugin': plugin, 't.trigger_name': trigger, 't.connection_id': connectionId })
    .select<SourceRow[]>(COLUMNS)
}

export async function findPublished(db: Db, tenantId: string, flowId: string): Promise<SourceRow | undefined> {
  return listening(db, 'published').where({ 'f.tenant_id': tenantId, 'f.id': flowId }).first(COLUMNS)
}

export async function findAnyVersion(db: Db, tenantId: string, flowId: string, version: number): Promise<SourceRow | undefined> {
  return db('flow_versions as v')
    .where({ 'v.tenant_id': tenantId, 'v.flow_id': flowId, 'v.version': version })
    .first({ ...COLUMNS, tenantId: 'v.tenant_id', flowId: 'v.flow_id', state: db.raw(`'published'`) })
}

export async function namesOf(db: Db, tenantId: string, flowIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db('flows')
    .where({ tenant_id: tenantId })
    .whereIn('id', [...flowIds])
    .select<{ id: string; name: string }[]>('id', 'name')
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Webhook secrets that the newest encryption key did not make. `madeBy` is what its ciphertexts begin with. */
export async function hooksUnderOtherKeys(
  { engine }: Pick<Database, 'engine'>,
  madeBy: string,
  limit: number,
): Promise<Array<{ tenantId: string; flowId: string }>> {
  return engine('flow_hooks')
    .whereNot('secret_cipher', 'like', `${madeBy}%`)
    .limit(limit)
    .select<Array<{ tenantId: string; flowId: string }>>({ tenantId: 'tenant_id', flowId: 'flow_id' })
}
