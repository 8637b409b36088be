import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkSource } from './check-source.ts'
import { faultLine } from './fault-list.ts'
import { folderIntegrity } from './folder-checksum.ts'
import { loadInstalled } from './registry.service.ts'
import { REGISTRY_FILE } from './registry-file.ts'

/**
 * `npm run plugins:check`: every installed connector is fine and is what plugin-registry.json says. With `--write` the file is
 * first brought up to date from the folders in plugins/.
 */
async function main(root: string, options: { write: boolean }): Promise<number> {
  if (options.write) await writeRegistryFile(root)
  const { plugins, faults } = await loadInstalled({ root, modified: 'refuse', logger: { warn() {}, info() {} } })
  const folders = await pluginFolders(root)
  for (const name of folders.filter(
    (one) => ![...plugins, ...faults.map((fault) => ({ name: fault.plugin }))].some((plugin) => plugin.name === one),
  )) {
    faults.push({ plugin: name, file: 'manifest.json', at: '', message: `is not listed in ${REGISTRY_FILE}` })
  }
  for (const plugin of plugins) {
    faults.push(...checkSource(plugin))
    const bytes = plugin.bundle === null ? 'no code' : `${Math.ceil(Buffer.byteLength(plugin.bundle.script) / 1024)} KB of code`
    process.stdout.write(
      `${plugin.name} ${plugin.manifest.version}: ${plugin.actions.size} actions, ${plugin.triggers.size} triggers, ${bytes}\n`,
    )
  }
  for (const fault of faults) process.stderr.write(`${faultLine(fault)}\n`)
  process.stdout.write(faults.length === 0 ? 'connectors: all fine\n' : `connectors: ${faults.length} faults\n`)
  return faults.length === 0 ? 0 : 1
}

async function writeRegistryFile(root: string): Promise<void> {
  const entries = await Promise.all((await pluginFolders(root)).map((name) => registryEntry(path.join(root, 'plugins', name))))
  const file = { registryVersion: 1, registryId: 'bundled', plugins: Object.fromEntries(entries) }
  await writeFile(path.join(root, REGISTRY_FILE), `${JSON.stringify(file, null, 2)}\n`)
}

async function registryEntry(folder: string): Promise<[string, { version: string; level: 'official'; integrity: string }]> {
  const manifest: { id: string; version: string } = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'))
  return [manifest.id, { version: manifest.version, level: 'official', integrity: await folderIntegrity(folder) }]
}

async function pluginFolders(root: string): Promise<string[]> {
  const entries = await readdir(path.join(root, 'plugins'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

if (import.meta.main) {
  process.exitCode = await main(fileURLToPath(new URL('../../', import.meta.url)), { write: process.argv.includes('--write') })
}
