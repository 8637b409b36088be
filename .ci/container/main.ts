import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'

/**
 * Builds the image and tries it beside a PostgreSQL container, with the rights that docker-compose.yml leaves it: `npm run test:container
 * [-- --engine podman]`. `--build` and `--run` hand an argument on to the engine's command, each as often as needed. Needs Linux (both
 * containers use the host's network) and a container engine. Exit code 1 says what did not hold.
 */

const ROOT = path.resolve(import.meta.dirname, '../..')
const PORTS = { product: 4117, database: 54117 }
const IMAGE = 'localhost/tomada:try'
const BUILD_TOOLS = ['gcc', 'g++', 'cc', 'make', 'python3', 'git']

interface Compose {
  services: Record<'tomada' | 'postgres', { image?: string; cap_drop?: string[]; security_opt?: string[]; tmpfs?: string[] }>
  configs: Record<string, { content: string }>
}

/** Something that was promised of the image. */
class NotHeld extends Error {}

const { values, positionals } = parseArgs({
  options: {
    engine: { type: 'string', default: 'docker' },
    build: { type: 'string', multiple: true },
    run: { type: 'string', multiple: true },
  },
})
if (positionals.length > 0) throw new Error('takes --engine, --build and --run')
const { engine, build = [], run = [] } = values
const names = { product: `tomada-try-${process.pid}`, database: `tomada-try-database-${process.pid}` }

if (spawnSync(engine, ['--version']).error === undefined) await tried()
else {
  process.stderr.write(`${engine} is not there: --engine names another container engine\n`)
  process.exitCode = 1
}

async function tried(): Promise<void> {
  try {
    await tryImage(parse(await readFile(path.join(ROOT, 'docker-compose.yml'), 'utf8')))
  } catch (error) {
    if (!(error instanceof NotHeld)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } finally {
    call(['rm', '--force', '--volumes', names.product, names.database])
  }
}

async function tryImage(compose: Compose): Promise<void> {
  const password = randomBytes(12).toString('hex')
  must('the image builds', call(['build', '--tag', IMAGE, ...(engine === 'podman' ? ['--format', 'docker'] : []), ...build, ROOT]))
  const search = `for tool in ${BUILD_TOOLS.join(' ')}; do if command -v $tool; then exit 1; fi; done`
  must('it has no build tools', call(['run', '--rm', '--network', 'none', ...run, IMAGE, 'sh', '-c', search]))
  startDatabase(compose, password)
  await until('PostgreSQL answers', () => inside(names.database, ['pg_isready', '--host=127.0.0.1', `--port=${PORTS.database}`]).ok)
  startProduct(compose, password)
  const check = JSON.parse(call(['image', 'inspect', '--format', '{{json .Config.Healthcheck.Test}}', IMAGE]).out).slice(1)
  await until('its own health check passes', () => inside(names.product, check).ok)
  const ready = await fetch(`http://127.0.0.1:${PORTS.product}/readyz`)
  must('it is ready with that database', { ok: ready.ok, out: await ready.text() })
  const { out: user } = inside(names.product, ['id', '-u'])
  must('it runs as a user without rights', { ok: /^[1-9]\d*\s*$/.test(user), out: `user ${user}` })
  must('SIGTERM ends it in its own time', call(['stop', '--time', '30', names.product]))
  const { out: code } = call(['inspect', '--format', '{{.State.ExitCode}}', names.product])
  must('with exit code 0', { ok: code.trim() === '0', out: `exit code ${code}` })
}

interface Called {
  ok: boolean
  out: string
}

function call(args: readonly string[]): Called {
  const { status, stdout, stderr, error } = spawnSync(engine, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (error !== undefined) throw error
  return { ok: status === 0, out: status === 0 ? stdout : `${stdout}${stderr}` }
}

function inside(container: string, command: readonly string[]): Called {
  return call(['exec', container, ...command])
}

function startDatabase({ services, configs }: Compose, password: string): void {
  const sql = configs['create-owner']?.content.replaceAll(/^\\getenv .*$\n?/gm, '').replaceAll(":'password'", `'${password}'`) ?? ''
  const env = ['--env', `POSTGRES_PASSWORD=${password}`, '--env', `PGPORT=${PORTS.database}`, '--env', `TRY_SQL=${sql}`]
  const first = 'printf "%s" "$TRY_SQL" > /docker-entrypoint-initdb.d/create-owner.sql; exec docker-entrypoint.sh postgres'
  must('PostgreSQL starts', start(names.database, [...env, services.postgres.image ?? ''], ['sh', '-c', first]))
}

/** With the rights that the compose file leaves it. */
function startProduct({ services: { tomada } }: Compose, password: string): void {
  const secrets = ['JWT_SECRET', 'JWT_REFRESH_SECRET'].map((name) => `${name}=${randomBytes(32).toString('hex')}`)
  const key = `ENCRYPTION_KEY=${randomBytes(32).toString('base64')}`
  const database = ['DB_HOST=127.0.0.1', `DB_PORT=${PORTS.database}`, 'DB_USER=tomada', 'DB_NAME=tomada', `DB_PASS=${password}`]
  const env = [...secrets, key, ...database, `PORT=${PORTS.product}`, 'HOST=127.0.0.1'].flatMap((pair) => ['--env', pair])
  const rights = [
    '--read-only',
    ...(tomada.tmpfs ?? []).flatMap((at) => ['--tmpfs', at]),
    ...(tomada.cap_drop ?? []).map((name) => `--cap-drop=${name}`),
    ...(tomada.security_opt ?? []).map((option) => `--security-opt=${option.replace(':true', '')}`),
  ]
  must('the product starts', start(names.product, [...env, ...rights, IMAGE], []))
}

function start(name: string, args: readonly string[], command: readonly string[]): Called {
  return call(['run', '--detach', '--init', '--network', 'host', '--name', name, ...run, ...args, ...command])
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 90; tries++) {
    if (holds()) return must(what, { ok: true, out: '' })
    await sleep(1_000)
  }
  must(what, { ok: false, out: call(['logs', '--tail', '30', names.product]).out })
}

function must(what: string, { ok, out }: Called): void {
  if (!ok) throw new NotHeld(`does not hold: ${what}\n${out.trim()}`)
  process.stdout.write(`holds: ${what}\n`)
}
