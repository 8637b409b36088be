import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Files that become rows of an own table: how they are read, how far it is, and the rows that were refused with their reasons.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE table_imports (
      tenant_id   uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id          text NOT NULL,
      user_id     text NOT NULL,
      table_name  text NOT NULL,
      file_name   text NOT NULL,
      size_bytes  bigint NOT NULL,
      chunks      integer NOT NULL,
      -- JSON text (table-imports.types.ts): how the file is read, and what its columns become.
      reading     text NOT NULL,
      mapping     text NOT NULL,
      existing    text NOT NULL DEFAULT 'update' CHECK (existing IN ('update', 'skip')),
      locale      text NOT NULL,
      status      text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'waiting', 'running', 'done', 'failed', 'cancelled')),
      reason      text,
      attempt     integer NOT NULL DEFAULT 0,
      total_rows  integer NOT NULL,
      -- Rows of the file that were dealt with: noted in the transaction that stores them, so that none is taken twice.
      done_rows   integer NOT NULL DEFAULT 0,
      added       integer NOT NULL DEFAULT 0,
      updated     integer NOT NULL DEFAULT 0,
      skipped     integer NOT NULL DEFAULT 0,
      refused     integer NOT NULL DEFAULT 0,
      asked_at    timestamptz NOT NULL,
      started_at  timestamptz,
      -- Rows that were done before the worker of now began.
      began_rows  integer NOT NULL DEFAULT 0,
      ended_at    timestamptz,
      expires_at  timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX table_imports_expiry ON table_imports (expires_at);
    CREATE TABLE table_import_refusals (
      tenant_id uuid NOT NULL,
      import_id text NOT NULL,
      -- Line of the file, as a spreadsheet numbers it.
      line      integer NOT NULL,
      -- JSON texts: its cells, and what is wrong with which column.
      cells     text NOT NULL,
      errors    text NOT NULL,
      PRIMARY KEY (tenant_id, import_id, line),
      FOREIGN KEY (tenant_id, import_id) REFERENCES table_imports ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'table_imports', { engine: ['select'] })
  await protectTable(knex, 'table_import_refusals')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE table_import_refusals, table_imports')
}
