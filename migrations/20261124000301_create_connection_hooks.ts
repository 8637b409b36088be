import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Addresses of connectors' webhooks that belong to one connection, each with a secret of its own. The token is the address; it
 * leads to the tenant before the tenant is known, so the engine role reads it.
 * Secrets stand in `secret_cipher` only (security.md C18); `key_id` says which key made a ciphertext, for rotation.
 * Lock: new table only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE connection_hooks (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      webhook       text NOT NULL,
      plugin        text NOT NULL,
      token         text NOT NULL UNIQUE,
      secret_cipher text NOT NULL,
      key_id        text NOT NULL GENERATED ALWAYS AS (split_part(secret_cipher, '.', 2)) STORED,
      created_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, connection_id, webhook),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'connection_hooks', { engine: ['select'] })
}
