import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What a delivery says about a record: read it again. Written in the commit of the delivery. While one waits, further deliveries about
 * the same record join it; one that is being read already is not joined, since what is read may be older than the delivery.
 * `sync_hint_deliveries` leads from a delivery to what became of it.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sync_hints (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      connection_id text NOT NULL,
      plugin        text NOT NULL,
      resource      text NOT NULL,
      record_key    text NOT NULL COLLATE "C",
      topic         text,
      -- The delivery says that the record is gone. It is asked for all the same.
      is_delete     boolean NOT NULL DEFAULT false,
      status        text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'reading', 'done', 'failed')),
      created_at    timestamptz NOT NULL,
      fetched_at    timestamptz,
      processed_at  timestamptz,
      -- stored, unchanged, stale, deleted, missing, listed, ignored
      outcome       text,
      tries         integer NOT NULL DEFAULT 0,
      error         text CHECK (length(error) <= 1000),
      -- When whoever finds it still open reads it. By the database's clock.
      look_again_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE UNIQUE INDEX sync_hints_pending ON sync_hints (tenant_id, connection_id, resource, record_key) WHERE status = 'pending';
    CREATE INDEX sync_hints_open ON sync_hints (look_again_at) WHERE status IN ('pending', 'reading');
    CREATE INDEX sync_hints_listed ON sync_hints (tenant_id, connection_id, id);

    CREATE TABLE sync_hint_deliveries (
      tenant_id   uuid NOT NULL,
      delivery_id text NOT NULL,
      hint_id     text NOT NULL,
      PRIMARY KEY (tenant_id, delivery_id, hint_id),
      FOREIGN KEY (tenant_id, hint_id) REFERENCES sync_hints ON DELETE CASCADE
    );
    CREATE INDEX sync_hint_deliveries_hint ON sync_hint_deliveries (tenant_id, hint_id);
  `)
  await protectTable(knex, 'sync_hints', { engine: ['select', 'insert', 'update', 'delete'] })
  await protectTable(knex, 'sync_hint_deliveries', { engine: ['select', 'insert', 'delete'] })
}
