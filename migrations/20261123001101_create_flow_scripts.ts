import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Scripts of published versions, made again because the version was published by a program whose scripts this one cannot run.
 * A version itself never changes. `format` is that of the script.
 * Lock: a new table only. Old code: does not know it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE flow_scripts (
      tenant_id   uuid NOT NULL,
      flow_id     text NOT NULL,
      version     integer NOT NULL,
      format      integer NOT NULL,
      script      text NOT NULL,
      script_hash text NOT NULL,
      made_at     timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, flow_id, version, format),
      FOREIGN KEY (tenant_id, flow_id, version) REFERENCES flow_versions ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'flow_scripts', { app: [], engine: ['select', 'insert'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE flow_scripts')
}
