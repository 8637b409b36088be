import type { Knex } from 'knex'
import { ENGINE_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * Syncs of connections: jobs with their leases, how far each resource of a job is, cursors, what people chose, the log of pages, and
 * what a pass has to remember beside its checkpoint (seen keys, changed parents, stubs of records whose details were read).
 * A checkpoint is written in the transaction of its page, which also checks the lease: see core/sync.
 * Lock: new tables only; a policy and a column grant on `connections`.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sync_jobs (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      connection_id text NOT NULL,
      plugin        text NOT NULL,
      scope         text NOT NULL,
      kind          text NOT NULL CHECK (kind IN ('backfill', 'incremental', 'fullScan')),
      status        text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'parked', 'succeeded', 'failed', 'cancelled')),
      reason        text CHECK (length(reason) <= 500),
      days          integer CHECK (days BETWEEN 1 AND 36500),
      -- A person's id; null: its schedule, or the account was just connected.
      started_by    text,
      created_at    timestamptz NOT NULL,
      started_at    timestamptz,
      finished_at   timestamptz,
      -- Whoever holds it writes; a page of anybody else is refused. By the database's clock.
      lease_token   text,
      lease_until   timestamptz,
      -- A worker may take it from then on.
      run_at        timestamptz NOT NULL,
      -- Times in a row that the provider failed.
      failures      integer NOT NULL DEFAULT 0,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX sync_jobs_connection ON sync_jobs (tenant_id, connection_id, id);
    CREATE INDEX sync_jobs_open ON sync_jobs (run_at) WHERE status IN ('waiting', 'running', 'parked');

    CREATE TABLE sync_progress (
      tenant_id     uuid NOT NULL,
      job_id        text NOT NULL,
      resource      text NOT NULL,
      connection_id text NOT NULL,
      position      integer NOT NULL,
      status        text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
      -- JSON text: phase, window, the provider's checkpoint.
      state         text NOT NULL,
      pages         integer NOT NULL DEFAULT 0,
      read          bigint NOT NULL DEFAULT 0,
      created       bigint NOT NULL DEFAULT 0,
      updated       bigint NOT NULL DEFAULT 0,
      unchanged     bigint NOT NULL DEFAULT 0,
      deleted       bigint NOT NULL DEFAULT 0,
      failed        bigint NOT NULL DEFAULT 0,
      total         bigint,
      work_ms       bigint NOT NULL DEFAULT 0,
      last_error    text CHECK (length(last_error) <= 1000),
      started_at    timestamptz,
      finished_at   timestamptz,
      PRIMARY KEY (tenant_id, job_id, resource),
      FOREIGN KEY (tenant_id, job_id) REFERENCES sync_jobs ON DELETE CASCADE
    );
    -- Never two at once.
    CREATE UNIQUE INDEX sync_progress_running ON sync_progress (tenant_id, connection_id, resource) WHERE status = 'running';

    CREATE TABLE sync_cursors (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      resource      text NOT NULL,
      plugin        text NOT NULL,
      -- What changed before has been read.
      position      timestamptz,
      backfilled_at timestamptz,
      synced_at     timestamptz,
      next_at       timestamptz,
      next_scan_at  timestamptz,
      -- Records that the last whole scan saw.
      scan_count    bigint,
      -- The connection was away: what the next pass brings starts no flow.
      catch_up      boolean NOT NULL DEFAULT false,
      PRIMARY KEY (tenant_id, connection_id, resource),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX sync_cursors_due ON sync_cursors (least(next_at, next_scan_at));

    CREATE TABLE sync_settings (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      resource      text NOT NULL,
      enabled       boolean NOT NULL,
      days          integer CHECK (days BETWEEN 1 AND 36500),
      PRIMARY KEY (tenant_id, connection_id, resource),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );

    CREATE TABLE sync_page_log (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      connection_id text NOT NULL,
      plugin        text NOT NULL,
      resource      text NOT NULL,
      -- Null: a record read alone.
      job_id        text,
      kind          text NOT NULL CHECK (kind IN ('page', 'record', 'deletes', 'alert', 'error')),
      origin        text NOT NULL,
      at            timestamptz NOT NULL,
      read          integer NOT NULL DEFAULT 0,
      created       integer NOT NULL DEFAULT 0,
      updated       integer NOT NULL DEFAULT 0,
      unchanged     integer NOT NULL DEFAULT 0,
      deleted       integer NOT NULL DEFAULT 0,
      failed        integer NOT NULL DEFAULT 0,
      duration_ms   integer NOT NULL DEFAULT 0,
      calls         integer NOT NULL DEFAULT 0,
      -- A stable code, with its words beside it.
      code          text CHECK (length(code) <= 60),
      message       text CHECK (length(message) <= 1000),
      -- Keys of its records, and in the same order one letter each: c u d, s older than what is stored, n unchanged, f failed.
      keys          text[] NOT NULL DEFAULT '{}',
      changes       text NOT NULL DEFAULT '',
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX sync_page_log_connection ON sync_page_log (tenant_id, connection_id, id);

    CREATE TABLE sync_scan_keys (
      tenant_id  uuid NOT NULL,
      job_id     text NOT NULL,
      resource   text NOT NULL,
      record_key text NOT NULL COLLATE "C",
      -- False: it was listed. True: it was not, and has to be asked for by its id.
      is_missing boolean NOT NULL DEFAULT false,
      PRIMARY KEY (tenant_id, job_id, resource, record_key),
      FOREIGN KEY (tenant_id, job_id) REFERENCES sync_jobs ON DELETE CASCADE
    );

    CREATE TABLE sync_parents (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      -- The child's.
      resource      text NOT NULL,
      parent_key    text NOT NULL COLLATE "C",
      -- When it last changed. Whoever listed its children takes the row away only if this is still the same.
      queued_at     timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, connection_id, resource, parent_key),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );

    CREATE TABLE sync_stubs (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      resource      text NOT NULL,
      record_key    text NOT NULL COLLATE "C",
      hash          text NOT NULL,
      PRIMARY KEY (tenant_id, connection_id, resource, record_key),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'sync_jobs', { engine: ['select'] })
  await protectTable(knex, 'sync_progress')
  await protectTable(knex, 'sync_cursors', { engine: ['select'] })
  await protectTable(knex, 'sync_settings')
  await protectTable(knex, 'sync_page_log', { engine: ['select', 'delete'] })
  await protectTable(knex, 'sync_scan_keys')
  await protectTable(knex, 'sync_parents')
  await protectTable(knex, 'sync_stubs')
  await knex.raw(`
    GRANT DELETE ON sync_jobs TO ${ENGINE_ROLE};
    CREATE POLICY connections_sync ON connections FOR SELECT TO ${ENGINE_ROLE} USING (true);
    GRANT SELECT (tenant_id, id, plugin, status, provisional) ON connections TO ${ENGINE_ROLE};
  `)
}
