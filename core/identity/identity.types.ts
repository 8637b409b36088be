import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'

export interface IdentityConfig {
  /** At least 32 characters each, and not the same. */
  jwtSecret: string
  jwtRefreshSecret: string
  production: boolean
  /** Public origin: issuer of tokens; https makes cookies Secure, as production does. */
  baseUrl: string
}

export interface IdentityDeps {
  db: Database
  clock: Clock
  config: IdentityConfig
  logger: Logger
  /** In the transaction that changes it: what is known by the timezone of a workspace is no longer. */
  timezoneChanged?(trx: Trx, tenantId: string): Promise<void>
}
