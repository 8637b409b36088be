import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * When a workspace works: hours by weekday, chosen holidays and its own days, as JSON text. No row: the defaults.
 * Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE work_calendars (
      tenant_id  uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
      week       text NOT NULL,
      holidays   text NOT NULL,
      own_days   text NOT NULL,
      updated_by text NOT NULL,
      updated_at timestamptz NOT NULL
    );
  `)
  await protectTable(knex, 'work_calendars', { app: ['select', 'insert', 'update'] })
}
