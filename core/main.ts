import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { callersFolder } from './config/callers-folder.ts'
import { ConfigError, loadConfig } from './config/config.ts'
import { announceDemo } from './demo/announce-demo.ts'
import { linkCommand } from './link-command.ts'
import { createLogger, flushLogger, type Logger } from './platform/logger.ts'
import { migrate } from './platform/migrate.ts'
import { PluginFaultsError } from './registry/fault-list.ts'
import { replayCommand } from './replay-command.ts'
import { type DatabaseServer, DatabaseServerError, openDatabaseServer } from './setup/database-server.ts'
import { type Product, wire } from './wire.ts'
import { workCommand } from './work-command.ts'

/** One binary: configuration → database → wire → listen and work by role → signals. */

const SHUTDOWN_MS = 30_000

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2)
  if (command === 'replay') {
    process.exitCode = await replayCommand(args, loadConfig(), (text) => process.stdout.write(text))
    return
  }
  if (command === 'link') {
    process.exitCode = await linkCommand(args, loadConfig(), (text) => process.stdout.write(text))
    return
  }
  if (command === 'work') {
    process.exitCode = await workCommand(args, loadConfig(), (text) => process.stdout.write(text))
    return
  }
  // Loaded only when asked for: a server has no use for it.
  if (command !== undefined && !command.startsWith('-')) {
    const { runCli } = await import('../sdk/cli/main.ts')
    const complain = (text: string) => process.stderr.write(text)
    process.exitCode = await runCli([command, ...args], { folder: callersFolder(), say: (text) => process.stdout.write(text), complain })
    return
  }
  const { values } = parseArgs({ options: { role: { type: 'string', multiple: true }, demo: { type: 'boolean', default: false } } })
  const config = loadConfig()
  // The demonstration prints what a newcomer needs; a line per request would scroll it away.
  const logger = createLogger({ level: values.demo && config.logLevel === 'info' ? 'warn' : config.logLevel })
  for (const notice of config.notices) logger.warn(notice)
  const database = await openDatabaseServer(config)
  for (const notice of database.notices) logger.warn(notice)
  const applied = await migrate(database.url)
  if (applied.length > 0) logger.info({ migrations: applied }, 'database migrated')
  const product = await wire({ config, databaseUrl: database.url, logger, roles: rolesOf(values.role) })
  stopOnSignal(product, database, logger)
  if (product.server === null) return say('Tomada is working (role worker).')

  product.server.listen(config.port, config.host)
  await once(product.server, 'listening')
  say(`Tomada is ready at ${addressOf(config.host, product.server.address())}`)
  if (values.demo) await announceDemo(product, config, say)
  else say(`First time here? Open ${config.appBaseUrl}/app/ to create your account.`)
}

function rolesOf(given: string[] | undefined): Set<'server' | 'worker'> {
  const roles = new Set<'server' | 'worker'>()
  for (const role of given ?? ['server', 'worker']) {
    if (role !== 'server' && role !== 'worker') throw new ConfigError([`--role is server or worker, not ${role}`])
    roles.add(role)
  }
  return roles
}

function addressOf(host: string, address: string | AddressInfo | null): string {
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** SIGTERM and SIGINT drain (security.md G14); a second one changes nothing, the watchdog ends what hangs. */
function stopOnSignal(product: Product, database: DatabaseServer, logger: Logger): void {
  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    logger.info({ signal }, 'stopping')
    await product.close()
    if (database.embedded) await database.stop()
    logger.info('stopped')
    await flushLogger(logger)
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'stopping failed')
        process.exit(1)
      })
    })
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  await main()
} catch (error) {
  const isForPeople = error instanceof ConfigError || error instanceof DatabaseServerError || error instanceof PluginFaultsError
  process.stderr.write(`${isForPeople ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exit(1)
}
