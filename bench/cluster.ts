import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../core/setup/embedded-postgres.ts'

/** A fresh PostgreSQL with its default durability, in a folder that is deleted afterwards. */
export interface Cluster {
  folder: string
  /** Owner's connection to the product's database. */
  productUrl: string
  /** Owner's connection to the database of the limit and of the plain insert. */
  limitUrl: string
  /** How many rows a superuser counts: past row-level security, in one of the two databases. */
  count(database: 'product' | 'limit', sql: string): Promise<number>
  settings(): Promise<Record<string, string>>
  stop(): Promise<void>
}

const LIMIT_DATABASE = 'bench_limit'

export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: folder })
  const admin = await connectTo(server.superuserUrl)
  await admin.query(`CREATE DATABASE ${LIMIT_DATABASE} OWNER tomada`)
  await admin.end()
  const limitUrl = databaseOf(server.url, LIMIT_DATABASE)
  await createLimitTables(limitUrl)
  const product = await connectTo(databaseOf(server.superuserUrl, 'tomada'))
  const limit = await connectTo(databaseOf(server.superuserUrl, LIMIT_DATABASE))
  return {
    folder,
    productUrl: server.url,
    limitUrl,
    async count(database, sql) {
      const { rows } = await (database === 'product' ? product : limit).query<{ count: string | number }>(sql)
      return Number(rows[0]?.count)
    },
    settings: () => settingsOf(product),
    async stop() {
      await Promise.all([product.end(), limit.end()])
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

function databaseOf(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Appended to only, with the keys a real run and a real step would have. */
async function createLimitTables(url: string): Promise<void> {
  const client = await connectTo(url)
  await client.query(`
    CREATE TABLE bench_runs (id text PRIMARY KEY, status text NOT NULL, input text NOT NULL, output text NOT NULL, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE bench_steps (run_id text NOT NULL, name text NOT NULL, output text NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (run_id, name));
  `)
  await client.end()
}

/** What decides whether a commit is durable; a bench with these off would measure something else. */
async function settingsOf(client: pg.Client): Promise<Record<string, string>> {
  const names = [
    'server_version',
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'wal_sync_method',
    'shared_buffers',
    'max_connections',
  ]
  const found: Record<string, string> = {}
  for (const name of names) {
    const { rows } = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [name])
    found[name] = rows[0]?.value ?? ''
  }
  return found
}
