import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Ended runs counted by the hour in which they started, kept for days that can no longer change: the dashboards then read a few rows
 * for each day instead of its runs. A day is in `run_hour_days` when all of its hours are in `run_hours`.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE run_hour_days (
      tenant_id uuid NOT NULL,
      -- UTC.
      day       date NOT NULL,
      PRIMARY KEY (tenant_id, day)
    );
    CREATE TABLE run_hours (
      tenant_id uuid NOT NULL,
      day       date NOT NULL,
      -- 0 to 23, UTC.
      hour      smallint NOT NULL,
      flow_id   text NOT NULL,
      status    text NOT NULL,
      -- Of the time from start to end: bucket n ends at 1.05^n milliseconds.
      bucket    smallint NOT NULL,
      runs      integer NOT NULL,
      PRIMARY KEY (tenant_id, day, hour, flow_id, status, bucket)
    );
  `)
  await protectTable(knex, 'run_hour_days', { app: ['select', 'insert'] })
  await protectTable(knex, 'run_hours', { app: ['select', 'insert'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE run_hours, run_hour_days')
}
