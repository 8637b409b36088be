import type { Knex } from 'knex'

/**
 * Figures of records apart by the currency that they name: empty for the one that their resource declares. What was counted before
 * stands under the empty one until the start fills the figures of such resources again.
 * Lock: record_rollups while its key is built, a row per day and value: seconds. Old code cannot write records afterwards (its
 * ON CONFLICT names the former key): its pages fail and are tried again by new code.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE record_rollups ADD currency text COLLATE "C" NOT NULL DEFAULT '';
    ALTER TABLE record_rollups DROP CONSTRAINT record_rollups_pkey,
      ADD PRIMARY KEY (tenant_id, resource, connection_id, day, field, value, currency);
  `)
}

export async function down(): Promise<void> {
  throw new Error('amounts of different currencies cannot be told apart any more: restore the database from before the upgrade')
}
