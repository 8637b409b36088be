import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * From when to when something needed a person: alerts are read from what the product knows, so without it nobody could say what was
 * wrong last night. One open period for each alert.
 * Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE alert_periods (
      tenant_id    uuid NOT NULL,
      -- Of the alert: the same each time it comes.
      alert_id     text NOT NULL,
      began_at     timestamptz NOT NULL,
      -- Null: it lasts.
      ended_at     timestamptz,
      kind         text NOT NULL,
      severity     text NOT NULL,
      subject_id   text,
      subject_name text,
      -- The highest while it lasted.
      count        integer NOT NULL,
      reason       text,
      PRIMARY KEY (tenant_id, alert_id, began_at)
    );
    CREATE UNIQUE INDEX alert_periods_open ON alert_periods (tenant_id, alert_id) WHERE ended_at IS NULL;
    CREATE INDEX alert_periods_newest ON alert_periods (tenant_id, began_at DESC);
  `)
  await protectTable(knex, 'alert_periods')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE alert_periods')
}
