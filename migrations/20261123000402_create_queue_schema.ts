import type { Knex } from 'knex'
import { APP_ROLE, ENGINE_ROLE } from '../core/platform/tenancy.ts'

/**
 * The schema that pg-boss fills itself. It belongs to the engine role, so that the queue never needs the owner; the app role
 * may enqueue in its own transactions. Lock: none.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`CREATE SCHEMA pgboss AUTHORIZATION ${ENGINE_ROLE}`)
  // Said by the engine role itself: it owns the schema, and default privileges hold for what the speaking role makes later.
  await knex.raw(`SET LOCAL ROLE ${ENGINE_ROLE}`)
  await knex.raw(`GRANT USAGE ON SCHEMA pgboss TO ${APP_ROLE}`)
  await knex.raw(`ALTER DEFAULT PRIVILEGES IN SCHEMA pgboss GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${APP_ROLE}`)
  await knex.raw(`RESET ROLE`)
}
