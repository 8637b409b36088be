import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Changes of records that owe a flow its run: written in the transaction that stored the record, deleted when the run is stored. The
 * row's id is the run's dedupe key, so that a process that dies in between starts nothing twice.
 * `existing_starts`: a person asked for runs of records that were there already, and how far that is.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE resource_events (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      plugin        text NOT NULL,
      resource      text NOT NULL,
      connection_id text NOT NULL,
      record_key    text NOT NULL,
      change        text NOT NULL CHECK (change IN ('created', 'updated', 'deleted')),
      flow_id       text NOT NULL,
      -- Published when the change was seen.
      flow_version  integer NOT NULL,
      -- The flow is paused and keeps what comes.
      is_kept       boolean NOT NULL,
      -- JSON text of the trigger.
      data          text NOT NULL,
      look_again_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE INDEX resource_events_due ON resource_events (look_again_at);

    CREATE TABLE existing_starts (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      flow_id       text NOT NULL,
      flow_version  integer NOT NULL,
      expected      bigint NOT NULL,
      started       bigint NOT NULL DEFAULT 0,
      -- Opaque, of the list of records.
      cursor        text,
      status        text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done')),
      requested_by  text NOT NULL,
      created_at    timestamptz NOT NULL,
      look_again_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE UNIQUE INDEX existing_starts_running ON existing_starts (tenant_id, flow_id) WHERE status = 'running';
  `)
  await protectTable(knex, 'resource_events', { engine: ['select'] })
  await protectTable(knex, 'existing_starts', { engine: ['select'] })
}
