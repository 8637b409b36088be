import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { placesUnderOtherKeys } from './cross-tenant.store.ts'
import { lockEntriesUnderOtherKeys, rewriteEntries } from './entries.store.ts'
import { sealer } from './session-seal.ts'

const BATCH = 500

export interface RotateDeps {
  db: Database
  secrets: SecretBox
  logger: Logger
}

/**
 * Moves what drivers keep to the newest encryption key while their sessions run on (security.md C18), a batch under lock at a time.
 * Returns how many were moved; what was moved stays moved.
 */
export async function rotateEntries(deps: RotateDeps): Promise<number> {
  const { db, secrets, logger } = deps
  let moved = 0
  for (const place of await placesUnderOtherKeys(db.engine, prefixOf(secrets))) moved += await rotateOne(deps, place)
  if (moved > 0) logger.info({ moved, keyId: secrets.currentKeyId }, 'entries of drivers moved to the newest key')
  return moved
}

async function rotateOne({ db, secrets, logger }: RotateDeps, place: { tenantId: string; connectionId: string }): Promise<number> {
  const seal = sealer(secrets)
  const { tenantId, connectionId } = place
  let moved = 0
  let after = { kind: '', id: '' }
  for (;;) {
    const from = after
    const batch = await db.forTenant(tenantId, async (trx) => {
      const entries = await lockEntriesUnderOtherKeys(trx, connectionId, { prefix: prefixOf(secrets), after: from, limit: BATCH })
      const next = entries.flatMap((entry) => {
        try {
          return [{ ...entry, value: seal.close(place, seal.open(place, entry.value)) }]
        } catch (error) {
          logger.error({ err: error, tenantId, connectionId, kind: entry.kind }, 'entry of a driver not moved to the new key')
          return []
        }
      })
      await rewriteEntries(trx, connectionId, next)
      moved += next.length
      return entries
    })
    const last = batch.at(-1)
    if (last === undefined || batch.length < BATCH) return moved
    after = last
  }
}

function prefixOf(secrets: SecretBox): string {
  return `${secrets.encrypt('', '').split('.').slice(0, 2).join('.')}.`
}
