import type { Knex } from 'knex'
import { ENGINE_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * What the engine keeps. Nothing here is updated on the hot path but `open_runs`, which stays small:
 * `open_runs` holds every run that has not ended, `runs` (by day, append-only) the ended ones, `journal` (by day, append-only)
 * what a run observed and decided when it took more than one commit. Retention drops days of `runs` and `journal`.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One clock for leases, waits and sweeps: the database's. A test may replace it to make time jump.
    CREATE FUNCTION engine_clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT statement_timestamp()';

    CREATE TABLE processes (
      id           text PRIMARY KEY,
      started_at   timestamptz NOT NULL DEFAULT engine_clock(),
      heartbeat_at timestamptz NOT NULL DEFAULT engine_clock()
    );
    GRANT select, insert, update, delete ON processes TO ${ENGINE_ROLE};

    CREATE TABLE open_runs (
      tenant_id           uuid NOT NULL,
      id                  text NOT NULL,
      flow_id             text NOT NULL,
      version             integer NOT NULL,
      status              text NOT NULL CHECK (status IN ('queued', 'running', 'waiting', 'uncertain')),
      -- Process that works on it. Null: whoever leases it first.
      owner               text,
      ready_at            timestamptz NOT NULL,
      trigger             text NOT NULL,
      delivery_id         text,
      -- JSON that expressions see as trigger; null: it is read from the delivery.
      trigger_data        text,
      root_run_id         text NOT NULL,
      retry_of            text,
      error               text,
      started_at          timestamptz NOT NULL,
      cancel_requested_at timestamptz,
      cancel_requested_by text,
      PRIMARY KEY (tenant_id, id)
    ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
    -- Leasing skips from tenant to tenant along this index, so a backlog of one does not slow the others.
    CREATE INDEX open_runs_ready ON open_runs (tenant_id, ready_at, id) WHERE owner IS NULL AND status IN ('queued', 'waiting');
    -- One live run per chain of retries: two retries at once could not both know what the other's effects did.
    CREATE UNIQUE INDEX open_runs_one_retry ON open_runs (tenant_id, root_run_id) WHERE retry_of IS NOT NULL;

    CREATE TABLE runs (
      day         date NOT NULL,
      tenant_id   uuid NOT NULL,
      id          text NOT NULL,
      flow_id     text NOT NULL,
      version     integer NOT NULL,
      status      text NOT NULL CHECK (status IN ('succeeded', 'failed', 'cancelled')),
      trigger     text NOT NULL,
      delivery_id text,
      trigger_data text,
      root_run_id text NOT NULL,
      retry_of    text,
      error       text,
      started_at  timestamptz NOT NULL,
      ended_at    timestamptz NOT NULL,
      -- The whole journal of a run that started and ended in one commit; null: its rows are in journal.
      journal     text,
      PRIMARY KEY (tenant_id, day, id)
    ) PARTITION BY RANGE (day);
    CREATE INDEX runs_by_flow ON runs (tenant_id, flow_id, day, id);
    -- The retries of a chain, to know which effects it has made.
    CREATE INDEX runs_of_chain ON runs (tenant_id, root_run_id) WHERE retry_of IS NOT NULL;
    CREATE INDEX runs_not_succeeded ON runs (tenant_id, day, id) WHERE status <> 'succeeded';

    CREATE TABLE journal (
      day       date NOT NULL,
      tenant_id uuid NOT NULL,
      run_id    text NOT NULL,
      seq       integer NOT NULL,
      -- JSON array of entries, kept as text so that no byte changes.
      entries   text NOT NULL,
      PRIMARY KEY (tenant_id, day, run_id, seq)
    ) PARTITION BY RANGE (day);

    CREATE TABLE blobs (
      tenant_id  uuid NOT NULL,
      hash       text NOT NULL,
      json       text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, hash)
    );

    -- Who is creating, or just created, the thing with this natural key at the provider.
    CREATE TABLE natural_keys (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      action        text NOT NULL,
      key_hash      text NOT NULL,
      run_id        text NOT NULL,
      claimed_at    timestamptz NOT NULL DEFAULT engine_clock(),
      done_at       timestamptz,
      output        text,
      PRIMARY KEY (tenant_id, connection_id, action, key_hash)
    );

    CREATE TABLE run_resolutions (
      tenant_id   uuid NOT NULL,
      run_id      text NOT NULL,
      resolved_by text NOT NULL,
      resolved_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, run_id)
    );
  `)
  await protectTable(knex, 'open_runs', { app: ['select', 'insert', 'update'], engine: ['select', 'insert', 'update', 'delete'] })
  await protectTable(knex, 'runs', { app: ['select'], engine: ['select', 'insert'] })
  await protectTable(knex, 'journal', { app: ['select', 'insert'], engine: ['select', 'insert'] })
  await protectTable(knex, 'blobs', { app: ['select'], engine: ['select', 'insert'] })
  await protectTable(knex, 'natural_keys', { app: [], engine: ['select', 'insert', 'update', 'delete'] })
  await protectTable(knex, 'run_resolutions', { app: ['select', 'insert', 'delete'] })
}
