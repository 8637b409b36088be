import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What is kept beside the records of a resource. The records themselves live in one table per resource, made at start from what the
 * connectors declare (core/resources/tables). `resource` is `<connector>/<resource>`.
 * `record_scopes` is one row per resource and connection: its lock puts writers of the same records one after the other, and it says
 * up to where columns that a connector declared later are filled.
 * `record_rollups.value` is `=` and the value, or empty for none; field '' counts all records of the day; `-infinity` is the day of
 * records that have none. Sums are in the order that the connector declares.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE record_scopes (
      tenant_id     uuid NOT NULL,
      resource      text COLLATE "C" NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      live          bigint NOT NULL DEFAULT 0,
      filled_hash   text NOT NULL,
      filling_hash  text,
      filling_after text,
      changed_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, resource, connection_id)
    );
    CREATE INDEX record_scopes_resource ON record_scopes (resource, filled_hash);

    CREATE TABLE record_changes (
      tenant_id     uuid NOT NULL,
      resource      text COLLATE "C" NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      key           text COLLATE "C" NOT NULL,
      nr            bigint GENERATED ALWAYS AS IDENTITY,
      at            timestamptz NOT NULL,
      change        text NOT NULL CHECK (change IN ('created', 'updated', 'deleted')),
      origin        text NOT NULL,
      differences   text NOT NULL,
      PRIMARY KEY (tenant_id, resource, connection_id, key, nr)
    );

    CREATE TABLE record_rollups (
      tenant_id     uuid NOT NULL,
      resource      text COLLATE "C" NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      day           date NOT NULL,
      field         text COLLATE "C" NOT NULL,
      value         text COLLATE "C" NOT NULL,
      count         bigint NOT NULL,
      sum_1         bigint NOT NULL,
      sum_2         bigint NOT NULL,
      sum_3         bigint NOT NULL,
      sum_4         bigint NOT NULL,
      sum_5         bigint NOT NULL,
      PRIMARY KEY (tenant_id, resource, connection_id, day, field, value)
    ) WITH (fillfactor = 70);

    CREATE TABLE record_durations (
      tenant_id     uuid NOT NULL,
      resource      text COLLATE "C" NOT NULL,
      connection_id text COLLATE "C" NOT NULL,
      day           date NOT NULL,
      bucket        smallint NOT NULL,
      count         bigint NOT NULL,
      within        bigint NOT NULL,
      PRIMARY KEY (tenant_id, resource, connection_id, day, bucket)
    ) WITH (fillfactor = 70);
  `)
  await protectTable(knex, 'record_scopes', { engine: ['select'] })
  await protectTable(knex, 'record_changes', { app: ['select', 'insert', 'delete'] })
  await protectTable(knex, 'record_rollups')
  await protectTable(knex, 'record_durations')
}
