import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Products, orders, customers and stock as all providers have them. One row for each record of a connection that is one of these;
 * rows with the same entity_id are the same thing. A person's choices: which connection a field is taken from, and echoes to expect.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE hub_records (
      tenant_id     uuid NOT NULL,
      entity        text NOT NULL CHECK (entity IN ('product', 'order', 'customer', 'inventory')),
      connection_id text NOT NULL,
      resource      text NOT NULL,
      external_id   text NOT NULL,
      plugin        text NOT NULL,
      entity_id     text NOT NULL,
      -- What makes records of two connections the same: SKU, document digits, order number. Null: nothing does.
      link_key      text COLLATE "C",
      -- Null: it stands alone, or is the one that others were linked to.
      linked_by     text CHECK (linked_by IN ('key', 'person')),
      -- A person took it away from what it was linked to: no key links it again.
      is_apart      boolean NOT NULL DEFAULT false,
      data          jsonb NOT NULL,
      hash          text NOT NULL,
      origin        text NOT NULL,
      first_seen_at timestamptz NOT NULL,
      changed_at    timestamptz NOT NULL,
      deleted_at    timestamptz,
      PRIMARY KEY (tenant_id, entity, connection_id, resource, external_id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX hub_records_entity ON hub_records (tenant_id, entity, entity_id);
    CREATE INDEX hub_records_key ON hub_records (tenant_id, entity, link_key) WHERE link_key IS NOT NULL;

    CREATE TABLE hub_owners (
      tenant_id     uuid NOT NULL,
      entity        text NOT NULL,
      -- '*': every field without an owner of its own.
      field         text NOT NULL,
      connection_id text NOT NULL,
      PRIMARY KEY (tenant_id, entity, field),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );

    CREATE TABLE hub_echoes (
      tenant_id     uuid NOT NULL,
      entity        text NOT NULL,
      connection_id text NOT NULL,
      resource      text NOT NULL,
      external_id   text NOT NULL,
      -- Of the entity as it will come back.
      hash          text NOT NULL,
      expires_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, entity, connection_id, resource, external_id, hash),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
  `)
  for (const table of ['hub_records', 'hub_owners', 'hub_echoes']) await protectTable(knex, table)
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['hub_echoes', 'hub_owners', 'hub_records']) await knex.raw(`DROP TABLE ${table}`)
}
