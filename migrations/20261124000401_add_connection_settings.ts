import type { Knex } from 'knex'
import { APP_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * What a connector asks about a connection besides its credential (the country, the plan, the address of a company's own server);
 * the answers to reads that a provider refuses to repeat for a while; and OAuth apps for all workspaces, set by whoever owns the
 * installation's first workspace (the secret is a ciphertext; no tenant is in it).
 * Lock: a moment, for two columns with defaults. Old code: writes rows that take the defaults.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE connections ADD settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object' AND length(settings::text) <= 8192);
    ALTER TABLE oauth_states ADD settings jsonb NOT NULL DEFAULT '{}';

    CREATE TABLE recent_reads (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      read_hash     text NOT NULL,
      until_at      timestamptz NOT NULL,
      answer        text,
      PRIMARY KEY (tenant_id, connection_id, read_hash),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'recent_reads')
  await knex.raw(`
    CREATE TABLE plugin_oauth_apps (
      plugin        text PRIMARY KEY,
      client_id     text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 500),
      secret_cipher text NOT NULL,
      updated_by    text NOT NULL,
      updated_at    timestamptz NOT NULL
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON plugin_oauth_apps TO ${APP_ROLE};
  `)
}
