import type { Knex } from 'knex'

/**
 * A connector may speak to several providers, each with an OAuth application of its own.
 * Lock: a moment, for two small tables. Old code: reads as before, and cannot change an application until it is replaced.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE oauth_apps ADD app text NOT NULL DEFAULT '';
    ALTER TABLE oauth_apps DROP CONSTRAINT oauth_apps_pkey, ADD PRIMARY KEY (tenant_id, plugin, app);
    ALTER TABLE plugin_oauth_apps ADD app text NOT NULL DEFAULT '';
    ALTER TABLE plugin_oauth_apps DROP CONSTRAINT plugin_oauth_apps_pkey, ADD PRIMARY KEY (plugin, app);
  `)
}
