import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * What the product subscribed to at providers: one row for each webhook of a connection that declares how. Whoever works on a row
 * holds its lease, so that two processes do not subscribe twice; the engine role looks for rows that are due.
 * Lock: new table only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE webhook_subscriptions (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      webhook       text NOT NULL,
      plugin        text NOT NULL,
      -- Where the provider was told to deliver.
      address       text NOT NULL,
      -- The provider's id of it; null: there is none yet.
      external_id   text,
      expires_at    timestamptz,
      -- When it is subscribed again, or tried again; null: it holds as it is.
      due_at        timestamptz,
      leased_until  timestamptz,
      tries         integer NOT NULL DEFAULT 0,
      error         text CHECK (length(error) <= 500),
      changed_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, connection_id, webhook),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX webhook_subscriptions_due ON webhook_subscriptions (due_at) WHERE due_at IS NOT NULL;
  `)
  await protectTable(knex, 'webhook_subscriptions', { engine: ['select'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE webhook_subscriptions')
}
