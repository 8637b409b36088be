import type { Knex } from 'knex'
import { APP_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * Sign-ins (browser cookies and API token families), their refresh tokens, the shared throttle of failed sign-ins, and the
 * audit log, which the app role can add to and read but never change.
 * sessions, refresh_tokens and login_throttle belong to a user or an address, not to a workspace: they are on the reviewed
 * list of tables without a tenant. Secrets are stored as SHA-256 only.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE sessions (
      id            text PRIMARY KEY,
      kind          text NOT NULL CHECK (kind IN ('browser', 'api')),
      token_hash    bytea UNIQUE CHECK (octet_length(token_hash) = 32),
      user_id       text NOT NULL REFERENCES users ON DELETE CASCADE,
      workspace_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      token_version integer NOT NULL,
      created_at    timestamptz NOT NULL,
      last_seen_at  timestamptz NOT NULL,
      expires_at    timestamptz NOT NULL,
      address       text NOT NULL,
      user_agent    text NOT NULL,
      CHECK ((kind = 'browser') = (token_hash IS NOT NULL))
    );
    CREATE INDEX sessions_by_user ON sessions (user_id);
    CREATE INDEX sessions_by_expiry ON sessions (expires_at);
    CREATE TABLE refresh_tokens (
      id         text PRIMARY KEY,
      session_id text NOT NULL REFERENCES sessions ON DELETE CASCADE,
      used_at    timestamptz,
      expires_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
    CREATE TABLE login_throttle (
      key        text PRIMARY KEY,
      attempts   integer NOT NULL,
      resets_at  timestamptz NOT NULL
    );
    CREATE INDEX login_throttle_by_reset ON login_throttle (resets_at);
    CREATE TABLE audit_log (
      tenant_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      id         text NOT NULL,
      user_id    text,
      act        text NOT NULL CHECK (act ~ '^[a-z_]+(\\.[a-z_]+)+$'),
      subject    text NOT NULL,
      detail     jsonb NOT NULL DEFAULT '{}',
      request_id text,
      address    text,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    );
    GRANT select, insert, update, delete ON sessions, refresh_tokens, login_throttle TO ${APP_ROLE};
  `)
  await protectTable(knex, 'audit_log', { app: ['select', 'insert'], engine: ['insert'] })
  // A user may see the workspaces they belong to before one is chosen; the look-up in memberships is itself filtered.
  await knex.raw(`CREATE POLICY workspaces_own ON workspaces FOR SELECT TO ${APP_ROLE}
    USING (tenant_id IN (SELECT tenant_id FROM memberships WHERE user_id = nullif(current_setting('app.user_id', true), '')))`)
}
