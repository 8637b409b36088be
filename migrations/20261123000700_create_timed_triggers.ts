import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Triggers that the clock fires: one row per published flow with a schedule or a polling trigger, written with the publication.
 * `look_at` is when a process looks at it next: the due time, or later after a failure; null while the flow is paused.
 * `held_by` is a lease: a new publication clears it, so whoever still works on the old row settles nothing.
 * Beside it, the records a polling has seen, which slug calls which flow, and the event a person waits for to build with.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE timed_triggers (
      tenant_id    uuid NOT NULL,
      flow_id      text NOT NULL,
      kind         text NOT NULL CHECK (kind IN ('schedule', 'polling')),
      version      integer NOT NULL,
      -- The trigger of that version, as JSON text.
      definition   text NOT NULL,
      -- What the state below belongs to: a change of it starts anew.
      fingerprint  text NOT NULL,
      -- Intervals count from here.
      anchor_at    timestamptz NOT NULL,
      look_at      timestamptz,
      next_at      timestamptz,
      last_at      timestamptz,
      held_by      text,
      held_until   timestamptz,
      failures     integer NOT NULL DEFAULT 0,
      last_error   text CHECK (length(last_error) <= 1000),
      -- Schedules: the last times that passed unseen, and what became of them.
      missed       jsonb,
      -- Polling: highest cursor value as JSON text, and whether what existed is known.
      cursor       text,
      is_primed    boolean NOT NULL DEFAULT false,
      last_found   integer,
      PRIMARY KEY (tenant_id, flow_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE INDEX timed_triggers_due ON timed_triggers (look_at) WHERE look_at IS NOT NULL;

    CREATE TABLE polled_records (
      tenant_id  uuid NOT NULL,
      flow_id    text NOT NULL,
      -- Hash of the record's key: provider data is not kept for remembering.
      key_hash   text NOT NULL,
      seen_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, flow_id, key_hash),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE INDEX polled_records_age ON polled_records (tenant_id, flow_id, seen_at);

    CREATE TABLE exposed_actions (
      tenant_id  uuid NOT NULL,
      slug       text NOT NULL,
      flow_id    text NOT NULL,
      PRIMARY KEY (tenant_id, slug),
      UNIQUE (tenant_id, flow_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );

    CREATE TABLE flow_captures (
      tenant_id   uuid NOT NULL,
      flow_id     text NOT NULL,
      -- The webhook trigger of the draft that is being built, as JSON text.
      definition  text NOT NULL,
      open_until  timestamptz NOT NULL,
      captured_at timestamptz,
      -- What expressions would see as trigger, as JSON text.
      sample      text,
      PRIMARY KEY (tenant_id, flow_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
  `)
  await protectTable(knex, 'timed_triggers', { engine: ['select', 'update'] })
  await protectTable(knex, 'polled_records')
  await protectTable(knex, 'exposed_actions')
  await protectTable(knex, 'flow_captures', { engine: ['select'] })
}
