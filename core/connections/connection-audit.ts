import type { AuditState } from '../identity/audit-changes.ts'
import type { ConnectionRow } from './connections.types.ts'

/** What the audit log tells of a connection: what people chose, and never what it signs in with. */
interface AuditedChange {
  before?: AuditState
  after?: AuditState
  secrets?: string[]
}

export function madeConnection(
  { plugin, authId, name, settings = {} }: Pick<ConnectionRow, 'plugin' | 'authId' | 'name'> & Partial<Pick<ConnectionRow, 'settings'>>,
  fields: Record<string, unknown>,
): AuditedChange {
  return { after: { plugin, authId, name, settings }, secrets: credentialNames(fields) }
}

export function changedConnection(
  row: ConnectionRow,
  asked: { name?: string | undefined; settings?: ConnectionRow['settings'] | undefined; active?: boolean | undefined },
  fields: Record<string, unknown> | undefined,
): AuditedChange {
  const before = { name: row.name, settings: row.settings, active: row.statusReason !== 'deactivated' }
  const after = { name: asked.name ?? row.name, settings: asked.settings ?? row.settings, active: asked.active ?? before.active }
  return { before, after, secrets: credentialNames(fields ?? {}) }
}

export function removedConnection({ plugin, authId, name, accountId, settings }: ConnectionRow): AuditedChange {
  return { before: { plugin, authId, name, accountId, settings } }
}

/** Of what a sign-in at the provider may change. */
export function signedIn({ authId, name, accountId, accountLabel, status }: ConnectionRow): AuditState {
  return { authId, name, accountId, accountLabel, status }
}

const credentialNames = (fields: Record<string, unknown>) => Object.keys(fields).map((name) => `credential.${name}`)
