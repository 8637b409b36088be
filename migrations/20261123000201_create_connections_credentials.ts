import type { Knex } from 'knex'
import { ENGINE_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * Connections to providers' accounts and their credentials, the workspace's own OAuth apps, the OAuth windows that are open,
 * and which account of which app belongs to which connection.
 * Secrets stand in `*_cipher` columns only (security.md C18); `key_id` says which key made a ciphertext, for rotation.
 * Lock: new tables only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE connections (
      tenant_id      uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id             text NOT NULL,
      plugin         text NOT NULL,
      auth_id        text NOT NULL,
      name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      account_id     text CHECK (length(account_id) BETWEEN 1 AND 200),
      account_label  text CHECK (length(account_label) <= 200),
      status         text NOT NULL DEFAULT 'untested' CHECK (status IN ('connected', 'reconnect_needed', 'untested')),
      status_reason  text,
      status_detail  text CHECK (length(status_detail) <= 500),
      provisional    boolean NOT NULL DEFAULT false,
      created_by     text NOT NULL,
      created_at     timestamptz NOT NULL,
      last_tested_at timestamptz,
      PRIMARY KEY (tenant_id, id),
      CHECK (account_id IS NULL OR NOT provisional)
    );
    CREATE UNIQUE INDEX connections_one_per_account ON connections (tenant_id, plugin, account_id) WHERE account_id IS NOT NULL;

    CREATE TABLE credentials (
      tenant_id         uuid NOT NULL,
      connection_id     text NOT NULL,
      version           integer NOT NULL DEFAULT 1 CHECK (version > 0),
      credential_cipher text NOT NULL,
      key_id            text NOT NULL GENERATED ALWAYS AS (split_part(credential_cipher, '.', 2)) STORED,
      obtained_at       timestamptz NOT NULL,
      expires_at        timestamptz,
      keep_alive_at     timestamptz,
      refresh_owner     text,
      refresh_until     timestamptz,
      PRIMARY KEY (tenant_id, connection_id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE,
      CHECK (refresh_owner IS NULL OR refresh_until IS NOT NULL)
    );
    CREATE INDEX credentials_keep_alive ON credentials (keep_alive_at) WHERE keep_alive_at IS NOT NULL;

    CREATE TABLE oauth_apps (
      tenant_id     uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      plugin        text NOT NULL,
      client_id     text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 500),
      secret_cipher text NOT NULL,
      updated_by    text NOT NULL,
      updated_at    timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, plugin)
    );
    CREATE INDEX oauth_apps_plugin ON oauth_apps (plugin);

    CREATE TABLE oauth_states (
      tenant_id       uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      state_hash      text NOT NULL,
      session_id      text NOT NULL,
      user_id         text NOT NULL,
      plugin          text NOT NULL,
      auth_id         text NOT NULL,
      client_id       text NOT NULL,
      redirect_uri    text NOT NULL,
      verifier_cipher text NOT NULL,
      connection_id   text,
      connection_name text CHECK (length(connection_name) BETWEEN 1 AND 120),
      expires_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, state_hash)
    );

    CREATE TABLE hook_routes (
      tenant_id     uuid NOT NULL,
      plugin        text NOT NULL,
      app_id        text NOT NULL,
      account_id    text NOT NULL,
      connection_id text NOT NULL,
      PRIMARY KEY (tenant_id, plugin, app_id, account_id, connection_id),
      FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE
    );
    CREATE INDEX hook_routes_account ON hook_routes (plugin, account_id);
    CREATE INDEX hook_routes_connection ON hook_routes (tenant_id, connection_id);
  `)
  await protectTable(knex, 'connections')
  await protectTable(knex, 'credentials')
  await protectTable(knex, 'oauth_apps', { engine: ['select'] })
  await protectTable(knex, 'oauth_states')
  await protectTable(knex, 'hook_routes')
  await letTheEngineFindWork(knex)
  await letIntakeFindConnections(knex)
}

/** Which credentials wait for a new key or for their keep-alive, in every workspace; never what they hold. */
async function letTheEngineFindWork(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE POLICY credentials_engine ON credentials FOR SELECT TO ${ENGINE_ROLE} USING (true);
    GRANT SELECT (tenant_id, connection_id, key_id, keep_alive_at) ON credentials TO ${ENGINE_ROLE};
  `)
}

/** A webhook of an application names an account, not a workspace (connectors.md 5). The function runs as the tables' owner. */
async function letIntakeFindConnections(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE POLICY hook_routes_lookup ON hook_routes FOR SELECT TO CURRENT_USER USING (true);
    CREATE FUNCTION find_hook_routes(p_plugin text, p_account_id text)
    RETURNS TABLE (tenant_id uuid, connection_id text, app_id text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      SELECT r.tenant_id, r.connection_id, r.app_id FROM hook_routes r WHERE r.plugin = p_plugin AND r.account_id = p_account_id
       ORDER BY r.tenant_id, r.connection_id LIMIT 1000
    $$;
    REVOKE ALL ON FUNCTION find_hook_routes FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION find_hook_routes TO ${ENGINE_ROLE};
  `)
}
