import type { Knex } from 'knex'

/**
 * What an audited act changed: `[{name, before, after, isSecret}]`. Lock: a moment, for a column with a default. Old code writes
 * entries without it, which are entries that tell no change.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE audit_log ADD changes jsonb NOT NULL DEFAULT '[]'`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE audit_log DROP changes')
}
