import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Reads that a provider refuses to repeat: by which writes their answers go out of date, who made the read, and whether its answer may
 * never be given; and the writes that are under way, so that no answer from before one is kept, not even when its process dies.
 * Lock: a moment, for three columns with defaults. Old code: forgets every answer of a connection, which is always right.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE recent_reads ADD changed_by text[], ADD reader text NOT NULL DEFAULT '', ADD is_void boolean NOT NULL DEFAULT false;

    CREATE TABLE writes_under_way (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      id            text NOT NULL,
      path          text,
      until_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, connection_id, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'writes_under_way')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE writes_under_way;
    ALTER TABLE recent_reads DROP changed_by, DROP reader, DROP is_void;
  `)
}
