import type { Trx } from '../platform/db.ts'

/** SQL of flows and their hooks and triggers. Every function works inside one tenant's transaction. */

export interface FlowRow {
  id: string
  name: string
  state: 'draft' | 'published' | 'paused'
  publishedVersion: number | null
  createdBy: string
  createdAt: Date
  updatedAt: Date
  hookToken: string
  /** Empty: in none. */
  folder: string
  tags: string[]
}

const COLUMNS = {
  id: 'f.id',
  name: 'f.name',
  state: 'f.state',
  publishedVersion: 'f.published_version',
  createdBy: 'f.created_by',
  createdAt: 'f.created_at',
  updatedAt: 'f.updated_at',
  hookToken: 'h.token',
  folder: 'f.folder',
  tags: 'f.tags',
}

export async function listFlows(trx: Trx): Promise<FlowRow[]> {
  return selectFlows(trx).orderBy('f.updated_at', 'desc').orderBy('f.id')
}

export async function findFlow(trx: Trx, flowId: string): Promise<FlowRow | undefined> {
  return selectFlows(trx).where('f.id', flowId).first()
}

/** The row, locked until the transaction ends: publishing and pausing one flow happen one after the other. */
export async function lockFlow(trx: Trx, flowId: string): Promise<FlowRow | undefined> {
  return selectFlows(trx).where('f.id', flowId).forUpdate('f').first()
}

function selectFlows(trx: Trx) {
  return trx('flows as f')
    .join('flow_hooks as h', (on) => on.on('h.tenant_id', 'f.tenant_id').andOn('h.flow_id', 'f.id'))
    .whereNull('f.deleted_at')
    .select<FlowRow[]>(COLUMNS)
}

export interface NewFlow {
  tenantId: string
  id: string
  name: string
  createdBy: string
  hookToken: string
  hookSecretCipher: string
  folder: string
  tags: readonly string[]
}

export async function insertFlow(trx: Trx, flow: NewFlow): Promise<void> {
  await trx('flows').insert({
    tenant_id: flow.tenantId,
    id: flow.id,
    name: flow.name,
    created_by: flow.createdBy,
    folder: flow.folder,
    tags: [...flow.tags],
  })
  await trx('flow_hooks').insert({
    tenant_id: flow.tenantId,
    flow_id: flow.id,
    token: flow.hookToken,
    secret_cipher: flow.hookSecretCipher,
  })
}

export async function updateFlow(
  trx: Trx,
  flowId: string,
  change: { name?: string; folder?: string; tags?: readonly string[]; state?: FlowRow['state']; publishedVersion?: number },
): Promise<void> {
  await trx('flows')
    .where({ id: flowId })
    .update({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.folder === undefined ? {} : { folder: change.folder }),
      ...(change.tags === undefined ? {} : { tags: [...change.tags] }),
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.publishedVersion === undefined ? {} : { published_version: change.publishedVersion }),
      updated_at: trx.fn.now(),
    })
}

/** Into the bin: nothing starts it any more, its runs stay readable. */
export async function markFlowDeleted(trx: Trx, flowId: string): Promise<void> {
  await trx('flows').where({ id: flowId }).update({ deleted_at: trx.fn.now(), updated_at: trx.fn.now() })
  await trx('flow_triggers').where({ flow_id: flowId }).delete()
}

/** How long a deleted flow can be taken back. */
export const TRASH_DAYS = 30

export interface TrashedFlow {
  id: string
  name: string
  folder: string
  deletedAt: Date
}

/** Deleted flows that can still be taken back, newest first. */
export async function listTrash(trx: Trx): Promise<TrashedFlow[]> {
  return trx('flows')
    .whereRaw(`deleted_at > now() - make_interval(days => ?)`, [TRASH_DAYS])
    .orderBy('deleted_at', 'desc')
    .orderBy('id')
    .select<TrashedFlow[]>({ id: 'id', name: 'name', folder: 'folder', deletedAt: 'deleted_at' })
}

/** Out of the bin, paused when it was ever published: nothing starts before somebody says so. False when it is not in there. */
export async function markFlowRestored(trx: Trx, flowId: string): Promise<boolean> {
  const restored = await trx('flows')
    .where({ id: flowId })
    .whereRaw(`deleted_at > now() - make_interval(days => ?)`, [TRASH_DAYS])
    .update({
      deleted_at: null,
      state: trx.raw(`CASE WHEN published_version IS NULL THEN 'draft' ELSE 'paused' END`),
      updated_at: trx.fn.now(),
    })
  return restored > 0
}

export async function hookSecretCipher(trx: Trx, flowId: string): Promise<string | undefined> {
  const row = await trx('flow_hooks').where({ flow_id: flowId }).first<{ secret_cipher: string } | undefined>('secret_cipher')
  return row?.secret_cipher
}

export async function replaceHookSecret(trx: Trx, flowId: string, cipher: string): Promise<void> {
  await trx('flow_hooks').where({ flow_id: flowId }).update({ secret_cipher: cipher })
}

/** What a published flow listens to besides its own URL; null removes the registration. */
export async function replaceTrigger(
  trx: Trx,
  tenantId: string,
  flowId: string,
  trigger: { plugin: string; trigger: string; connectionId: string } | null,
): Promise<void> {
  await trx('flow_triggers').where({ flow_id: flowId }).delete()
  if (trigger === null) return
  await trx('flow_triggers').insert({
    tenant_id: tenantId,
    flow_id: flowId,
    plugin: trigger.plugin,
    trigger_name: trigger.trigger,
    connection_id: trigger.connectionId,
  })
}

/** A flow that another one names: of the version that would run, what starts it. Null: nothing is published. */
export interface LinkedFlow {
  triggerKind: string | null
}

/** Flows by id, of a version or the published one, as far as they exist. */
export async function linkedFlows(
  trx: Trx,
  links: ReadonlyArray<{ flowId: string; version: number | null }>,
): Promise<Array<LinkedFlow | null>> {
  if (links.length === 0) return []
  const { rows } = await trx.raw<{ rows: Array<{ nr: number; kind: string | null }> }>(
    `SELECT w.nr::int AS nr, v.definition::jsonb #>> '{trigger,kind}' AS kind
     FROM unnest(?::text[], ?::int[]) WITH ORDINALITY AS w(id, version, nr)
     JOIN flows f ON f.id = w.id AND f.deleted_at IS NULL
     LEFT JOIN flow_versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = coalesce(nullif(w.version, 0), f.published_version)`,
    [links.map((link) => link.flowId), links.map((link) => link.version ?? 0)],
  )
  const byNumber = new Map(rows.map(({ nr, kind }) => [nr, { triggerKind: kind }]))
  return links.map((_link, index) => byNumber.get(index + 1) ?? null)
}
