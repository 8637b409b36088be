import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openSandbox } from '../sandbox/pool.ts'
import type { Finding } from './checks/check.types.ts'
import { checkFolder } from './checks/check-folder.ts'
import { findingLine, reportText } from './checks/report-text.ts'
import { folderIntegrity } from './folder-checksum.ts'
import { loadInstalled } from './registry.service.ts'
import type { Fault } from './registry.types.ts'
import { REGISTRY_FILE } from './registry-file.ts'

/**
 * `npm run plugins:check`: the numbered checks over every folder in plugins/, and whether each is what plugin-registry.json says.
 * With `--write` the file is first brought up to date from the folders.
 */
async function main(root: string, options: { write: boolean }): Promise<number> {
  if (options.write) await writeRegistryFile(root)
  const sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  const findings: Finding[] = (await listingFaults(root)).map((fault) => ({ id: 'M01', severity: 'E', ...fault }))
  try {
    for (const name of await pluginFolders(root)) {
      const report = await checkFolder(path.join(root, 'plugins', name), { sandbox })
      findings.push(...report.findings)
      process.stdout.write(`${reportText(name, report)}\n`)
    }
  } finally {
    await sandbox.close()
  }
  for (const finding of findings.filter((one) => one.severity === 'E')) process.stderr.write(`  ${findingLine(finding)}\n`)
  const refusing = findings.filter((one) => one.severity === 'E').length
  process.stdout.write(refusing === 0 ? 'connectors: all fine\n' : `connectors: ${refusing} faults\n`)
  return refusing === 0 ? 0 : 1
}

/** What the registry file says that the folders do not, and the other way round; two connectors that claim one path. */
async function listingFaults(root: string): Promise<Fault[]> {
  const { plugins, faults } = await loadInstalled({ root, modified: 'refuse', logger: { warn() {}, info() {} } })
  const known = new Set([...plugins.map((plugin) => plugin.name), ...faults.map((fault) => fault.plugin)])
  const unlisted = (await pluginFolders(root)).filter((name) => !known.has(name))
  return [
    ...faults.filter((fault) => fault.file === REGISTRY_FILE || / is claimed by /.test(fault.message)),
    ...unlisted.map((name) => ({ plugin: name, file: 'manifest.json', at: '', message: `is not listed in ${REGISTRY_FILE}` })),
  ]
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
