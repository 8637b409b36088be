import type { Knex } from 'knex'

/** Database roles (security.md C20). Both are NOLOGIN; the pools assume them with the `role` start-up option. */
export const APP_ROLE = 'tomada_app'
export const ENGINE_ROLE = 'tomada_engine'

/** Row filter of the app role: the transaction's tenant, or nothing when none was set (an unset setting reads ''). */
export const TENANT_FILTER = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`

export interface ProtectOptions {
  /** Privileges of the app role on this table. Default: all four. */
  app?: ReadonlyArray<'select' | 'insert' | 'update' | 'delete'>
  /** Privileges of the engine role, which sees every tenant. Default: none. */
  engine?: ReadonlyArray<'select' | 'insert' | 'update' | 'delete'>
}

/**
 * Turns on forced row-level security for a table with a `tenant_id uuid` column and grants the two roles what they need.
 * Every migration that makes a table calls this, or adds the table to the reviewed list in `core/platform/tenancy.test.ts`.
 */
export async function protectTable(knex: Knex, table: string, options: ProtectOptions = {}): Promise<void> {
  const app = options.app ?? ['select', 'insert', 'update', 'delete']
  const engine = options.engine ?? []
  await knex.raw(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`)
  await knex.raw(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`)
  await knex.raw(`CREATE POLICY ${table}_tenant ON ${table} TO ${APP_ROLE} USING (${TENANT_FILTER}) WITH CHECK (${TENANT_FILTER})`)
  if (app.length > 0) await knex.raw(`GRANT ${app.join(', ')} ON ${table} TO ${APP_ROLE}`)
  if (engine.length > 0) {
    await knex.raw(`CREATE POLICY ${table}_engine ON ${table} TO ${ENGINE_ROLE} USING (true) WITH CHECK (true)`)
    await knex.raw(`GRANT ${engine.join(', ')} ON ${table} TO ${ENGINE_ROLE}`)
  }
}
