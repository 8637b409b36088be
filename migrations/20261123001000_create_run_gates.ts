import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Which runs of flows with concurrency, order, debounce or throttle settings may start, and the priority of open runs.
 * Runs of other flows have no row here and write no more than before.
 * Lock: short, on open_runs (columns without a rewrite); its index for leasing is made again, with the priority in it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE run_gates (
      tenant_id   uuid NOT NULL,
      run_id      text NOT NULL,
      flow_id     text NOT NULL,
      version     integer NOT NULL,
      -- The order in which runs were accepted.
      seq         bigint GENERATED ALWAYS AS IDENTITY,
      -- 'new': its keys are not known yet. 'paused': waits for its flow to be resumed. 'ended': the run is over and nobody has looked
      -- who may start instead. A look takes 'new' and 'ended' away in its own transaction, so what they ask for cannot be lost.
      state       text NOT NULL CHECK (state IN ('new', 'paused', 'held', 'admitted', 'ended')),
      -- JSON array of the values of the settings' keys: concurrency, fifo, debounce, throttle.
      keys        text,
      -- A person asked for this run: debounce and throttle let it pass.
      is_free     boolean NOT NULL DEFAULT false,
      -- It was asked to make room for a newer one.
      is_replaced boolean NOT NULL DEFAULT false,
      accepted_at timestamptz NOT NULL DEFAULT engine_clock(),
      -- When time alone may let it start.
      due_at      timestamptz,
      PRIMARY KEY (tenant_id, run_id)
    ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
    CREATE INDEX run_gates_held ON run_gates (tenant_id, flow_id, keys, seq) WHERE state = 'held';
    CREATE INDEX run_gates_admitted ON run_gates (tenant_id, flow_id, keys) WHERE state = 'admitted';
    CREATE INDEX run_gates_open ON run_gates (tenant_id, flow_id, seq) WHERE state IN ('new', 'ended');
    CREATE INDEX run_gates_paused ON run_gates (tenant_id, flow_id) WHERE state = 'paused';
    CREATE INDEX run_gates_due ON run_gates (due_at) WHERE due_at IS NOT NULL;

    -- Starts of the last while, for flows with a throttle.
    CREATE TABLE gate_starts (
      tenant_id  uuid NOT NULL,
      flow_id    text NOT NULL,
      key        text NOT NULL,
      started_at timestamptz NOT NULL,
      run_id     text NOT NULL,
      PRIMARY KEY (tenant_id, flow_id, key, started_at, run_id)
    );

    ALTER TABLE open_runs DROP CONSTRAINT open_runs_status_check,
      ADD CONSTRAINT open_runs_status_check CHECK (status IN ('held', 'queued', 'running', 'waiting', 'uncertain')) NOT VALID;
    -- gate_outcome: the run ends without having started; JSON of a GateOutcome (core/runs/admission/gates.types.ts).
    ALTER TABLE open_runs ADD COLUMN priority smallint NOT NULL DEFAULT 0, ADD COLUMN gate_outcome text;
    DROP INDEX open_runs_ready;
    CREATE INDEX open_runs_ready ON open_runs (tenant_id, priority, ready_at, id) WHERE owner IS NULL AND status IN ('queued', 'waiting');
  `)
  await protectTable(knex, 'run_gates', { app: ['select', 'insert'], engine: ['select', 'insert', 'update', 'delete'] })
  await protectTable(knex, 'gate_starts', { app: [], engine: ['select', 'insert', 'delete'] })
}
