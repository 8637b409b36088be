import knexFactory, { type Knex } from 'knex'
import pg from 'pg'
import { APP_ROLE, ENGINE_ROLE } from './tenancy.ts'

// bigint columns hold counts and money in ten-thousandths, all far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond 2^53: ${text}`)
  return value
})
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type Db = Knex
export type Trx = Knex.Transaction

export interface DatabaseOptions {
  url: string
  /** Connections of the app role; the engine role gets its own small pool. */
  poolSize: number
}

export interface Database {
  /** Pool of the app role. Sees rows only inside `forTenant`. */
  app: Db
  /** Pool of the engine role: sees every tenant, few tables. Used by the stores named in the import test only. */
  engine: Db
  /** Runs `work` in one transaction that sees exactly this tenant's rows. */
  forTenant<T>(tenantId: string, work: (trx: Trx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Connection settings that make every session of the pool assume `role`: RESET ROLE comes back to it. */
export function connectionAs(url: string, role: string) {
  return { connectionString: url, options: `-c role=${role} -c statement_timeout=60000`, application_name: `tomada ${role}` }
}

export function openDatabase(options: DatabaseOptions): Database {
  const app = openPool(options.url, APP_ROLE, options.poolSize)
  const engine = openPool(options.url, ENGINE_ROLE, 6)
  return {
    app,
    engine,
    async forTenant(tenantId, work) {
      if (!UUID.test(tenantId)) throw new RangeError('forTenant needs a tenant id')
      return app.transaction(async (trx) => {
        await trx.raw(`SELECT set_config('app.tenant_id', ?, true)`, [tenantId])
        return work(trx)
      })
    },
    async close() {
      await Promise.all([app.destroy(), engine.destroy()])
    },
  }
}

function openPool(url: string, role: string, max: number): Db {
  return knexFactory({ client: 'pg', connection: connectionAs(url, role), pool: { min: 0, max }, acquireConnectionTimeout: 10_000 })
}
