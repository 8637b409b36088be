import type { EgressRule } from '../egress/egress.types.ts'
import { AppError } from '../platform/errors.ts'
import type { Logger } from '../platform/logger.ts'
import { connectorView } from './connector-view.ts'
import { faultLine, PluginFaultsError } from './fault-list.ts'
import { loadPlugin } from './load-plugin.ts'
import { mountPath } from './mount-path.ts'
import { operatorRules, originOf, type Variables } from './operator-addresses.ts'
import { type Address, overlap } from './path-overlap.ts'
import type { Fault, LoadedPlugin, Registry } from './registry.types.ts'
import { fault, type InstalledPlugin, readRegistryFile } from './registry-file.ts'

export interface RegistryOptions {
  /** Folder that holds plugin-registry.json and plugins/. */
  root: string
  /** `refuse`: a connector whose files differ from its checksum is not loaded (production). `warn`: it is, with a log line. */
  modified: 'refuse' | 'warn'
  logger: Pick<Logger, 'warn' | 'info'>
  /** Values of the environment variables that manifests declare; none unless said. */
  variables?: Variables
}

/** Loads every installed connector. Throws PluginFaultsError with all faults of all of them. */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { plugins, faults } = await loadInstalled(options)
  if (faults.length > 0) throw new PluginFaultsError(faults)
  options.logger.info({ connectors: plugins.map((plugin) => `${plugin.name} ${plugin.manifest.version}`) }, 'connectors loaded')
  return createRegistry(plugins, options.variables)
}

/** Every installed connector that is fine, and every fault of the others. */
export async function loadInstalled(options: RegistryOptions): Promise<{ plugins: LoadedPlugin[]; faults: Fault[] }> {
  const { installed, faults } = await readRegistryFile(options.root)
  const plugins: LoadedPlugin[] = []
  for (const one of installed) {
    const result = await loadPlugin(one.folder, one.integrity)
    faults.push(...result.faults)
    if (result.plugin === null) continue
    faults.push(...wrongAddresses(result.plugin, options.variables))
    const differences = differencesFrom(one, result.plugin, result.integrity)
    if (options.modified === 'refuse') faults.push(...differences)
    else for (const difference of differences) options.logger.warn({ connector: one.name }, faultLine(difference).trim())
    plugins.push(result.plugin)
  }
  faults.push(...clashes(plugins))
  return { plugins, faults }
}

function wrongAddresses({ name, manifest }: LoadedPlugin, variables: Variables = {}): Fault[] {
  try {
    operatorRules(manifest, variables)
    return []
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ plugin: name, file: 'manifest.json', at: '/permissions/operatorEgress', message: error.message }]
  }
}

function differencesFrom(listed: InstalledPlugin, plugin: LoadedPlugin, integrity: string): Fault[] {
  const found: Fault[] = []
  const { version, id } = plugin.manifest
  if (listed.version !== version) found.push(fault(listed.name, `/plugins/${id.replace('/', '~1')}/version`, `the folder holds ${version}`))
  if (listed.integrity !== integrity) {
    found.push(fault(listed.name, `/plugins/${id.replace('/', '~1')}/integrity`, 'modified: the files differ from the checksum'))
  }
  return found
}

/** Two connectors whose addresses fit one request would decide by load order who gets it. */
function clashes(plugins: readonly LoadedPlugin[]): Fault[] {
  const known: Array<Address & { plugin: string }> = []
  const found: Fault[] = []
  for (const { name, manifest } of plugins) {
    const claims: Address[] = [
      ...mountedRoutes(name, manifest),
      ...manifest.webhooks.flatMap((webhook) => (webhook.paths ?? []).map((path) => ({ method: 'POST', path }))),
    ]
    for (const claim of claims) {
      const owner = known.find((other) => overlap(other, claim))?.plugin
      const message = `${claim.method} ${claim.path} is claimed by ${owner} too`
      if (owner !== undefined) found.push({ plugin: name, file: 'manifest.json', at: '', message })
    }
    known.push(...claims.map((claim) => ({ ...claim, plugin: name })))
  }
  return found
}

function mountedRoutes(plugin: string, manifest: LoadedPlugin['manifest']): LoadedPlugin['manifest']['routes'] {
  return manifest.routes.map((route) => ({ ...route, path: mountPath(manifest, plugin, route.path) }))
}

/** The look-ups over loaded connectors. `variables`: of the environment, as far as manifests declare them. */
export function createRegistry(plugins: readonly LoadedPlugin[], variables: Variables = {}): Registry {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]))
  const rules = new Map(
    plugins.map(({ name, manifest }) => {
      const declared = manifest.permissions.egress.map(({ reason: _reason, ...rule }): EgressRule => rule)
      const named = operatorRules(manifest, variables)
      return [name, { all: [...declared, ...named], named }] as const
    }),
  )
  const registry: Registry = {
    revision: () => 0,
    names: () => [...byName.keys()],
    connectors: (locale) => plugins.map((plugin) => connectorView(plugin, locale)),
    connector(name, locale) {
      const plugin = byName.get(name)
      return plugin === undefined ? null : connectorView(plugin, locale)
    },
    plugin: (name) => byName.get(name) ?? null,
    pluginOf: (name) => found(byName.get(name)),
    auth: (plugin, authId) => byName.get(plugin)?.auth.get(authId) ?? null,
    authOf: (plugin, authId) => found(byName.get(plugin)?.auth.get(authId)),
    action: (plugin, action) => byName.get(plugin)?.actions.get(action) ?? null,
    actionOf: (plugin, action) => found(byName.get(plugin)?.actions.get(action)),
    trigger: (plugin, trigger) => byName.get(plugin)?.triggers.get(trigger) ?? null,
    resource: (plugin, resource) => byName.get(plugin)?.resources.get(resource) ?? null,
    resourceOf: (plugin, resource) => found(byName.get(plugin)?.resources.get(resource)),
    resources: () => plugins.flatMap((plugin) => [...plugin.resources.values()].map((resource) => ({ plugin: plugin.name, resource }))),
    webhookEntries: (plugin, webhook) => byName.get(plugin)?.webhookEntries.get(webhook) ?? null,
    settings: (plugin) => byName.get(plugin)?.settings ?? null,
    egressRules: (plugin) => rules.get(plugin)?.all ?? [],
    operatorOrigins: () => [...new Set([...rules.values()].flatMap(({ named }) => named.map(originOf)))],
    limits: (plugin) => byName.get(plugin)?.manifest.limits ?? [],
    webhooks: () => plugins.flatMap((plugin) => plugin.manifest.webhooks.map((webhook) => ({ plugin: plugin.name, webhook }))),
    triggers: () => plugins.flatMap((plugin) => [...plugin.triggers.values()].map((trigger) => ({ plugin: plugin.name, trigger }))),
    routes: () => plugins.flatMap(({ name, manifest }) => mountedRoutes(name, manifest).map((route) => ({ plugin: name, route }))),
    templates: () => plugins.flatMap((plugin) => plugin.templates),
    envNames: () => [...new Set(plugins.flatMap(envNamesOf))].sort(),
  }
  return registry
}

function envNamesOf(plugin: LoadedPlugin): string[] {
  const { auth, permissions } = plugin.manifest
  const clients = auth.flatMap((each) =>
    each.type === 'oauth2' || each.type === 'clientCredentials' ? Object.values(each.app?.env ?? {}) : [],
  )
  return [...clients, ...(permissions.operatorEgress ?? []).map(({ env }) => env)]
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('not_found')
  return value
}
