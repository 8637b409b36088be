import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE_DATABASE } from '../core/testing/global-setup.ts'
import { freePort } from './free-port.ts'

/** Everything a journey needs, as real processes: the product, its database, the emulators it talks to. */

export const ROOT = path.resolve(import.meta.dirname, '..')

export interface Product {
  baseUrl: string
  /** Process id of the core: the one the tests kill. */
  pid: number
  /** SIGKILL to the core, as a power cut would. Resolves when it is gone. */
  kill(): Promise<void>
  /** The same product again on the same port, database and data folder. */
  restart(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  output(): string
}

export interface ProductOptions {
  port?: number
  databaseUrl: string
  dataDir: string
  env?: Record<string, string>
  /** Of the core's command line, such as its role. */
  args?: readonly string[]
}

/** What a test process hands down: not vitest's own settings, but that nothing beyond loopback is reached. */
function cleanEnv(extra: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, NODE_COMPILE_CACHE, NODE_OPTIONS, LOOPBACK_ONLY_LOG } = process.env
  return { PATH, HOME, LANG, NODE_COMPILE_CACHE, NODE_OPTIONS, LOOPBACK_ONLY_LOG, ...extra }
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const port = options.port ?? (await freePort())
  const baseUrl = `http://127.0.0.1:${port}`
  let child: ChildProcess
  let output = ''

  async function launch(): Promise<void> {
    const env = cleanEnv({
      PORT: String(port),
      DATABASE_URL: options.databaseUrl,
      DATA_DIR: options.dataDir,
      APP_BASE_URL: baseUrl,
      LOG_LEVEL: 'warn',
      ...options.env,
    })
    child = spawn(process.execPath, ['--no-node-snapshot', 'core/main.ts', ...(options.args ?? [])], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    await until(
      async () => isOver() || (await isReady(baseUrl)),
      60_000,
      () => `the product did not become ready:\n${output.slice(-4000)}`,
    )
    if (isOver()) throw new Error(`the product ended before it was ready:\n${output.slice(-4000)}`)
  }

  const gone = () =>
    new Promise<number | null>((resolve) =>
      child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve),
    )
  await launch()
  return {
    baseUrl,
    get pid() {
      return child.pid ?? 0
    },
    async kill() {
      child.kill('SIGKILL')
      await gone()
    },
    restart: launch,
    async stop() {
      child.kill('SIGTERM')
      const code = await gone()
      if (code === 1) throw new Error(`the product did not end by itself:\n${output.slice(-4000)}`)
      return code
    },
    output: () => output,
  }
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/readyz`)).ok
  } catch {
    return false // Not listening yet.
  }
}

/** Polls until `condition` holds; throws with `complaint()` when it does not within `timeoutMs`. */
export async function until(condition: () => Promise<boolean> | boolean, timeoutMs: number, complaint: () => string): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    if (await condition()) return
    await sleep(100)
  }
  throw new Error(complaint())
}

/** An empty database of its own, migrated by cloning; dropped by `drop()`. */
export async function freshDatabase(): Promise<{ url: string; truth: pg.Client; drop(): Promise<void> }> {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const server = new pg.Client({ connectionString: inject('superuserUrl') })
  await server.connect()
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} OWNER tomada`)
  const url = new URL(inject('superuserUrl'))
  url.pathname = `/${name}`
  const truth = new pg.Client({ connectionString: url.href })
  await truth.connect()
  url.username = 'tomada'
  return {
    url: url.href,
    truth,
    async drop() {
      await truth.end()
      await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await server.end()
    },
  }
}

export async function scratchFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomada-e2e-'))
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Speaks to the product as a signed-in browser does: cookie, same origin, JSON. Throws on any answer but 2xx. */
export interface Session {
  get<T>(address: string): Promise<T>
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', address: string, body?: unknown, headers?: Record<string, string>): Promise<T>
  cookie: string
}

export function sessionAt(baseUrl: string, cookie = ''): Session {
  const session: Session = {
    cookie,
    get: (address) => call('GET', address),
    send: (method, address, body, headers) => call(method, address, body, headers),
  }
  async function call<T>(method: string, address: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(baseUrl + address, {
      method,
      redirect: 'manual',
      headers: {
        origin: baseUrl,
        cookie: session.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const setCookie = answer.headers.getSetCookie().find((value) => value.startsWith('tomada_session='))
    if (setCookie !== undefined) session.cookie = setCookie.split(';')[0] ?? ''
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${text.slice(0, 1000)}`)
    return text === '' ? (undefined as T) : JSON.parse(text)
  }
  return session
}
