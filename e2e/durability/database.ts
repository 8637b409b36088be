import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../core/setup/embedded-postgres.ts'

const TOO_MANY_CONNECTIONS = '53300'

/** The driver's own PostgreSQL, with its default durability, that comes back on the same port after it was killed. */
export class KillableDatabase {
  readonly #dataDir: string
  readonly #port: number
  #server: EmbeddedPostgres

  private constructor(dataDir: string, port: number, server: EmbeddedPostgres) {
    this.#dataDir = dataDir
    this.#port = port
    this.#server = server
  }

  static async start(dataDir: string): Promise<KillableDatabase> {
    const server = await startEmbeddedPostgres({ dataDir })
    return new KillableDatabase(dataDir, Number(new URL(server.url).port), server)
  }

  get url(): string {
    return this.#server.url
  }

  /** SIGKILL to the postmaster; its children see that it is gone and end. */
  async kill(): Promise<void> {
    const file = await readFile(path.join(this.#dataDir, 'postgres', 'postmaster.pid'), 'utf8')
    const pid = Number(file.split('\n')[0])
    if (!(pid > 1)) throw new Error('the postmaster has no process id')
    process.kill(pid, 'SIGKILL')
  }

  /** Refused as long as a child of the killed one still holds the shared memory. */
  async restart(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        this.#server = await startEmbeddedPostgres({ dataDir: this.#dataDir, port: this.#port })
        return
      } catch (error) {
        if (tries > 30) throw error
        await sleep(500)
      }
    }
  }

  /** As a superuser, past row-level security. A server that refuses because it is busy with those that it lost is asked again. */
  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#queryOnce<Row>(sql, values)
      } catch (error) {
        if (tries >= 30 || !(error instanceof pg.DatabaseError) || error.code !== TOO_MANY_CONNECTIONS) throw error
        await sleep(1_000)
      }
    }
  }

  /** On a connection of its own: the last one may have been killed. */
  async #queryOnce<Row extends pg.QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> {
    const url = new URL(this.#server.superuserUrl)
    url.pathname = '/tomada'
    const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 })
    client.on('error', () => {}) // Killed while it was open: the query says so.
    await client.connect()
    try {
      return (await client.query<Row>(sql, values)).rows
    } finally {
      await client.end()
    }
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
