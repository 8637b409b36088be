import type { Knex } from 'knex'
import { protectTable } from '../core/platform/tenancy.ts'

/**
 * Sessions of native drivers: who holds each connection's socket, what its driver keeps (sealed), and calls on their way to the holder
 * from whichever process runs the step.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE driver_sessions (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      plugin        text NOT NULL,
      desired       text NOT NULL CHECK (desired IN ('connected', 'stopped', 'forgotten')),
      -- How a person asked to link the account; null: it is linked.
      pairing       jsonb,
      -- Counts what people asked for: a holder that has seen an older one starts over.
      generation    integer NOT NULL DEFAULT 1,
      state         text NOT NULL CHECK (state IN ('connecting', 'pairing', 'connected', 'waiting', 'ended')),
      state_since   timestamptz NOT NULL DEFAULT now(),
      reason        jsonb,
      -- The QR or the code, sealed; gone with the state that shows it.
      shown         text,
      shown_kind    text CHECK (shown_kind IN ('qr', 'code')),
      shown_until   timestamptz,
      holder        text,
      -- Grows with every holder: what an older one still writes is refused.
      fence         bigint NOT NULL DEFAULT 0,
      lease_until   timestamptz,
      PRIMARY KEY (tenant_id, connection_id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX driver_sessions_desired ON driver_sessions (lease_until) WHERE desired <> 'stopped';
    CREATE TABLE driver_entries (
      tenant_id     uuid NOT NULL,
      connection_id text NOT NULL,
      kind          text NOT NULL CHECK (length(kind) <= 100),
      id            text NOT NULL CHECK (length(id) <= 500),
      value         text NOT NULL,
      expires_at    timestamptz,
      PRIMARY KEY (tenant_id, connection_id, kind, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES driver_sessions ON DELETE CASCADE
    );
    CREATE INDEX driver_entries_expiring ON driver_entries (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE driver_calls (
      tenant_id     uuid NOT NULL,
      id            text NOT NULL,
      connection_id text NOT NULL,
      name          text NOT NULL,
      effect_key    text NOT NULL,
      -- Input and answer, sealed.
      input         text NOT NULL,
      answer        text,
      deadline      timestamptz NOT NULL,
      taken_by      text,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES driver_sessions ON DELETE CASCADE
    );
    CREATE INDEX driver_calls_waiting ON driver_calls (connection_id) WHERE taken_by IS NULL;
  `)
  await protectTable(knex, 'driver_sessions', { engine: ['select', 'update'] })
  await protectTable(knex, 'driver_entries', { engine: ['select', 'delete'] })
  await protectTable(knex, 'driver_calls', { engine: ['select', 'update', 'delete'] })
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE driver_calls, driver_entries, driver_sessions')
}
