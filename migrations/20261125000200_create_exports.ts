import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Files made in the background, and what they are made of.
 * Their bytes are kept in pieces beside everything else of the workspace: every process can send them, they are in its backups, and
 * the same row-level security keeps them apart.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE exports (
      tenant_id   uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id          text NOT NULL,
      user_id     text NOT NULL,
      -- JSON text of what is exported (exports.types.ts).
      source      text NOT NULL,
      title       text NOT NULL,
      format      text NOT NULL CHECK (format IN ('csv', 'xlsx', 'pdf')),
      locale      text NOT NULL,
      status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
      -- Code of an error, when it failed.
      reason      text,
      -- Raised by whoever begins to write it: what an earlier one still holds is no longer taken.
      attempt     integer NOT NULL DEFAULT 0,
      done_rows   bigint NOT NULL DEFAULT 0,
      -- Null: nobody can say beforehand.
      total_rows  bigint,
      chunks      integer NOT NULL DEFAULT 0,
      size_bytes  bigint NOT NULL DEFAULT 0,
      asked_at    timestamptz NOT NULL,
      started_at  timestamptz,
      ended_at    timestamptz,
      expires_at  timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX exports_expiry ON exports (expires_at);
    CREATE TABLE file_chunks (
      tenant_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      file_id   text NOT NULL,
      nr        integer NOT NULL,
      bytes     bytea NOT NULL,
      PRIMARY KEY (tenant_id, file_id, nr)
    );
    -- Compressed already, or read once.
    ALTER TABLE file_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
  `)
  await protectTable(knex, 'exports', { engine: ['select'] })
  await protectTable(knex, 'file_chunks')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE file_chunks, exports')
}
