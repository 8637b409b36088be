import type { ConnectionsDeps } from './connections.types.ts'
import { credentialPurpose } from './credential-parts.ts'
import { lockCredential, rewriteCipher } from './credentials.store.ts'
import { listAppOwners, listUnderOtherKeys } from './cross-tenant.store.ts'
import { appPurpose, installationPurpose } from './oauth-apps.service.ts'
import { lockInstallationApps, lockOAuthApps, rewriteAppSecret, rewriteInstallationSecret } from './oauth-apps.store.ts'

const BATCH = 200

type Deps = Pick<ConnectionsDeps, 'db' | 'secrets' | 'logger'>

/**
 * Moves what older encryption keys made to the newest one, a row per transaction and under its lock, while everything runs on
 * (security.md C18). What was moved stays moved, so it may be stopped and started again. Returns how many were moved.
 */
export async function rotateKeys({ db, secrets, logger }: Deps): Promise<number> {
  let moved = 0
  let unreadable = 0
  for (;;) {
    const batch = await listUnderOtherKeys(db, secrets.currentKeyId, BATCH + unreadable)
    const before = moved
    for (const { tenantId, connectionId } of batch) {
      await db
        .forTenant(tenantId, async (trx) => {
          const row = await lockCredential(trx, connectionId)
          if (row === undefined || secrets.isCurrent(row.cipher)) return
          await rewriteCipher(trx, connectionId, secrets.reencrypt(row.cipher, credentialPurpose(tenantId, connectionId)))
          moved++
        })
        .catch((error: unknown) => logger.error({ err: error, tenantId, connectionId }, 'credential not moved to the new key'))
    }
    if (moved === before) break
    unreadable = batch.length - (moved - before)
  }
  for (const tenantId of await listAppOwners(db)) moved += await rotateApps({ db, secrets, logger }, tenantId)
  moved += await rotateInstallationApps({ db, secrets, logger })
  if (moved > 0) logger.info({ moved, keyId: secrets.currentKeyId }, 'secrets moved to the newest key')
  return moved
}

async function rotateApps({ db, secrets }: Deps, tenantId: string): Promise<number> {
  return db.forTenant(tenantId, async (trx) => {
    const old = (await lockOAuthApps(trx)).filter((app) => !secrets.isCurrent(app.secretCipher))
    for (const app of old) await rewriteAppSecret(trx, app, secrets.reencrypt(app.secretCipher, appPurpose(tenantId, app)))
    return old.length
  })
}

async function rotateInstallationApps({ db, secrets }: Deps): Promise<number> {
  return db.app.transaction(async (trx) => {
    const old = (await lockInstallationApps(trx)).filter((app) => !secrets.isCurrent(app.secretCipher))
    for (const app of old) await rewriteInstallationSecret(trx, app, secrets.reencrypt(app.secretCipher, installationPurpose(app)))
    return old.length
  })
}
