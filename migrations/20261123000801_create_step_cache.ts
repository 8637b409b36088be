import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Outputs of steps that may be used again for the same input (the step option "cache"). Losing a row costs a call, nothing else.
 * Lock: new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE step_cache (
      tenant_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      flow_id    text NOT NULL,
      step_id    text NOT NULL,
      input_hash text NOT NULL,
      output     text NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, flow_id, step_id, input_hash)
    );
    CREATE INDEX step_cache_expiry ON step_cache (expires_at);
  `)
  await protectTable(knex, 'step_cache', { app: [], engine: ['select', 'insert', 'update', 'delete'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE step_cache')
}
