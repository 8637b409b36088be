import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { folderIntegrity } from './folder-checksum.ts'
import type { PluginRegistryFile } from './plugin-registry.gen.ts'
import type { Fault } from './registry.types.ts'
import { REGISTRY_FILE, readRegistryFile } from './registry-file.ts'

type Entry = [id: string, entry: PluginRegistryFile['plugins'][string]]

/** Names of the folders in plugins/. */
export async function pluginFolders(root: string): Promise<string[]> {
  const entries = await readdir(path.join(root, 'plugins'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/**
 * Brings plugin-registry.json up to date from the folders: those that are `faulty` stay as they were listed, if they were. Writes nothing,
 * and says why, when one of them has no manifest to go by.
 */
export async function writeRegistryFile(root: string, faulty: ReadonlySet<string> = new Set()): Promise<Fault[]> {
  const former = faulty.size === 0 ? [] : (await readRegistryFile(root)).installed
  const entries: Entry[] = []
  const faults: Fault[] = []
  for (const name of await pluginFolders(root)) {
    const folder = path.join(root, 'plugins', name)
    const manifest = await readManifest(folder)
    if (typeof manifest === 'string') faults.push({ plugin: name, file: 'manifest.json', at: '', message: manifest })
    else {
      const listed = faulty.has(name) ? former.find((one) => one.name === name) : { ...manifest, integrity: await folderIntegrity(folder) }
      if (listed !== undefined) entries.push([manifest.id, { version: listed.version, level: 'official', integrity: listed.integrity }])
    }
  }
  if (faults.length > 0) return faults
  const file: PluginRegistryFile = { registryVersion: 1, registryId: 'bundled', plugins: Object.fromEntries(entries) }
  await writeFile(path.join(root, REGISTRY_FILE), `${JSON.stringify(file, null, 2)}\n`)
  return []
}

/** Its id and version, or what is wrong with it. */
async function readManifest(folder: string): Promise<{ id: string; version: string } | string> {
  const text = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return 'is missing: every folder in plugins/ is a connector with a manifest; remove the folder or write one'
  try {
    const { id, version }: Record<string, unknown> = Object(JSON.parse(text))
    return typeof id === 'string' && typeof version === 'string' ? { id, version } : 'says no id or no version'
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return `is not JSON: ${error.message}`
  }
}
