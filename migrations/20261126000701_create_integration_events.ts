import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What happened to connections: connected, disconnected, in trouble. Written with the change that it tells of; kept when the connection
 * goes, because that is one of them. Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE integration_events (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      event         text NOT NULL CHECK (event IN ('integration.connected', 'integration.disconnected', 'integration.error')),
      connection_id text NOT NULL,
      data          jsonb NOT NULL,
      occurred_at   timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX integration_events_of ON integration_events (tenant_id, connection_id, event, occurred_at);
  `)
  await protectTable(knex, 'integration_events')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE integration_events')
}
