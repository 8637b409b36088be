import type { Trx } from '../platform/db.ts'
import type { Account, ConnectionRow } from './connections.types.ts'
import type { Settings } from './settings.ts'
import { type StatusChange, tellStatus } from './status-events.ts'

/** SQL of connections. Every function works inside one tenant's transaction. */

const COLUMNS = {
  id: 'id',
  plugin: 'plugin',
  authId: 'auth_id',
  name: 'name',
  accountId: 'account_id',
  accountLabel: 'account_label',
  status: 'status',
  statusReason: 'status_reason',
  statusDetail: 'status_detail',
  provisional: 'provisional',
  settings: 'settings',
  createdAt: 'created_at',
  lastTestedAt: 'last_tested_at',
}

export async function listConnections(trx: Trx): Promise<ConnectionRow[]> {
  return trx('connections').where({ provisional: false }).select<ConnectionRow[]>(COLUMNS).orderBy('name').orderBy('id')
}

export async function findConnection(trx: Trx, id: string): Promise<ConnectionRow | undefined> {
  return trx('connections').where({ id }).select<ConnectionRow[]>(COLUMNS).first()
}

/** The row, locked until the transaction ends. */
export async function lockConnection(trx: Trx, id: string): Promise<ConnectionRow | undefined> {
  return trx('connections').where({ id }).select<ConnectionRow[]>(COLUMNS).forUpdate().first()
}

export async function lockConnectionOfAccount(trx: Trx, plugin: string, accountId: string): Promise<ConnectionRow | undefined> {
  return trx('connections').where({ plugin, account_id: accountId }).select<ConnectionRow[]>(COLUMNS).forUpdate().first()
}

export interface NewConnection {
  tenantId: string
  id: string
  plugin: string
  authId: string
  name: string
  provisional: boolean
  settings: Settings
  createdBy: string
  createdAt: Date
}

export async function insertConnection(trx: Trx, connection: NewConnection): Promise<void> {
  await trx('connections').insert({
    tenant_id: connection.tenantId,
    id: connection.id,
    plugin: connection.plugin,
    auth_id: connection.authId,
    name: connection.name,
    provisional: connection.provisional,
    settings: JSON.stringify(connection.settings),
    created_by: connection.createdBy,
    created_at: connection.createdAt,
  })
}

export interface ConnectionChange {
  name?: string
  /** Connected by another scheme than before. */
  authId?: string
  account?: Account
  status?: StatusChange
  provisional?: false
  settings?: Settings
  lastTestedAt?: Date
}

/**
 * With a new status, what it means is told in the same transaction. Throws the database's unique violation when another connection of
 * the workspace is for that account.
 */
export async function updateConnection(trx: Trx, id: string, change: ConnectionChange): Promise<void> {
  const { name, authId, account, status, provisional, settings, lastTestedAt } = change
  const before = status === undefined ? undefined : await lockConnection(trx, id)
  await trx('connections')
    .where({ id })
    .update({
      ...(name === undefined ? {} : { name }),
      ...(authId === undefined ? {} : { auth_id: authId }),
      ...(account === undefined ? {} : { account_id: account.id, account_label: account.label }),
      ...(status === undefined
        ? {}
        : { status: status.is, status_reason: status.reason, status_detail: status.detail?.slice(0, 500) ?? null }),
      ...(provisional === undefined ? {} : { provisional }),
      ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
      ...(lastTestedAt === undefined ? {} : { last_tested_at: lastTestedAt }),
    })
  if (status !== undefined && before !== undefined) await tellStatus(trx, before, status)
}

/** Its credential and hook routes go with it. */
export async function deleteConnection(trx: Trx, id: string): Promise<void> {
  await trx('connections').where({ id }).delete()
}

/** OAuth windows that were closed half-way leave a connection that nobody saw. */
export async function deleteStaleProvisional(trx: Trx, before: Date): Promise<void> {
  await trx('connections').where({ provisional: true }).where('created_at', '<', before).delete()
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
