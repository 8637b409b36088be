import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../platform/clock.ts'
import { createLogger } from '../platform/logger.ts'
import { openSandbox } from '../sandbox/pool.ts'
import type { Finding } from './checks/check.types.ts'
import { checkFolder } from './checks/check-folder.ts'
import { findingLine, reportText } from './checks/report-text.ts'
import { loadInstalled } from './registry.service.ts'
import type { Fault } from './registry.types.ts'
import { REGISTRY_FILE } from './registry-file.ts'
import { pluginFolders, writeRegistryFile } from './write-registry-file.ts'

/**
 * `npm run plugins:check`: the numbered checks over every folder in plugins/, and whether each is what plugin-registry.json says.
 * With `--write` the file is brought up to date from the folders without fault, unless one of them holds no manifest: what it records is
 * taken as checked when the product starts.
 */
async function main(root: string, options: { write: boolean }): Promise<number> {
  const sandbox = await openSandbox({ clock: systemClock, logger: createLogger({ level: 'silent' }) })
  const findings: Finding[] = []
  const faulty = new Set<string>()
  try {
    for (const name of await pluginFolders(root)) {
      const report = await checkFolder(path.join(root, 'plugins', name), { sandbox })
      findings.push(...report.findings)
      if (!report.ok) faulty.add(name)
      process.stdout.write(`${reportText(name, report)}\n`)
    }
  } finally {
    await sandbox.close()
  }
  const unreadable = options.write ? await writeRegistryFile(root, faulty) : []
  const listing = unreadable.length > 0 ? unreadable : await listingFaults(root)
  findings.push(...listing.map((fault): Finding => ({ id: 'M01', severity: 'E', ...fault })))
  return refuse(findings.filter((one) => one.severity === 'E'))
}

/** Says what is wrong, if anything is. Returns the exit code. */
function refuse(refusing: readonly Finding[]): 0 | 1 {
  for (const finding of refusing) process.stderr.write(`  ${findingLine(finding)}\n`)
  process.stdout.write(refusing.length === 0 ? 'connectors: all fine\n' : `connectors: ${refusing.length} faults\n`)
  return refusing.length === 0 ? 0 : 1
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

if (import.meta.main) {
  process.exitCode = await main(fileURLToPath(new URL('../../', import.meta.url)), { write: process.argv.includes('--write') })
}
