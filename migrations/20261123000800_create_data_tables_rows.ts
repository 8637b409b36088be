import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * The data store: tables of a workspace that its flows and its people read and write.
 * A value is kept as the JSON text that was put, because a run must read back the very bytes; `json` is made of it for queries.
 * `counted_rows` is what was there when somebody last counted, so that a put need not count a full table each time.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE data_tables (
      tenant_id    uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 63),
      counted_rows integer NOT NULL DEFAULT 0,
      counted_at   timestamptz NOT NULL,
      created_at   timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, name)
    );
    CREATE TABLE data_rows (
      tenant_id  uuid NOT NULL,
      table_name text NOT NULL,
      key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
      value      text NOT NULL,
      json       jsonb NOT NULL GENERATED ALWAYS AS (value::jsonb) STORED,
      expires_at timestamptz,
      revision   integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, table_name, key),
      FOREIGN KEY (tenant_id, table_name) REFERENCES data_tables ON DELETE CASCADE
    );
    CREATE INDEX data_rows_expiry ON data_rows (expires_at) WHERE expires_at IS NOT NULL;
  `)
  // The engine's stores work inside the transaction that ends a step, and the sweep spans tenants.
  await protectTable(knex, 'data_tables', { engine: ['select', 'insert', 'update'] })
  await protectTable(knex, 'data_rows', { engine: ['select', 'insert', 'update', 'delete'] })
}

export async function down(): Promise<void> {
  throw new Error('Dropping the data store loses what flows have stored. Restore a backup instead.')
}
