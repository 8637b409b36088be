import path from 'node:path'
import type { Manifest } from '../../sdk/manifest.gen.ts'
import manifestSchema from '../../sdk/manifest.schema.json' with { type: 'json' }
import { compile } from '../platform/validate.ts'
import { BundleError, bundlePlugin } from './bundle-plugin.ts'
import { checkHosts } from './check-hosts.ts'
import { checkReferences } from './check-references.ts'
import { checkResources } from './check-resources.ts'
import { checkRoutes } from './check-routes.ts'
import { checkIcon, checkSurface } from './check-surface.ts'
import { FaultList } from './fault-list.ts'
import { handlerEntries } from './handler-entries.ts'
import { type Loading, loadAction, loadAuth, loadSchema, loadTrigger, shaped } from './load-capability.ts'
import { loadResource, loadWebhookEntries } from './load-resource.ts'
import { loadTemplate } from './load-template.ts'
import { PluginFiles } from './plugin-files.ts'
import { withRecordPages } from './record-pages.ts'
import type { Fault, LoadedPlugin } from './registry.types.ts'
import { withResourceDefaults } from './resource-defaults.ts'

const { $id: _id, ...schema } = manifestSchema
const manifests = compile<Manifest>(schema)

/** `integrity`: checksum over the files that were read. */
type LoadResult = { integrity: string } & ({ plugin: LoadedPlugin; faults: [] } | { plugin: null; faults: Fault[] })

/**
 * Reads and checks one connector's folder. Either a connector in which nothing is wrong, or all of its faults: what a
 * connector declares is checked here, so that nothing is discovered when it is called. `checked`: the checksum of files that have been
 * through all of this before; while the folder holds those, what follows from the files alone is not checked again.
 */
export async function loadPlugin(folder: string, checked?: string): Promise<LoadResult> {
  const faults = new FaultList(path.basename(folder))
  const files = await PluginFiles.read(folder, faults, checked)
  const { integrity } = files
  const read = readManifest({ files, faults })
  if (read === null) return { plugin: null, faults: faults.all, integrity }
  const manifest = withResourceDefaults(withRecordPages(read, { files, faults }), { files, faults })

  const name = manifest.id.slice(manifest.id.indexOf('/') + 1)
  if (name !== path.basename(folder)) faults.add('manifest.json', '/id', `the folder of ${manifest.id} is ${name}`)
  if (manifest.id !== `${manifest.publisher.id}/${name}`)
    faults.add('manifest.json', '/publisher/id', `${manifest.id} belongs to another publisher`)

  const loaded = loadCapabilities(manifest, { files, faults })
  checkReferences(manifest, loaded, faults)
  checkResources(manifest, loaded, faults)
  checkRoutes(manifest, files, faults)
  checkHosts(manifest, faults)
  checkSurface(manifest, loaded, faults)
  const icon = files.text(manifest.icon, { at: '/icon' }, faults) ?? ''
  checkIcon(icon, manifest.icon, faults)
  const bundle = await makeBundle(manifest, files, faults)
  if (faults.all.length > 0) return { plugin: null, faults: faults.all, integrity }
  const picture = `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`
  return { plugin: { name, manifest, folder, icon: picture, bundle, ...loaded }, faults: [], integrity }
}

function readManifest(loading: Loading): Manifest | null {
  const { files, faults } = loading
  if (!files.has('manifest.json')) {
    faults.add('manifest.json', '', 'is not there')
    return null
  }
  const value: unknown = files.json('manifest.json', { at: '' }, faults)
  return value === null ? null : shaped(manifests, value, 'manifest.json', loading)
}

function loadCapabilities(manifest: Manifest, loading: Loading): Omit<LoadedPlugin, 'name' | 'manifest' | 'folder' | 'icon' | 'bundle'> {
  return {
    auth: new Map(manifest.auth.map((auth, index) => [auth.id, loadAuth(auth, `/auth/${index}`, loading)])),
    actions: byName(manifest.actions, (action, index) => loadAction(action, `/actions/${index}`, loading)),
    triggers: byName(manifest.triggers, (trigger, index) => loadTrigger(trigger, `/triggers/${index}`, loading)),
    resources: byName(manifest.resources ?? [], (resource, index) => loadResource(resource, `/resources/${index}`, loading)),
    webhooks: byName(manifest.webhooks, (webhook) => webhook),
    webhookEntries: byName(manifest.webhooks, (webhook, index) => loadWebhookEntries(webhook, `/webhooks/${index}`, loading)),
    settings: manifest.settings === undefined ? null : loadSchema(manifest.settings, '/settings', loading, { titles: true }),
    templates: (manifest.templates ?? []).flatMap((file, index) => loadTemplate(file, `/templates/${index}`, loading) ?? []),
  }
}

function byName<T extends { name: string }, R>(declared: readonly T[], load: (one: T, index: number) => R | null): Map<string, R> {
  const loaded = new Map<string, R>()
  for (const [index, one] of declared.entries()) {
    const result = load(one, index)
    if (result !== null) loaded.set(one.name, result)
  }
  return loaded
}

async function makeBundle(manifest: Manifest, files: PluginFiles, faults: FaultList): Promise<LoadedPlugin['bundle']> {
  const entries = handlerEntries(manifest).filter(({ file }) => files.has(file))
  if (entries.length === 0) return null
  try {
    return await bundlePlugin(files.folder, entries, packagesOf(files, faults))
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    for (const fault of error.faults) faults.add(fault.file, '', fault.message)
    return null
  }
}

function packagesOf(files: PluginFiles, faults: FaultList): string[] {
  if (!files.has('package.json')) return []
  const value = files.json('package.json', { at: '' }, faults)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const dependencies = value['dependencies']
  return typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : []
}
