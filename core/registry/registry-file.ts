import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { compile } from '../platform/validate.ts'
import type { PluginRegistryFile } from './plugin-registry.gen.ts'
import pluginRegistrySchema from './plugin-registry.schema.json' with { type: 'json' }
import type { Fault } from './registry.types.ts'

export const REGISTRY_FILE = 'plugin-registry.json'

const { $id: _id, ...schema } = pluginRegistrySchema
const registryFile = compile<PluginRegistryFile>(schema)

/** One connector that is installed, as plugin-registry.json lists it. */
export interface InstalledPlugin {
  name: string
  folder: string
  version: string
  integrity: string
}

/** What plugin-registry.json in `root` lists; faults when it is not as it must be. */
export async function readRegistryFile(root: string): Promise<{ installed: InstalledPlugin[]; faults: Fault[] }> {
  const value: unknown = JSON.parse(await readFile(path.join(root, REGISTRY_FILE), 'utf8'))
  if (!registryFile.is(value)) {
    return { installed: [], faults: registryFile.validate(value).map((error) => fault('.', error.field, error.reason)) }
  }
  const installed = Object.entries(value.plugins).map(([id, entry]) => {
    const name = id.slice(id.indexOf('/') + 1)
    return { name, folder: path.join(root, 'plugins', name), version: entry.version, integrity: entry.integrity }
  })
  const twice = installed.filter((one, index) => installed.findIndex((other) => other.name === one.name) !== index)
  return { installed, faults: twice.map((one) => fault(one.name, '', 'two publishers use this name')) }
}

export function fault(plugin: string, at: string, message: string): Fault {
  return { plugin, file: REGISTRY_FILE, at, message }
}
