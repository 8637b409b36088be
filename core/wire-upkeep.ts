import type { ConnectionsService } from './connections/connections.service.ts'
import { declareKeepTokens } from './connections/keep-tokens.job.ts'
import { declareSweepRows } from './data-store/sweep-rows.job.ts'
import { declareRotateEntries } from './drivers/rotate-entries.job.ts'
import { declareSweepQuotas } from './egress/sweep-quotas.job.ts'
import { declareRotateHookSecrets } from './flows/rotate-hook-secrets.job.ts'
import type { IdentityService } from './identity/identity.service.ts'
import { declareSweepSessions } from './identity/sweep-sessions.job.ts'
import type { Database } from './platform/db.ts'
import type { Logger } from './platform/logger.ts'
import type { Queue } from './platform/queue.ts'
import type { SecretBox } from './platform/secrets.ts'
import { declareSweepCache } from './step-cache/sweep-cache.job.ts'

export interface UpkeepDeps {
  db: Database
  logger: Logger
  secrets: SecretBox
  identity: IdentityService
  connections: ConnectionsService
  dataStore: Parameters<typeof declareSweepRows>[1]
  stepCache: Parameters<typeof declareSweepCache>[1]
}

/** Jobs that keep what is stored in order: what is over goes, secrets move to the newest key, tokens stay alive. */
export async function wireUpkeep(queue: Queue, deps: UpkeepDeps, works: boolean): Promise<void> {
  const { db, logger, secrets } = deps
  await declareSweepSessions(queue, deps.identity, works)
  await declareKeepTokens(queue, deps.connections, works)
  await declareSweepQuotas(queue, db.app, works)
  await declareRotateHookSecrets(queue, { db, secrets }, works)
  await declareRotateEntries(queue, { db, secrets, logger }, works)
  await declareSweepRows(queue, deps.dataStore, works)
  await declareSweepCache(queue, deps.stepCache, works)
}
