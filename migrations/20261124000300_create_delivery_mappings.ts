import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Deliveries that were stored before their trigger had made events of them, and what became of that. A row is written with its
 * delivery; the update to `mapped` is what lets exactly one job start the runs. Kept as long as the delivery.
 * Lock: new table only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE delivery_mappings (
      tenant_id      uuid NOT NULL,
      delivery_id    text NOT NULL,
      -- Partition of the delivery.
      day            date NOT NULL,
      -- Whom it is for, as it was when it came.
      connection_ids text[] NOT NULL,
      status         text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'mapped', 'failed')),
      tries          integer NOT NULL DEFAULT 0,
      error          text CHECK (length(error) <= 500),
      run_ids        text[] NOT NULL DEFAULT '{}',
      -- When a job that is still owed by then counts as lost.
      look_again_at  timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, delivery_id)
    );
    CREATE INDEX delivery_mappings_waiting ON delivery_mappings (look_again_at) WHERE status = 'waiting';
  `)
  await protectTable(knex, 'delivery_mappings', { app: ['select', 'update'], engine: ['select', 'insert', 'update', 'delete'] })
}
