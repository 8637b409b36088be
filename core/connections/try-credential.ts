import type { Auth } from '../../sdk/manifest.gen.ts'
import { newId } from '../platform/ids.ts'
import { deleteConnection, insertConnection } from './connections.store.ts'
import type { AuthDeclaration, ConnectionsDeps, TestOutcome } from './connections.types.ts'
import { sealCredential } from './credential-parts.ts'
import { type CredentialTimes, insertCredential } from './credentials.store.ts'
import type { Settings } from './settings.ts'

export interface TriedCredential {
  tenantId: string
  userId: string
  plugin: string
  auth: AuthDeclaration
  fields: Record<string, unknown>
  settings: Settings
}

/**
 * Asks the provider with what was typed, once, and keeps nothing of it. What cannot be seen by anybody holds it meanwhile: a process
 * that dies leaves a provisional connection, which is swept like that of a sign-in that was given up.
 */
export async function tryCredential(
  deps: Pick<ConnectionsDeps, 'db' | 'clock' | 'secrets' | 'tester'>,
  { tenantId, userId, plugin, auth, fields, settings }: TriedCredential,
  times: (auth: Auth) => CredentialTimes,
): Promise<TestOutcome> {
  const nowMs = deps.clock.now()
  const id = newId('con', nowMs)
  const stored = { fields, secretNames: [...auth.secretNames], tokens: null, previous: [] }
  const cipher = sealCredential(deps.secrets, tenantId, id, stored)
  const row = { tenantId, id, plugin, authId: auth.declared.id, name: plugin, provisional: true, settings }
  await deps.db.forTenant(tenantId, async (trx) => {
    await insertConnection(trx, { ...row, createdBy: userId, createdAt: new Date(nowMs) })
    await insertCredential(trx, tenantId, id, cipher, times(auth.declared))
  })
  try {
    return await deps.tester(tenantId, id)
  } finally {
    await deps.db.forTenant(tenantId, (trx) => deleteConnection(trx, id))
  }
}
