import pg from 'pg'
import { ConfigError, loadConfig } from '../config/config.ts'
import { migrate } from '../platform/migrate.ts'
import { DatabaseServerError, openDatabaseServer } from './database-server.ts'

/** `npm run db:migrate` and `npm run db:reset`. */

export class ResetRefused extends Error {
  constructor() {
    super('db:reset deletes everything and is refused in production (NODE_ENV=production).')
    this.name = 'ResetRefused'
  }
}

/** Deletes every table of the product and of its queue, and makes them anew. Throws ResetRefused in production. */
export async function resetDatabase(url: string, mode: 'development' | 'production' | 'test'): Promise<string[]> {
  if (mode === 'production') throw new ResetRefused()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // The queue's schema belongs to the role that runs the queue, which the owner may assume.
    const { rows } = await client.query<{ name: string; owner: string; mine: boolean }>(
      `SELECT quote_ident(nspname) AS name, quote_ident(pg_get_userbyid(nspowner)) AS owner, pg_has_role(nspowner, 'USAGE') AS mine
         FROM pg_namespace WHERE nspname IN ('public', 'pgboss')`,
    )
    for (const schema of rows) {
      if (!schema.mine) await client.query(`SET ROLE ${schema.owner}`)
      await client.query(`DROP SCHEMA ${schema.name} CASCADE`)
      await client.query('RESET ROLE')
    }
    await client.query('CREATE SCHEMA public')
  } finally {
    await client.end()
  }
  return migrate(url)
}

async function main(command: string | undefined): Promise<string> {
  const config = loadConfig()
  if (command !== 'migrate' && command !== 'reset') return 'usage: database-commands.ts migrate | reset'
  if (command === 'reset' && config.mode === 'production') throw new ResetRefused()
  const server = await openDatabaseServer(config)
  try {
    const applied = command === 'reset' ? await resetDatabase(server.url, config.mode) : await migrate(server.url)
    return applied.length === 0 ? 'The database is up to date.' : `Applied:\n${applied.map((name) => `  ${name}`).join('\n')}`
  } finally {
    if (server.startedHere) await server.stop()
  }
}

if (import.meta.main) {
  try {
    process.stdout.write(`${await main(process.argv[2])}\n`)
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof DatabaseServerError || error instanceof ResetRefused
    process.stderr.write(`${isExpected ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
    process.exitCode = 1
  }
}
