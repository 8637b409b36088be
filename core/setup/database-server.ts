import pg from 'pg'
import { toError } from '../platform/errors.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

export interface DatabaseServer {
  /** Connection of the database's owner. */
  url: string
  /** False for a server that somebody else runs. */
  embedded: boolean
  /** True when no earlier process had left the embedded server running. */
  startedHere: boolean
  /** What an operator should know, for the log at start. */
  notices: string[]
  /** Stops the embedded server, started or adopted; leaves an outside one alone. */
  stop(): Promise<void>
}

/** For the person who starts the server: what is wrong with the database, and what to do. Holds no password. */
export class DatabaseServerError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'DatabaseServerError'
  }
}

const OLDEST_VERSION = 16
const CONNECT_TIMEOUT_MS = 10_000

export interface DatabaseServerOptions {
  mode: 'development' | 'production' | 'test'
  /** Null: the embedded server. */
  databaseUrl: string | null
  dataDir: string
}

/** The database to work on, answering and fit. Throws DatabaseServerError at once rather than retrying: a wrong address stays wrong. */
export async function openDatabaseServer(options: DatabaseServerOptions): Promise<DatabaseServer> {
  if (options.databaseUrl === null) {
    const server = await startEmbeddedPostgres({ dataDir: options.dataDir })
    return { url: server.url, embedded: true, startedHere: server.started, notices: [], stop: () => server.stop() }
  }
  const notices = await inspect(options.databaseUrl, options.mode === 'production')
  return { url: options.databaseUrl, embedded: false, startedHere: false, notices, stop: async () => undefined }
}

async function inspect(url: string, isProduction: boolean): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'tomada start' })
  client.on('error', () => undefined) // A connection that breaks while it is being judged rejects the query below.
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number; superuser: boolean; may_create_roles: boolean }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, rolsuper OR rolbypassrls AS superuser,
              rolsuper OR rolcreaterole AS may_create_roles
         FROM pg_roles WHERE rolname = current_user`,
    )
    const found = rows[0]
    if (found === undefined) throw new DatabaseServerError(`${placeOf(url)} does not say who is connected.`)
    return judge(found, url, isProduction)
  } catch (error) {
    if (error instanceof DatabaseServerError) throw error
    throw new DatabaseServerError(whyNot(error, url), error)
  } finally {
    await client.end().catch(toError)
  }
}

function judge(found: { version: number; superuser: boolean; may_create_roles: boolean }, url: string, isProduction: boolean): string[] {
  if (found.version < OLDEST_VERSION) {
    throw new DatabaseServerError(`${placeOf(url)} is PostgreSQL ${found.version}: Tomada needs ${OLDEST_VERSION} or newer.`)
  }
  if (!found.may_create_roles) {
    throw new DatabaseServerError(`The database user ${userOf(url)} may not create roles: run ALTER ROLE "${userOf(url)}" CREATEROLE.`)
  }
  if (!found.superuser) return []
  const sentence = `The database user ${userOf(url)} is a superuser or has BYPASSRLS, which row-level security does not bind. ${OWNER_RECIPE}`
  if (isProduction) throw new DatabaseServerError(sentence)
  return [`${sentence} In production this is refused.`]
}

const OWNER_RECIPE = `Make an owner of its own: CREATE ROLE tomada LOGIN CREATEROLE PASSWORD '…'; CREATE DATABASE tomada OWNER tomada.`

/** The commonest ways to be wrong, told apart. PostgreSQL's own text follows where it says more. */
function whyNot(error: unknown, url: string): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const sentences: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${placeOf(url)}`,
    ENOTFOUND: `the host of ${placeOf(url)} is not known`,
    EAI_AGAIN: `the host of ${placeOf(url)} cannot be looked up`,
    ETIMEDOUT: `${placeOf(url)} does not answer`,
    '28P01': `the password of ${userOf(url)} is wrong`,
    '28000': `${userOf(url)} may not connect`,
    '3D000': `there is no database "${new URL(url).pathname.slice(1)}" at ${placeOf(url)}`,
  }
  return `DATABASE_URL cannot be used: ${sentences[code] ?? `${placeOf(url)}: ${toError(error).message}`}.`
}

function placeOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port === '' ? '5432' : port}`
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}
