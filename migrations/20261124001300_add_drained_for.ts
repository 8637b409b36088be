import type { Knex } from 'knex'

/**
 * Which due time of an open run somebody asked to have drained now: of several who ask at once, one counts it.
 * Lock: short, on open_runs (a column without a default). Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE open_runs ADD COLUMN drained_for timestamptz')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE open_runs DROP COLUMN drained_for')
}
