import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What people have actions do with records at their providers, with what became of each, and texts that they answer with.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE record_edits (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      -- One call, however often it is asked for.
      effect_key    text NOT NULL,
      plugin        text NOT NULL,
      resource      text NOT NULL,
      connection_id text NOT NULL,
      record_key    text NOT NULL,
      action        text NOT NULL,
      -- JSON texts: what a person gave; what the provider answered, null when it is too large to keep.
      input         text NOT NULL,
      output        text,
      -- JSON text {code, message}; only of an edit that did not succeed.
      error         text,
      state         text NOT NULL CHECK (state IN ('pending', 'sent', 'confirmed', 'failed', 'uncertain')),
      requested_by  text NOT NULL,
      requested_at  timestamptz NOT NULL,
      sent_at       timestamptz,
      ended_at      timestamptz,
      -- What reading the record again brought; null when it was not read.
      reread        text CHECK (reread IN ('stored', 'unchanged', 'deleted', 'failed')),
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, effect_key),
      CHECK ((state IN ('pending', 'sent')) = (ended_at IS NULL)),
      CHECK (state = 'pending' OR sent_at IS NOT NULL OR state = 'failed')
    );
    -- Nobody sends the same thing twice at the same time.
    CREATE UNIQUE INDEX record_edits_open ON record_edits (tenant_id, connection_id, plugin, resource, record_key, action)
      WHERE state IN ('pending', 'sent');
    CREATE INDEX record_edits_of_record ON record_edits (tenant_id, connection_id, plugin, resource, record_key, id);
    CREATE INDEX record_edits_of_resource ON record_edits (tenant_id, plugin, resource, id);

    CREATE TABLE quick_replies (
      tenant_id  uuid NOT NULL,
      id         text NOT NULL,
      -- Null: of the whole workspace.
      user_id    text,
      title      text NOT NULL,
      body       text NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
  `)
  await protectTable(knex, 'record_edits', { app: ['select', 'insert', 'update'] })
  await protectTable(knex, 'quick_replies')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE record_edits; DROP TABLE quick_replies')
}
