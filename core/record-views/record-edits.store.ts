import type { Json } from '../../sdk/flow/definition.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import type { EditState, RecordAt, RecordEdit } from './record-views.types.ts'

/** What was asked of providers about single records. The state only goes forward; what ended long ago is swept with the history. */

export interface NewEdit extends RecordAt {
  tenantId: string
  id: string
  effectKey: string
  action: string
  input: Json
  userId: string
  now: number
}

/**
 * Answers false when the key was used already, or when the same action is under way for the record: both are unique, so two requests
 * at the same moment are decided by the database, and one of them sends.
 */
export async function insertEdit(trx: Trx, edit: NewEdit): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `INSERT INTO record_edits (tenant_id, id, effect_key, plugin, resource, connection_id, record_key, action, input, state,
       requested_by, requested_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
    [
      edit.tenantId,
      edit.id,
      edit.effectKey,
      edit.plugin,
      edit.resource,
      edit.connectionId,
      edit.key,
      edit.action,
      JSON.stringify(edit.input),
      edit.userId,
      toIso(edit.now),
    ],
  )
  return rows.length > 0
}

/** Answers whether the edit may be sent: it is still waiting. */
export async function markSent(trx: Trx, id: string, now: number): Promise<boolean> {
  const changed = await trx('record_edits')
    .where({ id, state: 'pending' })
    .update({ state: 'sent', sent_at: toIso(now) })
  return changed > 0
}

export interface EndedEdit {
  state: Exclude<EditState, 'pending' | 'sent'>
  /** JSON text. */
  output: string | null
  error: RecordEdit['error']
}

/** One that was given up before it was sent stays as it is: it may not be sent any more. */
export async function endEdit(trx: Trx, id: string, { state, output, error }: EndedEdit, now: number): Promise<void> {
  const at = toIso(now)
  await trx('record_edits')
    .where({ id })
    .whereIn('state', ['pending', 'sent', 'uncertain'])
    .update({
      state,
      output,
      error: error === null ? null : JSON.stringify(error),
      ended_at: at,
      ...(state === 'failed' ? {} : { sent_at: trx.raw('coalesce(sent_at, ?)', [at]) }),
    })
}

export async function noteReread(trx: Trx, id: string, reread: NonNullable<RecordEdit['reread']>): Promise<void> {
  await trx('record_edits').where({ id }).update({ reread })
}

/**
 * Edits whose process ended before they did: nothing was sent of those that wait, and of those that were sent nobody knows.
 * `before`: no action takes longer than until then.
 */
export async function giveUpEdits(trx: Trx, before: number, now: number): Promise<void> {
  await trx.raw(
    `UPDATE record_edits SET state = CASE state WHEN 'sent' THEN 'uncertain' ELSE 'failed' END, ended_at = :at,
       error = :error WHERE state IN ('pending', 'sent') AND coalesce(sent_at, requested_at) < :before`,
    { at: toIso(now), before: toIso(before), error: JSON.stringify(INTERRUPTED) },
  )
}

const INTERRUPTED = { code: 'interrupted', message: 'The process that did it ended before the provider had answered' }

interface Row {
  id: string
  plugin: string
  resource: string
  connection_id: string
  record_key: string
  action: string
  state: EditState
  input: string
  output: string | null
  error: string | null
  requested_by: string
  requested_at: Date
  sent_at: Date | null
  ended_at: Date | null
  reread: RecordEdit['reread']
  name: string | null
}

export async function findEdit(trx: Trx, where: { id: string } | { effect_key: string }): Promise<RecordEdit | undefined> {
  const [row] = await edits(trx).where(prefixed(where))
  return row === undefined ? undefined : toEdit(row)
}

export interface EditQuery extends Partial<RecordAt> {
  state?: EditState
  /** Older than this one. */
  before?: string
  limit: number
}

/** Newest first. */
export async function listEdits(trx: Trx, { state, before, limit, key, connectionId, plugin, resource }: EditQuery): Promise<RecordEdit[]> {
  const wanted = { record_key: key, connection_id: connectionId, plugin, resource, state }
  const where = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const rows = await edits(trx)
    .where(prefixed(where))
    .modify((query) => (before === undefined ? query : query.where('e.id', '<', before)))
    .orderBy('e.id', 'desc')
    .limit(limit)
  return rows.map(toEdit)
}

function edits(trx: Trx) {
  return trx('record_edits as e').leftJoin('users as u', 'u.id', 'e.requested_by').select<Row[]>('e.*', { name: 'u.name' })
}

function prefixed(where: object): Record<string, string> {
  return Object.fromEntries(Object.entries(where).map(([column, value]) => [`e.${column}`, String(value)]))
}

function toEdit(row: Row): RecordEdit {
  return {
    id: row.id,
    plugin: row.plugin,
    resource: row.resource,
    connectionId: row.connection_id,
    key: row.record_key,
    action: row.action,
    state: row.state,
    input: JSON.parse(row.input),
    output: row.output === null ? null : JSON.parse(row.output),
    error: row.error === null ? null : JSON.parse(row.error),
    requestedBy: { userId: row.requested_by, name: row.name },
    requestedAt: row.requested_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    reread: row.reread,
  }
}
