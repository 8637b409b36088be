import { readdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import knexFactory, { type Knex } from 'knex'
import { APP_ROLE, ENGINE_ROLE } from './tenancy.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url))

interface Migration {
  up(knex: Knex): Promise<void>
  down?(knex: Knex): Promise<void>
  config?: { transaction?: boolean }
}

/** Migration names are file names; the loader is ours because knex's own does not know plain Node TypeScript. */
const source: Knex.MigrationSource<string> = {
  async getMigrations() {
    return (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.ts')).sort()
  },
  getMigrationName: (name) => name.replace(/\.ts$/, ''),
  async getMigration(name) {
    const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(MIGRATIONS + name).href)
    if (!isMigration(loaded)) throw new Error(`migrations/${name} exports no up()`)
    return { down: refuseDown(name), ...loaded }
  },
}

/**
 * Brings the database at `url` to the newest schema, as its owner. Safe to call twice and from two processes at once:
 * an advisory lock lets one go first and the other find nothing to do.
 */
export async function migrate(url: string): Promise<string[]> {
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, application_name: 'tomada migrate' },
    pool: { min: 1, max: 1 },
  })
  try {
    await knex.raw(`SELECT pg_advisory_lock(hashtext('tomada migrate'))`)
    await ensureRoles(knex)
    const [, applied] = await knex.migrate.latest({ migrationSource: source, disableMigrationsListValidation: false })
    return applied
  } finally {
    await knex.destroy()
  }
}

async function ensureRoles(knex: Knex): Promise<void> {
  for (const role of [APP_ROLE, ENGINE_ROLE]) {
    await knex.raw(`DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`)
    const { rows } = await knex.raw(`SELECT pg_has_role(current_user, ?, 'SET') AS may_set`, [role])
    if (!rows[0]?.may_set) await knex.raw(`GRANT ${role} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE`)
    await knex.raw(`GRANT USAGE ON SCHEMA public TO ${role}`)
  }
}

function refuseDown(name: string): () => Promise<void> {
  return async () => {
    throw new Error(`${name} cannot be undone: restore the backup taken before the upgrade`)
  }
}

function isMigration(value: unknown): value is Migration {
  return typeof value === 'object' && value !== null && 'up' in value && typeof value.up === 'function'
}
