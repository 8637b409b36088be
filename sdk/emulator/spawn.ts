import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Fields, fieldsOf, textOf } from './fields.ts'

export interface SpawnedEmulator {
  url: string
  adminUrl: string
  pid: number
  /** Declared origin → emulator, ready for `PROVIDER_ENDPOINTS`. */
  endpoints: Record<string, string>
  clientId: string
  clientSecret: string
  /** Of an account to connect without a sign-in page: what `POST /api/connections` takes. Null: it connects by OAuth, or by nothing. */
  credentials: { authId: string; fields: Record<string, string | number> } | null
  /** The whole JSON line: also the seeded accounts. */
  line: Fields
  /** Calls the admin API, such as `admin('POST', '/scenario/sell', {})`. Throws unless the answer is a 2xx. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>
  stop(): Promise<void>
}

export interface SpawnOptions {
  seed?: string
  port?: number
  adminPort?: number
  redirectUri?: string
  webhookUrl?: string
  autoApprove?: boolean
}

const PLUGINS = fileURLToPath(new URL('../../plugins', import.meta.url))

/** Starts the real emulator process of a bundled plugin and waits for its JSON line. It ends with this process, however that ends. */
export function spawnEmulator(name: string, options: SpawnOptions = {}): Promise<SpawnedEmulator> {
  return spawnEmulatorIn(path.join(PLUGINS, name), options)
}

/** Like `spawnEmulator`, for a connector's folder anywhere. `imports`: modules that its process loads first. */
export async function spawnEmulatorIn(
  folder: string,
  options: SpawnOptions & { imports?: readonly string[] } = {},
): Promise<SpawnedEmulator> {
  const name = path.basename(folder)
  const imports = (options.imports ?? []).flatMap((url) => ['--import', url])
  const args = [...imports, path.join(folder, 'emulator', 'main.ts'), ...commandLine(options), '--stop-with-stdin']
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = readline.createInterface({ input: child.stdout })
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    exited.then(([code]) => Promise.reject(new Error(`the ${name} emulator stopped before it was ready, exit code ${code}`))),
  ])
  const line = fieldsOf(JSON.parse(first))
  const app = fieldsOf(line['app'])
  const adminUrl = textOf(line['adminUrl']) ?? ''
  return {
    url: textOf(line['url']) ?? '',
    adminUrl,
    pid: child.pid ?? 0,
    endpoints: Object.fromEntries(Object.entries(fieldsOf(line['endpoints'])).map(([origin, url]) => [origin, String(url)])),
    clientId: textOf(app['clientId']) ?? '',
    clientSecret: textOf(app['clientSecret']) ?? '',
    credentials: credentialsOf(line['credentials']),
    line,
    admin: (method, adminPath, body) => callAdmin(adminUrl, method, adminPath, body),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await exited
    },
  }
}

function credentialsOf(announced: unknown): SpawnedEmulator['credentials'] {
  const { authId, fields } = fieldsOf(announced)
  const id = textOf(authId)
  return id === undefined
    ? null
    : {
        authId: id,
        fields: Object.fromEntries(
          Object.entries(fieldsOf(fields)).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
        ),
      }
}

function commandLine(options: SpawnOptions): string[] {
  const flag = (name: string, value: string | number | undefined) => (value === undefined ? [] : [`--${name}`, String(value)])
  return [
    ...flag('port', options.port),
    ...flag('admin-port', options.adminPort),
    ...flag('seed', options.seed),
    ...flag('redirect-uri', options.redirectUri),
    ...flag('webhook-url', options.webhookUrl),
    ...(options.autoApprove ? ['--auto-approve'] : []),
  ]
}

/** One call to an emulator's admin API; its answer's JSON. Throws when it is not a 2xx, with the emulator's reason. */
export async function callAdmin(adminUrl: string, method: string, adminPath: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(adminPath, adminUrl), {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${adminPath} answered ${answer.status}: ${text}`)
  return JSON.parse(text)
}
