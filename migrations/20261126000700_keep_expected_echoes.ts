import type { Knex } from 'knex'

/**
 * What comes back of a write of ours is known by the entity as it will be: kept, so that the next write expects what both make of it,
 * and marked once it came, so that the record may go there again later and be news. Lock: a moment on hub_echoes, whose rows last ten
 * minutes. Old code: never wrote any.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    TRUNCATE hub_echoes;
    ALTER TABLE hub_echoes
      ADD COLUMN data jsonb NOT NULL,
      ADD COLUMN expected_at timestamptz NOT NULL,
      ADD COLUMN has_come boolean NOT NULL DEFAULT false;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE hub_echoes DROP COLUMN data, DROP COLUMN expected_at, DROP COLUMN has_come`)
}
