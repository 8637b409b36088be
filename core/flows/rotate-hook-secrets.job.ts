import type { Database } from '../platform/db.ts'
import type { Queue } from '../platform/queue.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { hooksUnderOtherKeys } from './flow-source.store.ts'
import { secretPurpose } from './flows.service.ts'
import { hookSecretCipher, lockFlow, replaceHookSecret } from './flows.store.ts'

const QUEUE = 'flows.rotate-hook-secrets'
const BATCH = 200

/**
 * Moves webhook secrets to the newest encryption key, a row per transaction (security.md C18). What was moved stays moved.
 * Returns how many were. The secret itself does not change: senders notice nothing.
 */
export async function rotateHookSecrets({ db, secrets }: { db: Database; secrets: SecretBox }): Promise<number> {
  let moved = 0
  const madeBy = secrets.encrypt('', '').split('.').slice(0, 2).join('.')
  for (const { tenantId, flowId } of await hooksUnderOtherKeys(db, `${madeBy}.`, BATCH)) {
    await db.forTenant(tenantId, async (trx) => {
      await lockFlow(trx, flowId)
      const cipher = await hookSecretCipher(trx, flowId)
      if (cipher === undefined || secrets.isCurrent(cipher)) return
      await replaceHookSecret(trx, flowId, secrets.reencrypt(cipher, secretPurpose(tenantId, flowId)))
      moved++
    })
  }
  return moved
}

export async function declareRotateHookSecrets(queue: Queue, deps: { db: Database; secrets: SecretBox }, works: boolean): Promise<void> {
  await queue.declare(QUEUE)
  if (!works) return
  await queue.work(QUEUE, 1, async () => {
    await rotateHookSecrets(deps)
  })
  await queue.every(QUEUE, '11 * * * *')
}
