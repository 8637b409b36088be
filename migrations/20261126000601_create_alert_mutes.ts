import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Alerts that a workspace does not want to be reminded of for a while: a whole kind, or a kind of one source.
 * Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE alert_mutes (
      tenant_id  uuid NOT NULL,
      kind       text NOT NULL,
      -- The connection or the flow; empty: all of the kind.
      subject_id text NOT NULL,
      -- Null: until somebody ends it.
      until_at   timestamptz,
      muted_by   text NOT NULL,
      muted_at   timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, kind, subject_id)
    );
  `)
  await protectTable(knex, 'alert_mutes')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE alert_mutes')
}
