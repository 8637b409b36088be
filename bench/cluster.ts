import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../core/setup/embedded-postgres.ts'

/** One database as its superuser sees it: past row-level security. */
export interface BenchDatabase {
  name: string
  /** Connection of the owner, who is no superuser: the product's. */
  url: string
  query<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>
  /** The number in the only row's column `count`. */
  count(sql: string): Promise<number>
}

/** A fresh PostgreSQL with its default durability, in a folder that is deleted afterwards. */
export interface Cluster {
  folder: string
  /** A new, empty database. */
  create(name: string): Promise<BenchDatabase>
  /** More connections to a database, for loading it in parallel. */
  connect(name: string): Promise<pg.Client>
  settings(): Promise<Record<string, string>>
  stop(): Promise<void>
}

export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-bench-'))
  const server = await startEmbeddedPostgres({ dataDir: folder })
  const admin = await connectTo(server.superuserUrl)
  const clients: pg.Client[] = [admin]
  const connect: Cluster['connect'] = async (name) => {
    const client = await connectTo(databaseOf(server.superuserUrl, name))
    clients.push(client)
    return client
  }
  return {
    folder,
    connect,
    async create(name) {
      await admin.query(`CREATE DATABASE ${name} OWNER tomada`)
      const client = await connect(name)
      return {
        name,
        url: databaseOf(server.url, name),
        query: async (sql, values) => (await client.query(sql, values)).rows,
        async count(sql) {
          const { rows } = await client.query<{ count: string | number }>(sql)
          return Number(rows[0]?.count)
        },
      }
    },
    settings: () => settingsOf(admin),
    async stop() {
      await Promise.all(clients.map((client) => client.end()))
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
