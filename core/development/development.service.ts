import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import type { Endpoints, EndpointTable } from '../egress/endpoints.ts'
import type { Route, RouteRequest } from '../http/route.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { loadPlugin } from '../registry/load-plugin.ts'
import { overlayRegistry } from '../registry/overlay-registry.ts'
import { openRegistry } from '../registry/registry.service.ts'
import type { Fault, Registry } from '../registry/registry.types.ts'
import { declaredResources } from '../resources/declared-resources.ts'
import { applyTables } from '../resources/tables/apply-tables.ts'

/** Where a running host in development says how it is reached: only who may read the data folder may load code into it. */
export const DEVELOPMENT_FILE = 'development-host.json'

/** What `tomada dev` sends on each save. */
export interface LoadRequest {
  /** Absolute. */
  folder: string
  /** Declared origin → the connector's emulator. */
  endpoints?: EndpointTable
}

export interface LoadReport {
  ok: boolean
  /** Of what is loaded now; the former version when this one has faults, null when there is none. */
  version: string | null
  faults: Array<Pick<Fault, 'file' | 'at' | 'message'>>
  tookMs: number
}

export interface Development {
  registry: Registry
  /** Empty unless the host is in development and on loopback: nowhere else is code loaded while it runs. */
  routes: Route[]
  /** Removes what tells others of this host. */
  close(): Promise<void>
}

export interface DevelopmentOptions {
  config: Pick<Config, 'mode' | 'host' | 'port' | 'dataDir' | 'pluginsDir' | 'pluginVariables'>
  databaseUrl: string
  endpoints: Endpoints
  clock: Clock
  logger: Pick<Logger, 'warn' | 'info'>
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

/** The installed connectors; in development they can be loaded again, and new ones beside them, while the host runs. */
export async function openDevelopment(options: DevelopmentOptions): Promise<Development> {
  const { config, logger } = options
  const modified = config.mode === 'production' ? 'refuse' : 'warn'
  const variables = config.pluginVariables
  const installed = await openRegistry({ root: config.pluginsDir, modified, logger, variables })
  if (config.mode !== 'development' || !LOOPBACK.has(config.host)) return { registry: installed, routes: [], close: async () => undefined }
  const token = randomBytes(32).toString('hex')
  const file = path.join(config.dataDir, DEVELOPMENT_FILE)
  await writeFile(file, JSON.stringify({ url: `http://${config.host}:${config.port}`, token }), { mode: 0o600 })
  await chmod(file, 0o600)
  const overlay = overlayRegistry(installed, variables)
  const isAllowed = (given: string) => given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token))
  const route: Route = {
    method: 'POST',
    path: '/development/connectors',
    operationId: 'loadConnector',
    summary: 'Loads a connector from its folder over the installed one; in development only',
    tag: 'development',
    auth: 'public',
    body: {
      type: 'object',
      required: ['folder'],
      additionalProperties: false,
      properties: {
        folder: { type: 'string', minLength: 1, maxLength: 1000 },
        endpoints: { type: 'object', maxProperties: 20, additionalProperties: { type: 'string', maxLength: 200 } },
      },
    },
    response: {
      type: 'object',
      required: ['ok', 'version', 'faults', 'tookMs'],
      properties: { ok: { type: 'boolean' }, version: { type: ['string', 'null'] }, faults: { type: 'array' }, tookMs: { type: 'number' } },
    },
    async handler({ headers, body }: RouteRequest<Record<string, string>, Record<string, unknown>, LoadRequest>) {
      if (!isAllowed((headers['authorization'] ?? '').replace(/^Bearer /, ''))) throw new AppError('unauthenticated')
      return { body: await load(body) }
    },
  }

  async function load({ folder, endpoints = {} }: LoadRequest): Promise<LoadReport> {
    const startedMs = options.clock.monotonicMs()
    options.endpoints.mapForAll(endpoints)
    const { plugin, faults } = await loadPlugin(path.resolve(folder))
    if (plugin !== null) {
      await applyTables(options.databaseUrl, declaredResources({ resource: () => null, resources: () => resourcesOf(plugin) }).all())
      overlay.put(plugin)
    }
    const version = overlay.registry.plugin(path.basename(folder))?.manifest.version ?? null
    return { ok: plugin !== null, version, faults, tookMs: Math.round(options.clock.monotonicMs() - startedMs) }
  }

  return { registry: overlay.registry, routes: [route], close: () => rm(file, { force: true }) }
}

function resourcesOf(plugin: NonNullable<ReturnType<Registry['plugin']>>) {
  return [...plugin.resources.values()].map((resource) => ({ plugin: plugin.name, resource }))
}
