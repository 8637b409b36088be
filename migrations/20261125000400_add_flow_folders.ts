import type { Knex } from 'knex'

/**
 * Where a flow stands in the list: its folder (empty: none; "Vendas/Mercado Livre" is a folder in a folder) and its tags.
 * Lock: a moment on `flows`, whose defaults need no rewrite. Old code runs against it: it neither reads nor writes the columns.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE flows
      ADD COLUMN folder text NOT NULL DEFAULT '' CHECK (length(folder) <= 120),
      ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Folders and tags would be lost: restore the backup from before the upgrade.')
}
