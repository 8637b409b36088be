import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Outbound calls that belong to no run: polling, tokens, tests of a connection and of a draft. Those of runs are in their journals.
 * Append-only: nobody may change a row, and only the sweep takes old ones away.
 * Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE outside_calls (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      purpose       text NOT NULL,
      plugin        text NOT NULL,
      action        text,
      connection_id text,
      flow_id       text,
      -- JSON text of a CallRecord (core/egress/egress.types.ts): masked already.
      record        text NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX outside_calls_old ON outside_calls (id);
  `)
  await protectTable(knex, 'outside_calls', { app: ['select', 'insert'], engine: ['select', 'delete'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE outside_calls')
}
