import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What people do to many runs: which run is whose retry and with edited data, work on up to 1,000 runs at once, and what a
 * person pinned for trying a draft out.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One row per retry. In the list and in the groups of failures it says what became of the run before.
    CREATE TABLE run_retries (
      tenant_id  uuid NOT NULL,
      run_id     text NOT NULL,
      retry_of   text NOT NULL,
      -- The trigger data was changed by a person.
      edited     boolean NOT NULL,
      from_step  text,
      retried_by text NOT NULL,
      retried_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, run_id)
    );
    CREATE INDEX run_retries_of ON run_retries (tenant_id, retry_of);

    CREATE TABLE run_bulks (
      tenant_id    uuid NOT NULL,
      id           text NOT NULL,
      action       text NOT NULL CHECK (action IN ('retry', 'cancel', 'resolve')),
      -- For retry: version and where from, as JSON.
      options      text NOT NULL,
      total        integer NOT NULL,
      -- More runs fitted than one bulk may hold.
      is_cut       boolean NOT NULL,
      asked_by     text NOT NULL,
      asked_at     timestamptz NOT NULL DEFAULT now(),
      cancelled_at timestamptz,
      ended_at     timestamptz,
      PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX run_bulks_old ON run_bulks (tenant_id, asked_at);
    CREATE TABLE run_bulk_items (
      tenant_id uuid NOT NULL,
      bulk_id   text NOT NULL,
      run_id    text NOT NULL,
      status    text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'refused')),
      -- The retry that was started.
      result_id text,
      -- Code of the refusal, and what it says.
      reason    text,
      PRIMARY KEY (tenant_id, bulk_id, run_id),
      FOREIGN KEY (tenant_id, bulk_id) REFERENCES run_bulks ON DELETE CASCADE
    );

    -- Personal, like the draft they are for. JSON text of {trigger?, steps: {id: {output, lane?}}, fromRunId}.
    CREATE TABLE flow_pins (
      tenant_id  uuid NOT NULL,
      flow_id    text NOT NULL,
      user_id    text NOT NULL,
      pins       text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, flow_id, user_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'run_retries', { app: ['select', 'insert'], engine: ['select', 'delete'] })
  await protectTable(knex, 'run_bulks', { app: ['select', 'update', 'delete'], engine: ['select', 'insert', 'delete'] })
  await protectTable(knex, 'run_bulk_items', { app: ['select', 'update'], engine: ['select', 'insert', 'delete'] })
  await protectTable(knex, 'flow_pins')
}
