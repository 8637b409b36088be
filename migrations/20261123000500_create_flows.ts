import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Flows, personal drafts, immutable published versions, and what a published version listens to.
 * Definitions are text, not jsonb: the bytes that were saved are the bytes that run.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE flows (
      tenant_id         uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id                text NOT NULL,
      name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      state             text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'paused')),
      published_version integer,
      created_by        text NOT NULL,
      created_at        timestamptz NOT NULL DEFAULT now(),
      updated_at        timestamptz NOT NULL DEFAULT now(),
      deleted_at        timestamptz,
      PRIMARY KEY (tenant_id, id),
      CHECK (state = 'draft' OR published_version IS NOT NULL)
    );
    CREATE TABLE flow_drafts (
      tenant_id    uuid NOT NULL,
      flow_id      text NOT NULL,
      user_id      text NOT NULL,
      base_version integer,
      revision     integer NOT NULL,
      definition   text NOT NULL,
      updated_at   timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, flow_id, user_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE TABLE flow_versions (
      tenant_id       uuid NOT NULL,
      flow_id         text NOT NULL,
      version         integer NOT NULL CHECK (version > 0),
      name            text NOT NULL DEFAULT '',
      note            text NOT NULL DEFAULT '',
      definition      text NOT NULL,
      definition_hash text NOT NULL,
      script          text NOT NULL,
      script_hash     text NOT NULL,
      published_by    text NOT NULL,
      published_at    timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, flow_id, version),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE TABLE flow_hooks (
      tenant_id     uuid NOT NULL,
      flow_id       text NOT NULL,
      token         text NOT NULL UNIQUE,
      secret_cipher text NOT NULL,
      created_at    timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, flow_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE TABLE flow_triggers (
      tenant_id     uuid NOT NULL,
      flow_id       text NOT NULL,
      plugin        text NOT NULL,
      trigger_name  text NOT NULL,
      connection_id text NOT NULL,
      PRIMARY KEY (tenant_id, flow_id),
      FOREIGN KEY (tenant_id, flow_id) REFERENCES flows ON DELETE CASCADE
    );
    CREATE INDEX flow_triggers_by_connection ON flow_triggers (tenant_id, connection_id, plugin, trigger_name);
  `)
  await protectTable(knex, 'flows', { engine: ['select'] })
  await protectTable(knex, 'flow_drafts')
  await protectTable(knex, 'flow_versions', { app: ['select', 'insert'], engine: ['select'] })
  await protectTable(knex, 'flow_hooks', { engine: ['select'] })
  await protectTable(knex, 'flow_triggers', { engine: ['select'] })
}
