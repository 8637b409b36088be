import type { ConnectionRow, ConnectionsDeps } from './connections.types.ts'
import { openCredential } from './credential-parts.ts'
import { findCredential } from './credentials.store.ts'

/** A connection as it is set up. */
export interface Configuration {
  row: ConnectionRow
  /** What was typed, by the names of the scheme's form. Empty for an account that was signed in at its provider. */
  fields: ConfiguredField[]
}

export interface ConfiguredField {
  name: string
  isSecret: boolean
  /** What was typed, as a text; a secret is only said to be there. */
  value: string
}

/** Whatever is shown for a secret says nothing of it, not even its length. */
const MASK = '••••••••'

export async function configurationOf(
  { db, secrets, connectors }: Pick<ConnectionsDeps, 'db' | 'secrets' | 'connectors'>,
  tenantId: string,
  row: ConnectionRow,
): Promise<Configuration> {
  const stored = await db.forTenant(tenantId, (trx) => findCredential(trx, row.id))
  if (stored === undefined) return { row, fields: [] }
  const { fields, secretNames = [] } = openCredential(secrets, tenantId, row.id, stored.cipher)
  const declared = connectors.auth(row.plugin, row.authId)?.secretNames
  // Of a scheme that is not there any more nobody knows which fields were secret.
  const isSecret = (name: string) => declared === undefined || declared.includes(name) || secretNames.includes(name)
  return {
    row,
    fields: Object.entries(fields).map(([name, value]) => {
      return { name, isSecret: isSecret(name), value: isSecret(name) ? MASK : String(value) }
    }),
  }
}
