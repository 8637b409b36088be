import type { Knex } from 'knex'
import { APP_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * What comes for a step that waits (a person's decision, a call of its link, the end of a sub-flow), kept until the run takes
 * it in. And whose sub-flow a run is.
 * Lock: short, on open_runs and runs (columns without a default that needs a rewrite).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE run_inbox (
      tenant_id   uuid NOT NULL,
      run_id      text NOT NULL,
      -- Delivered twice, it is taken in once.
      id          text NOT NULL,
      path        text NOT NULL,
      -- JSON of an ArrivalOutcome (core/runs/journal.types.ts).
      outcome     text NOT NULL,
      arrived_at  timestamptz NOT NULL DEFAULT engine_clock(),
      PRIMARY KEY (tenant_id, run_id, id)
    );

    -- How many arrivals the run had taken in when it was parked: with more in run_inbox it is ready.
    ALTER TABLE open_runs ADD COLUMN inbox_seen integer NOT NULL DEFAULT 0;
    ALTER TABLE open_runs ADD COLUMN parent_run_id text, ADD COLUMN parent_path text, ADD COLUMN depth smallint NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN parent_run_id text, ADD COLUMN parent_path text;
    -- A step in the workspace's tables journals in the workspace's own transaction.
    GRANT INSERT ON blobs TO ${APP_ROLE};
    CREATE INDEX open_runs_children ON open_runs (tenant_id, parent_run_id) WHERE parent_run_id IS NOT NULL;
  `)
  await protectTable(knex, 'run_inbox', { app: ['select', 'insert'], engine: ['select', 'insert', 'delete'] })
}
