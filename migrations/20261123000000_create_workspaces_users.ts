import type { Knex } from 'knex'
import { APP_ROLE, protectTable } from '../core/platform/tenancy.ts'

/**
 * Workspaces (the tenants), global users, and memberships, which hold the roles.
 * Lock: new tables only. Old code: does not know them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE workspaces (
      tenant_id    uuid PRIMARY KEY,
      name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
      timezone     text NOT NULL DEFAULT 'America/Sao_Paulo',
      locale       text NOT NULL DEFAULT 'pt-BR' CHECK (locale IN ('pt-BR', 'en')),
      is_demo      boolean NOT NULL DEFAULT false,
      suspended_at timestamptz,
      created_at   timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE users (
      id             text PRIMARY KEY,
      email          text NOT NULL CHECK (email = lower(email)),
      name           text NOT NULL,
      password_hash  text NOT NULL,
      locale         text NOT NULL DEFAULT 'pt-BR' CHECK (locale IN ('pt-BR', 'en')),
      token_version  integer NOT NULL DEFAULT 1,
      disabled_at    timestamptz,
      created_at     timestamptz NOT NULL DEFAULT now(),
      UNIQUE (email)
    );
    CREATE TABLE memberships (
      tenant_id  uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
      user_id    text NOT NULL REFERENCES users ON DELETE CASCADE,
      role       text NOT NULL CHECK (role IN ('viewer', 'operator', 'editor', 'admin', 'owner')),
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, user_id)
    );
    CREATE INDEX memberships_user ON memberships (user_id);
    GRANT select, insert, update ON users TO ${APP_ROLE};
  `)
  await protectTable(knex, 'workspaces', { engine: ['select'] })
  await protectTable(knex, 'memberships')
  // Signing in has a user but no workspace yet: a user may see the memberships that are their own.
  await knex.raw(`CREATE POLICY memberships_own ON memberships FOR SELECT TO ${APP_ROLE}
    USING (user_id = nullif(current_setting('app.user_id', true), ''))`)
}
